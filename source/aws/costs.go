package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	anomalyMonitorType      = "AWS::CE::AnomalyMonitor"
	anomalySubscriptionType = "AWS::CE::AnomalySubscription"
)

// costsService reads what looks for unusual cost, and whom it tells.
// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetAnomalyMonitors.html
func costsService(cfg aws.Config) service {
	c := costsReader{costexplorer.NewFromConfig(cfg)}
	return service{name: "ce", global: true, steps: []step{
		{call: "GetAnomalyMonitors", lists: []string{anomalyMonitorType}, run: c.monitors,
			tells: map[string][]string{anomalyMonitorType: {"MonitorDimension", "MonitorName", "MonitorSpecification", "MonitorType"}}},
		{call: "GetAnomalySubscriptions", lists: []string{anomalySubscriptionType}, run: c.subscriptions,
			tells: map[string][]string{anomalySubscriptionType: {"Frequency", "MonitorArnList", "Subscribers", "SubscriptionName", "Threshold", "ThresholdExpression"}}},
		{call: "ListTagsForResource", of: anomalyMonitorType, run: c.tags, tells: map[string][]string{anomalyMonitorType: {"ResourceTags"}}},
		{call: "ListTagsForResource", of: anomalySubscriptionType, run: c.tags, tells: map[string][]string{anomalySubscriptionType: {"ResourceTags"}}},
	}}
}

type costsReader struct{ client *costexplorer.Client }

func (c costsReader) monitors(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAnomalyMonitors"
	pages := costexplorer.NewGetAnomalyMonitorsPaginator(costexplorerGetAnomalyMonitors(c.client.GetAnomalyMonitors), &costexplorer.GetAnomalyMonitorsInput{MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.AnomalyMonitors {
			one := &page.AnomalyMonitors[i]
			v := p.shape(call, one)
			written(v, "MonitorSpecification")
			p.add(call, anomalyMonitorType, aws.ToString(one.MonitorArn), aws.ToString(one.MonitorName), v)
		}
	}
	return nil, nil
}

func (c costsReader) subscriptions(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAnomalySubscriptions"
	pages := costexplorer.NewGetAnomalySubscriptionsPaginator(costexplorerGetAnomalySubscriptions(c.client.GetAnomalySubscriptions), &costexplorer.GetAnomalySubscriptionsInput{MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.AnomalySubscriptions {
			one := &page.AnomalySubscriptions[i]
			v := p.shape(call, one)
			written(v, "ThresholdExpression")
			p.add(call, anomalySubscriptionType, aws.ToString(one.SubscriptionArn), aws.ToString(one.SubscriptionName), v)
		}
	}
	return nil, nil
}

// written makes a text of an expression, which a template holds as JSON.
func written(v *cloud.Value, name string) {
	if expression := v.Get(name); expression != nil {
		if text, err := expression.MarshalJSON(); err == nil {
			v.Set(name, cloud.NewString(v.Pos, string(text)))
		}
	}
}

func (c costsReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := c.client.ListTagsForResource(ctx, &costexplorer.ListTagsForResourceInput{ResourceArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return p.shape("ListTagsForResource", out), nil
}
