package aws

import (
	"context"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	logGroupType       = "AWS::Logs::LogGroup"
	logPolicyType      = "AWS::Logs::ResourcePolicy"
	metricFilterType   = "AWS::Logs::MetricFilter"
	subscriptionFilter = "AWS::Logs::SubscriptionFilter"
	deliverySourceType = "AWS::Logs::DeliverySource"
)

var deliverySourceTells = []string{"LogType", "Name", "ResourceArn", "Tags"}

// logsService reads log groups, who may write to them and where their events go.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
func logsService(cfg aws.Config) service {
	l := logReader{cloudwatchlogs.NewFromConfig(cfg), &sync.Map{}}
	return service{name: "logs", steps: []step{
		{call: "DescribeLogGroups", lists: []string{logGroupType}, run: l.groups, tells: map[string][]string{logGroupType: {"BearerTokenAuthenticationEnabled",
			"DeletionProtectionEnabled", "KmsKeyId", "LogGroupClass", "LogGroupName", "RetentionInDays"}}},
		{call: "GetDataProtectionPolicy", of: logGroupType, run: l.protection, tells: map[string][]string{logGroupType: {"DataProtectionPolicy"}}},
		{call: "DescribeResourcePolicies", of: logGroupType, run: l.policyOf, tells: map[string][]string{logGroupType: {"ResourcePolicyDocument"}}},
		{call: "ListTagsForResource", of: logGroupType, run: l.tags, tells: map[string][]string{logGroupType: {"Tags"}}},
		{call: "DescribeResourcePolicies", lists: []string{logPolicyType}, run: l.policies, tells: map[string][]string{logPolicyType: {"PolicyDocument", "PolicyName"}}},
		{call: "DescribeMetricFilters", lists: []string{metricFilterType}, run: l.metrics, tells: map[string][]string{metricFilterType: {"ApplyOnTransformedLogs",
			"EmitSystemFieldDimensions", "FieldSelectionCriteria", "FilterName", "FilterPattern", "LogGroupName", "MetricTransformations"}}},
		{call: "DescribeSubscriptionFilters", of: logGroupType, lists: []string{subscriptionFilter}, wide: true, run: l.subscriptions, tells: map[string][]string{subscriptionFilter: {
			"ApplyOnTransformedLogs", "DestinationArn", "Distribution", "EmitSystemFields", "FieldSelectionCriteria", "FilterName", "FilterPattern", "LogGroupName", "RoleArn"}}},
		{call: "DescribeDeliverySources", lists: []string{deliverySourceType}, tells: map[string][]string{deliverySourceType: deliverySourceTells},
			run: func(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
				return nil, l.sources(ctx, p, func(service string) bool { return service != cloudfrontName })
			}},
	}}
}

type logReader struct {
	client    *cloudwatchlogs.Client
	protected *sync.Map // ARNs of log groups that have, or had, a policy that protects their data
}

func (l logReader) groups(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeLogGroups"
	pages := cloudwatchlogs.NewDescribeLogGroupsPaginator(cloudwatchlogsDescribeLogGroups(l.client.DescribeLogGroups), &cloudwatchlogs.DescribeLogGroupsInput{Limit: aws.Int32(50)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.LogGroups {
			one := &page.LogGroups[i]
			arn := strings.TrimSuffix(aws.ToString(one.Arn), ":*") // which is what resources name it by that take streams
			if one.DataProtectionStatus != "" {
				l.protected.Store(arn, true)
			}
			p.add(call, logGroupType, arn, aws.ToString(one.LogGroupName), p.shape(call, one))
		}
	}
	return nil, nil
}

func (l logReader) protection(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetDataProtectionPolicy"
	if _, found := l.protected.Load(r.ID); !found {
		return nil, nil
	}
	out, err := l.client.GetDataProtectionPolicy(ctx, &cloudwatchlogs.GetDataProtectionPolicyInput{LogGroupIdentifier: &r.Name})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, struct{}{})
	p.documents(call, v, map[string]string{"DataProtectionPolicy": aws.ToString(out.PolicyDocument)}, "DataProtectionPolicy")
	return v, nil
}

// policyOf tells the policy that a log group has of its own, beside those of the account.
func (l logReader) policyOf(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeResourcePolicies"
	v := p.shape(call, struct{}{})
	err := l.eachPolicy(ctx, cloudwatchlogs.DescribeResourcePoliciesInput{PolicyScope: logstypes.PolicyScopeResource, ResourceArn: aws.String(r.ID)}, func(one *logstypes.ResourcePolicy) {
		if strings.TrimSuffix(aws.ToString(one.ResourceArn), ":*") == r.ID {
			v.Set("ResourcePolicyDocument", p.documentOr(call, aws.ToString(one.PolicyDocument)))
		}
	})
	if absent(err, "ResourceNotFoundException") { // no policy: the group was just listed
		return v, nil
	}
	return v, err
}

func (l logReader) policies(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeResourcePolicies"
	return nil, l.eachPolicy(ctx, cloudwatchlogs.DescribeResourcePoliciesInput{}, func(one *logstypes.ResourcePolicy) {
		if one.PolicyScope == logstypes.PolicyScopeResource {
			return
		}
		v := p.shape(call, one)
		v.Set("PolicyDocument", p.documentOr(call, aws.ToString(one.PolicyDocument)))
		p.add(call, logPolicyType, "", aws.ToString(one.PolicyName), v)
	})
}

func (l logReader) eachPolicy(ctx context.Context, in cloudwatchlogs.DescribeResourcePoliciesInput, take func(*logstypes.ResourcePolicy)) error {
	return pages(func(token *string) ([]logstypes.ResourcePolicy, *string, error) {
		ask := in
		ask.NextToken = token
		out, err := l.client.DescribeResourcePolicies(ctx, &ask)
		if err != nil {
			return nil, nil, err
		}
		return out.ResourcePolicies, out.NextToken, nil
	}, take)
}

func (l logReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := l.client.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	pos := cloud.Pos{Origin: p.origin("ListTagsForResource")}
	return cloud.NewMap(pos).Set("Tags", tags(pos, out.Tags)), nil
}
