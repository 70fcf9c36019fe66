package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"github.com/haechi-dev/haechi/cloud"
)

const parameterType = "AWS::SSM::Parameter"

// ssmService reads what is said of parameters. Their values are not asked for and stay unknown.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
func ssmService(cfg aws.Config) service {
	s := parameterReader{ssm.NewFromConfig(cfg)}
	return service{name: "ssm", steps: []step{
		{call: "DescribeParameters", lists: []string{parameterType}, run: s.parameters,
			tells: map[string][]string{parameterType: {"AllowedPattern", "DataType", "Description", "Name", "Policies", "Tier", "Type"}}},
		{call: "ListTagsForResource", of: parameterType, run: s.tags, tells: map[string][]string{parameterType: {"Tags"}}},
	}}
}

type parameterReader struct{ client *ssm.Client }

func (s parameterReader) parameters(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeParameters"
	pages := ssm.NewDescribeParametersPaginator(ssmDescribeParameters(s.client.DescribeParameters), &ssm.DescribeParametersInput{MaxResults: aws.Int32(50)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Parameters {
			one := &page.Parameters[i]
			name := aws.ToString(one.Name)
			arn := aws.ToString(one.ARN)
			if arn == "" {
				arn = p.arn("ssm", "parameter/"+strings.TrimPrefix(name, "/"))
			}
			v := p.shape(call, one)
			v.Delete("Policies")
			if len(one.Policies) > 0 {
				texts := make([]string, len(one.Policies))
				for j, policy := range one.Policies {
					texts[j] = aws.ToString(policy.PolicyText)
				}
				v.Set("Policies", cloud.NewString(v.Pos, "["+strings.Join(texts, ",")+"]"))
			}
			p.add(call, parameterType, arn, name, v)
		}
	}
	return nil, nil
}

func (s parameterReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListTagsForResource"
	out, err := s.client.ListTagsForResource(ctx, &ssm.ListTagsForResourceInput{ResourceType: ssmtypes.ResourceTypeForTaggingParameter, ResourceId: &r.Name})
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	all := cloud.NewMap(v.Pos) // the one type of these whose tags are a map
	for _, tag := range out.TagList {
		all.Set(aws.ToString(tag.Key), cloud.NewString(v.Pos, aws.ToString(tag.Value)))
	}
	if all.Len() > 0 {
		v.Set("Tags", all)
	}
	return v, nil
}
