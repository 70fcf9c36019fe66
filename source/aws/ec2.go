package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	vpcType           = "AWS::EC2::VPC"
	subnetType        = "AWS::EC2::Subnet"
	securityGroupType = "AWS::EC2::SecurityGroup"
	vpcEndpointType   = "AWS::EC2::VPCEndpoint"
	flowLogType       = "AWS::EC2::FlowLog"
)

// ec2Service reads the networks that functions are attached to, not the machines in them. Almost
// every listing tells all of what it lists.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/operation-list-vpc.html
func ec2Service(cfg aws.Config) service {
	client := ec2.NewFromConfig(cfg)
	subnets := &memo[[]ec2types.Subnet]{}
	n := networkReader{client, subnets}
	steps := []step{
		{call: "DescribeVpcs", lists: []string{vpcType}, run: n.vpcs, tells: map[string][]string{vpcType: {"CidrBlock", "InstanceTenancy", "Tags"}}},
		{call: "DescribeVpcAttribute", of: vpcType, run: n.dns, tells: map[string][]string{vpcType: {"EnableDnsHostnames", "EnableDnsSupport"}}},
		{call: "DescribeSubnets", lists: []string{subnetType}, run: n.subnets, tells: map[string][]string{subnetType: {"AssignIpv6AddressOnCreation", "AvailabilityZone",
			"AvailabilityZoneId", "CidrBlock", "EnableDns64", "EnableLniAtDeviceIndex", "Ipv6CidrBlock", "Ipv6Native", "MapPublicIpOnLaunch", "OutpostArn",
			"PrivateDnsNameOptionsOnLaunch", "Tags", "VpcId"}}},
		{call: "DescribeSecurityGroups", lists: []string{securityGroupType}, run: n.groups, tells: map[string][]string{securityGroupType: {"GroupDescription", "GroupName",
			"SecurityGroupEgress", "SecurityGroupIngress", "Tags", "VpcId"}}},
		{call: "DescribeVpcEndpoints", lists: []string{vpcEndpointType}, run: n.endpoints, tells: map[string][]string{vpcEndpointType: {"DnsOptions", "IpAddressType",
			"PolicyDocument", "PrivateDnsEnabled", "ResourceConfigurationArn", "RouteTableIds", "SecurityGroupIds", "ServiceName", "ServiceNetworkArn", "ServiceRegion",
			"SubnetIds", "Tags", "VpcEndpointType", "VpcId"}}},
		{call: "DescribeFlowLogs", lists: []string{flowLogType}, run: n.flowLogs, tells: map[string][]string{flowLogType: {"DeliverCrossAccountRole", "DeliverLogsPermissionArn",
			"DestinationOptions", "LogDestination", "LogDestinationType", "LogFormat", "LogGroupName", "MaxAggregationInterval", "ResourceId", "ResourceType", "Tags", "TrafficType"}}},
	}
	return service{name: "ec2", folds: map[string]string{"AWS::EC2::SecurityGroupIngress": securityGroupType, "AWS::EC2::SecurityGroupEgress": securityGroupType},
		steps: slices.Concat(steps, routing{client, subnets, &memo[[]ec2types.RouteTable]{}}.steps(), filtering{client}.steps())}
}

type networkReader struct {
	client *ec2.Client
	listed *memo[[]ec2types.Subnet]
}

// inVPC makes the ARN of something of the place's account; "" when another account shares it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
func inVPC(p *place, owner *string, resource string) string {
	if account := aws.ToString(owner); account != "" && account != p.account {
		return ""
	}
	return p.arn("ec2", resource)
}

func (n networkReader) vpcs(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeVpcs"
	pages := ec2.NewDescribeVpcsPaginator(ec2DescribeVpcs(n.client.DescribeVpcs), &ec2.DescribeVpcsInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeVpcsOutput) []ec2types.Vpc { return out.Vpcs }, func(one *ec2types.Vpc) {
		id := aws.ToString(one.VpcId)
		p.add(call, vpcType, inVPC(p, one.OwnerId, "vpc/"+id), id, p.shape(call, one))
	})
}

// dns tells what the listing does not, one attribute in a call.
func (n networkReader) dns(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeVpcAttribute"
	v := p.shape(call, struct{}{})
	names, err := n.client.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: &r.Name, Attribute: ec2types.VpcAttributeNameEnableDnsHostnames})
	if err != nil {
		return nil, err
	}
	support, err := n.client.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: &r.Name, Attribute: ec2types.VpcAttributeNameEnableDnsSupport})
	if err != nil {
		return nil, err
	}
	if names.EnableDnsHostnames != nil {
		v.Set("EnableDnsHostnames", cloud.NewBool(v.Pos, aws.ToBool(names.EnableDnsHostnames.Value)))
	}
	if support.EnableDnsSupport != nil {
		v.Set("EnableDnsSupport", cloud.NewBool(v.Pos, aws.ToBool(support.EnableDnsSupport.Value)))
	}
	return v, nil
}

// allSubnets are asked for once, by whoever needs them first.
func allSubnets(ctx context.Context, client *ec2.Client, listed *memo[[]ec2types.Subnet]) ([]ec2types.Subnet, error) {
	return listed.get("", func() (all []ec2types.Subnet, err error) {
		pages := ec2.NewDescribeSubnetsPaginator(ec2DescribeSubnets(client.DescribeSubnets), &ec2.DescribeSubnetsInput{MaxResults: aws.Int32(1000)})
		err = drain(ctx, pages, func(out *ec2.DescribeSubnetsOutput) []ec2types.Subnet { return out.Subnets }, func(one *ec2types.Subnet) { all = append(all, *one) })
		return all, err
	})
}

func (n networkReader) subnets(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeSubnets"
	all, err := allSubnets(ctx, n.client, n.listed)
	if err != nil {
		return nil, err
	}
	for i := range all {
		one := &all[i]
		v := p.shape(call, one)
		for _, block := range one.Ipv6CidrBlockAssociationSet {
			if block.Ipv6CidrBlockState != nil && block.Ipv6CidrBlockState.State == ec2types.SubnetCidrBlockStateCodeAssociated {
				v.Set("Ipv6CidrBlock", cloud.NewString(v.Pos, aws.ToString(block.Ipv6CidrBlock)))
			}
		}
		p.add(call, subnetType, p.own(aws.ToString(one.SubnetArn)), aws.ToString(one.SubnetId), v, aws.ToString(one.SubnetArn))
	}
	return nil, nil
}

func (n networkReader) endpoints(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeVpcEndpoints"
	pages := ec2.NewDescribeVpcEndpointsPaginator(ec2DescribeVpcEndpoints(n.client.DescribeVpcEndpoints), &ec2.DescribeVpcEndpointsInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeVpcEndpointsOutput) []ec2types.VpcEndpoint { return out.VpcEndpoints }, func(one *ec2types.VpcEndpoint) {
		if one.State == ec2types.StateDeleted || one.State == ec2types.StateDeleting {
			return
		}
		id := aws.ToString(one.VpcEndpointId)
		v := p.shape(call, one)
		v.Delete("PolicyDocument")
		p.documents(call, v, map[string]string{"PolicyDocument": aws.ToString(one.PolicyDocument)}, "PolicyDocument")
		v.Set("SecurityGroupIds", column(v.Get("Groups"), "GroupId"))
		p.add(call, vpcEndpointType, inVPC(p, one.OwnerId, "vpc-endpoint/"+id), id, v)
	})
}

// flowing are the kinds of what flow logs are of, by how its id begins.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
var flowing = [][2]string{{"vpc-", "VPC"}, {"subnet-", "Subnet"}, {"eni-", "NetworkInterface"}, {"tgw-attach-", "TransitGatewayAttachment"}, {"tgw-", "TransitGateway"},
	{"nat-", "RegionalNatGateway"}}

func (n networkReader) flowLogs(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeFlowLogs"
	pages := ec2.NewDescribeFlowLogsPaginator(ec2DescribeFlowLogs(n.client.DescribeFlowLogs), &ec2.DescribeFlowLogsInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeFlowLogsOutput) []ec2types.FlowLog { return out.FlowLogs }, func(one *ec2types.FlowLog) {
		id := aws.ToString(one.FlowLogId)
		v := p.shape(call, one)
		for _, kind := range flowing {
			if found := len(kind[0]); len(aws.ToString(one.ResourceId)) > found && (*one.ResourceId)[:found] == kind[0] {
				v.Set("ResourceType", cloud.NewString(v.Pos, kind[1]))
				break
			}
		}
		p.add(call, flowLogType, p.arn("ec2", "vpc-flow-log/"+id), id, v)
	})
}
