package sam

import (
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// translateCapacityProvider makes the instances that functions run on, and the role by which Lambda
// runs them when there is none
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html).
func translateCapacityProvider(m *macro) ([]*resource, error) {
	if err := m.checkCapacity(); err != nil {
		return nil, err
	}
	var made []*resource
	operator := m.get("OperatorRole")
	if !truthy(operator) {
		role := m.operatorRole()
		made, operator = append(made, role), role.getAtt("Arn")
	}
	r := m.make("AWS::Lambda::CapacityProvider")
	if name := m.get("CapacityProviderName"); truthy(name) {
		r.set("CapacityProviderName", name)
	}
	network := m.get("VpcConfig")
	r.set("VpcConfig", at(network.Pos).object("SubnetIds", capacityTexts(network.Get("SubnetIds")), "SecurityGroupIds", capacityTexts(network.Get("SecurityGroupIds"))))
	r.set("PermissionsConfig", at(m.pos).object("CapacityProviderOperatorRoleArn", operator))
	tags := cloud.NewMap(m.pos)
	for _, f := range m.get("Tags").Fields() {
		tags.SetAt(f.Key, f.KeyPos, f.Value)
	}
	r.set("Tags", at(m.pos).tags(tags.Set(createdBy, at(m.pos).text("SAM"))))
	if needs := present(m.get("InstanceRequirements")); needs.Len() > 0 {
		r.set("InstanceRequirements", at(needs.Pos).object("Architectures", capacityTexts(needs.Get("Architectures")),
			"AllowedInstanceTypes", capacityTexts(needs.Get("AllowedTypes")), "ExcludedInstanceTypes", capacityTexts(needs.Get("ExcludedTypes"))))
	}
	if scaling := present(m.get("ScalingConfig")); scaling.Len() > 0 {
		r.set("CapacityProviderScalingConfig", capacityScaling(scaling))
	}
	if key := m.get("KmsKeyArn"); truthy(key) {
		r.set("KmsKeyArn", key)
	}
	made = append(made, r)
	m.combineTags(made)
	return made, nil
}

func (m *macro) operatorRole() *resource {
	p := at(m.pos)
	return m.generate(m.pos, m.id+"OperatorRole", "AWS::IAM::Role").
		set("AssumeRolePolicyDocument", p.trustPolicy("lambda.amazonaws.com")).
		set("ManagedPolicyArns", p.texts(m.managedPolicyARN("AWSLambdaManagedEC2ResourceOperator"))).
		set("Tags", p.list(p.object("Key", createdBy, "Value", "SAM")))
}

// capacityScaling scales by a load that is to be kept, or automatically.
func capacityScaling(scaling *cloud.Value) *cloud.Value {
	p := at(scaling.Pos)
	config := p.object("MaxVCpuCount", integer(lenient(scaling.Get("MaxVCpuCount"))))
	load := lenient(scaling.Get("AverageCPUUtilization"))
	if load == nil {
		return config.Set("ScalingMode", p.text("Auto"))
	}
	config.Set("ScalingMode", p.text("Manual"))
	return config.Set("ScalingPolicies", p.list(p.object(
		"PredefinedMetricType", "LambdaCapacityProviderAverageCPUUtilization", "TargetValue", decimal(load))))
}

// combineTags adds the tags of the provider to what is made for it, each key once.
func (m *macro) combineTags(made []*resource) {
	tags := m.get("Tags")
	if !truthy(tags) || !truthy(m.get("PropagateTags")) {
		return
	}
	for _, r := range made {
		combined := cloud.NewMap(tags.Pos)
		for _, tag := range r.get("Tags").Items() {
			combined.Set(tag.Get("Key").Str(), tag.Get("Value"))
		}
		for _, f := range tags.Fields() {
			combined.SetAt(f.Key, f.KeyPos, f.Value)
		}
		r.set("Tags", at(tags.Pos).tags(combined))
	}
}

// lenient reads a value that may be an intrinsic function as the service does: an empty text or list
// is an empty map to it.
func lenient(v *cloud.Value) *cloud.Value {
	if v.Is(cloud.List) && v.Len() == 0 || v.Is(cloud.String) && v.Str() == "" {
		return cloud.NewMap(v.Pos)
	}
	return given(v)
}

// capacityTexts reads a list whose items are texts or intrinsic functions.
func capacityTexts(v *cloud.Value) *cloud.Value {
	if v = lenient(v); !v.Is(cloud.List) {
		return v
	}
	texts := cloud.NewList(v.Pos)
	for _, item := range v.Items() {
		if _, scalar := item.Scalar(); scalar {
			item = at(item.Pos).text(shown(item))
		}
		texts.Append(lenient(item))
	}
	return texts
}

// present copies a map without its null entries.
func present(v *cloud.Value) *cloud.Value {
	c := cloud.NewMap(posOf(v))
	for _, f := range v.Fields() {
		if given(f.Value) != nil {
			c.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	return c
}

// checkCapacity compares the maps inside the properties with what they may hold, and reports all
// mistakes at once.
func (m *macro) checkCapacity() error {
	var mistakes []string
	network := m.get("VpcConfig")
	mistakes = append(mistakes, fieldMistakes("VpcConfig", network, "SecurityGroupIds list", "SubnetIds list!")...)
	if needs := m.get("InstanceRequirements"); needs != nil {
		mistakes = append(mistakes, fieldMistakes("InstanceRequirements", needs, "Architectures list", "AllowedTypes list", "ExcludedTypes list")...)
	}
	if scaling := m.get("ScalingConfig"); scaling != nil {
		mistakes = append(mistakes, fieldMistakes("ScalingConfig", scaling, "MaxVCpuCount integer", "AverageCPUUtilization number")...)
	}
	if len(mistakes) > 0 {
		return m.invalid(nil, "%s", strings.Join(mistakes, " "))
	}
	needs := m.get("InstanceRequirements")
	if given(needs.Get("AllowedTypes")) != nil && given(needs.Get("ExcludedTypes")) != nil {
		return m.invalid(needs, "Cannot specify 'InstanceRequirements.AllowedTypes' and 'InstanceRequirements.ExcludedTypes' together.")
	}
	return nil
}

// fieldMistakes says what is wrong inside a map whose fields are spelled NAME TYPE, '!' when
// required. Any field may be an intrinsic function.
func fieldMistakes(property string, v *cloud.Value, fields ...string) []string {
	var mistakes, names []string
	for _, field := range fields {
		name, typ, _ := strings.Cut(field, " ")
		typ, required := strings.CutSuffix(typ, "!")
		names = append(names, name)
		value := lenient(v.Get(name))
		switch {
		case value == nil && required:
			mistakes = append(mistakes, "Property '"+property+"."+name+"' is required.")
		case value == nil || value.Is(cloud.Map):
		case typ == "list" && !value.Is(cloud.List),
			typ == "integer" && integer(value) == nil,
			typ == "number" && decimal(value) == nil:
			mistakes = append(mistakes, "Property '"+property+"."+name+"' value must be dictionary or "+typ+".")
		case typ == "list":
			mistakes = append(mistakes, itemMistakes(property+"."+name, value)...)
		}
	}
	for _, key := range v.Keys() {
		if !oneOf(at{}.text(key), names...) {
			mistakes = append(mistakes, "Property '"+property+"."+key+"' is an invalid property.")
		}
	}
	return mistakes
}

// itemMistakes says which items of a list are neither texts nor intrinsic functions.
func itemMistakes(property string, list *cloud.Value) []string {
	var mistakes []string
	for i, item := range list.Items() {
		if _, scalar := item.Scalar(); !scalar && !lenient(item).Is(cloud.Map) {
			mistakes = append(mistakes, "Property '"+property+"."+strconv.Itoa(i)+"' value is not a valid dict.")
		}
	}
	if len(mistakes) > 0 {
		mistakes = append([]string{"Property '" + property + "' value is not a valid dict."}, mistakes...)
	}
	return mistakes
}

// capacityProviderConfig makes what a function says of its capacity provider.
func (f *function) capacityProviderConfig() (*cloud.Value, error) {
	config := f.get("CapacityProviderConfig")
	p := at(config.Pos)
	arn := lenient(config.Get("Arn"))
	concurrency, memory := lenient(config.Get("PerExecutionEnvironmentMaxConcurrency")), lenient(config.Get("ExecutionEnvironmentMemoryGiBPerVCpu"))
	for _, field := range config.Fields() {
		if field.Key != "Arn" && field.Key != "PerExecutionEnvironmentMaxConcurrency" && field.Key != "ExecutionEnvironmentMemoryGiBPerVCpu" {
			return nil, resourceError(field.KeyPos, f.id, "Invalid CapacityProviderConfig: %s is not permitted", field.Key)
		}
	}
	switch {
	case arn == nil:
		return nil, f.invalid(config, "Invalid CapacityProviderConfig: Arn is required")
	case arn.Is(cloud.List):
		return nil, f.invalid(arn, "Invalid CapacityProviderConfig: Arn must be a string")
	case concurrency != nil && integer(concurrency) == nil:
		return nil, f.invalid(concurrency, "Invalid CapacityProviderConfig: PerExecutionEnvironmentMaxConcurrency must be an integer")
	case memory != nil && decimal(memory) == nil:
		return nil, f.invalid(memory, "Invalid CapacityProviderConfig: ExecutionEnvironmentMemoryGiBPerVCpu must be a number")
	}
	if s, ok := arn.Scalar(); ok {
		arn = at(arn.Pos).text(s)
	}
	if whole := integer(memory); whole != nil {
		memory = whole
	} else {
		memory = decimal(memory)
	}
	return p.object("LambdaManagedInstancesCapacityProviderConfig", p.object(
		"CapacityProviderArn", arn,
		"PerExecutionEnvironmentMaxConcurrency", integer(concurrency),
		"ExecutionEnvironmentMemoryGiBPerVCpu", memory)), nil
}
