package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/haechi-dev/haechi/cloud"
)

// groups lists security groups with all of their rules in them, however they were made: resources
// of their own for rules are only in templates.
func (n networkReader) groups(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeSecurityGroups"
	pages := ec2.NewDescribeSecurityGroupsPaginator(ec2DescribeSecurityGroups(n.client.DescribeSecurityGroups), &ec2.DescribeSecurityGroupsInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeSecurityGroupsOutput) []ec2types.SecurityGroup { return out.SecurityGroups }, func(one *ec2types.SecurityGroup) {
		id := aws.ToString(one.GroupId)
		v := renamed(p.shape(call, one), map[string]string{"Description": "GroupDescription"})
		v.Set("SecurityGroupIngress", groupRules(v.Pos, one.IpPermissions, "Source"))
		egress := groupRules(v.Pos, one.IpPermissionsEgress, "Destination")
		if egress.Len() == 0 {
			egress.Append(nowhereRule(v.Pos))
		}
		v.Set("SecurityGroupEgress", egress)
		p.add(call, securityGroupType, inVPC(p, one.OwnerId, "security-group/"+id), id, v)
	})
}

// nowhereRule is what a template has to say for a group that lets nothing out: without any rule it
// would get the one that lets everything out.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-egress.html
func nowhereRule(pos cloud.Pos) *cloud.Value {
	return cloud.NewMap(pos).Set("CidrIp", cloud.NewString(pos, "127.0.0.1/32")).Set("IpProtocol", cloud.NewString(pos, "-1"))
}

// groupRules makes a rule, as templates have them, of each peer of a permission.
func groupRules(pos cloud.Pos, permissions []ec2types.IpPermission, side string) *cloud.Value {
	list := cloud.NewList(pos)
	for i := range permissions {
		one := &permissions[i]
		rule := func(name string, value, description *string) *cloud.Value {
			v := cloud.NewMap(pos)
			setText(v, "IpProtocol", one.IpProtocol)
			if one.FromPort != nil {
				v.Set("FromPort", cloud.NewInt(pos, int64(*one.FromPort)))
			}
			if one.ToPort != nil {
				v.Set("ToPort", cloud.NewInt(pos, int64(*one.ToPort)))
			}
			setText(v, name, value)
			setText(v, "Description", description)
			list.Append(v)
			return v
		}
		for _, peer := range one.IpRanges {
			rule("CidrIp", peer.CidrIp, peer.Description)
		}
		for _, peer := range one.Ipv6Ranges {
			rule("CidrIpv6", peer.CidrIpv6, peer.Description)
		}
		for _, peer := range one.PrefixListIds {
			rule(side+"PrefixListId", peer.PrefixListId, peer.Description)
		}
		for _, peer := range one.UserIdGroupPairs {
			v := rule(side+"SecurityGroupId", peer.GroupId, peer.Description)
			if side == "Source" {
				setText(v, "SourceSecurityGroupOwnerId", peer.UserId)
			}
		}
	}
	return list
}

// setText sets a text that is there.
func setText(v *cloud.Value, name string, text *string) {
	if aws.ToString(text) != "" {
		v.Set(name, cloud.NewString(v.Pos, *text))
	}
}
