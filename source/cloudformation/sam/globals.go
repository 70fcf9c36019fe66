package sam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// globalProperties lists, for each section of Globals, the properties it may have
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html).
// The sections are in the order of their names.
func globalProperties(section string) []string {
	lists := map[string]string{
		"Api": "Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables EndpointConfiguration " +
			"MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses AccessLogSetting CanarySetting " +
			"TracingEnabled OpenApiVersion Domain AlwaysDeploy PropagateTags SecurityPolicy EndpointAccessMode",
		"CapacityProvider": "VpcConfig OperatorRole Tags InstanceRequirements ScalingConfig KmsKeyArn PropagateTags",
		"Function": "Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig Environment Tags " +
			"PropagateTags Tracing KmsKeyArn AutoPublishAlias AutoPublishAliasAllProperties Layers DeploymentPreference " +
			"RolePath PermissionsBoundary ReservedConcurrentExecutions ProvisionedConcurrencyConfig AssumeRolePolicyDocument " +
			"EventInvokeConfig FileSystemConfigs CodeSigningConfigArn Architectures SnapStart EphemeralStorage " +
			"FunctionUrlConfig RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig " +
			"DurableConfig CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy",
		"HttpApi": "Auth AccessLogSettings StageVariables Tags CorsConfiguration DefaultRouteSettings Domain RouteSettings " +
			"FailOnWarnings PropagateTags",
		"LayerVersion": "PublishLambdaVersion",
		"SimpleTable":  "SSESpecification",
		"StateMachine": "PropagateTags",
		"WebSocketApi": "AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings DisableExecuteApiEndpoint " +
			"DisableSchemaValidation Domain FailOnWarnings IpAddressType PropagateTags RouteSelectionExpression " +
			"RouteSettings StageVariables Tags",
	}
	return strings.Fields(lists[section])
}

// globalSections are the sections of Globals.
const globalSections = "Api CapacityProvider Function HttpApi LayerVersion SimpleTable StateMachine WebSocketApi"

// hasGlobals reports whether resources of the type take part in the first steps of the transform:
// all those that can have globals, and applications.
func hasGlobals(typ string) bool {
	name, found := strings.CutPrefix(typ, prefix)
	return found && (name == "Application" || slices.Contains(strings.Fields(globalSections), name))
}

// mergeGlobals merges the Globals section into the resources and removes it.
func mergeGlobals(t *translation) error {
	section, written := t.template.Field("Globals")
	if written {
		if err := checkGlobals(section); err != nil {
			return err
		}
	}
	for _, f := range t.resources.Fields() {
		typ := f.Value.Get("Type").Str()
		if !hasGlobals(typ) {
			continue
		}
		local := f.Value.Get("Properties")
		if local == nil {
			local = cloud.NewMap(f.Value.Pos)
			f.Value.Set("Properties", local)
		}
		globals, err := globalsFor(section.Value, f, typ)
		if err != nil {
			return err
		}
		if globals != nil {
			f.Value.Set("Properties", merge(globals, local))
		}
	}
	t.template.Delete("Globals")
	return matchOpenAPIVersions(t)
}

func checkGlobals(section cloud.Field) error {
	invalid := func(p cloud.Pos, format string, args ...any) error {
		return &cloud.Error{Pos: p, What: "'Globals' section is invalid. " + fmt.Sprintf(format, args...)}
	}
	if !section.Value.Is(cloud.Map) {
		return invalid(section.KeyPos, "It must be a non-empty dictionary")
	}
	for _, f := range section.Value.Fields() {
		supported := globalProperties(f.Key)
		if len(supported) == 0 {
			return invalid(f.KeyPos, "'%s' is not supported. Must be one of the following values - %s", f.Key, listed(strings.Fields(globalSections)))
		}
		if !f.Value.Is(cloud.Map) {
			return invalid(f.KeyPos, "Value of ${section} must be a dictionary")
		}
		for _, p := range f.Value.Fields() {
			if !slices.Contains(supported, p.Key) {
				return invalid(p.KeyPos, "'%s' is not a supported property of '%s'. Must be one of the following values - %s",
					p.Key, f.Key, listed(supported))
			}
		}
	}
	return nil
}

// listed writes texts the way messages list them.
func listed(items []string) string { return "['" + strings.Join(items, "', '") + "']" }

// globalsFor returns the globals of a resource, without those that it ignores, or nil.
func globalsFor(section *cloud.Value, resource cloud.Field, typ string) (*cloud.Value, error) {
	globals := section.Get(strings.TrimPrefix(typ, prefix))
	if globals == nil {
		return nil, nil
	}
	ignore := resource.Value.Get("IgnoreGlobals")
	switch {
	case !truthy(ignore):
		return globals, nil
	case ignore.Str() == "*":
		return nil, nil
	case !ignore.Is(cloud.List):
		return nil, resourceError(ignore.Pos, resource.Key, "Resource %s has invalid resource attribute 'IgnoreGlobals'.", resource.Key)
	}
	kept := merge(globals, cloud.NewMap(globals.Pos))
	for _, item := range ignore.Items() {
		if name := item.Str(); !kept.Has(name) {
			return nil, resourceError(item.Pos, resource.Key, "Resource %s has invalid resource attribute 'IgnoreGlobals' on item '%s'.", resource.Key, shown(item))
		}
		kept.Delete(item.Str())
	}
	return kept, nil
}

// merge puts local values over global ones: maps are merged key by key, lists are joined, everything
// else, intrinsic functions included, is replaced. Neither argument is changed.
func merge(global, local *cloud.Value) *cloud.Value {
	switch {
	case global.Is(cloud.List) && local.Is(cloud.List):
		return cloud.NewList(local.Pos, append(slices.Clone(global.Items()), local.Items()...)...)
	case global.Is(cloud.Map) && local.Is(cloud.Map) && !isIntrinsic(global) && !isIntrinsic(local):
		merged := cloud.NewMap(local.Pos)
		for _, f := range global.Fields() {
			merged.SetAt(f.Key, f.KeyPos, f.Value)
		}
		for _, f := range local.Fields() {
			value := f.Value
			if merged.Has(f.Key) {
				value = merge(merged.Get(f.Key), value)
			}
			merged.SetAt(f.Key, f.KeyPos, value)
		}
		return merged
	}
	return local
}
