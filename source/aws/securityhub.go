package aws

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	securityhubtypes "github.com/aws/aws-sdk-go-v2/service/securityhub/types"
	"github.com/aws/smithy-go"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	hubType      = "AWS::SecurityHub::Hub"
	standardType = "AWS::SecurityHub::Standard"
)

// securityhubService reads whether Security Hub is enabled, and by which standards it judges. With
// which standards it began is not told.
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Operations.html
func securityhubService(cfg aws.Config) service {
	s := securityhubReader{securityhub.NewFromConfig(cfg)}
	return service{name: "securityhub", steps: []step{
		{call: "DescribeHub", lists: []string{hubType}, run: s.hub, tells: map[string][]string{hubType: {"AutoEnableControls", "ControlFindingGenerator"}}},
		{call: "ListTagsForResource", of: hubType, run: s.tags, tells: map[string][]string{hubType: {"Tags"}}},
		{call: "GetEnabledStandards", lists: []string{standardType}, run: s.standards, tells: map[string][]string{standardType: {"StandardsArn"}}},
		{call: "DescribeStandardsControls", of: standardType, run: s.controls, tells: map[string][]string{standardType: {"DisabledStandardsControls"}}},
	}}
}

type securityhubReader struct{ client *securityhub.Client }

// notSubscribed reports whether Security Hub only says that nobody enabled it. It says with the same
// code that a call is not allowed.
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
func notSubscribed(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == "InvalidAccessException" && strings.Contains(api.ErrorMessage(), "not subscribed")
}

func (s securityhubReader) hub(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeHub"
	out, err := s.client.DescribeHub(ctx, &securityhub.DescribeHubInput{})
	switch {
	case notSubscribed(err), absent(err, "ResourceNotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	p.add(call, hubType, aws.ToString(out.HubArn), "", p.shape(call, out))
	return nil, nil
}

func (s securityhubReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := s.client.ListTagsForResource(ctx, &securityhub.ListTagsForResourceInput{ResourceArn: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return p.shape("ListTagsForResource", out), nil
}

func (s securityhubReader) standards(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetEnabledStandards"
	pages := securityhub.NewGetEnabledStandardsPaginator(securityhubGetEnabledStandards(s.client.GetEnabledStandards), &securityhub.GetEnabledStandardsInput{MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		switch {
		case notSubscribed(err):
			return nil, nil
		case err != nil:
			return nil, err
		}
		for i := range page.StandardsSubscriptions {
			one := &page.StandardsSubscriptions[i]
			added := p.add(call, standardType, aws.ToString(one.StandardsSubscriptionArn), "", p.shape(call, one))
			if added != nil {
				v := p.shape(call, one)
				added.Attributes = cloud.NewMap(v.Pos).Set("StandardsStatus", v.Get("StandardsStatus"))
			}
		}
	}
	return nil, nil
}

func (s securityhubReader) controls(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeStandardsControls"
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	off := cloud.NewList(v.Pos)
	pages := securityhub.NewDescribeStandardsControlsPaginator(securityhubDescribeStandardsControls(s.client.DescribeStandardsControls),
		&securityhub.DescribeStandardsControlsInput{StandardsSubscriptionArn: aws.String(r.ID), MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Controls {
			if one := &page.Controls[i]; one.ControlStatus == securityhubtypes.ControlStatusDisabled {
				control := p.shape(call, one)
				off.Append(cloud.NewMap(v.Pos).Set("StandardsControlArn", control.Get("StandardsControlArn")).Set("Reason", control.Get("DisabledReason")))
			}
		}
	}
	if off.Len() > 0 {
		v.Set("DisabledStandardsControls", off)
	}
	return v, nil
}
