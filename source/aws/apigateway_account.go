package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"

	"github.com/haechi-dev/haechi/cloud"
)

// account reads what belongs to no single API.
func (a restReader) account() []step {
	return []step{
		{call: "GetUsagePlans", lists: []string{usagePlanType}, run: a.plans, tells: map[string][]string{usagePlanType: {"ApiStages", "Description", "Quota", "Tags", "Throttle", "UsagePlanName"}}},
		{call: "GetApiKeys", lists: []string{apiKeyType}, run: a.keys, tells: map[string][]string{apiKeyType: {"CustomerId", "Description", "Enabled", "Name", "StageKeys", "Tags"}}},
		{call: "GetClientCertificates", lists: []string{clientCertificate}, run: a.certificates, tells: map[string][]string{clientCertificate: {"Description", "Tags"}}},
		{call: "GetAccount", lists: []string{restAccountType}, run: a.settings, tells: map[string][]string{restAccountType: {"CloudWatchRoleArn"}}},
	}
}

func (a restReader) plans(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetUsagePlans"
	pages := apigateway.NewGetUsagePlansPaginator(apigatewayGetUsagePlans(a.client.GetUsagePlans), &apigateway.GetUsagePlansInput{Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			one := &page.Items[i]
			v := p.shape(call, one)
			rename(v, map[string]string{"Name": "UsagePlanName"})
			v.Set("Tags", tags(v.Pos, one.Tags))
			id := aws.ToString(one.Id)
			p.add(call, usagePlanType, gateway(p, "/usageplans/"+id), aws.ToString(one.Name), v, id)
		}
	}
	return nil, nil
}

// keys lists the keys without their values.
func (a restReader) keys(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetApiKeys"
	pages := apigateway.NewGetApiKeysPaginator(apigatewayGetApiKeys(a.client.GetApiKeys), &apigateway.GetApiKeysInput{Limit: aws.Int32(500), IncludeValues: aws.Bool(false)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			one := &page.Items[i]
			one.Value = nil
			v := p.shape(call, one)
			v.Set("Tags", tags(v.Pos, one.Tags))
			v.Delete("StageKeys")
			stages := cloud.NewList(v.Pos)
			for _, text := range one.StageKeys {
				api, stage, _ := strings.Cut(text, "/")
				stages.Append(cloud.NewMap(v.Pos).Set("RestApiId", cloud.NewString(v.Pos, api)).Set("StageName", cloud.NewString(v.Pos, stage)))
			}
			if stages.Len() > 0 {
				v.Set("StageKeys", stages)
			}
			id := aws.ToString(one.Id)
			p.add(call, apiKeyType, gateway(p, "/apikeys/"+id), aws.ToString(one.Name), v, id)
		}
	}
	return nil, nil
}

func (a restReader) certificates(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetClientCertificates"
	pages := apigateway.NewGetClientCertificatesPaginator(apigatewayGetClientCertificates(a.client.GetClientCertificates), &apigateway.GetClientCertificatesInput{Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			one := &page.Items[i]
			v := p.shape(call, one)
			v.Set("Tags", tags(v.Pos, one.Tags))
			id := aws.ToString(one.ClientCertificateId)
			p.add(call, clientCertificate, gateway(p, "/clientcertificates/"+id), id, v)
		}
	}
	return nil, nil
}

// settings tells the role by which API Gateway writes logs, for all APIs of the region.
func (a restReader) settings(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "GetAccount"
	out, err := a.client.GetAccount(ctx, &apigateway.GetAccountInput{})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out)
	rename(v, map[string]string{"CloudwatchRoleArn": "CloudWatchRoleArn"})
	p.add(call, restAccountType, "", p.account, v)
	return nil, nil
}
