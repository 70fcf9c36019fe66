package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3control"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

const accessPointType = "AWS::S3::AccessPoint"

// s3AccountService reads what holds for all buckets of the account.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
func s3AccountService(cfg aws.Config) service {
	c := s3Control{s3control.NewFromConfig(cfg)}
	return service{name: "s3", global: true, steps: []step{
		{call: "GetPublicAccessBlock", actions: []string{"s3:GetAccountPublicAccessBlock"}, lists: []string{schema.S3Account}, run: c.block,
			tells: map[string][]string{schema.S3Account: {"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"}}},
	}}
}

// accessPoints are further ways into buckets, each with a policy of its own.
func accessPoints(cfg aws.Config) []step {
	c := s3Control{s3control.NewFromConfig(cfg)}
	return []step{
		{call: "ListAccessPoints", lists: []string{accessPointType}, run: c.points, tells: map[string][]string{accessPointType: {"Bucket", "BucketAccountId", "Name", "VpcConfiguration"}}},
		{call: "GetAccessPoint", of: accessPointType, run: c.point, tells: map[string][]string{accessPointType: {"PublicAccessBlockConfiguration"}}},
		{call: "GetAccessPointPolicy", of: accessPointType, run: c.policy, tells: map[string][]string{accessPointType: {"Policy"}}},
	}
}

type s3Control struct{ client *s3control.Client }

func (c s3Control) block(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetPublicAccessBlock"
	out, err := c.client.GetPublicAccessBlock(ctx, &s3control.GetPublicAccessBlockInput{AccountId: &p.account})
	if err != nil && !absent(err, "NoSuchPublicAccessBlockConfiguration") {
		return nil, err
	}
	v := p.shape(call, struct{}{})
	if err == nil {
		v = p.shape(call, out)
	}
	p.add(call, schema.S3Account, "", p.account, blocks(v.Pos, v.Get("PublicAccessBlockConfiguration")))
	return nil, nil
}

func (c s3Control) points(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListAccessPoints"
	pages := s3control.NewListAccessPointsPaginator(s3controlListAccessPoints(c.client.ListAccessPoints), &s3control.ListAccessPointsInput{AccountId: &p.account, MaxResults: 1000})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.AccessPointList {
			a := &page.AccessPointList[i]
			p.add(call, accessPointType, aws.ToString(a.AccessPointArn), aws.ToString(a.Name), p.shape(call, a), aws.ToString(a.Alias))
		}
	}
	return nil, nil
}

func (c s3Control) point(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAccessPoint"
	out, err := c.client.GetAccessPoint(ctx, &s3control.GetAccessPointInput{AccountId: &p.account, Name: &r.Name})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out)
	return under("PublicAccessBlockConfiguration", blocks(v.Pos, v.Get("PublicAccessBlockConfiguration"))), nil
}

func (c s3Control) policy(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAccessPointPolicy"
	out, err := c.client.GetAccessPointPolicy(ctx, &s3control.GetAccessPointPolicyInput{AccountId: &p.account, Name: &r.Name})
	switch {
	case absent(err, "NoSuchAccessPointPolicy"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return under("Policy", p.documentOr(call, strings.TrimSpace(aws.ToString(out.Policy)))), nil
}
