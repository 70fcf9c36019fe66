package sam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// prefix of the resource types that the transform translates.
const prefix = "AWS::Serverless::"

// translation is the state of one transform.
type translation struct {
	region, partition string
	managedPolicies   map[string]string
	parameters        map[string]*cloud.Value

	template  *cloud.Value // the SAM template; globals are merged and implicit APIs added into it
	resources *cloud.Value // its resources; events change those they belong to
	output    *cloud.Value // the CloudFormation template being made
	made      *cloud.Value // its resources

	sources       map[string]string            // generated logical id → logical id in the template
	renamed       map[string]string            // logical ids that the transform changes
	references    map[string]map[string]string // logical id → what can be referred to as ID.Name → logical id
	functionNames map[string]string            // logical id of an API → names of the functions behind it
	deployments   deployments
	errors        []*cloud.Error
	errorSeen     map[string]bool

	apis apiState
}

func newTranslation(template *cloud.Value, opt Options) *translation {
	t := &translation{
		region:          opt.Region,
		managedPolicies: opt.ManagedPolicies,
		template:        template,
		parameters:      map[string]*cloud.Value{},
		sources:         map[string]string{},
		renamed:         map[string]string{},
		references:      map[string]map[string]string{},
		functionNames:   map[string]string{},
		errorSeen:       map[string]bool{},
	}
	if t.region == "" {
		t.region = DefaultRegion
	}
	t.partition = partitionOf(t.region)
	t.readParameters(opt.Parameters)
	return t
}

// partitionOf tells the partition of a region
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
func partitionOf(region string) string {
	region = strings.ToLower(region)
	for _, p := range [...][2]string{
		{"cn-", "aws-cn"}, {"us-iso-", "aws-iso"}, {"us-isob", "aws-iso-b"}, {"us-gov", "aws-us-gov"},
		{"eu-isoe", "aws-iso-e"}, {"us-isof", "aws-iso-f"}, {"eusc-", "aws-eusc"},
	} {
		if strings.HasPrefix(region, p[0]) {
			return p[1]
		}
	}
	return "aws"
}

// readParameters gathers the values of parameters: given ones, defaults, pseudo parameters.
func (t *translation) readParameters(given map[string]*cloud.Value) {
	for name, value := range given {
		t.parameters[name] = value
	}
	for _, f := range t.template.Get("Parameters").Fields() {
		if _, ok := t.parameters[f.Key]; !ok && f.Value.Has("Default") {
			t.parameters[f.Key] = f.Value.Get("Default")
		}
	}
	for name, value := range map[string]string{"AWS::Region": t.region, "AWS::Partition": t.partition} {
		if _, ok := t.parameters[name]; !ok {
			t.parameters[name] = cloud.NewString(cloud.Pos{}, value)
		}
	}
}

// beginOutput makes the CloudFormation template: the SAM template with a list of resources of its
// own, in which translated resources take the place of the SAM ones.
func (t *translation) beginOutput() {
	t.output = cloud.NewMap(t.template.Pos)
	for _, f := range t.template.Fields() {
		value := f.Value
		if f.Key == "Resources" {
			value = cloud.NewMap(f.Value.Pos)
			for _, r := range f.Value.Fields() {
				value.SetAt(r.Key, r.KeyPos, r.Value)
			}
			t.made = value
		}
		t.output.SetAt(f.Key, f.KeyPos, value)
	}
}

// translate replaces one SAM resource of the output by the resources it becomes.
func (t *translation) translate(id string) {
	source, _ := t.resources.Field(id)
	m, err := t.newMacro(id, source)
	if err != nil {
		t.failed(err)
		return
	}
	made, err := m.run()
	if err != nil {
		t.failed(err)
		return
	}
	t.refer(m, made)
	if m.newID != id {
		t.renamed[id] = m.newID
	}
	if !slices.ContainsFunc(made, func(r *resource) bool { return r.id == id }) {
		t.made.Delete(id)
	}
	for _, r := range made {
		if err := r.check(); err != nil {
			t.failed(err)
			return
		}
		if !t.mayMake(r) {
			t.failed(duplicateError(m.pos, id, r))
			continue
		}
		t.add(r, id)
	}
}

// add puts a generated resource into the output.
func (t *translation) add(r *resource, source string) {
	t.made.SetAt(r.id, r.pos, r.value())
	if existing := t.resources.Get(r.id); existing == nil || strings.HasPrefix(existing.Get("Type").Str(), prefix) {
		t.sources[r.id] = source
	}
}

// mayMake reports whether the logical id of a generated resource is free, or that of the resource
// of the template which it replaces or completes.
func (t *translation) mayMake(r *resource) bool {
	existing := t.resources.Get(r.id)
	if existing == nil {
		return true
	}
	typ := existing.Get("Type").Str()
	switch r.typ {
	case "AWS::Lambda::Function":
		return typ == "AWS::Serverless::Function"
	case "AWS::Lambda::LayerVersion":
		return typ == "AWS::Serverless::LayerVersion"
	case "AWS::Lambda::CapacityProvider":
		return typ == "AWS::Serverless::CapacityProvider"
	case "AWS::ApiGateway::RestApi":
		return typ == "AWS::Serverless::Api"
	case "AWS::ApiGatewayV2::Api":
		return typ == "AWS::Serverless::HttpApi" || typ == "AWS::Serverless::WebSocketApi"
	case "AWS::DynamoDB::Table":
		return typ == "AWS::Serverless::SimpleTable"
	case "AWS::CloudFormation::Stack":
		return typ == "AWS::Serverless::Application"
	case "AWS::StepFunctions::StateMachine":
		return typ == "AWS::Serverless::StateMachine"
	case "AWS::AppSync::GraphQLApi":
		return typ == "AWS::Serverless::GraphQLApi"
	case "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::Cognito::UserPool", "AWS::ApiGateway::DomainName",
		"AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::DomainNameV2", "AWS::ApiGateway::BasePathMappingV2":
		return typ == r.typ
	}
	return false
}

// setCondition adds a condition to the output, which gets a Conditions section when it has none.
func (t *translation) setCondition(name string, value *cloud.Value) {
	conditions := t.output.Get("Conditions")
	if !conditions.Is(cloud.Map) {
		conditions = cloud.NewMap(value.Pos)
		t.output.Set("Conditions", conditions)
	}
	conditions.Set(name, value)
}
