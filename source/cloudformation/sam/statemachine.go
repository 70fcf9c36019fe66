package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// stateMachine is an AWS::Serverless::StateMachine being translated.
type stateMachine struct {
	*macro
	machine *resource
	alias   *resource // when there is one
	made    []*resource
}

// translateStateMachine makes the state machine, its role, its version and alias, and what its
// events need (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html).
func translateStateMachine(m *macro) ([]*resource, error) {
	events, err := m.readEvents("StateMachine", stateMachineEvent)
	if err != nil {
		return nil, err
	}
	s := &stateMachine{macro: m, machine: m.make("AWS::StepFunctions::StateMachine")}
	s.made = []*resource{s.machine}
	for _, step := range []func() error{s.setDefinition, s.setRole, s.setProperties, s.addAlias} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, e := range events {
		kind, _ := stateMachineEvent(e.eventType)
		made, err := kind.translate(e, s.target())
		if err != nil {
			return nil, err
		}
		s.made = append(s.made, made...)
	}
	propagateTags(s.made, m.get("Tags"), m.get("PropagateTags"))
	return s.made, nil
}

// setDefinition sets the definition: written in the template, with variables in place of intrinsic
// functions, or kept in S3.
func (s *stateMachine) setDefinition() error {
	inline, uri := s.get("Definition"), s.get("DefinitionUri")
	substitutions := s.get("DefinitionSubstitutions")
	if truthy(substitutions) {
		s.machine.set("DefinitionSubstitutions", substitutions)
	}
	switch {
	case truthy(inline) && truthy(uri):
		return s.invalid(uri, "Specify either 'Definition' or 'DefinitionUri' property and not both.")
	case truthy(inline):
		written, own := substituteDefinition(inline)
		if own.Len() > 0 {
			all := cloud.NewMap(s.posOf(substitutions))
			for _, from := range []*cloud.Value{substitutions, own} {
				for _, f := range from.Fields() {
					all.SetAt(f.Key, f.KeyPos, f.Value)
				}
			}
			s.machine.set("DefinitionSubstitutions", all)
		}
		text := definitionString(written)
		if text == nil {
			return s.invalid(inline, "Property 'Definition' is longer than %d characters.", maxDefinition)
		}
		s.machine.set("DefinitionString", text)
		return nil
	case truthy(uri):
		location, err := s.definitionLocation(uri)
		s.machine.set("DefinitionS3Location", location)
		return err
	}
	return s.invalid(nil, "Either 'Definition' or 'DefinitionUri' property must be specified.")
}

func (s *stateMachine) definitionLocation(uri *cloud.Value) (*cloud.Value, error) {
	p := at(uri.Pos)
	if uri.Is(cloud.Map) {
		if !truthy(uri.Get("Bucket")) || !truthy(uri.Get("Key")) {
			return nil, s.invalid(uri, "'DefinitionUri' requires Bucket and Key properties to be specified.")
		}
		return p.object("Bucket", uri.Get("Bucket"), "Key", uri.Get("Key"), "Version", uri.Get("Version")), nil
	}
	bucket, key, version, ok := splitS3URI(uri.Str())
	if !ok {
		return nil, s.invalid(uri, "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.")
	}
	location := p.object("Bucket", bucket, "Key", key)
	if version != "" {
		location.Set("Version", p.text(version))
	}
	return location, nil
}

// setRole sets the execution role: the one written, or one made of the policies.
func (s *stateMachine) setRole() error {
	role, written := s.get("Role"), s.get("Policies")
	if truthy(role) && truthy(written) {
		return s.invalid(written, "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them")
	}
	if truthy(role) {
		s.machine.set("RoleArn", role)
		return nil
	}
	policies, err := policiesOf(written, false)
	if err != nil {
		return err
	}
	if enabled := s.get("Tracing").Get("Enabled"); enabled.Is(cloud.Bool) && truthy(enabled) {
		policies = append(policies, policyEntry{managedPolicy, at(enabled.Pos).text(s.tracingPolicy())})
	}
	r, err := s.role(roleSpec{
		trust: at(s.pos).trustPolicy("states.amazonaws.com"), policies: policies,
		path: s.get("RolePath"), boundary: s.get("PermissionsBoundary"), tags: s.tags(),
	})
	if err != nil {
		return err
	}
	s.machine.set("RoleArn", r.getAtt("Arn"))
	s.made = append(s.made, r)
	return nil
}

func (s *stateMachine) tags() *cloud.Value {
	list := at(s.pos).list(at(s.pos).object("Key", "stateMachine:createdBy", "Value", "SAM"))
	return list.Append(at(s.pos).tags(s.get("Tags")).Items()...)
}

func (s *stateMachine) setProperties() error {
	s.machine.set("StateMachineName", s.get("Name")).set("StateMachineType", s.get("Type")).
		set("LoggingConfiguration", s.get("Logging")).set("TracingConfiguration", s.get("Tracing")).set("Tags", s.tags())
	return nil
}

// addAlias makes a version of the state machine and an alias that points to it, which the
// deployment preference moves over. Old versions stay, so that it can.
func (s *stateMachine) addAlias() error {
	name, preference := s.get("AutoPublishAlias"), s.get("DeploymentPreference")
	switch {
	case !truthy(name) && truthy(s.get("UseAliasAsEventTarget")):
		return s.invalid(s.get("UseAliasAsEventTarget"), "'UseAliasAsEventTarget' requires 'AutoPublishAlias' property to be specified.")
	case !truthy(name) && truthy(preference):
		return s.invalid(preference, "'DeploymentPreference' requires 'AutoPublishAlias' property to be specified.")
	case !truthy(name):
		return nil
	case truthy(preference) && !preference.Is(cloud.Map):
		return s.wrong(preference, "DeploymentPreference", "map")
	}
	p := at(name.Pos)
	version := s.generate(name.Pos, s.id+"Version", "AWS::StepFunctions::StateMachineVersion")
	for _, attribute := range [...]string{"DeletionPolicy", "UpdateReplacePolicy"} {
		if !version.attributes.Has(attribute) {
			version.attributes.Set(attribute, p.text("Retain"))
		}
	}
	version.set("StateMachineArn", s.machine.ref()).set("StateMachineRevisionId", s.machine.getAtt("StateMachineRevisionId"))

	deployment := p.object("Type", "ALL_AT_ONCE")
	if truthy(preference) {
		deployment = cloud.NewMap(preference.Pos)
		for _, f := range preference.Fields() {
			deployment.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	deployment.Set("StateMachineVersionArn", version.ref())
	s.alias = s.generate(name.Pos, s.id+"Alias"+shown(name), "AWS::StepFunctions::StateMachineAlias").
		set("Name", name).set("DeploymentPreference", deployment)
	s.made = append(s.made, version, s.alias)
	return s.alias.check()
}

// target is what the events of the state machine start: its alias when that is asked for.
func (s *stateMachine) target() target {
	r := s.machine
	if s.alias != nil && truthy(s.get("UseAliasAsEventTarget")) {
		r = s.alias
	}
	return target{id: r.id, name: r.ref(), arn: r.ref(), attributes: s.passthrough(), condition: r.condition(), stateMachine: true}
}
