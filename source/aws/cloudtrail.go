package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"github.com/haechi-dev/haechi/cloud"
)

const trailType = "AWS::CloudTrail::Trail"

// cloudtrailService reads trails, each where it is at home.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html
func cloudtrailService(cfg aws.Config) service {
	t := trailReader{cloudtrail.NewFromConfig(cfg)}
	return service{name: "cloudtrail", steps: []step{
		{call: "DescribeTrails", lists: []string{trailType}, run: t.trails, tells: map[string][]string{trailType: {"CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn",
			"EnableLogFileValidation", "IncludeGlobalServiceEvents", "IsMultiRegionTrail", "IsOrganizationTrail", "KMSKeyId", "S3BucketName", "S3KeyPrefix", "SnsTopicName", "TrailName"}}},
		{call: "GetTrailStatus", of: trailType, run: t.status, tells: map[string][]string{trailType: {"IsLogging"}}},
		{call: "GetEventSelectors", of: trailType, run: t.events, tells: map[string][]string{trailType: {"AdvancedEventSelectors", "EventSelectors"}}},
		{call: "GetInsightSelectors", of: trailType, run: t.insights, tells: map[string][]string{trailType: {"InsightSelectors"}}},
		{call: "ListTags", of: trailType, run: t.tags, tells: map[string][]string{trailType: {"Tags"}}},
	}}
}

type trailReader struct{ client *cloudtrail.Client }

// trails lists the trails of a region. A trail for all regions, or of the organization, shows in
// each: where its home is not read, the first of the regions that are tells of it.
func (t trailReader) trails(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeTrails"
	out, err := t.client.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
	if err != nil {
		return nil, err
	}
	for i := range out.TrailList {
		one := &out.TrailList[i]
		if home := aws.ToString(one.HomeRegion); home != "" && !p.speaksFor(home) {
			continue
		}
		v := renamed(p.shape(call, one), map[string]string{"KmsKeyId": "KMSKeyId", "LogFileValidationEnabled": "EnableLogFileValidation", "Name": "TrailName"})
		arn := aws.ToString(one.TrailARN)
		p.add(call, trailType, p.own(arn), aws.ToString(one.Name), v, arn)
	}
	return nil, nil
}

// trailARN is what operations take as the name of a trail, wherever it is at home.
func trailARN(r *cloud.Resource) *string { return aws.String(r.Names[1].Str()) }

// home asks in the region in which a trail can be asked about.
func home(r *cloud.Resource) func(*cloudtrail.Options) {
	return func(o *cloudtrail.Options) {
		if parts := strings.SplitN(r.Names[1].Str(), ":", 6); len(parts) == 6 {
			o.Region = parts[3]
		}
	}
}

func (t trailReader) status(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := t.client.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: trailARN(r)}, home(r))
	if err != nil {
		return nil, err
	}
	return p.shape("GetTrailStatus", out), nil
}

func (t trailReader) events(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := t.client.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: trailARN(r)}, home(r))
	if err != nil {
		return nil, err
	}
	return p.shape("GetEventSelectors", out), nil
}

func (t trailReader) insights(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := t.client.GetInsightSelectors(ctx, &cloudtrail.GetInsightSelectorsInput{TrailName: trailARN(r)}, home(r))
	switch {
	case absent(err, "InsightNotEnabledException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return p.shape("GetInsightSelectors", out), nil
}

func (t trailReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTags"
	v := p.shape(call, struct{}{})
	list := cloud.NewList(v.Pos)
	pages := cloudtrail.NewListTagsPaginator(cloudtrailListTags(t.client.ListTags), &cloudtrail.ListTagsInput{ResourceIdList: []string{*trailARN(r)}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, home(r))
		if err != nil {
			return nil, err
		}
		for _, one := range page.ResourceTagList {
			for _, tag := range p.shape(call, one.TagsList).Items() {
				list.Append(tag)
			}
		}
	}
	return under("Tags", list), nil
}
