package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	routeTableType  = "AWS::EC2::RouteTable"
	routeType       = "AWS::EC2::Route"
	tableUseType    = "AWS::EC2::SubnetRouteTableAssociation"
	internetGateway = "AWS::EC2::InternetGateway"
	egressGateway   = "AWS::EC2::EgressOnlyInternetGateway"
	natGatewayType  = "AWS::EC2::NatGateway"
)

// routing reads where packets go.
type routing struct {
	client  *ec2.Client
	subnets *memo[[]ec2types.Subnet]
	tables  *memo[[]ec2types.RouteTable]
}

func (n routing) steps() []step {
	return []step{
		{call: "DescribeRouteTables", lists: []string{routeTableType, routeType}, run: n.routes, tells: map[string][]string{
			routeTableType: {"Tags", "VpcId"},
			routeType: {"CarrierGatewayId", "CoreNetworkArn", "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId", "EgressOnlyInternetGatewayId",
				"GatewayId", "InstanceId", "LocalGatewayId", "NatGatewayId", "NetworkInterfaceId", "OdbNetworkArn", "RouteTableId", "TransitGatewayId", "VpcEndpointId",
				"VpcPeeringConnectionId"}}},
		{call: "DescribeRouteTables", actions: []string{"ec2:DescribeRouteTables", "ec2:DescribeSubnets"}, lists: []string{tableUseType}, run: n.uses,
			tells: map[string][]string{tableUseType: {"RouteTableId", "SubnetId"}}},
		{call: "DescribeInternetGateways", lists: []string{internetGateway}, run: n.internet, tells: map[string][]string{internetGateway: {"Tags"}}},
		{call: "DescribeEgressOnlyInternetGateways", lists: []string{egressGateway}, run: n.egress, tells: map[string][]string{egressGateway: {"Tags", "VpcId"}}},
		{call: "DescribeNatGateways", lists: []string{natGatewayType}, run: n.nat, tells: map[string][]string{natGatewayType: {"AllocationId", "AvailabilityMode", "ConnectivityType",
			"PrivateIpAddress", "SecondaryAllocationIds", "SecondaryPrivateIpAddresses", "SubnetId", "Tags", "VpcId"}}},
	}
}

func (n routing) all(ctx context.Context) ([]ec2types.RouteTable, error) {
	return n.tables.get("", func() (all []ec2types.RouteTable, err error) {
		pages := ec2.NewDescribeRouteTablesPaginator(ec2DescribeRouteTables(n.client.DescribeRouteTables), &ec2.DescribeRouteTablesInput{MaxResults: aws.Int32(100)})
		err = drain(ctx, pages, func(out *ec2.DescribeRouteTablesOutput) []ec2types.RouteTable { return out.RouteTables }, func(one *ec2types.RouteTable) { all = append(all, *one) })
		return all, err
	})
}

// routes lists route tables and their routes, without those within the network that every table
// has and no template writes.
func (n routing) routes(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeRouteTables"
	all, err := n.all(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		table := &all[i]
		id := aws.ToString(table.RouteTableId)
		p.add(call, routeTableType, inVPC(p, table.OwnerId, "route-table/"+id), id, p.shape(call, table))
		for j := range table.Routes {
			one := &table.Routes[j]
			if one.Origin == ec2types.RouteOriginCreateRouteTable {
				continue
			}
			v := p.shape(call, one)
			v.Set("RouteTableId", cloud.NewString(v.Pos, id))
			if strings.HasPrefix(aws.ToString(one.GatewayId), "vpce-") {
				rename(v, map[string]string{"GatewayId": "VpcEndpointId"})
			}
			p.add(call, routeType, "", id+"|"+aws.ToString(one.DestinationCidrBlock)+aws.ToString(one.DestinationIpv6CidrBlock)+aws.ToString(one.DestinationPrefixListId), v)
		}
	}
	return nil, nil
}

// uses lists which route table each subnet has. One that was given none has the main table of its
// network. https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html
func (n routing) uses(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	tables, err := n.all(ctx)
	if err != nil {
		return nil, err
	}
	subnets, err := allSubnets(ctx, n.client, n.subnets)
	if err != nil {
		return nil, err
	}
	mains, given := map[string]string{}, map[string]string{}
	for _, table := range tables {
		id := aws.ToString(table.RouteTableId)
		for _, use := range table.Associations {
			switch {
			case aws.ToBool(use.Main):
				mains[aws.ToString(table.VpcId)] = id
			case use.SubnetId != nil && (use.AssociationState == nil || use.AssociationState.State != ec2types.RouteTableAssociationStateCodeDisassociated):
				given[*use.SubnetId] = id
			}
		}
	}
	const call = "DescribeRouteTables"
	for i := range subnets {
		subnet := aws.ToString(subnets[i].SubnetId)
		table := given[subnet]
		if table == "" {
			table = mains[aws.ToString(subnets[i].VpcId)]
		}
		if table == "" { // the tables of a subnet that another account shares are not shown
			continue
		}
		v := p.shape(call, struct{}{})
		v.Set("SubnetId", cloud.NewString(v.Pos, subnet)).Set("RouteTableId", cloud.NewString(v.Pos, table))
		p.add(call, tableUseType, "", subnet+"|"+table, v)
	}
	return nil, nil
}

func (n routing) internet(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeInternetGateways"
	pages := ec2.NewDescribeInternetGatewaysPaginator(ec2DescribeInternetGateways(n.client.DescribeInternetGateways), &ec2.DescribeInternetGatewaysInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeInternetGatewaysOutput) []ec2types.InternetGateway { return out.InternetGateways }, func(one *ec2types.InternetGateway) {
		id := aws.ToString(one.InternetGatewayId)
		p.add(call, internetGateway, inVPC(p, one.OwnerId, "internet-gateway/"+id), id, p.shape(call, one))
	})
}

func (n routing) egress(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeEgressOnlyInternetGateways"
	pages := ec2.NewDescribeEgressOnlyInternetGatewaysPaginator(ec2DescribeEgressOnlyInternetGateways(n.client.DescribeEgressOnlyInternetGateways), &ec2.DescribeEgressOnlyInternetGatewaysInput{MaxResults: aws.Int32(255)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeEgressOnlyInternetGatewaysOutput) []ec2types.EgressOnlyInternetGateway {
		return out.EgressOnlyInternetGateways
	}, func(one *ec2types.EgressOnlyInternetGateway) {
		id := aws.ToString(one.EgressOnlyInternetGatewayId)
		v := p.shape(call, one)
		for _, at := range one.Attachments {
			setText(v, "VpcId", at.VpcId)
		}
		p.add(call, egressGateway, p.arn("ec2", "egress-only-internet-gateway/"+id), id, v)
	})
}

// nat lists NAT gateways. Those that are gone are shown for an hour.
func (n routing) nat(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeNatGateways"
	pages := ec2.NewDescribeNatGatewaysPaginator(ec2DescribeNatGateways(n.client.DescribeNatGateways), &ec2.DescribeNatGatewaysInput{MaxResults: aws.Int32(1000)})
	return nil, drain(ctx, pages, func(out *ec2.DescribeNatGatewaysOutput) []ec2types.NatGateway { return out.NatGateways }, func(one *ec2types.NatGateway) {
		if one.State == ec2types.NatGatewayStateDeleted || one.State == ec2types.NatGatewayStateFailed {
			return
		}
		id := aws.ToString(one.NatGatewayId)
		v := p.shape(call, one)
		ids, ips := cloud.NewList(v.Pos), cloud.NewList(v.Pos)
		for i, address := range one.NatGatewayAddresses {
			switch {
			case aws.ToBool(address.IsPrimary) || i == 0 && address.IsPrimary == nil:
				setText(v, "AllocationId", address.AllocationId)
				setText(v, "PrivateIpAddress", address.PrivateIp)
			case address.AllocationId != nil:
				ids.Append(cloud.NewString(v.Pos, *address.AllocationId))
			case address.PrivateIp != nil:
				ips.Append(cloud.NewString(v.Pos, *address.PrivateIp))
			}
		}
		if ids.Len() > 0 {
			v.Set("SecondaryAllocationIds", ids)
		}
		if ips.Len() > 0 {
			v.Set("SecondaryPrivateIpAddresses", ips)
		}
		p.add(call, natGatewayType, p.arn("ec2", "natgateway/"+id), id, v)
	})
}
