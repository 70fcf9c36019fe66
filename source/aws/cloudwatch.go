package aws

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	alarmType     = "AWS::CloudWatch::Alarm"
	compositeType = "AWS::CloudWatch::CompositeAlarm"
)

// cloudwatchService reads alarms: one listing tells all but their tags.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func cloudwatchService(cfg aws.Config) service {
	c := alarmReader{cloudwatch.NewFromConfig(cfg)}
	return service{name: "cloudwatch", steps: []step{
		{call: "DescribeAlarms", lists: []string{alarmType, compositeType}, run: c.alarms, tells: map[string][]string{
			alarmType: {"ActionsEnabled", "AlarmActions", "AlarmDescription", "AlarmName", "ComparisonOperator", "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile",
				"EvaluationPeriods", "ExtendedStatistic", "InsufficientDataActions", "MetricName", "Metrics", "Namespace", "OKActions", "Period", "Statistic", "Threshold",
				"ThresholdMetricId", "TreatMissingData", "Unit"},
			compositeType: {"ActionsEnabled", "ActionsSuppressor", "ActionsSuppressorExtensionPeriod", "ActionsSuppressorWaitPeriod", "AlarmActions", "AlarmDescription", "AlarmName",
				"AlarmRule", "InsufficientDataActions", "OKActions"}}},
		{call: "ListTagsForResource", of: alarmType, run: c.tags, tells: map[string][]string{alarmType: {"Tags"}}},
		{call: "ListTagsForResource", of: compositeType, run: c.tags, tells: map[string][]string{compositeType: {"Tags"}}},
	}}
}

type alarmReader struct{ client *cloudwatch.Client }

func (c alarmReader) alarms(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeAlarms"
	pages := cloudwatch.NewDescribeAlarmsPaginator(cloudwatchDescribeAlarms(c.client.DescribeAlarms), &cloudwatch.DescribeAlarmsInput{MaxRecords: aws.Int32(100),
		AlarmTypes: []cloudwatchtypes.AlarmType{cloudwatchtypes.AlarmTypeMetricAlarm, cloudwatchtypes.AlarmTypeCompositeAlarm}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.MetricAlarms {
			one := &page.MetricAlarms[i]
			p.add(call, alarmType, aws.ToString(one.AlarmArn), aws.ToString(one.AlarmName), p.shape(call, one))
		}
		for i := range page.CompositeAlarms {
			one := &page.CompositeAlarms[i]
			v := p.shape(call, one)
			if text := v.Get("AlarmRule"); text != nil {
				text.WithRefs(alarmsIn(p, text.Str())...)
			}
			p.add(call, compositeType, aws.ToString(one.AlarmArn), aws.ToString(one.AlarmName), v)
		}
	}
	return nil, nil
}

// terms are the parts of an alarm rule that name an alarm; names with other characters stand in quotes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
var terms = regexp.MustCompile(`\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^()\s]+))\s*\)`)

// alarmsIn are the alarms that the rule of a composite alarm is about.
func alarmsIn(p *place, rule string) (refs []cloud.Reference) {
	for _, term := range terms.FindAllStringSubmatch(rule, -1) {
		arn := term[1] + term[2] + term[3]
		if !strings.HasPrefix(arn, "arn:") {
			arn = p.arn("cloudwatch", "alarm:"+arn)
		}
		if ref := (cloud.Reference{Resource: arn, Attribute: "Arn"}); !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

func (c alarmReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := c.client.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return under("Tags", p.shape("ListTagsForResource", out.Tags)), nil
}
