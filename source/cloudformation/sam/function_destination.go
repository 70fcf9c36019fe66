package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// makeInvokeConfig makes what EventInvokeConfig says of asynchronous invocation, with queues and topics
// for destinations that have none, and returns the policies that the destinations need.
func (f *function) makeInvokeConfig() ([]*cloud.Value, error) {
	config := f.get("EventInvokeConfig")
	if !truthy(config) {
		return nil, nil
	}
	config, err := f.resolve(config)
	if err != nil {
		return nil, err
	}
	if !config.Is(cloud.Map) {
		return nil, f.wrong(config, "EventInvokeConfig", "map")
	}
	p, id := at(config.Pos), f.lambda.id+"EventInvokeConfig"
	r := newResource(config.Pos, id, "AWS::Lambda::EventInvokeConfig", f.attributes)
	qualifier := p.text("$LATEST")
	if f.alias != nil {
		r.dependsOn = p.texts(f.alias.id)
		qualifier = f.alias.get("Name")
	}
	var policies []*cloud.Value
	destinations := cloud.NewMap(config.Pos)
	written := config.Get("DestinationConfig")
	if truthy(written) && !written.Is(cloud.Map) {
		return nil, f.wrong(written, "EventInvokeConfig.DestinationConfig", "map")
	}
	for _, name := range [...]string{"OnSuccess", "OnFailure"} {
		destination := given(written.Get(name))
		if destination == nil {
			continue
		}
		if !destination.Is(cloud.Map) {
			return nil, f.wrong(destination, "EventInvokeConfig.DestinationConfig."+name, "map")
		}
		arn, policy, err := f.makeDestination(destination, id, id+name)
		if err != nil {
			return nil, err
		}
		if arn == nil {
			arn = p.null()
		}
		destinations.Set(name, at(destination.Pos).object("Destination", arn))
		if policy != nil {
			policies = append(policies, policy)
		}
	}
	r.set("FunctionName", at(f.pos).ref(f.lambda.id)).set("Qualifier", qualifier).set("DestinationConfig", destinations)
	r.set("MaximumEventAgeInSeconds", config.Get("MaximumEventAgeInSeconds")).set("MaximumRetryAttempts", config.Get("MaximumRetryAttempts"))
	f.made = append(f.made, r)
	return policies, nil
}

// makeDestination gives the ARN of a destination and the policy to send to it. id begins the
// logical ids of both.
func (f *function) makeDestination(d *cloud.Value, configID, id string) (arn, policy *cloud.Value, err error) {
	kind, arn := d.Get("Type"), given(d.Get("Destination"))
	if !oneOf(kind, "SQS", "SNS", "EventBridge", "Lambda", "S3Bucket") {
		return nil, nil, f.invalid(d, "'Type: %s' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']", shown(kind))
	}
	condition, otherwise, err := f.destinationCondition(arn, configID)
	if err != nil {
		return nil, nil, err
	}
	if arn == nil || condition != nil {
		if !oneOf(kind, "SQS", "SNS") {
			return nil, nil, f.invalid(d, "Destination is required if Type is not ['SQS', 'SNS']")
		}
		arn = f.injectDestination(d, kind.Str(), id, condition)
		if condition != nil {
			arn = at(d.Pos).ifElse(condition, arn, otherwise)
		}
	}
	return arn, destinationPolicy(at(d.Pos), kind.Str(), id, arn), nil
}

// injectDestination makes the queue or topic of a destination that has none, at least under a condition.
func (f *function) injectDestination(d *cloud.Value, kind, id string, condition *cloud.Value) (arn *cloud.Value) {
	var r *resource
	if kind == "SQS" {
		r = f.generate(d.Pos, id+"Queue", "AWS::SQS::Queue")
		arn = r.getAtt("Arn")
	} else {
		r = f.generate(d.Pos, id+"Topic", "AWS::SNS::Topic")
		arn = r.ref()
	}
	if both := f.bothConditions(f.attributes.Get("Condition"), condition); both != nil {
		r.attributes.Set("Condition", both)
	}
	f.made = append(f.made, r)
	return arn
}

func destinationPolicy(p at, kind, id string, arn *cloud.Value) *cloud.Value {
	switch kind {
	case "SQS":
		return p.sendToQueue(id, arn)
	case "SNS":
		return p.publishToTopic(id, arn)
	case "EventBridge":
		return p.putEvents(id, arn)
	case "Lambda":
		return p.invokeFunction(id, arn)
	}
	return p.putIntoBucket(id, arn)
}

// destinationCondition looks into Fn::If with a branch without value: the condition under which there
// is no destination, and the destination otherwise.
func (f *function) destinationCondition(destination *cloud.Value, id string) (condition, otherwise *cloud.Value, err error) {
	if !isIf(destination) {
		return nil, nil, nil
	}
	condition, yes, no, ok := branches(destination)
	switch {
	case !ok:
		return nil, nil, resourceError(destination.Pos, id, "Malformed 'Destination' property: %s.", malformedIf)
	case isNoValue(yes) && isNoValue(no):
		return nil, nil, nil
	case isNoValue(yes):
		return condition, no, nil
	case isNoValue(no):
		if err := f.hasConditions(destination); err != nil {
			return nil, nil, err
		}
		p := at(destination.Pos)
		name := conditionName("NOT"+shown(condition), id)
		f.setCondition(name, p.object("Fn::Not", p.list(p.object("Condition", condition))))
		return p.text(name), yes, nil
	}
	return nil, nil, nil
}

// bothConditions names the condition that holds when both hold; either may be absent.
func (f *function) bothConditions(a, b *cloud.Value) *cloud.Value {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	p := at(a.Pos)
	name := conditionName(shown(a)+"AND"+shown(b), f.id)
	nested := func(v *cloud.Value) *cloud.Value { return p.object("Condition", p.object("Condition", v)) }
	f.setCondition(name, p.object("Fn::And", p.list(nested(a), nested(b))))
	return p.text(name)
}

// conditionName makes the name of a condition differ between resources. CloudFormation takes 255 characters.
func conditionName(name, of string) string {
	name = name + contentHash(of, hashLength)
	return name[:min(len(name), 255)]
}
