package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	cloudfronttypes "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	distributionType  = "AWS::CloudFront::Distribution"
	originAccessType  = "AWS::CloudFront::OriginAccessControl"
	cloudfrontPageMax = 100
)

// cloudfrontService reads distributions.
// https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations_Amazon_CloudFront.html
func cloudfrontService(cfg aws.Config) service {
	c := edgeReader{cloudfront.NewFromConfig(cfg)}
	return service{name: "cloudfront", global: true, steps: []step{
		{call: "ListDistributions", lists: []string{distributionType}, run: c.distributions},
		{call: "GetDistributionConfig", of: distributionType, run: c.distribution, tells: map[string][]string{distributionType: {"DistributionConfig"}}},
		{call: "ListTagsForResource", of: distributionType, run: c.tags, tells: map[string][]string{distributionType: {"Tags"}}},
		{call: "ListOriginAccessControls", lists: []string{originAccessType}, run: c.originAccess, tells: map[string][]string{originAccessType: {"OriginAccessControlConfig"}}},
	}}
}

// edgeLogsService reads where distributions deliver their logs: in one region for all of them.
func edgeLogsService(cfg aws.Config) service {
	l := logReader{client: cloudwatchlogs.NewFromConfig(cfg)}
	return service{name: "logs", global: true, steps: []step{
		{call: "DescribeDeliverySources", lists: []string{deliverySourceType}, tells: map[string][]string{deliverySourceType: deliverySourceTells},
			run: func(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
				return nil, l.sources(ctx, p, func(service string) bool { return service == cloudfrontName })
			}},
	}}
}

type edgeReader struct{ client *cloudfront.Client }

func (c edgeReader) distributions(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListDistributions"
	pages := cloudfront.NewListDistributionsPaginator(cloudfrontListDistributions(c.client.ListDistributions), &cloudfront.ListDistributionsInput{MaxItems: aws.Int32(cloudfrontPageMax)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		if page.DistributionList == nil {
			continue
		}
		for i := range page.DistributionList.Items {
			one := &page.DistributionList.Items[i]
			if added := p.add(call, distributionType, aws.ToString(one.ARN), aws.ToString(one.Id), nil, aws.ToString(one.DomainName)); added != nil {
				added.Title = distributionTitle(one)
			}
		}
	}
	return nil, nil
}

// distributionTitle is the first of its names in the DNS, or what somebody wrote about it.
func distributionTitle(one *cloudfronttypes.DistributionSummary) string {
	if one.Aliases != nil && len(one.Aliases.Items) > 0 {
		return one.Aliases.Items[0]
	}
	return aws.ToString(one.Comment)
}

func (c edgeReader) distribution(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := c.client.GetDistributionConfig(ctx, &cloudfront.GetDistributionConfigInput{Id: &r.Name})
	if err != nil {
		return nil, err
	}
	return under("DistributionConfig", distributionConfig(p.shape("GetDistributionConfig", out.DistributionConfig))), nil
}

// distributionConfig is the configuration of a distribution as templates have it: some parts stand
// elsewhere there.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-distributionconfig.html
func distributionConfig(v *cloud.Value) *cloud.Value {
	if on, _ := v.Path("Logging", "Enabled").Bool(); !on {
		v.Delete("Logging")
	}
	rename(v, map[string]string{"IsIPV6Enabled": "IPV6Enabled"})
	rename(v.Path("Restrictions", "GeoRestriction"), map[string]string{"Items": "Locations"})
	for _, origin := range v.Path("Origins", "Items").Items() {
		rename(origin, map[string]string{"CustomHeaders": "OriginCustomHeaders"})
	}
	for _, behavior := range append([]*cloud.Value{v.Get("DefaultCacheBehavior")}, v.Path("CacheBehaviors", "Items").Items()...) {
		if !behavior.Is(cloud.Map) {
			continue
		}
		if cached := behavior.Path("AllowedMethods", "CachedMethods"); cached != nil {
			behavior.Set("CachedMethods", cached)
		}
	}
	return fit(v, distributionType, "DistributionConfig")
}

func (c edgeReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := c.client.ListTagsForResource(ctx, &cloudfront.ListTagsForResourceInput{Resource: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	if out.Tags == nil {
		return nil, nil
	}
	return under("Tags", p.shape("ListTagsForResource", out.Tags.Items)), nil
}

func (c edgeReader) originAccess(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListOriginAccessControls"
	return nil, pages(func(token *string) ([]cloudfronttypes.OriginAccessControlSummary, *string, error) {
		out, err := c.client.ListOriginAccessControls(ctx, &cloudfront.ListOriginAccessControlsInput{Marker: token, MaxItems: aws.Int32(cloudfrontPageMax)})
		switch {
		case err != nil:
			return nil, nil, err
		case out.OriginAccessControlList == nil:
			return nil, nil, nil
		}
		return out.OriginAccessControlList.Items, out.OriginAccessControlList.NextMarker, nil
	}, func(one *cloudfronttypes.OriginAccessControlSummary) {
		v := p.shape(call, one)
		id := aws.ToString(one.Id)
		p.add(call, originAccessType, p.arn("cloudfront", "origin-access-control/"+id), id, under("OriginAccessControlConfig", fit(v, originAccessType, "OriginAccessControlConfig")), aws.ToString(one.Name))
	})
}
