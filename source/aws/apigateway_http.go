package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	apigatewayv2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	httpType            = "AWS::ApiGatewayV2::Api"
	httpRouteType       = "AWS::ApiGatewayV2::Route"
	httpIntegrationType = "AWS::ApiGatewayV2::Integration"
	httpStageType       = "AWS::ApiGatewayV2::Stage"
	httpAuthorizer      = "AWS::ApiGatewayV2::Authorizer"
)

// httpReader reads HTTP and WebSocket APIs.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/operations.html
type httpReader struct {
	client *apigatewayv2.Client
	listed *memo[[]apigatewayv2types.Api]
}

// steps read an API. What it was made of is not kept by the service: a document has become routes
// and integrations, and so has the target of a quick creation.
func (h httpReader) steps() []step {
	return []step{
		{call: "GetApis", lists: []string{httpType}, run: h.apis, tells: map[string][]string{httpType: {"ApiKeySelectionExpression", "Body", "BodyS3Location", "CorsConfiguration", "CredentialsArn",
			"Description", "DisableExecuteApiEndpoint", "DisableSchemaValidation", "IpAddressType", "Name", "ProtocolType", "RouteKey", "RouteSelectionExpression", "Tags", "Target", "Version"}}},
		{call: "GetRoutes", of: httpType, lists: []string{httpRouteType}, run: h.routes, tells: map[string][]string{httpRouteType: {"ApiId", "ApiKeyRequired", "AuthorizationScopes",
			"AuthorizationType", "AuthorizerId", "ModelSelectionExpression", "OperationName", "RequestModels", "RequestParameters", "RouteKey", "RouteResponseSelectionExpression", "Target"}}},
		{call: "GetIntegrations", of: httpType, lists: []string{httpIntegrationType}, run: h.integrations, tells: map[string][]string{httpIntegrationType: {"ApiId", "ConnectionId", "ConnectionType",
			"ContentHandlingStrategy", "CredentialsArn", "Description", "IntegrationMethod", "IntegrationSubtype", "IntegrationType", "IntegrationUri", "PassthroughBehavior",
			"PayloadFormatVersion", "RequestParameters", "RequestTemplates", "ResponseParameters", "TemplateSelectionExpression", "TimeoutInMillis", "TlsConfig"}}},
		{call: "GetStages", of: httpType, lists: []string{httpStageType}, run: h.stages, tells: map[string][]string{httpStageType: {"AccessLogSettings", "ApiId", "AutoDeploy", "ClientCertificateId",
			"DefaultRouteSettings", "DeploymentId", "Description", "RouteSettings", "StageName", "StageVariables", "Tags"}}},
		{call: "GetAuthorizers", of: httpType, lists: []string{httpAuthorizer}, run: h.authorizers, tells: map[string][]string{httpAuthorizer: {"ApiId", "AuthorizerCredentialsArn",
			"AuthorizerPayloadFormatVersion", "AuthorizerResultTtlInSeconds", "AuthorizerType", "AuthorizerUri", "EnableSimpleResponses", "IdentitySource", "IdentityValidationExpression",
			"JwtConfiguration", "Name"}}},
	}
}

// all lists the APIs, once for all who ask.
func (h httpReader) all(ctx context.Context) ([]apigatewayv2types.Api, error) {
	return h.listed.get("", func() (all []apigatewayv2types.Api, err error) {
		return all, pages(func(token *string) ([]apigatewayv2types.Api, *string, error) {
			out, err := h.client.GetApis(ctx, &apigatewayv2.GetApisInput{NextToken: token})
			if err != nil {
				return nil, nil, err
			}
			return out.Items, out.NextToken, nil
		}, func(one *apigatewayv2types.Api) { all = append(all, *one) })
	})
}

func (h httpReader) apis(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetApis"
	all, err := h.all(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		id := aws.ToString(all[i].ApiId)
		p.add(call, httpType, gateway(p, "/apis/"+id), aws.ToString(all[i].Name), p.shape(call, all[i]), id, executeHost(p, id))
	}
	return nil, nil
}

// ofAPI lists the things of one kind of an API: their names within it and other names.
func ofAPI[T any](p *place, call, typ string, r *cloud.Resource, ask func(api, token *string) ([]T, *string, error), named func(*T) (name string, others []string)) error {
	api := restID(r)
	return pages(func(token *string) ([]T, *string, error) { return ask(&api, token) }, func(one *T) {
		v := p.shape(call, one)
		v.Set("ApiId", cloud.NewString(v.Pos, api))
		name, others := named(one)
		arn := ""
		if typ == httpStageType {
			arn = r.ID + "/stages/" + name
		}
		p.add(call, typ, arn, api+"/"+strings.TrimPrefix(name, "/"), v, others...)
	})
}

func (h httpReader) routes(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	return nil, ofAPI(p, "GetRoutes", httpRouteType, r, func(api, token *string) ([]apigatewayv2types.Route, *string, error) {
		out, err := h.client.GetRoutes(ctx, &apigatewayv2.GetRoutesInput{ApiId: api, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	}, func(one *apigatewayv2types.Route) (string, []string) {
		return aws.ToString(one.RouteKey), []string{aws.ToString(one.RouteId)}
	})
}

func (h httpReader) integrations(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	return nil, ofAPI(p, "GetIntegrations", httpIntegrationType, r, func(api, token *string) ([]apigatewayv2types.Integration, *string, error) {
		out, err := h.client.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: api, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	}, func(one *apigatewayv2types.Integration) (string, []string) {
		id := aws.ToString(one.IntegrationId)
		return id, []string{id, "integrations/" + id}
	})
}

func (h httpReader) stages(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	return nil, ofAPI(p, "GetStages", httpStageType, r, func(api, token *string) ([]apigatewayv2types.Stage, *string, error) {
		out, err := h.client.GetStages(ctx, &apigatewayv2.GetStagesInput{ApiId: api, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	}, func(one *apigatewayv2types.Stage) (string, []string) { return aws.ToString(one.StageName), nil })
}

func (h httpReader) authorizers(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	return nil, ofAPI(p, "GetAuthorizers", httpAuthorizer, r, func(api, token *string) ([]apigatewayv2types.Authorizer, *string, error) {
		out, err := h.client.GetAuthorizers(ctx, &apigatewayv2.GetAuthorizersInput{ApiId: api, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	}, func(one *apigatewayv2types.Authorizer) (string, []string) {
		return aws.ToString(one.Name), []string{aws.ToString(one.AuthorizerId)}
	})
}
