package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
	analyzertypes "github.com/aws/aws-sdk-go-v2/service/accessanalyzer/types"

	"github.com/haechi-dev/haechi/cloud"
)

const analyzerType = "AWS::AccessAnalyzer::Analyzer"

// analyzerService reads the analyzers of IAM Access Analyzer, of all kinds. Those of an organization
// are told to its management account and its delegated administrator only.
// https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html
func analyzerService(cfg aws.Config) service {
	a := analyzerReader{accessanalyzer.NewFromConfig(cfg)}
	return service{name: "access-analyzer", steps: []step{
		{call: "ListAnalyzers", lists: []string{analyzerType}, run: a.analyzers,
			tells: map[string][]string{analyzerType: {"AnalyzerConfiguration", "AnalyzerName", "Tags", "Type"}}},
		{call: "ListArchiveRules", of: analyzerType, run: a.rules, tells: map[string][]string{analyzerType: {"ArchiveRules"}}},
	}}
}

type analyzerReader struct{ client *accessanalyzer.Client }

func (a analyzerReader) analyzers(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "ListAnalyzers"
	pages := accessanalyzer.NewListAnalyzersPaginator(accessanalyzerListAnalyzers(a.client.ListAnalyzers), &accessanalyzer.ListAnalyzersInput{MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Analyzers {
			one := &page.Analyzers[i]
			v := analyzer(p.shape(call, one), one)
			if added := p.add(call, analyzerType, aws.ToString(one.Arn), aws.ToString(one.Name), v); added != nil {
				added.Attributes = cloud.NewMap(v.Pos).Set("Status", v.Get("Status")) // one may be disabled, or not work yet
			}
		}
	}
	return nil, nil
}

// analyzer shapes an analyzer; what it is configured for is one of two things.
func analyzer(v *cloud.Value, one *analyzertypes.AnalyzerSummary) *cloud.Value {
	rename(v, map[string]string{"Name": "AnalyzerName"})
	v.Set("Tags", tags(v.Pos, one.Tags))
	configured := v.Get("Configuration").Get("Value")
	switch one.Configuration.(type) {
	case *analyzertypes.AnalyzerConfigurationMemberUnusedAccess:
		for _, rule := range listed(configured.Get("AnalysisRule").Get("Exclusions")) {
			if all := rule.Get("ResourceTags"); all.Is(cloud.List) {
				rule.Set("ResourceTags", tagLists(all))
			}
		}
		v.Set("AnalyzerConfiguration", cloud.NewMap(v.Pos).Set("UnusedAccessConfiguration", configured))
	case *analyzertypes.AnalyzerConfigurationMemberInternalAccess:
		rename(configured, map[string]string{"AnalysisRule": "InternalAccessAnalysisRule"})
		v.Set("AnalyzerConfiguration", cloud.NewMap(v.Pos).Set("InternalAccessConfiguration", configured))
	}
	return v
}

// tagLists makes lists of keys and values of a list of maps.
func tagLists(all *cloud.Value) *cloud.Value {
	lists := cloud.NewList(all.Pos)
	for _, item := range all.Items() {
		list := cloud.NewList(item.Pos)
		for _, f := range item.Fields() {
			list.Append(cloud.NewMap(item.Pos).Set("Key", cloud.NewString(item.Pos, f.Key)).Set("Value", f.Value))
		}
		lists.Append(list)
	}
	return lists
}

func (a analyzerReader) rules(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListArchiveRules"
	v := cloud.NewMap(cloud.Pos{Origin: p.origin(call)})
	all := cloud.NewList(v.Pos)
	pages := accessanalyzer.NewListArchiveRulesPaginator(accessanalyzerListArchiveRules(a.client.ListArchiveRules), &accessanalyzer.ListArchiveRulesInput{AnalyzerName: &r.Name, MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.ArchiveRules {
			all.Append(archiveRule(p.shape(call, &page.ArchiveRules[i])))
		}
	}
	if all.Len() > 0 {
		v.Set("ArchiveRules", all)
	}
	return v, nil
}

// archiveRule shapes a rule, whose criteria stand under what they are about.
func archiveRule(v *cloud.Value) *cloud.Value {
	filter := cloud.NewList(v.Pos)
	for _, f := range v.Get("Filter").Fields() {
		criterion := cloud.NewMap(v.Pos).Set("Property", cloud.NewString(v.Pos, f.Key))
		for _, of := range f.Value.Fields() {
			criterion.Set(of.Key, of.Value)
		}
		filter.Append(criterion)
	}
	return cloud.NewMap(v.Pos).Set("RuleName", v.Get("RuleName")).Set("Filter", filter)
}
