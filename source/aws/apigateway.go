package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	apigatewayv2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	restType          = "AWS::ApiGateway::RestApi"
	restResourceType  = "AWS::ApiGateway::Resource"
	restMethodType    = "AWS::ApiGateway::Method"
	restStageType     = "AWS::ApiGateway::Stage"
	restAuthorizer    = "AWS::ApiGateway::Authorizer"
	restDeployment    = "AWS::ApiGateway::Deployment"
	restModel         = "AWS::ApiGateway::Model"
	restValidator     = "AWS::ApiGateway::RequestValidator"
	usagePlanType     = "AWS::ApiGateway::UsagePlan"
	apiKeyType        = "AWS::ApiGateway::ApiKey"
	clientCertificate = "AWS::ApiGateway::ClientCertificate"
	restAccountType   = "AWS::ApiGateway::Account"
)

// apiGET is the one action that reads anything of API Gateway.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html
var apiGET = []string{"apigateway:GET"}

// apiService reads REST, HTTP and WebSocket APIs, and the domain names that they share.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
func apiService(cfg aws.Config) service {
	r := restReader{apigateway.NewFromConfig(cfg)}
	h := httpReader{apigatewayv2.NewFromConfig(cfg), &memo[[]apigatewayv2types.Api]{}}
	svc := service{name: "apigateway", steps: slices.Concat(r.steps(), r.account(), h.steps(), domains{r, h}.steps())}
	for i := range svc.steps {
		svc.steps[i].actions = apiGET
	}
	return svc
}

type restReader struct{ client *apigateway.Client }

// steps read an API. What it was made of, such as an OpenAPI document, is not kept by the service:
// its resources and methods are.
func (a restReader) steps() []step {
	return []step{
		{call: "GetRestApis", lists: []string{restType}, run: a.apis, tells: map[string][]string{restType: {"ApiKeySourceType", "BinaryMediaTypes", "Body", "BodyS3Location", "Description",
			"DisableExecuteApiEndpoint", "EndpointAccessMode", "EndpointConfiguration", "MinimumCompressionSize", "Name", "Policy", "SecurityPolicy", "Tags", "Version"}}},
		{call: "GetResources", of: restType, lists: []string{restResourceType, restMethodType}, run: a.resources, tells: map[string][]string{
			restResourceType: {"ParentId", "PathPart", "RestApiId"},
			restMethodType: {"ApiKeyRequired", "AuthorizationScopes", "AuthorizationType", "AuthorizerId", "HttpMethod", "Integration", "MethodResponses", "OperationName",
				"RequestModels", "RequestParameters", "RequestValidatorId", "ResourceId", "RestApiId"}}},
		{call: "GetStages", of: restType, lists: []string{restStageType}, run: a.stages, tells: map[string][]string{restStageType: {"AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize",
			"CanarySetting", "ClientCertificateId", "DeploymentId", "Description", "DocumentationVersion", "MethodSettings", "RestApiId", "StageName", "Tags", "TracingEnabled", "Variables"}}},
		{call: "GetAuthorizers", of: restType, lists: []string{restAuthorizer}, run: a.authorizers, tells: map[string][]string{restAuthorizer: {"AuthType", "AuthorizerCredentials",
			"AuthorizerResultTtlInSeconds", "AuthorizerUri", "IdentitySource", "IdentityValidationExpression", "Name", "ProviderARNs", "RestApiId", "Type"}}},
		{call: "GetDeployments", of: restType, lists: []string{restDeployment}, run: a.deployments, tells: map[string][]string{restDeployment: {"Description", "RestApiId"}}},
		{call: "GetModels", of: restType, lists: []string{restModel}, run: a.models, tells: map[string][]string{restModel: {"ContentType", "Description", "Name", "RestApiId", "Schema"}}},
		{call: "GetRequestValidators", of: restType, lists: []string{restValidator}, run: a.validators,
			tells: map[string][]string{restValidator: {"Name", "RestApiId", "ValidateRequestBody", "ValidateRequestParameters"}}},
	}
}

// gateway is the ARN of something of API Gateway, which has no account.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
func gateway(p *place, path string) string {
	return "arn:" + p.partition + ":apigateway:" + p.region + "::" + path
}

// executeHost is where the default endpoint of an API is.
func executeHost(p *place, id string) string {
	host := id + ".execute-api." + p.region + ".amazonaws.com"
	if strings.HasPrefix(p.partition, "aws-cn") {
		host += ".cn"
	}
	return host
}

func (a restReader) apis(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetRestApis"
	pages := apigateway.NewGetRestApisPaginator(apigatewayGetRestApis(a.client.GetRestApis), &apigateway.GetRestApisInput{Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			one := &page.Items[i]
			v := p.shape(call, one)
			rename(v, map[string]string{"ApiKeySource": "ApiKeySourceType"})
			v.Set("Tags", tags(v.Pos, one.Tags))
			v.Delete("Policy")
			if text := aws.ToString(one.Policy); text != "" {
				v.Set("Policy", p.documentOr(call, unquoted(text)))
			}
			id := aws.ToString(one.Id)
			if added := p.add(call, restType, gateway(p, "/restapis/"+id), aws.ToString(one.Name), v, id, executeHost(p, id)); added != nil {
				added.Attributes = cloud.NewMap(v.Pos).Set("RestApiId", cloud.NewString(v.Pos, id)).Set("RootResourceId", v.Get("RootResourceId"))
			}
		}
	}
	return nil, nil
}

// unquoted undoes the escapes that the service leaves in a policy: it comes as the inside of a JSON
// text. https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html
func unquoted(text string) string {
	if strings.HasPrefix(strings.TrimSpace(text), `{\"`) {
		return strings.NewReplacer(`\"`, `"`, `\/`, `/`, `\\`, `\`).Replace(text)
	}
	return text
}

// restID is the id of an API.
func restID(r *cloud.Resource) string { return r.ID[strings.LastIndexByte(r.ID, '/')+1:] }

// child shapes something of an API.
func (a restReader) child(p *place, call string, api string, answer any) *cloud.Value {
	v := p.shape(call, answer)
	return v.Set("RestApiId", cloud.NewString(v.Pos, api))
}
