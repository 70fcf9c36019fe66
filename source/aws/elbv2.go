package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	loadBalancerType = "AWS::ElasticLoadBalancingV2::LoadBalancer"
	listenerType     = "AWS::ElasticLoadBalancingV2::Listener"
	listenerRuleType = "AWS::ElasticLoadBalancingV2::ListenerRule"
	targetGroupType  = "AWS::ElasticLoadBalancingV2::TargetGroup"
)

// elbService reads load balancers, which may stand before functions.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html
func elbService(cfg aws.Config) service {
	e := balancerReader{elb.NewFromConfig(cfg)}
	steps := []step{
		{call: "DescribeLoadBalancers", lists: []string{loadBalancerType}, run: e.balancers, tells: map[string][]string{loadBalancerType: {"EnablePrefixForIpv6SourceNat",
			"EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "IpAddressType", "Ipv4IpamPoolId", "Name", "Scheme", "SecurityGroups", "Subnets", "Type"}}},
		{call: "DescribeLoadBalancerAttributes", of: loadBalancerType, run: e.attributes, tells: map[string][]string{loadBalancerType: {"LoadBalancerAttributes"}}},
		{call: "DescribeListeners", of: loadBalancerType, lists: []string{listenerType}, wide: true, run: e.listeners, tells: map[string][]string{listenerType: {"AlpnPolicy",
			"Certificates", "DefaultActions", "LoadBalancerArn", "MutualAuthentication", "Port", "Protocol", "SslPolicy"}}},
		{call: "DescribeRules", of: listenerType, lists: []string{listenerRuleType}, wide: true, run: e.rules,
			tells: map[string][]string{listenerRuleType: {"Actions", "Conditions", "ListenerArn", "Priority", "Transforms"}}},
		{call: "DescribeTargetGroups", lists: []string{targetGroupType}, run: e.groups, tells: map[string][]string{targetGroupType: {"HealthCheckEnabled",
			"HealthCheckIntervalSeconds", "HealthCheckPath", "HealthCheckPort", "HealthCheckProtocol", "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "IpAddressType",
			"Matcher", "Name", "Port", "Protocol", "ProtocolVersion", "TargetControlPort", "TargetType", "UnhealthyThresholdCount", "VpcId"}}},
		{call: "DescribeTargetHealth", of: targetGroupType, run: e.targets, tells: map[string][]string{targetGroupType: {"Targets"}}},
	}
	for _, typ := range []string{loadBalancerType, listenerType, listenerRuleType, targetGroupType} {
		steps = append(steps, step{call: "DescribeTags", of: typ, run: e.tags, tells: map[string][]string{typ: {"Tags"}}})
	}
	return service{name: "elasticloadbalancing", steps: steps}
}

type balancerReader struct{ client *elb.Client }

func (e balancerReader) balancers(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeLoadBalancers"
	pages := elb.NewDescribeLoadBalancersPaginator(elbDescribeLoadBalancers(e.client.DescribeLoadBalancers), &elb.DescribeLoadBalancersInput{PageSize: aws.Int32(400)})
	return nil, drain(ctx, pages, func(out *elb.DescribeLoadBalancersOutput) []elbtypes.LoadBalancer { return out.LoadBalancers }, func(one *elbtypes.LoadBalancer) {
		v := renamed(p.shape(call, one), map[string]string{"LoadBalancerName": "Name"})
		v.Set("Subnets", column(v.Get("AvailabilityZones"), "SubnetId"))
		v.Set("Ipv4IpamPoolId", v.Path("IpamPools", "Ipv4IpamPoolId"))
		p.add(call, loadBalancerType, aws.ToString(one.LoadBalancerArn), aws.ToString(one.LoadBalancerName), v, aws.ToString(one.DNSName))
	})
}

func (e balancerReader) attributes(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := e.client.DescribeLoadBalancerAttributes(ctx, &elb.DescribeLoadBalancerAttributesInput{LoadBalancerArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return under("LoadBalancerAttributes", p.shape("DescribeLoadBalancerAttributes", out.Attributes)), nil
}

func (e balancerReader) listeners(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeListeners"
	pages := elb.NewDescribeListenersPaginator(elbDescribeListeners(e.client.DescribeListeners), &elb.DescribeListenersInput{LoadBalancerArn: aws.String(r.ID), PageSize: aws.Int32(400)})
	return nil, drain(ctx, pages, func(out *elb.DescribeListenersOutput) []elbtypes.Listener { return out.Listeners }, func(one *elbtypes.Listener) {
		v := p.shape(call, one)
		for _, name := range []string{"Certificates", "DefaultActions", "MutualAuthentication"} {
			if found := v.Get(name); found != nil {
				v.Set(name, fit(found, listenerType, name))
			}
		}
		p.add(call, listenerType, aws.ToString(one.ListenerArn), lastOf(one.ListenerArn, "listener/"), v)
	})
}

// rules lists the rules of a listener. The last is made of its default actions, which it tells itself.
func (e balancerReader) rules(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeRules"
	pages := elb.NewDescribeRulesPaginator(elbDescribeRules(e.client.DescribeRules), &elb.DescribeRulesInput{ListenerArn: aws.String(r.ID), PageSize: aws.Int32(400)})
	return nil, drain(ctx, pages, func(out *elb.DescribeRulesOutput) []elbtypes.Rule { return out.Rules }, func(one *elbtypes.Rule) {
		if aws.ToBool(one.IsDefault) {
			return
		}
		v := p.shape(call, one)
		for _, name := range []string{"Actions", "Conditions", "Transforms"} {
			if found := v.Get(name); found != nil {
				v.Set(name, fit(found, listenerRuleType, name))
			}
		}
		v.Set("ListenerArn", cloud.NewString(v.Pos, r.ID))
		p.add(call, listenerRuleType, aws.ToString(one.RuleArn), lastOf(one.RuleArn, "listener-rule/"), v)
	})
}

// lastOf is what stands in an ARN after the kind of resource.
func lastOf(arn *string, kind string) string {
	_, name, _ := strings.Cut(aws.ToString(arn), ":"+kind)
	return name
}

func (e balancerReader) groups(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeTargetGroups"
	pages := elb.NewDescribeTargetGroupsPaginator(elbDescribeTargetGroups(e.client.DescribeTargetGroups), &elb.DescribeTargetGroupsInput{PageSize: aws.Int32(400)})
	return nil, drain(ctx, pages, func(out *elb.DescribeTargetGroupsOutput) []elbtypes.TargetGroup { return out.TargetGroups }, func(one *elbtypes.TargetGroup) {
		v := renamed(p.shape(call, one), map[string]string{"TargetGroupName": "Name"})
		p.add(call, targetGroupType, aws.ToString(one.TargetGroupArn), aws.ToString(one.TargetGroupName), v)
	})
}

// targets tells what is in a target group. Those that are leaving it are not.
func (e balancerReader) targets(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeTargetHealth"
	out, err := e.client.DescribeTargetHealth(ctx, &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	list := p.shape(call, []elbtypes.TargetDescription{})
	all := cloud.NewList(list.Pos)
	for _, one := range out.TargetHealthDescriptions {
		if one.Target != nil && (one.TargetHealth == nil || one.TargetHealth.State != elbtypes.TargetHealthStateEnumDraining) {
			all.Append(p.shape(call, one.Target))
		}
	}
	return under("Targets", all), nil
}

func (e balancerReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeTags"
	out, err := e.client.DescribeTags(ctx, &elb.DescribeTagsInput{ResourceArns: []string{r.ID}})
	if err != nil {
		return nil, err
	}
	for _, one := range out.TagDescriptions {
		return under("Tags", p.shape(call, one.Tags)), nil
	}
	return nil, nil
}
