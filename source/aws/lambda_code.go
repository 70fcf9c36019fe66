package aws

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/haechi-dev/haechi/cloud"
)

const signingType = "AWS::Lambda::CodeSigningConfig"

// lambdaCode is what functions run: their images, their runtimes, who must have signed their code.
type lambdaCode struct {
	lambdaReader
	images  *sync.Map // ARNs of the functions that are container images
	configs *memo[[]lambdatypes.CodeSigningConfig]
	signed  *memo[map[string]string] // by function, the ARN of its configuration
}

func (l lambdaCode) steps() []step {
	return []step{
		// The one call that names the image also gives away the code, so it is made for images only.
		{call: "GetFunction", of: functionType, run: l.image, without: l.pack, tells: map[string][]string{functionType: {"Code"}}},
		{call: "GetRuntimeManagementConfig", of: functionType, run: l.runtime, without: l.ownRuntime,
			tells: map[string][]string{functionType: {"RuntimeManagementConfig"}}},
		{call: "ListCodeSigningConfigs", lists: []string{signingType}, run: l.signings, tells: map[string][]string{signingType: {"AllowedPublishers", "CodeSigningPolicies", "Description"}}},
		{call: "ListFunctionsByCodeSigningConfig", actions: []string{"lambda:ListCodeSigningConfigs", "lambda:ListFunctionsByCodeSigningConfig"}, of: functionType, run: l.signing,
			tells: map[string][]string{functionType: {"CodeSigningConfigArn"}}},
	}
}

// pack tells the code of what is no image: of a package the service says only where to fetch it,
// for minutes, and not what a template named.
func (l lambdaCode) pack(p *place, r *cloud.Resource) (*cloud.Value, bool) {
	_, image := l.images.Load(r.ID)
	pos := cloud.Pos{Origin: p.origin("ListFunctions")}
	return cloud.NewMap(pos).Set("Code", cloud.NewMap(pos)), !image
}

// ownRuntime tells that an image brings its own runtime.
func (l lambdaCode) ownRuntime(_ *place, r *cloud.Resource) (*cloud.Value, bool) {
	_, image := l.images.Load(r.ID)
	return nil, image
}

func (l lambdaCode) image(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	v := cloud.NewMap(cloud.Pos{Origin: p.origin("GetFunction")})
	out, err := l.client.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: &r.Name})
	if err != nil {
		return nil, err
	}
	code := cloud.NewMap(v.Pos)
	if out.Code != nil {
		code.Set("ImageUri", cloud.NewString(v.Pos, aws.ToString(out.Code.ImageUri)))
	}
	return v.Set("Code", code), nil
}

// runtime tells when the runtime is updated.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html
func (l lambdaCode) runtime(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetRuntimeManagementConfig"
	out, err := l.client.GetRuntimeManagementConfig(ctx, &lambda.GetRuntimeManagementConfigInput{FunctionName: &r.Name})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out)
	config := cloud.NewMap(v.Pos).Set("UpdateRuntimeOn", v.Get("UpdateRuntimeOn"))
	if arn := v.Get("RuntimeVersionArn"); arn != nil {
		config.Set("RuntimeVersionArn", arn)
	}
	return cloud.NewMap(v.Pos).Set("RuntimeManagementConfig", config), nil
}

func (l lambdaCode) signings(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	configs, err := l.configs.get("", func() ([]lambdatypes.CodeSigningConfig, error) { return l.allSignings(ctx) })
	if err != nil {
		return nil, err
	}
	const call = "ListCodeSigningConfigs"
	for i := range configs {
		p.add(call, signingType, aws.ToString(configs[i].CodeSigningConfigArn), aws.ToString(configs[i].CodeSigningConfigId), p.shape(call, configs[i]))
	}
	return nil, nil
}

func (l lambdaCode) allSignings(ctx context.Context) (all []lambdatypes.CodeSigningConfig, err error) {
	pages := lambda.NewListCodeSigningConfigsPaginator(lambdaListCodeSigningConfigs(l.client.ListCodeSigningConfigs), &lambda.ListCodeSigningConfigsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.CodeSigningConfigs...)
	}
	return all, nil
}

// allSigned asks every configuration for its functions: there are few of those, and many functions.
func (l lambdaCode) allSigned(ctx context.Context) (map[string]string, error) {
	configs, err := l.configs.get("", func() ([]lambdatypes.CodeSigningConfig, error) { return l.allSignings(ctx) })
	if err != nil {
		return nil, err
	}
	signed := map[string]string{}
	for i := range configs {
		arn := configs[i].CodeSigningConfigArn
		pages := lambda.NewListFunctionsByCodeSigningConfigPaginator(lambdaListFunctionsByCodeSigningConfig(l.client.ListFunctionsByCodeSigningConfig), &lambda.ListFunctionsByCodeSigningConfigInput{CodeSigningConfigArn: arn})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, function := range page.FunctionArns {
				signed[function] = aws.ToString(arn)
			}
		}
	}
	return signed, nil
}

// signing tells who must have signed the code of a function.
func (l lambdaCode) signing(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	signed, err := l.signed.get("", func() (map[string]string, error) { return l.allSigned(ctx) })
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin("ListFunctionsByCodeSigningConfig")})
	if arn := signed[r.ID]; arn != "" {
		v.Set("CodeSigningConfigArn", cloud.NewString(v.Pos, arn))
	}
	return v, nil
}
