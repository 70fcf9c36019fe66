package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// stateMachineEvent returns what to do with a type of state machine event; ok is false when there
// is no such type.
func stateMachineEvent(typ string) (kind eventKind, ok bool) {
	switch typ {
	case "Api":
		return eventKind{linkAPIEvent, translateStateMachineAPI}, true
	case "Schedule":
		return eventKind{nil, translateStateMachineSchedule}, true
	case "ScheduleV2":
		return eventKind{nil, translateScheduler}, true
	case "CloudWatchEvent", "EventBridgeRule":
		return eventKind{nil, translateStateMachineRule}, true
	}
	return eventKind{}, false
}

// startRole makes the role with which a service starts the state machine for an event.
func (e *event) startRole(to target, service string) *resource {
	p := at(e.eventPos)
	r := e.generate(to, e.eventID+"Role", "AWS::IAM::Role")
	r.set("AssumeRolePolicyDocument", p.trustPolicy(service))
	r.set("Policies", p.list(p.startExecution(r.id, to.arn)))
	if boundary := e.macro.get("PermissionsBoundary"); truthy(boundary) {
		r.set("PermissionsBoundary", boundary)
	}
	return r
}

// translateStateMachineSchedule makes the rule of a Schedule event.
func translateStateMachineSchedule(e *event, to target) ([]*resource, error) {
	state, enabled := e.get("State"), e.get("Enabled")
	if truthy(state) && enabled != nil {
		return nil, e.invalid(state, "State and Enabled Properties cannot both be specified.")
	}
	rule := e.generate(to, e.eventID, "AWS::Events::Rule").set("ScheduleExpression", e.get("Schedule")).
		set("Name", e.get("Name")).set("Description", e.get("Description"))
	switch {
	case enabled != nil && truthy(enabled): // an intrinsic function counts as true
		state = at(enabled.Pos).text("ENABLED")
	case enabled != nil:
		state = at(enabled.Pos).text("DISABLED")
	case !truthy(state):
		state = nil
	}
	rule.set("State", state)
	return e.startByRule(rule, to, e.get("RoleArn"), "Input")
}

// translateStateMachineRule makes the rule of a CloudWatchEvent or an EventBridgeRule event.
func translateStateMachineRule(e *event, to target) ([]*resource, error) {
	rule := e.generate(to, e.eventID, "AWS::Events::Rule").set("EventBusName", e.get("EventBusName")).
		set("EventPattern", e.get("Pattern")).set("Name", e.get("RuleName"))
	if state := e.get("State"); truthy(state) {
		rule.set("State", state)
	}
	return e.startByRule(rule, to, nil, "Input", "InputPath", "InputTransformer")
}

// startByRule makes the state machine the target of a rule, with a role unless one is given, and
// with the inputs of the event.
func (e *event) startByRule(rule *resource, to target, role *cloud.Value, inputs ...string) ([]*resource, error) {
	p, made := at(e.eventPos), []*resource{rule}
	if role == nil {
		r := e.startRole(to, "events.amazonaws.com")
		role = r.getAtt("Arn")
		made = append(made, r)
	}
	id := p.text(ruleTargetID(e.eventID, "StepFunctionsTarget"))
	if written := e.get("Target"); written.Has("Id") {
		id = written.Get("Id")
	}
	entry := p.object("Arn", to.arn, "Id", id, "RoleArn", role)
	for _, name := range append(inputs, "RetryPolicy") {
		if v := e.get(name); v != nil {
			entry.Set(name, v)
		}
	}
	queue, resources, err := e.ruleQueue(rule, to)
	if err != nil {
		return nil, err
	}
	if queue != nil {
		entry.Set("DeadLetterConfig", at(queue.Pos).object("Arn", queue))
	}
	rule.set("Targets", p.list(entry))
	return append(made, resources...), nil
}

// translateStateMachineAPI makes the role with which the API starts the state machine, and adds the
// path to the definition of the API.
func translateStateMachineAPI(e *event, to target) ([]*resource, error) {
	role := e.startRole(to, "apigateway.amazonaws.com")
	return []*resource{role}, e.integrateStateMachine(to, role.getAtt("Arn"), e.requestTemplates(to))
}

// requestTemplates make the input of an execution of a request's body. The escaping leaves single
// quotes escaped, which JSON does not allow; UnescapeMappingTemplate takes that back
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference).
func (e *event) requestTemplates(to target) *cloud.Value {
	input := "$util.escapeJavaScript($input.json('$'))"
	if truthy(e.get("UnescapeMappingTemplate")) {
		input += `.replaceAll("\\'","'")`
	}
	p := at(e.eventPos)
	return p.object("application/json", p.sub(`{"input": "`+input+`", "stateMachineArn": "${`+to.id+`}"}`))
}
