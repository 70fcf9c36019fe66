package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	apigatewaytypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/haechi-dev/haechi/cloud"
)

func (a restReader) authorizers(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAuthorizers"
	api := restID(r)
	return nil, pages(func(token *string) ([]apigatewaytypes.Authorizer, *string, error) {
		out, err := a.client.GetAuthorizers(ctx, &apigateway.GetAuthorizersInput{RestApiId: &api, Position: token, Limit: aws.Int32(500)})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	}, func(one *apigatewaytypes.Authorizer) {
		p.add(call, restAuthorizer, "", api+"/"+aws.ToString(one.Name), a.child(p, call, api, one), aws.ToString(one.Id))
	})
}

func (a restReader) deployments(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetDeployments"
	api := restID(r)
	pages := apigateway.NewGetDeploymentsPaginator(apigatewayGetDeployments(a.client.GetDeployments), &apigateway.GetDeploymentsInput{RestApiId: &api, Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			id := aws.ToString(page.Items[i].Id)
			p.add(call, restDeployment, "", api+"/"+id, a.child(p, call, api, page.Items[i]), id)
		}
	}
	return nil, nil
}

func (a restReader) models(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetModels"
	api := restID(r)
	pages := apigateway.NewGetModelsPaginator(apigatewayGetModels(a.client.GetModels), &apigateway.GetModelsInput{RestApiId: &api, Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			one := &page.Items[i]
			v := a.child(p, call, api, one)
			v.Delete("Schema")
			if text := aws.ToString(one.Schema); text != "" {
				v.Set("Schema", p.documentOr(call, text))
			}
			p.add(call, restModel, "", api+"/"+aws.ToString(one.Name), v, aws.ToString(one.Id))
		}
	}
	return nil, nil
}

func (a restReader) validators(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetRequestValidators"
	api := restID(r)
	return nil, pages(func(token *string) ([]apigatewaytypes.RequestValidator, *string, error) {
		out, err := a.client.GetRequestValidators(ctx, &apigateway.GetRequestValidatorsInput{RestApiId: &api, Position: token, Limit: aws.Int32(500)})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	}, func(one *apigatewaytypes.RequestValidator) {
		id := aws.ToString(one.Id)
		p.add(call, restValidator, "", api+"/"+id, a.child(p, call, api, one), id)
	})
}
