package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventbridgetypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	busType            = "AWS::Events::EventBus"
	eventRuleType      = "AWS::Events::Rule"
	archiveType        = "AWS::Events::Archive"
	connectionType     = "AWS::Events::Connection"
	apiDestinationType = "AWS::Events::ApiDestination"
	endpointType       = "AWS::Events::Endpoint"
)

// eventsService reads event buses and what is done with their events. A bus has one policy, which
// the listing tells.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
func eventsService(cfg aws.Config) service {
	e := eventReader{eventbridge.NewFromConfig(cfg)}
	return service{name: "events", folds: map[string]string{"AWS::Events::EventBusPolicy": busType}, steps: []step{
		{call: "ListEventBuses", lists: []string{busType}, run: e.buses, tells: map[string][]string{busType: {"Description", "EventSourceName", "Name", "Policy"}}},
		{call: "DescribeEventBus", of: busType, run: e.bus, tells: map[string][]string{busType: {"DeadLetterConfig", "KmsKeyIdentifier", "LogConfig"}}},
		{call: "ListTagsForResource", of: busType, run: e.tags, tells: map[string][]string{busType: {"Tags"}}},
		{call: "ListRules", of: busType, lists: []string{eventRuleType}, run: e.rules,
			tells: map[string][]string{eventRuleType: {"Description", "EventBusName", "EventPattern", "Name", "RoleArn", "ScheduleExpression", "State"}}},
		{call: "ListTargetsByRule", of: eventRuleType, run: e.targets, tells: map[string][]string{eventRuleType: {"Targets"}}},
		{call: "ListTagsForResource", of: eventRuleType, run: e.tags, tells: map[string][]string{eventRuleType: {"Tags"}}},
		{call: "ListArchives", lists: []string{archiveType}, run: e.archives, tells: map[string][]string{archiveType: {"ArchiveName", "RetentionDays", "SourceArn"}}},
		{call: "DescribeArchive", of: archiveType, run: e.archive, tells: map[string][]string{archiveType: {"Description", "EventPattern", "KmsKeyIdentifier"}}},
		{call: "ListConnections", lists: []string{connectionType}, run: e.connections, tells: map[string][]string{connectionType: {"AuthorizationType", "Name"}}},
		{call: "ListApiDestinations", lists: []string{apiDestinationType}, run: e.destinations,
			tells: map[string][]string{apiDestinationType: {"ConnectionArn", "HttpMethod", "InvocationEndpoint", "InvocationRateLimitPerSecond", "Name"}}},
		{call: "ListEndpoints", lists: []string{endpointType}, run: e.endpoints,
			tells: map[string][]string{endpointType: {"Description", "EventBuses", "Name", "ReplicationConfig", "RoleArn", "RoutingConfig"}}},
	}}
}

type eventReader struct{ client *eventbridge.Client }

func (e eventReader) buses(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListEventBuses"
	return nil, pages(func(token *string) ([]eventbridgetypes.EventBus, *string, error) {
		out, err := e.client.ListEventBuses(ctx, &eventbridge.ListEventBusesInput{NextToken: token, Limit: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.EventBuses, out.NextToken, nil
	}, func(one *eventbridgetypes.EventBus) {
		v := p.shape(call, one)
		v.Delete("Policy")
		p.documents(call, v, map[string]string{"Policy": aws.ToString(one.Policy)}, "Policy")
		if name := aws.ToString(one.Name); strings.HasPrefix(name, "aws.partner/") {
			v.Set("EventSourceName", cloud.NewString(v.Pos, name))
		}
		p.add(call, busType, aws.ToString(one.Arn), aws.ToString(one.Name), v)
	})
}

func (e eventReader) bus(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := e.client.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: &r.Name})
	if err != nil {
		return nil, err
	}
	return p.shape("DescribeEventBus", out), nil
}

func (e eventReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := e.client.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return under("Tags", p.shape("ListTagsForResource", out.Tags)), nil
}

// rules lists the rules of a bus. Those that another service made for itself are not the user's:
// they can be neither changed nor removed.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
func (e eventReader) rules(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListRules"
	return nil, pages(func(token *string) ([]eventbridgetypes.Rule, *string, error) {
		out, err := e.client.ListRules(ctx, &eventbridge.ListRulesInput{EventBusName: &r.Name, NextToken: token, Limit: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.Rules, out.NextToken, nil
	}, func(one *eventbridgetypes.Rule) {
		if aws.ToString(one.ManagedBy) != "" {
			return
		}
		v := p.shape(call, one)
		v.Delete("EventPattern")
		p.documents(call, v, map[string]string{"EventPattern": aws.ToString(one.EventPattern)}, "EventPattern")
		name := aws.ToString(one.Name)
		p.add(call, eventRuleType, aws.ToString(one.Arn), name, v, r.Name+"|"+name)
	})
}

func (e eventReader) targets(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTargetsByRule"
	bus, _, _ := strings.Cut(r.Names[1].Str(), "|")
	var all []eventbridgetypes.Target
	err := pages(func(token *string) ([]eventbridgetypes.Target, *string, error) {
		out, err := e.client.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{EventBusName: &bus, Rule: &r.Name, NextToken: token, Limit: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.Targets, out.NextToken, nil
	}, func(one *eventbridgetypes.Target) { all = append(all, *one) })
	if err != nil {
		return nil, err
	}
	return under("Targets", p.shape(call, all)), nil
}

func (e eventReader) archives(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListArchives"
	return nil, pages(func(token *string) ([]eventbridgetypes.Archive, *string, error) {
		out, err := e.client.ListArchives(ctx, &eventbridge.ListArchivesInput{NextToken: token, Limit: aws.Int32(100)})
		if err != nil {
			return nil, nil, err
		}
		return out.Archives, out.NextToken, nil
	}, func(one *eventbridgetypes.Archive) {
		name := aws.ToString(one.ArchiveName)
		v := renamed(p.shape(call, one), map[string]string{"EventSourceArn": "SourceArn"})
		p.add(call, archiveType, p.arn("events", "archive/"+name), name, v)
	})
}

func (e eventReader) archive(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeArchive"
	out, err := e.client.DescribeArchive(ctx, &eventbridge.DescribeArchiveInput{ArchiveName: &r.Name})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out)
	p.documents(call, v, map[string]string{"EventPattern": aws.ToString(out.EventPattern)}, "EventPattern")
	return v, nil
}
