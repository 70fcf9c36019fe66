package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// ruleTargetID names the target of a rule, in the 64 characters a name may have
// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html).
func ruleTargetID(eventID, suffix string) string {
	return eventID[:min(len(eventID), 64-len(suffix))] + suffix
}

// ruleQueue reads the DeadLetterConfig of a rule's target. It returns the ARN of the queue, nil
// when there is none, and the queue with its policy when the transform is to make them.
func (e *event) ruleQueue(rule *resource, to target) (arn *cloud.Value, made []*resource, err error) {
	config := e.get("DeadLetterConfig")
	if config == nil {
		return nil, nil, nil
	}
	if err := e.checkQueueConfig(config); err != nil {
		return nil, nil, err
	}
	if arn := given(config.Get("Arn")); arn != nil {
		return arn, nil, nil
	}
	p, id := at(config.Pos), e.eventID+"Queue"
	if written := given(config.Get("QueueLogicalId")); written != nil {
		if !written.Is(cloud.String) {
			return nil, nil, eventError(written.Pos, e.eventID, "QueueLogicalId must be a string")
		}
		if truthy(written) {
			id = written.Str()
		}
	}
	queue := newResource(config.Pos, id, "AWS::SQS::Queue", to.attributes)
	policy := newResource(config.Pos, e.eventID+"QueuePolicy", "AWS::SQS::QueuePolicy", to.attributes)
	policy.set("PolicyDocument", p.object("Version", policyVersion, "Statement", p.list(p.object(
		"Action", "sqs:SendMessage", "Effect", "Allow", "Principal", p.object("Service", "events.amazonaws.com"),
		"Resource", queue.getAtt("Arn"), "Condition", p.object("ArnEquals", p.object("aws:SourceArn", rule.getAtt("Arn"))),
	))))
	policy.set("Queues", p.list(queue.ref()))
	return queue.getAtt("Arn"), []*resource{queue, policy}, nil
}

// checkQueueConfig refuses a DeadLetterConfig that does not say which queue.
func (e *event) checkQueueConfig(config *cloud.Value) error {
	switch {
	case config.Has("Arn") && config.Has("Type"):
		return eventError(config.Pos, e.eventID, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.")
	case config.Has("Type") && !oneOf(config.Get("Type"), "SQS"):
		return eventError(config.Pos, e.eventID, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.")
	case !config.Has("Arn") && !config.Has("Type"):
		return eventError(config.Pos, e.eventID, "No 'Arn' or 'Type' property provided for DeadLetterConfig.")
	}
	return nil
}
