package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/haechi-dev/haechi/cloud"
)

func (l logReader) metrics(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeMetricFilters"
	pages := cloudwatchlogs.NewDescribeMetricFiltersPaginator(cloudwatchlogsDescribeMetricFilters(l.client.DescribeMetricFilters), &cloudwatchlogs.DescribeMetricFiltersInput{Limit: aws.Int32(50)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.MetricFilters {
			one := &page.MetricFilters[i]
			v := p.shape(call, one)
			for j, item := range v.Get("MetricTransformations").Items() {
				item.Set("Dimensions", tags(v.Pos, one.MetricTransformations[j].Dimensions))
			}
			p.add(call, metricFilterType, "", aws.ToString(one.LogGroupName)+"|"+aws.ToString(one.FilterName), v, aws.ToString(one.FilterName))
		}
	}
	return nil, nil
}

func (l logReader) subscriptions(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeSubscriptionFilters"
	pages := cloudwatchlogs.NewDescribeSubscriptionFiltersPaginator(cloudwatchlogsDescribeSubscriptionFilters(l.client.DescribeSubscriptionFilters), &cloudwatchlogs.DescribeSubscriptionFiltersInput{LogGroupName: &r.Name, Limit: aws.Int32(50)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.SubscriptionFilters {
			one := &page.SubscriptionFilters[i]
			p.add(call, subscriptionFilter, "", r.Name+"|"+aws.ToString(one.FilterName), p.shape(call, one), aws.ToString(one.FilterName))
		}
	}
	return nil, nil
}

// cloudfrontName is how CloudWatch Logs calls the service whose delivery sources are all in one
// region, whichever are read: the reader of distributions lists them.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
const cloudfrontName = "cloudfront"

// sources lists what sends its logs somewhere, of some services.
func (l logReader) sources(ctx context.Context, p *place, of func(service string) bool) error {
	const call = "DescribeDeliverySources"
	pages := cloudwatchlogs.NewDescribeDeliverySourcesPaginator(cloudwatchlogsDescribeDeliverySources(l.client.DescribeDeliverySources), &cloudwatchlogs.DescribeDeliverySourcesInput{Limit: aws.Int32(50)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for i := range page.DeliverySources {
			one := &page.DeliverySources[i]
			if !of(aws.ToString(one.Service)) {
				continue
			}
			v := p.shape(call, one)
			if len(one.ResourceArns) > 0 {
				v.Set("ResourceArn", cloud.NewString(v.Pos, one.ResourceArns[0]))
			}
			v.Set("Tags", tags(v.Pos, one.Tags))
			p.add(call, deliverySourceType, aws.ToString(one.Arn), aws.ToString(one.Name), v)
		}
	}
	return nil
}
