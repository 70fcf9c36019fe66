package aws

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	networkACLType    = "AWS::EC2::NetworkAcl"
	networkEntryType  = "AWS::EC2::NetworkAclEntry"
	networkACLUseType = "AWS::EC2::SubnetNetworkAclAssociation"
)

// filtering reads what the networks let through, beside security groups.
type filtering struct{ client *ec2.Client }

func (n filtering) steps() []step {
	return []step{{call: "DescribeNetworkAcls", lists: []string{networkACLType, networkEntryType, networkACLUseType}, run: n.acls, tells: map[string][]string{
		networkACLType:    {"Tags", "VpcId"},
		networkEntryType:  {"CidrBlock", "Egress", "Icmp", "Ipv6CidrBlock", "NetworkAclId", "PortRange", "Protocol", "RuleAction", "RuleNumber"},
		networkACLUseType: {"NetworkAclId", "SubnetId"}}}}
}

// lastEntry is the number of the entries that deny what no other allows: every list has them.
// https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
const lastEntry = 32767

func (n filtering) acls(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeNetworkAcls"
	pages := ec2.NewDescribeNetworkAclsPaginator(ec2DescribeNetworkAcls(n.client.DescribeNetworkAcls), &ec2.DescribeNetworkAclsInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeNetworkAclsOutput) []ec2types.NetworkAcl { return out.NetworkAcls }, func(one *ec2types.NetworkAcl) {
		id := aws.ToString(one.NetworkAclId)
		acl := p.add(call, networkACLType, inVPC(p, one.OwnerId, "network-acl/"+id), id, p.shape(call, one))
		if acl == nil {
			return
		}
		for i := range one.Entries {
			entry := &one.Entries[i]
			number := aws.ToInt32(entry.RuleNumber)
			if number >= lastEntry {
				continue
			}
			v := renamed(p.shape(call, entry), map[string]string{"IcmpTypeCode": "Icmp"})
			v.Set("NetworkAclId", cloud.NewString(v.Pos, id))
			direction := "ingress"
			if aws.ToBool(entry.Egress) {
				direction = "egress"
			}
			p.add(call, networkEntryType, "", id+"|"+direction+"|"+strconv.Itoa(int(number)), v)
		}
		for _, use := range one.Associations {
			v := p.shape(call, struct{}{})
			setText(v, "SubnetId", use.SubnetId)
			v.Set("NetworkAclId", cloud.NewString(v.Pos, id))
			p.add(call, networkACLUseType, "", aws.ToString(use.NetworkAclAssociationId), v)
		}
	})
}
