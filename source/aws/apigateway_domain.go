package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	apigatewaytypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	apigatewayv2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	restDomainType  = "AWS::ApiGateway::DomainName"
	restMappingType = "AWS::ApiGateway::BasePathMapping"
	httpDomainType  = "AWS::ApiGatewayV2::DomainName"
	httpMappingType = "AWS::ApiGatewayV2::ApiMapping"
)

// domains are the public domain names. A regional one is the same thing for REST and for HTTP APIs;
// it becomes a resource of the type whose APIs it leads to, and is only both when it leads to both.
type domains struct {
	rest restReader
	http httpReader
}

func (d domains) steps() []step {
	return []step{{call: "GetDomainNames", lists: []string{restDomainType, restMappingType, httpDomainType, httpMappingType}, run: d.list, tells: map[string][]string{
		restDomainType: {"CertificateArn", "DomainName", "EndpointAccessMode", "EndpointConfiguration", "MutualTlsAuthentication", "OwnershipVerificationCertificateArn",
			"RegionalCertificateArn", "RoutingMode", "SecurityPolicy", "Tags"},
		restMappingType: {"BasePath", "DomainName", "RestApiId", "Stage"},
		httpDomainType:  {"DomainName", "DomainNameConfigurations", "MutualTlsAuthentication", "RoutingMode", "Tags"},
		httpMappingType: {"ApiId", "ApiMappingKey", "DomainName", "Stage"}}}}
}

func (d domains) list(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	pages := apigateway.NewGetDomainNamesPaginator(apigatewayGetDomainNames(d.rest.client.GetDomainNames), &apigateway.GetDomainNamesInput{Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			one := &page.Items[i]
			var err error
			switch types := endpointTypes(one); {
			case slices.Contains(types, apigatewaytypes.EndpointTypePrivate):
			case slices.Contains(types, apigatewaytypes.EndpointTypeRegional):
				err = d.regional(ctx, p, one)
			default:
				err = d.edge(ctx, p, one)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

func endpointTypes(one *apigatewaytypes.DomainName) []apigatewaytypes.EndpointType {
	if one.EndpointConfiguration == nil {
		return nil
	}
	return one.EndpointConfiguration.Types
}

// edge is a domain name in CloudFront, which can lead to REST APIs only, or one that leads to none.
func (d domains) edge(ctx context.Context, p *place, one *apigatewaytypes.DomainName) error {
	const call = "GetBasePathMappings"
	d.addRest(p, one)
	pages := apigateway.NewGetBasePathMappingsPaginator(apigatewayGetBasePathMappings(d.rest.client.GetBasePathMappings), &apigateway.GetBasePathMappingsInput{DomainName: one.DomainName, Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for i := range page.Items {
			m := &page.Items[i]
			d.addPath(p, call, one, aws.ToString(m.BasePath), aws.ToString(m.RestApiId), aws.ToString(m.Stage))
		}
	}
	return nil
}

// regional asks where the domain name leads by the newer operation, which tells of both kinds.
func (d domains) regional(ctx context.Context, p *place, one *apigatewaytypes.DomainName) error {
	const call = "GetApiMappings"
	all, err := d.http.all(ctx)
	if err != nil {
		return err
	}
	var rest, http []apigatewayv2types.ApiMapping
	err = pages(func(token *string) ([]apigatewayv2types.ApiMapping, *string, error) {
		out, err := d.http.client.GetApiMappings(ctx, &apigatewayv2.GetApiMappingsInput{DomainName: one.DomainName, NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.NextToken, nil
	}, func(m *apigatewayv2types.ApiMapping) {
		if slices.ContainsFunc(all, func(api apigatewayv2types.Api) bool { return aws.ToString(api.ApiId) == aws.ToString(m.ApiId) }) {
			http = append(http, *m)
		} else {
			rest = append(rest, *m)
		}
	})
	if err != nil {
		return err
	}
	if len(rest)+len(http) == 0 {
		return d.edge(ctx, p, one)
	}
	if len(rest) > 0 {
		d.addRest(p, one)
	}
	for i := range rest {
		d.addPath(p, call, one, aws.ToString(rest[i].ApiMappingKey), aws.ToString(rest[i].ApiId), aws.ToString(rest[i].Stage))
	}
	if len(http) > 0 {
		d.addHTTP(p, one)
	}
	for i := range http {
		v := p.shape(call, http[i])
		v.Set("DomainName", cloud.NewString(v.Pos, aws.ToString(one.DomainName)))
		p.add(call, httpMappingType, "", aws.ToString(one.DomainName)+"/"+aws.ToString(http[i].ApiMappingKey), v, aws.ToString(http[i].ApiMappingId))
	}
	return nil
}

func (d domains) addRest(p *place, one *apigatewaytypes.DomainName) {
	v := p.shape("GetDomainNames", one)
	v.Set("Tags", tags(v.Pos, one.Tags))
	name := aws.ToString(one.DomainName)
	p.add("GetDomainNames", restDomainType, gateway(p, "/domainnames/"+name), name, v, aws.ToString(one.RegionalDomainName), aws.ToString(one.DistributionDomainName))
}

func (d domains) addPath(p *place, call string, one *apigatewaytypes.DomainName, path, api, stage string) {
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	set := func(name, text string) {
		if text != "" {
			v.Set(name, cloud.NewString(v.Pos, text))
		}
	}
	if path == "(none)" { // how the older operation says it
		path = ""
	}
	domain := aws.ToString(one.DomainName)
	set("DomainName", domain)
	set("BasePath", path)
	set("RestApiId", api)
	set("Stage", stage)
	p.add(call, restMappingType, "", domain+"/"+path, v)
}

func (d domains) addHTTP(p *place, one *apigatewaytypes.DomainName) {
	v := p.shape("GetDomainNames", one)
	configuration := cloud.NewMap(v.Pos).Set("EndpointType", cloud.NewString(v.Pos, "REGIONAL"))
	for from, to := range inOrder(map[string]string{"RegionalCertificateArn": "CertificateArn", "RegionalCertificateName": "CertificateName", "SecurityPolicy": "SecurityPolicy",
		"OwnershipVerificationCertificateArn": "OwnershipVerificationCertificateArn"}) {
		configuration.Set(to, v.Get(from))
	}
	configuration.Set("IpAddressType", v.Path("EndpointConfiguration", "IpAddressType"))
	v.Set("DomainNameConfigurations", cloud.NewList(v.Pos, configuration))
	// No ARN: the other kind of resource for the same domain name has it.
	p.add("GetDomainNames", httpDomainType, "", aws.ToString(one.DomainName), v, aws.ToString(one.RegionalDomainName))
}
