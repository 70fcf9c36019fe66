package sam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// function is an AWS::Serverless::Function while it is translated
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html).
type function struct {
	*macro
	lambda  *resource // AWS::Lambda::Function
	version *resource // nil without AutoPublishAlias
	alias   *resource // nil without AutoPublishAlias
	role    *resource // execution role, which is used only when the function brings none
	made    []*resource
}

// functionProperties are passed on under the same name.
func functionProperties() []string {
	return []string{"Handler", "Runtime", "Description", "MemorySize", "Timeout", "VpcConfig", "Role", "Environment", "KmsKeyArn",
		"ReservedConcurrentExecutions", "Layers", "FileSystemConfigs", "ImageConfig", "PackageType", "Architectures", "SnapStart",
		"EphemeralStorage", "CodeSigningConfigArn", "RuntimeManagementConfig", "LoggingConfig", "TenancyConfig", "RecursiveLoop",
		"DurableConfig", "PublishToLatestPublished"}
}

func translateFunction(m *macro) ([]*resource, error) {
	f := &function{macro: m}
	events, err := m.readEvents("Function", functionEvent)
	if err != nil {
		return nil, err
	}
	m.nameFunctionsOf(events)
	if err := f.build(events); err != nil {
		return nil, err
	}
	propagateTags(f.made, m.get("Tags"), m.get("PropagateTags"))
	return f.made, nil
}

// build makes everything a function becomes, in the order in which mistakes are reported.
func (f *function) build(events []*event) error {
	for _, step := range []func() error{f.checkCombinations, f.checkDeadLetterQueue, f.checkTenancy, f.makeLambda, f.publish, f.makeURL} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := f.addDeployment(f.alias); err != nil {
		return err
	}
	destinations, err := f.makeInvokeConfig()
	if err != nil {
		return err
	}
	if err := f.makeRole(destinations); err != nil {
		return err
	}
	made, err := f.translateEvents(events, f.target(), functionEvent)
	f.made = append(f.made, made...)
	return err
}

// checkCombinations refuses properties that exclude or require each other.
func (f *function) checkCombinations() error {
	var mistakes []string
	has := func(name string) bool { return f.get(name) != nil }
	for _, other := range [...]string{"ProvisionedConcurrencyConfig", "VpcConfig"} {
		if has("CapacityProviderConfig") && has(other) {
			mistakes = append(mistakes, "Cannot specify 'CapacityProviderConfig' and '"+other+"' together.")
		}
	}
	for _, pair := range [...][2]string{{"FunctionScalingConfig", "CapacityProviderConfig"}, {"VersionDeletionPolicy", "AutoPublishAlias"}} {
		if has(pair[0]) && !has(pair[1]) {
			mistakes = append(mistakes, "'"+pair[0]+"' requires '"+pair[1]+"'.")
		}
	}
	if len(mistakes) == 0 {
		return nil
	}
	return f.invalid(nil, "%s", strings.Join(mistakes, "\n"))
}

func (f *function) checkDeadLetterQueue() error {
	queue := f.get("DeadLetterQueue")
	if !truthy(queue) {
		return nil
	}
	kind := queue.Get("Type")
	switch {
	case !truthy(kind) || !truthy(queue.Get("TargetArn")):
		return f.invalid(queue, "'DeadLetterQueue' requires Type and TargetArn properties to be specified.")
	case !kind.Is(cloud.String):
		return f.wrong(kind, "DeadLetterQueue.Type", "string")
	case !oneOf(kind, "SQS", "SNS"):
		return f.invalid(kind, "'DeadLetterQueue' requires Type of ['SQS', 'SNS']")
	}
	return nil
}

// checkTenancy refuses what functions with tenant isolation do not support.
func (f *function) checkTenancy() error {
	if !truthy(f.get("TenancyConfig")) {
		return nil
	}
	for _, unsupported := range [...][2]string{
		{"ProvisionedConcurrencyConfig", "Provisioned concurrency"}, {"FunctionUrlConfig", "Function URL"}, {"SnapStart", "SnapStart"},
	} {
		if v := f.get(unsupported[0]); truthy(v) {
			return f.invalid(v, "%s is not supported for functions enabled with tenancy configuration.", unsupported[1])
		}
	}
	for _, event := range f.get("Events").Fields() {
		if typ := event.Value.Get("Type"); !oneOf(typ, "Api", "HttpApi") {
			return f.invalid(event.Value, "Event source '%s' is not supported for functions enabled with tenancy configuration. "+
				"Only Api and HttpApi event sources are supported.", shown(typ))
		}
	}
	return nil
}

// makeLambda makes the function itself.
func (f *function) makeLambda() error {
	r := f.make("AWS::Lambda::Function")
	if name := f.get("FunctionName"); truthy(name) {
		r.set("FunctionName", name)
	}
	for _, name := range functionProperties() {
		r.set(name, f.get(name))
	}
	code, err := f.code()
	if err != nil {
		return err
	}
	tags, err := f.tagged(f.get("Tags"), nil)
	if err != nil {
		return err
	}
	r.set("Code", code).set("Tags", tags)
	if traced, err := f.traced(); err != nil {
		return err
	} else if traced {
		r.set("TracingConfig", at(f.get("Tracing").Pos).object("Mode", f.get("Tracing")))
	}
	if queue := f.get("DeadLetterQueue"); truthy(queue) {
		r.set("DeadLetterConfig", at(queue.Pos).object("TargetArn", queue.Get("TargetArn")))
	}
	if truthy(f.get("CapacityProviderConfig")) {
		config, err := f.capacityProviderConfig()
		if err != nil {
			return err
		}
		r.set("CapacityProviderConfig", config)
	}
	if scaling := f.get("FunctionScalingConfig"); truthy(scaling) {
		r.set("FunctionScalingConfig", scaling)
	}
	f.lambda = r
	f.made = append(f.made, r)
	return f.checkPackage()
}

// traced reports whether tracing is on, as far as the transform can tell.
func (f *function) traced() (bool, error) {
	tracing := f.get("Tracing")
	resolved, err := f.resolve(tracing)
	return truthy(tracing) && resolved.Str() != "Disabled", err
}

// makeRole makes the execution role. It becomes part of the template when the function has no role,
// or has one only under a condition.
func (f *function) makeRole(destinations []*cloud.Value) error {
	role, err := f.executionRole(destinations)
	if err != nil {
		return err
	}
	f.role = role
	own := f.lambda.get("Role")
	switch {
	case own == nil:
		f.lambda.set("Role", role.getAtt("Arn"))
		f.made = append(f.made, role)
	case isIf(own):
		return f.makeConditionalRole(own)
	}
	return nil
}

// makeConditionalRole puts the generated role where Fn::If in Role has no value.
func (f *function) makeConditionalRole(own *cloud.Value) error {
	resolved, err := f.resolve(own)
	if err != nil {
		return err
	}
	condition, yes, no, ok := branches(resolved)
	if !ok {
		return f.invalid(own, "Malformed 'Role' property: %s.", malformedIf)
	}
	p, generated := at(own.Pos), f.role.getAtt("Arn")
	switch {
	case isNoValue(yes) && isNoValue(no):
		f.lambda.set("Role", generated)
	case isNoValue(yes):
		f.lambda.set("Role", p.ifElse(condition, generated, no))
		f.role.attributes.Set("Condition", condition)
	case isNoValue(no):
		if err := f.hasConditions(own); err != nil {
			return err
		}
		f.lambda.set("Role", p.ifElse(condition, yes, generated))
		not := "NOT" + shown(condition)
		f.role.attributes.Set("Condition", p.text(not))
		f.setCondition(not, p.object("Fn::Not", p.list(p.object("Condition", condition))))
	default:
		return nil
	}
	f.made = append(f.made, f.role)
	return nil
}

// hasConditions refuses Fn::If whose condition would have to be negated where no condition is declared.
func (f *function) hasConditions(v *cloud.Value) error {
	if f.output.Get("Conditions").Is(cloud.Map) {
		return nil
	}
	return f.invalid(v, "Fn::If names a condition, and the template has no 'Conditions' section.")
}

// executionRole gathers what the function may do: write logs and traces, join its network, reach
// its dead letter queue and destinations, and what its policies say.
func (f *function) executionRole(destinations []*cloud.Value) (*resource, error) {
	p := at(f.pos)
	trust := f.get("AssumeRolePolicyDocument")
	if trust == nil {
		trust = p.trustPolicy("lambda.amazonaws.com")
	}
	basic := "service-role/AWSLambdaBasicExecutionRole"
	if truthy(f.get("DurableConfig")) {
		basic = "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
	}
	managed, inline := p.texts(f.managedPolicyARN(basic)), cloud.NewList(f.pos)
	traced, err := f.traced()
	if err != nil {
		return nil, err
	}
	if traced {
		managed.Append(at(f.get("Tracing").Pos).text(f.managedPolicyARN(f.tracingPolicy())))
	}
	if network := f.get("VpcConfig"); truthy(network) {
		managed.Append(at(network.Pos).text(f.managedPolicyARN("service-role/AWSLambdaVPCAccessExecutionRole")))
	}
	if queue := f.get("DeadLetterQueue"); truthy(queue) {
		inline.Append(deadLetterPolicy(queue))
	}
	inline.Append(destinations...)
	policies, err := policiesOf(f.get("Policies"), false)
	if err != nil {
		return nil, err
	}
	tags, err := f.tagged(f.get("Tags"), nil)
	if err != nil {
		return nil, err
	}
	return f.macro.role(roleSpec{trust: trust, policies: policies, managed: managed, inline: inline,
		path: f.get("RolePath"), boundary: f.get("PermissionsBoundary"), tags: tags})
}

func deadLetterPolicy(queue *cloud.Value) *cloud.Value {
	p, action := at(queue.Pos), "sqs:SendMessage"
	if oneOf(queue.Get("Type"), "SNS") {
		action = "sns:Publish"
	}
	return p.object("PolicyName", "DeadLetterQueuePolicy", "PolicyDocument", p.object("Version", policyVersion,
		"Statement", p.list(p.allow(action, queue.Get("TargetArn")))))
}

// target is what the events of the function invoke: its alias when it has one.
func (f *function) target() target {
	to := target{id: f.lambda.id, name: f.lambda.ref(), arn: f.lambda.getAtt("Arn"), attributes: f.passthrough(),
		condition: f.lambda.condition(), role: f.role}
	if f.alias != nil {
		to.id, to.name, to.arn = f.alias.id, f.alias.ref(), f.alias.ref()
	}
	return to
}

// readEvents reads the events of the resource and checks what they refer to.
func (m *macro) readEvents(owner string, kindOf func(string) (eventKind, bool)) ([]*event, error) {
	var events []*event
	for _, name := range m.eventOrder(m.id, m.get("Events")) {
		field, _ := m.get("Events").Field(name)
		e, err := m.newEvent(owner, field)
		if err != nil {
			return nil, m.eventFailed(err)
		}
		if kind, ok := kindOf(e.eventType); ok && kind.link != nil {
			if err := kind.link(e); err != nil {
				return nil, m.eventFailed(err)
			}
		}
		events = append(events, e)
	}
	return events, nil
}

// translateEvents makes the resources of the events, ordered by path or name: the order decides
// what is first in the definition of an API.
func (m *macro) translateEvents(events []*event, to target, kindOf func(string) (eventKind, bool)) ([]*resource, error) {
	ordered := slices.Clone(events)
	slices.SortStableFunc(ordered, func(a, b *event) int { return strings.Compare(a.order(), b.order()) })
	var made []*resource
	for _, e := range ordered {
		kind, _ := kindOf(e.eventType)
		resources, err := kind.translate(e, to)
		if err != nil {
			return nil, m.eventFailed(err)
		}
		made = append(made, resources...)
	}
	return made, nil
}
