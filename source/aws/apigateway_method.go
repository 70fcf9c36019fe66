package aws

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	apigatewaytypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/haechi-dev/haechi/cloud"
)

// resources lists the paths of an API and, in the same answers, their methods. The root is there
// from the beginning and no resource of its own.
func (a restReader) resources(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetResources"
	api := restID(r)
	pages := apigateway.NewGetResourcesPaginator(apigatewayGetResources(a.client.GetResources), &apigateway.GetResourcesInput{RestApiId: &api, Embed: []string{"methods"}, Limit: aws.Int32(500)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			one := &page.Items[i]
			path, id := aws.ToString(one.Path), aws.ToString(one.Id)
			if aws.ToString(one.ParentId) != "" {
				p.add(call, restResourceType, "", api+path, a.child(p, call, api, one), id)
			}
			for _, verb := range slices.Sorted(maps.Keys(one.ResourceMethods)) {
				m := one.ResourceMethods[verb]
				p.add(call, restMethodType, "", api+" "+verb+" "+path, a.method(p, call, api, id, verb, &m))
			}
		}
	}
	return nil, nil
}

func (a restReader) method(p *place, call, api, resource, verb string, m *apigatewaytypes.Method) *cloud.Value {
	v := a.child(p, call, api, m)
	v.Set("ResourceId", cloud.NewString(v.Pos, resource)).Set("HttpMethod", cloud.NewString(v.Pos, verb))
	integration := v.Get("MethodIntegration")
	if integration != nil {
		rename(integration, map[string]string{"HttpMethod": "IntegrationHttpMethod"})
		integration.Set("IntegrationResponses", valuesOf(integration.Get("IntegrationResponses")))
	}
	v.Set("Integration", integration)
	v.Set("MethodResponses", valuesOf(v.Get("MethodResponses")))
	return v
}

// valuesOf is the list of what stands in a map.
func valuesOf(v *cloud.Value) *cloud.Value {
	if v.Len() == 0 {
		return nil
	}
	list := cloud.NewList(v.Pos)
	for _, f := range v.Fields() {
		list.Append(f.Value)
	}
	return list
}

func (a restReader) stages(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetStages"
	api := restID(r)
	out, err := a.client.GetStages(ctx, &apigateway.GetStagesInput{RestApiId: &api})
	if err != nil {
		return nil, err
	}
	for i := range out.Item {
		one := &out.Item[i]
		v := a.child(p, call, api, one)
		rename(v, map[string]string{"AccessLogSettings": "AccessLogSetting", "CanarySettings": "CanarySetting"})
		v.Set("Tags", tags(v.Pos, one.Tags))
		v.Set("MethodSettings", methodSettings(v.Get("MethodSettings")))
		name := aws.ToString(one.StageName)
		p.add(call, restStageType, r.ID+"/stages/"+name, api+"/"+name, v)
	}
	return nil, nil
}

// methodSettings lists the settings that a stage has by "path/METHOD"; "*/*" is for all.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
func methodSettings(v *cloud.Value) *cloud.Value {
	if v.Len() == 0 {
		return nil
	}
	list := cloud.NewList(v.Pos)
	for _, f := range v.Fields() {
		path, verb, _ := cutLast(f.Key, "/")
		f.Value.Set("ResourcePath", cloud.NewString(v.Pos, "/"+strings.TrimPrefix(path, "/"))).Set("HttpMethod", cloud.NewString(v.Pos, verb))
		drop(f.Value, "RequireAuthorizationForCacheControl", "UnauthorizedCacheControlHeaderStrategy")
		if unlimited(f.Value) {
			f.Value.Delete("ThrottlingRateLimit")
			f.Value.Delete("ThrottlingBurstLimit")
		}
		list.Append(f.Value)
	}
	return list
}

// unlimited reports whether settings only repeat what holds for the account, 10,000 requests a
// second and a burst of 5,000, which the service writes into every setting that says nothing of it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
func unlimited(setting *cloud.Value) bool {
	rate, _ := setting.Get("ThrottlingRateLimit").Number()
	burst, _ := setting.Get("ThrottlingBurstLimit").Number()
	return rate < 0 || rate == 10000 && burst == 5000
}

// cutLast is strings.Cut at the last separator.
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}
