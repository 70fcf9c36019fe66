package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// maxTargetID is the length of the id of a rule's target
// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html).
const maxTargetID = 64

// targetID names the target of a rule after the rule.
func targetID(ruleID, suffix string) string {
	return ruleID[:min(len(ruleID), maxTargetID-len(suffix))] + suffix
}

// ruleState is State, or Enabled in the words of EventBridge.
func (e *event) ruleState() (*cloud.Value, error) {
	state, enabled := e.get("State"), e.get("Enabled")
	switch {
	case truthy(state) && enabled != nil:
		return nil, e.invalid(state, "State and Enabled Properties cannot both be specified.")
	case enabled != nil && truthy(enabled):
		return at(enabled.Pos).text("ENABLED"), nil
	case enabled != nil:
		return at(enabled.Pos).text("DISABLED"), nil
	case truthy(state):
		return state, nil
	}
	return nil, nil
}

// checkDeadLetterConfig refuses a DeadLetterConfig that does not say exactly one of Arn and Type.
func (e *event) checkDeadLetterConfig() error {
	config := e.get("DeadLetterConfig")
	if config == nil {
		return nil
	}
	hasARN, hasType := config.Has("Arn"), config.Has("Type")
	switch {
	case hasARN && hasType:
		return eventError(config.Pos, e.eventID, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.")
	case hasType && !oneOf(config.Get("Type"), "SQS"):
		return eventError(config.Pos, e.eventID, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.")
	case !hasARN && !hasType:
		return eventError(config.Pos, e.eventID, "No 'Arn' or 'Type' property provided for DeadLetterConfig.")
	}
	return nil
}

// deadLetterQueue gives the ARN of the queue for events that were not delivered, and the queue when it
// has to be made.
func (e *event) deadLetterQueue(to target) (arn *cloud.Value, queue *resource, err error) {
	if err := e.checkDeadLetterConfig(); err != nil {
		return nil, nil, err
	}
	config := e.get("DeadLetterConfig")
	if arn := given(config.Get("Arn")); arn != nil || config == nil {
		return arn, nil, nil
	}
	id := given(config.Get("QueueLogicalId"))
	if id != nil && !id.Is(cloud.String) {
		return nil, nil, eventError(id.Pos, e.eventID, "QueueLogicalId must be a string")
	}
	name := e.eventID + "Queue"
	if truthy(id) {
		name = id.Str()
	}
	queue = newResource(config.Pos, name, "AWS::SQS::Queue", to.attributes)
	return queue.getAtt("Arn"), queue, nil
}

// ruleDeadLetterQueue is deadLetterQueue with the policy that lets a rule of EventBridge send to it.
func (e *event) ruleDeadLetterQueue(to target, rule *resource) (arn *cloud.Value, made []*resource, err error) {
	arn, queue, err := e.deadLetterQueue(to)
	if err != nil || queue == nil {
		return arn, nil, err
	}
	p := at(queue.pos)
	policy := newResource(queue.pos, rule.id+"QueuePolicy", "AWS::SQS::QueuePolicy", to.attributes)
	policy.set("PolicyDocument", p.queuePolicy(p.object("Service", "events.amazonaws.com"), queue.getAtt("Arn"), rule.getAtt("Arn")))
	policy.set("Queues", p.list(queue.ref()))
	return arn, []*resource{queue, policy}, nil
}

// queuePolicy lets a source send to a queue.
func (p at) queuePolicy(principal any, queue, source *cloud.Value) *cloud.Value {
	return p.object("Version", policyVersion, "Statement", p.list(p.object(
		"Action", "sqs:SendMessage", "Effect", "Allow", "Principal", principal, "Resource", queue,
		"Condition", p.object("ArnEquals", p.object("aws:SourceArn", source)))))
}

// ruleTarget is the target of a rule, with the optional properties that were given.
func (e *event) ruleTarget(to target, id, deadLetterARN *cloud.Value, optional ...string) *cloud.Value {
	p := at(e.eventPos)
	t := p.object("Arn", to.arn, "Id", id)
	for _, name := range optional {
		if v := e.get(name); v != nil {
			t.Set(name, v)
		}
	}
	if config := e.get("DeadLetterConfig"); config != nil {
		t.Set("DeadLetterConfig", at(config.Pos).object("Arn", deadLetterARN))
	}
	if retry := e.get("RetryPolicy"); retry != nil {
		t.Set("RetryPolicy", retry)
	}
	return p.list(t)
}

// translateSchedule makes a rule that invokes the function by the clock.
func translateSchedule(e *event, to target) ([]*resource, error) {
	rule := e.generate(to, e.eventID, "AWS::Events::Rule").set("ScheduleExpression", e.get("Schedule"))
	state, err := e.ruleState()
	if err != nil {
		return nil, err
	}
	rule.set("State", state).set("Name", e.get("Name")).set("Description", e.get("Description"))
	deadLetterARN, queue, err := e.ruleDeadLetterQueue(to, rule)
	if err != nil {
		return nil, err
	}
	id := at(e.eventPos).text(targetID(rule.id, "LambdaTarget"))
	rule.set("Targets", e.ruleTarget(to, id, deadLetterARN, "Input"))
	made := append([]*resource{rule}, queue...)
	return append(made, e.permit(to, permission{principal: "events.amazonaws.com", sourceARN: rule.getAtt("Arn")})), nil
}

// translateRule makes a rule that invokes the function for the events of a bus that match a pattern.
func translateRule(e *event, to target) ([]*resource, error) {
	rule := e.generate(to, e.eventID, "AWS::Events::Rule").
		set("EventBusName", e.get("EventBusName")).
		set("EventPattern", e.get("Pattern")).
		set("Name", e.get("RuleName"))
	deadLetterARN, queue, err := e.ruleDeadLetterQueue(to, rule)
	if err != nil {
		return nil, err
	}
	state, err := e.ruleState()
	if err != nil {
		return nil, err
	}
	rule.set("State", state)
	id := e.get("Target").Get("Id")
	if id == nil {
		id = at(e.eventPos).text(targetID(rule.id, "LambdaTarget"))
	}
	rule.set("Targets", e.ruleTarget(to, id, deadLetterARN, "Input", "InputPath", "InputTransformer"))
	return append(queue, rule, e.permit(to, permission{principal: "events.amazonaws.com", sourceARN: rule.getAtt("Arn")})), nil
}

// translateScheduler makes a schedule of EventBridge Scheduler that invokes a function or a state machine.
func translateScheduler(e *event, to target) ([]*resource, error) {
	p := at(e.eventPos)
	schedule := e.generate(to, e.eventID, "AWS::Scheduler::Schedule").set("ScheduleExpression", e.get("ScheduleExpression"))
	if state := e.get("State"); truthy(state) {
		schedule.set("State", state)
	}
	name := e.get("Name")
	switch {
	case truthy(e.get("OmitName")) && truthy(name):
		return nil, eventError(name.Pos, e.eventID, "Name cannot be set when OmitName is True")
	case truthy(e.get("OmitName")):
	case truthy(name):
		schedule.set("Name", name)
	default:
		schedule.set("Name", p.text(e.eventID))
	}
	window := e.get("FlexibleTimeWindow")
	if !truthy(window) {
		window = p.object("Mode", "OFF")
	}
	schedule.set("FlexibleTimeWindow", window)
	for _, name := range [...]string{"Description", "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"} {
		schedule.set(name, e.get(name))
	}
	deadLetterARN, queue, err := e.deadLetterQueue(to)
	if err != nil {
		return nil, err
	}
	made := []*resource{schedule}
	if queue != nil {
		made = append(made, queue)
	}
	roleARN := e.get("RoleArn")
	if !truthy(roleARN) {
		role := e.schedulerRole(to, deadLetterARN)
		made, roleARN = append(made, role), role.getAtt("Arn")
	}
	invoke := p.object("Arn", to.arn, "RoleArn", roleARN, "Input", e.get("Input"))
	if config := e.get("DeadLetterConfig"); config != nil {
		invoke.Set("DeadLetterConfig", at(config.Pos).object("Arn", deadLetterARN))
	}
	if retry := e.get("RetryPolicy"); retry != nil {
		invoke.Set("RetryPolicy", retry)
	}
	schedule.set("Target", invoke)
	return made, nil
}

// schedulerRole lets the schedule invoke its target and use its dead letter queue.
func (e *event) schedulerRole(to target, deadLetterARN *cloud.Value) *resource {
	p := at(e.eventPos)
	policy := p.invokeFunction(e.eventID, to.arn)
	if to.stateMachine {
		policy = p.startExecution(e.eventID, to.arn)
	}
	policies := p.list(policy)
	if truthy(deadLetterARN) {
		policies.Append(p.sendToQueue(e.eventID, deadLetterARN))
	}
	role := e.generate(to, e.eventID+"Role", "AWS::IAM::Role").
		set("AssumeRolePolicyDocument", p.trustPolicy("scheduler.amazonaws.com")).
		set("Policies", policies)
	if boundary := e.get("PermissionsBoundary"); truthy(boundary) {
		role.set("PermissionsBoundary", boundary)
	}
	return role
}
