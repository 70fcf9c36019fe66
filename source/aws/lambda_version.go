package aws

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	versionType = "AWS::Lambda::Version"
	aliasType   = "AWS::Lambda::Alias"
)

// lambdaVersions are the versions of functions, and the aliases that name them.
type lambdaVersions struct {
	lambdaReader
	provisioned *memo[map[string]int64] // by function: the concurrency of what it provides for
}

func (l lambdaVersions) steps() []step {
	permission := map[string][]string{permissionType: permissionTells}
	return []step{
		// One listing for all functions takes fewer calls than one for each.
		{call: "ListFunctions", lists: []string{versionType}, run: l.versions, tells: map[string][]string{versionType: {"CodeSha256", "Description", "FunctionName"}}},
		{call: "ListAliases", of: functionType, lists: []string{aliasType}, run: l.aliases,
			tells: map[string][]string{aliasType: {"Description", "FunctionName", "FunctionVersion", "Name", "RoutingConfig"}}},
		{call: "GetPolicy", of: aliasType, lists: []string{permissionType}, run: l.permissions, tells: permission},
		{call: "GetPolicy", of: versionType, lists: []string{permissionType}, run: l.permissions, tells: permission},
		{call: "ListProvisionedConcurrencyConfigs", of: aliasType, run: l.provision, tells: map[string][]string{aliasType: {"ProvisionedConcurrencyConfig"}}},
		{call: "ListProvisionedConcurrencyConfigs", of: versionType, run: l.provision, tells: map[string][]string{versionType: {"ProvisionedConcurrencyConfig"}}},
		{call: "GetRuntimeManagementConfig", of: versionType, run: l.runtime, tells: map[string][]string{versionType: {"RuntimePolicy"}}},
	}
}

// versions lists what was published. $LATEST is the function itself.
func (l lambdaVersions) versions(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	pages := lambda.NewListFunctionsPaginator(lambdaListFunctions(l.client.ListFunctions), &lambda.ListFunctionsInput{FunctionVersion: lambdatypes.FunctionVersionAll})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Functions {
			f := &page.Functions[i]
			if _, err := strconv.Atoi(aws.ToString(f.Version)); err != nil {
				continue
			}
			function, _ := unqualified(aws.ToString(f.FunctionArn))
			arn, name := function+":"+*f.Version, aws.ToString(f.FunctionName)
			v := cloud.NewMap(cloud.Pos{Origin: p.origin("ListFunctions")}).Set("FunctionName", cloud.NewString(cloud.Pos{Origin: p.origin("ListFunctions")}, name))
			for key, text := range inOrder(map[string]*string{"CodeSha256": f.CodeSha256, "Description": f.Description}) {
				if aws.ToString(text) != "" {
					v.Set(key, cloud.NewString(v.Pos, *text))
				}
			}
			p.add("ListFunctions", versionType, arn, name+":"+*f.Version, v)
		}
	}
	return nil, nil
}

func (l lambdaVersions) aliases(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "ListAliases"
	pages := lambda.NewListAliasesPaginator(lambdaListAliases(l.client.ListAliases), &lambda.ListAliasesInput{FunctionName: &r.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for i := range page.Aliases {
			a := &page.Aliases[i]
			v := p.shape(call, a)
			v.Set("FunctionName", cloud.NewString(v.Pos, r.Name))
			v.Delete("RoutingConfig")
			if routing := a.RoutingConfig; routing != nil && len(routing.AdditionalVersionWeights) > 0 {
				weights := cloud.NewList(v.Pos)
				for _, version := range slices.Sorted(maps.Keys(routing.AdditionalVersionWeights)) {
					weights.Append(cloud.NewMap(v.Pos).Set("FunctionVersion", cloud.NewString(v.Pos, version)).
						Set("FunctionWeight", p.shape(call, routing.AdditionalVersionWeights[version])))
				}
				v.Set("RoutingConfig", cloud.NewMap(v.Pos).Set("AdditionalVersionWeights", weights))
			}
			p.add(call, aliasType, aws.ToString(a.AliasArn), r.Name+":"+aws.ToString(a.Name), v)
		}
	}
	return nil, nil
}

// provision tells the concurrency provided for an alias or a version, which one call tells for all
// of a function. A function that has neither is not asked about.
func (l lambdaVersions) provision(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	function, _ := unqualified(r.ID)
	all, err := l.provisioned.get(function, func() (map[string]int64, error) {
		all := map[string]int64{}
		pages := lambda.NewListProvisionedConcurrencyConfigsPaginator(lambdaListProvisionedConcurrencyConfigs(l.client.ListProvisionedConcurrencyConfigs), &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: &function})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, c := range page.ProvisionedConcurrencyConfigs {
				all[aws.ToString(c.FunctionArn)] = int64(aws.ToInt32(c.RequestedProvisionedConcurrentExecutions))
			}
		}
		return all, nil
	})
	if err != nil {
		return nil, err
	}
	v := cloud.NewMap(cloud.Pos{Origin: p.origin("ListProvisionedConcurrencyConfigs")})
	if n := all[r.ID]; n > 0 {
		v.Set("ProvisionedConcurrencyConfig", cloud.NewMap(v.Pos).Set("ProvisionedConcurrentExecutions", cloud.NewInt(v.Pos, n)))
	}
	return v, nil
}

func (l lambdaVersions) runtime(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "GetRuntimeManagementConfig"
	function, version := unqualified(r.ID)
	out, err := l.client.GetRuntimeManagementConfig(ctx, &lambda.GetRuntimeManagementConfigInput{FunctionName: &function, Qualifier: &version})
	if err != nil {
		return nil, err
	}
	v := p.shape(call, out)
	policy := cloud.NewMap(v.Pos).Set("UpdateRuntimeOn", v.Get("UpdateRuntimeOn"))
	if arn := v.Get("RuntimeVersionArn"); arn != nil {
		policy.Set("RuntimeVersionArn", arn)
	}
	return cloud.NewMap(v.Pos).Set("RuntimePolicy", policy), nil
}
