package aws

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

const (
	functionType   = "AWS::Lambda::Function"
	urlType        = "AWS::Lambda::Url"
	permissionType = "AWS::Lambda::Permission"
	mappingType    = "AWS::Lambda::EventSourceMapping"
	invokeType     = "AWS::Lambda::EventInvokeConfig"
)

// permissionTells are what a statement of a function's policy says.
var permissionTells = []string{"Action", "EventSourceToken", "FunctionName", "FunctionUrlAuthType", "InvokedViaFunctionUrl", "Principal", "PrincipalOrgID", "SourceAccount", "SourceArn"}

// lambdaService reads functions and what belongs to them.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
func lambdaService(cfg aws.Config) service {
	l := lambdaReader{lambda.NewFromConfig(cfg)}
	images := &sync.Map{}
	functions := func(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
		return l.functions(ctx, p, images)
	}
	steps := []step{
		{call: "ListFunctions", lists: []string{functionType}, run: functions, tells: map[string][]string{functionType: {"Architectures", "CapacityProviderConfig",
			"DeadLetterConfig", "Description", "DurableConfig", "Environment", "EphemeralStorage", "FileSystemConfigs", "FunctionName", "Handler", "ImageConfig", "KmsKeyArn",
			"Layers", "LoggingConfig", "MemorySize", "PackageType", "Role", "Runtime", "SnapStart", "TenancyConfig", "Timeout", "TracingConfig", "VpcConfig"}}},
		{call: "GetFunctionConcurrency", of: functionType, run: l.concurrency, tells: map[string][]string{functionType: {"ReservedConcurrentExecutions"}}},
		{call: "GetFunctionRecursionConfig", of: functionType, run: l.recursion, tells: map[string][]string{functionType: {"RecursiveLoop"}}},
		{call: "ListTags", of: functionType, run: l.tags, tells: map[string][]string{functionType: {"Tags"}}},
		{call: "GetPolicy", of: functionType, lists: []string{permissionType}, run: l.permissions, tells: map[string][]string{permissionType: permissionTells}},
		{call: "ListFunctionUrlConfigs", of: functionType, lists: []string{urlType}, run: l.urls,
			tells: map[string][]string{urlType: {"AuthType", "Cors", "InvokeMode", "Qualifier", "TargetFunctionArn"}}},
		{call: "ListFunctionEventInvokeConfigs", of: functionType, lists: []string{invokeType}, run: l.invokeConfigs,
			tells: map[string][]string{invokeType: {"DestinationConfig", "FunctionName", "MaximumEventAgeInSeconds", "MaximumRetryAttempts", "Qualifier"}}},
		{call: "ListEventSourceMappings", lists: []string{mappingType}, run: l.mappings, tells: map[string][]string{mappingType: {"AmazonManagedKafkaEventSourceConfig", "BatchSize",
			"BisectBatchOnFunctionError", "DestinationConfig", "DocumentDBEventSourceConfig", "Enabled", "EventSourceArn", "FilterCriteria", "FunctionName", "FunctionResponseTypes",
			"KmsKeyArn", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts", "MetricsConfig", "ParallelizationFactor", "ProvisionedPollerConfig",
			"Queues", "ScalingConfig", "SelfManagedEventSource", "SelfManagedKafkaEventSourceConfig", "SourceAccessConfigurations", "StartingPosition", "Topics", "TumblingWindowInSeconds"}}},
		// The account is there without asking, so that rules about it stay open when the call is denied.
		{call: "Account", actions: []string{}, lists: []string{schema.LambdaAccount}, run: func(_ context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
			p.add("Account", schema.LambdaAccount, "", p.account, nil)
			return nil, nil
		}},
		{call: "GetAccountSettings", of: schema.LambdaAccount, run: l.account,
			tells: map[string][]string{schema.LambdaAccount: {"ConcurrentExecutions", "FunctionCount", "TotalCodeSize", "TotalCodeSizeLimit", "UnreservedConcurrentExecutions"}}},
	}
	return service{name: "lambda", folds: map[string]string{"AWS::Lambda::ResourcePolicy": permissionType}, steps: slices.Concat(steps,
		lambdaCode{l, images, &memo[[]lambdatypes.CodeSigningConfig]{}, &memo[map[string]string]{}}.steps(), lambdaVersions{l, &memo[map[string]int64]{}}.steps(), lambdaLayers{l}.steps())}
}

type lambdaReader struct{ client *lambda.Client }

func (l lambdaReader) functions(ctx context.Context, p *place, images *sync.Map) (*cloud.Value, error) {
	pages := lambda.NewListFunctionsPaginator(lambdaListFunctions(l.client.ListFunctions), &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Functions {
			f := &page.Functions[i]
			v := p.shape("ListFunctions", f)
			drop(v.Get("SnapStart"), "OptimizationStatus")
			drop(v.Get("VpcConfig"), "VpcId")
			v.Set("KmsKeyArn", v.Get("KMSKeyArn"))
			v.Set("ImageConfig", v.Path("ImageConfigResponse", "ImageConfig"))
			v.Set("Layers", column(v.Get("Layers"), "Arn"))
			if environment := v.Get("Environment"); environment.Has("Error") { // its key may not be used
				v.Set("Environment", cloud.NewUnknown(v.Pos, p.reason("Environment", environment.Path("Error", "ErrorCode").Str())))
			}
			if f.PackageType == lambdatypes.PackageTypeImage {
				images.Store(aws.ToString(f.FunctionArn), true)
			}
			p.add("ListFunctions", functionType, aws.ToString(f.FunctionArn), aws.ToString(f.FunctionName), v)
		}
	}
	return nil, nil
}

func (l lambdaReader) concurrency(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := l.client.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: &r.Name})
	if err != nil {
		return nil, err
	}
	return p.shape("GetFunctionConcurrency", out), nil
}

// permissions makes of every statement of the policy of a function, a version or an alias what it
// was added as.
func (l lambdaReader) permissions(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	function, qualifier := unqualified(r.ID)
	in := &lambda.GetPolicyInput{FunctionName: &function}
	if qualifier != "" {
		in.Qualifier = &qualifier
	}
	out, err := l.client.GetPolicy(ctx, in)
	switch {
	case absent(err, "ResourceNotFoundException"):
		return nil, nil
	case err != nil:
		return nil, err
	}
	document, err := p.document("GetPolicy", aws.ToString(out.Policy))
	if err != nil {
		return nil, err
	}
	for i, statement := range listed(document.Get("Statement")) {
		p.add("GetPolicy", permissionType, "", called(r.ID)+"/"+sid(statement, i), permission(r, statement))
	}
	return nil, nil
}

// permission is a statement of a function's policy in the schema of AWS::Lambda::Permission, which
// is what the service makes such statements of.
// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
func permission(function *cloud.Resource, statement *cloud.Value) *cloud.Value {
	v := cloud.NewMap(statement.Pos)
	v.Set("FunctionName", firstOf(statement.Get("Resource"), cloud.NewString(statement.Pos, function.ID)))
	v.Set("Action", firstOf(statement.Get("Action"), nil))
	v.Set("Principal", principalOf(statement.Get("Principal")))
	for _, c := range [][3]string{
		{"SourceArn", "ArnLike", "AWS:SourceArn"}, {"SourceAccount", "StringEquals", "AWS:SourceAccount"}, {"PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"},
		{"FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"}, {"EventSourceToken", "StringEquals", "lambda:EventSourceToken"},
		{"InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"},
	} {
		if found := condition(statement, c[1], c[2]); found != nil {
			v.Set(c[0], found)
		}
	}
	return v
}

func (l lambdaReader) urls(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	pages := lambda.NewListFunctionUrlConfigsPaginator(lambdaListFunctionUrlConfigs(l.client.ListFunctionUrlConfigs), &lambda.ListFunctionUrlConfigsInput{FunctionName: &r.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.FunctionUrlConfigs {
			u := &page.FunctionUrlConfigs[i]
			v := p.shape("ListFunctionUrlConfigs", u)
			function, qualifier := unqualified(aws.ToString(u.FunctionArn))
			v.Set("TargetFunctionArn", cloud.NewString(v.Pos, function))
			if qualifier != "" {
				v.Set("Qualifier", cloud.NewString(v.Pos, qualifier))
			}
			p.add("ListFunctionUrlConfigs", urlType, "", called(aws.ToString(u.FunctionArn)), v, aws.ToString(u.FunctionUrl))
		}
	}
	return nil, nil
}

func (l lambdaReader) invokeConfigs(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	pages := lambda.NewListFunctionEventInvokeConfigsPaginator(lambdaListFunctionEventInvokeConfigs(l.client.ListFunctionEventInvokeConfigs), &lambda.ListFunctionEventInvokeConfigsInput{FunctionName: &r.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.FunctionEventInvokeConfigs {
			c := &page.FunctionEventInvokeConfigs[i]
			v := p.shape("ListFunctionEventInvokeConfigs", c)
			function, qualifier := unqualified(aws.ToString(c.FunctionArn))
			if qualifier == "" {
				qualifier = "$LATEST"
			}
			v.Set("FunctionName", cloud.NewString(v.Pos, function))
			v.Set("Qualifier", cloud.NewString(v.Pos, qualifier))
			p.add("ListFunctionEventInvokeConfigs", invokeType, "", called(aws.ToString(c.FunctionArn)), v)
		}
	}
	return nil, nil
}

func (l lambdaReader) mappings(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	pages := lambda.NewListEventSourceMappingsPaginator(lambdaListEventSourceMappings(l.client.ListEventSourceMappings), &lambda.ListEventSourceMappingsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.EventSourceMappings {
			m := &page.EventSourceMappings[i]
			v := p.shape("ListEventSourceMappings", m)
			v.Set("FunctionName", v.Get("FunctionArn"))
			v.Set("KmsKeyArn", v.Get("KMSKeyArn"))
			v.Set("Enabled", cloud.NewBool(v.Pos, !strings.HasPrefix(aws.ToString(m.State), "Disabl")))
			id := aws.ToString(m.UUID)                                              // which says nothing to anybody: what it joins does
			source, _, _ := strings.Cut(aws.ToString(m.EventSourceArn), "/stream/") // of a table
			name := called(aws.ToString(m.FunctionArn)) + "/" + cmp.Or(source[strings.LastIndexAny(source, ":/")+1:], id)
			p.add("ListEventSourceMappings", mappingType, p.arn("lambda", "event-source-mapping:"+id), name, v, id)
		}
	}
	return nil, nil
}

// called is what people call a function, with its version or alias: the end of its ARN.
func called(arn string) string {
	_, name, _ := strings.Cut(arn, ":function:")
	return cmp.Or(name, arn)
}

// unqualified splits the version or alias from the ARN of a function.
func unqualified(arn string) (function, qualifier string) {
	if parts := strings.SplitN(arn, ":", 8); len(parts) == 8 {
		return strings.Join(parts[:7], ":"), parts[7]
	}
	return arn, ""
}
