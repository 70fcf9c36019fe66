package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/wafv2"
	waftypes "github.com/aws/aws-sdk-go-v2/service/wafv2/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	webACLType          = "AWS::WAFv2::WebACL"
	webACLUseType       = "AWS::WAFv2::WebACLAssociation"
	webACLLogging       = "AWS::WAFv2::LoggingConfiguration"
	wafPageMax    int32 = 100
)

// wafService reads the firewalls of a region.
// https://docs.aws.amazon.com/waf/latest/APIReference/API_Operations_AWS_WAFV2.html
func wafService(cfg aws.Config) service {
	w := wafReader{wafv2.NewFromConfig(cfg), waftypes.ScopeRegional, &memo[[]waftypes.WebACLSummary]{}, []waftypes.ResourceType{waftypes.ResourceTypeApplicationLoadBalancer,
		waftypes.ResourceTypeApiGateway, waftypes.ResourceTypeAppsync, waftypes.ResourceTypeCognitioUserPool, waftypes.ResourceTypeAppRunnerService, waftypes.ResourceTypeVerifiedAccessInstance},
		[]string{"apprunner:ListAssociatedServicesForWebAcl", "appsync:ListResourcesForWebACL", "cognito-idp:ListResourcesForWebACL",
			"ec2:DescribeVerifiedAccessInstanceWebAclAssociations"}}
	// AWS WAF Classic has ended: https://docs.aws.amazon.com/waf/latest/developerguide/waf-classic-migrate.html
	return service{name: "wafv2", folds: map[string]string{"AWS::WAFRegional::WebACLAssociation": webACLUseType}, steps: w.steps()}
}

// edgeWAFService reads the firewalls of distributions, which name theirs themselves: of other
// things only Amplify's can have one.
func edgeWAFService(cfg aws.Config) service {
	w := wafReader{wafv2.NewFromConfig(cfg), waftypes.ScopeCloudfront, &memo[[]waftypes.WebACLSummary]{}, []waftypes.ResourceType{waftypes.ResourceTypeAmplify},
		[]string{"amplify:ListResourcesForWebACL"}}
	return service{name: "wafv2", global: true, steps: w.steps()}
}

type wafReader struct {
	client *wafv2.Client
	scope  waftypes.Scope
	listed *memo[[]waftypes.WebACLSummary]
	before []waftypes.ResourceType // what firewalls of the scope stand before
	asks   []string                // the actions by which the services of some of these are asked
}

func (w wafReader) steps() []step {
	return []step{
		{call: "ListWebACLs", lists: []string{webACLType}, run: w.list, tells: map[string][]string{webACLType: {"Description", "Name", "Scope"}}},
		{call: "GetWebACL", of: webACLType, run: w.webACL, tells: map[string][]string{webACLType: {"ApplicationConfig", "AssociationConfig", "CaptchaConfig", "ChallengeConfig",
			"CustomResponseBodies", "DataProtectionConfig", "DefaultAction", "OnSourceDDoSProtectionConfig", "Rules", "TokenDomains", "VisibilityConfig"}}},
		{call: "ListTagsForResource", of: webACLType, run: w.tags, tells: map[string][]string{webACLType: {"Tags"}}},
		{call: "ListResourcesForWebACL", actions: append([]string{"wafv2:ListResourcesForWebACL", "wafv2:ListWebACLs"}, w.asks...), lists: []string{webACLUseType}, run: w.uses,
			tells: map[string][]string{webACLUseType: {"ResourceArn", "WebACLArn"}}},
		{call: "ListLoggingConfigurations", lists: []string{webACLLogging}, run: w.logging, tells: map[string][]string{webACLLogging: {"LogDestinationConfigs", "LoggingFilter",
			"RedactedFields", "ResourceArn"}}},
	}
}

func (w wafReader) all(ctx context.Context) ([]waftypes.WebACLSummary, error) {
	return w.listed.get("", func() (all []waftypes.WebACLSummary, err error) {
		err = pages(func(token *string) ([]waftypes.WebACLSummary, *string, error) {
			out, err := w.client.ListWebACLs(ctx, &wafv2.ListWebACLsInput{Scope: w.scope, NextMarker: token, Limit: aws.Int32(wafPageMax)})
			if err != nil {
				return nil, nil, err
			}
			return out.WebACLs, out.NextMarker, nil
		}, func(one *waftypes.WebACLSummary) { all = append(all, *one) })
		return all, err
	})
}

func (w wafReader) list(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListWebACLs"
	all, err := w.all(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		one := &all[i]
		v := p.shape(call, one)
		v.Set("Scope", cloud.NewString(v.Pos, string(w.scope)))
		p.add(call, webACLType, aws.ToString(one.ARN), aws.ToString(one.Name), v, aws.ToString(one.Id))
	}
	return nil, nil
}

func (w wafReader) webACL(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := w.client.GetWebACL(ctx, &wafv2.GetWebACLInput{Name: &r.Name, Id: aws.String(r.Names[1].Str()), Scope: w.scope})
	if err != nil {
		return nil, err
	}
	v := p.shape("GetWebACL", out.WebACL)
	for _, f := range v.Fields() {
		v.Set(f.Key, fit(f.Value, webACLType, f.Key))
	}
	return v, nil
}

func (w wafReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := w.client.ListTagsForResource(ctx, &wafv2.ListTagsForResourceInput{ResourceARN: aws.String(r.ID), Limit: aws.Int32(wafPageMax)})
	if err != nil {
		return nil, err
	}
	if out.TagInfoForResource == nil {
		return nil, nil
	}
	return under("Tags", p.shape("ListTagsForResource", out.TagInfoForResource.TagList)), nil
}

// uses lists what the firewalls stand before. A region that does not have a service does not know
// its kind.
func (w wafReader) uses(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListResourcesForWebACL"
	all, err := w.all(ctx)
	if err != nil {
		return nil, err
	}
	for _, acl := range all {
		for _, kind := range w.before {
			out, err := w.client.ListResourcesForWebACL(ctx, &wafv2.ListResourcesForWebACLInput{WebACLArn: acl.ARN, ResourceType: kind})
			switch {
			case absent(err, "WAFNonexistentItemException"), newer(kind) && absent(err, "WAFInvalidParameterException"):
				continue
			case err != nil:
				return nil, err
			}
			for _, arn := range out.ResourceArns {
				v := p.shape(call, struct{}{})
				v.Set("ResourceArn", cloud.NewString(v.Pos, arn))
				setText(v, "WebACLArn", acl.ARN)
				p.add(call, webACLUseType, "", aws.ToString(acl.Name)+"|"+arn, v)
			}
		}
	}
	return nil, nil
}

// newer reports whether a kind of resource is one that not every region has.
func newer(kind waftypes.ResourceType) bool {
	switch kind {
	case waftypes.ResourceTypeAppRunnerService, waftypes.ResourceTypeVerifiedAccessInstance, waftypes.ResourceTypeAmplify:
		return true
	}
	return false
}

func (w wafReader) logging(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListLoggingConfigurations"
	return nil, pages(func(token *string) ([]waftypes.LoggingConfiguration, *string, error) {
		out, err := w.client.ListLoggingConfigurations(ctx, &wafv2.ListLoggingConfigurationsInput{Scope: w.scope, NextMarker: token, Limit: aws.Int32(wafPageMax)})
		if err != nil {
			return nil, nil, err
		}
		return out.LoggingConfigurations, out.NextMarker, nil
	}, func(one *waftypes.LoggingConfiguration) {
		v := p.shape(call, one)
		for _, f := range v.Fields() {
			v.Set(f.Key, fit(f.Value, webACLLogging, f.Key))
		}
		arn := aws.ToString(one.ResourceArn)
		p.add(call, webACLLogging, "", arn[strings.LastIndexByte(arn, ':')+1:], v)
	})
}
