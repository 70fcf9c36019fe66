package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/haechi-dev/haechi/cloud"
)

// account tells what Lambda allows the account in the region.
func (l lambdaReader) account(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAccountSettings"
	out, err := l.client.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	number := func(name string, n int64) { v.Set(name, cloud.NewInt(v.Pos, n)) }
	if limit := out.AccountLimit; limit != nil {
		number("ConcurrentExecutions", int64(limit.ConcurrentExecutions))
		number("TotalCodeSizeLimit", limit.TotalCodeSize)
		if limit.UnreservedConcurrentExecutions != nil {
			number("UnreservedConcurrentExecutions", int64(*limit.UnreservedConcurrentExecutions))
		}
	}
	if usage := out.AccountUsage; usage != nil {
		number("TotalCodeSize", usage.TotalCodeSize)
		number("FunctionCount", usage.FunctionCount)
	}
	return v, nil
}

// recursion tells whether a function that calls itself is stopped.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
func (l lambdaReader) recursion(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := l.client.GetFunctionRecursionConfig(ctx, &lambda.GetFunctionRecursionConfigInput{FunctionName: &r.Name})
	if err != nil {
		return nil, err
	}
	return p.shape("GetFunctionRecursionConfig", out), nil
}

// tags tells the tags of whatever has an ARN. No rule of ours asks for them.
func (l lambdaReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := l.client.ListTags(ctx, &lambda.ListTagsInput{Resource: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin("ListTags")})
	if len(out.Tags) > 0 {
		v.Set("Tags", tags(v.Pos, out.Tags))
	}
	return v, nil
}
