package entry

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// carrierTypes are the types of resources that carry an event on to functions.
var carrierTypes = []string{bucketType, topicType, queueType, busType, machineType, "AWS::Kinesis::Stream", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"}

func carries(typ string) bool { return contains(carrierTypes, typ) }

// carrierKind is the kind of step of a type of carrier.
func carrierKind(typ string) string {
	switch typ {
	case bucketType:
		return "bucket"
	case topicType:
		return "topic"
	case queueType:
		return "queue"
	case busType:
		return "bus"
	case machineType:
		return "machine"
	case "AWS::Kinesis::Stream":
		return "stream"
	}
	return "table"
}

// readFlows finds what takes the events of each carrier where.
func (f *finder) readFlows() {
	f.bucketFlows()
	f.topicFlows()
	f.mappingFlows()
	f.ruleFlows()
	f.machineFlows()
}

// flowTo notes a flow to what a value names.
func (f *finder) flowTo(from *cloud.Resource, v *cloud.Value, s *Step, service string, source *cloud.Resource, extra ...cloud.Reason) {
	to, _ := f.function(v)
	if to.function != nil {
		next := flow{call: to, step: s, why: extra}
		if service != "" {
			s := s
			allowed := f.service(to.function, service, source)
			switch {
			case allowed.truth == iam.Maybe:
				next.why = append(next.why, allowed.why...)
			case allowed.truth == iam.No:
				if s == nil {
					s = &Step{Kind: "trigger", Name: from.Name, Pos: v.Pos}
				}
				one := *s
				one.answer(allowed, say("shut.permission", service))
				next.step = &one
			}
		}
		f.flows[from.ID] = append(f.flows[from.ID], next)
		return
	}
	if r := f.named(v, carrierTypes...); r != nil && r != from {
		f.flows[from.ID] = append(f.flows[from.ID], flow{to: r, step: s, why: extra})
	}
}

// bucketFlows are notifications. The CDK's custom resource for them is read as what it does.
func (f *finder) bucketFlows() {
	for _, b := range f.all(bucketType) {
		n := b.Properties.Get("NotificationConfiguration")
		if why, unknown := n.Reason(); unknown {
			for _, fn := range f.callable("s3.amazonaws.com", b) {
				f.flows[b.ID] = append(f.flows[b.ID], flow{call: called{function: fn}, why: []cloud.Reason{why}})
			}
			continue
		}
		for _, part := range []struct{ list, property string }{{"LambdaConfigurations", "Function"}, {"QueueConfigurations", "Queue"}, {"TopicConfigurations", "Topic"}} {
			for _, c := range n.Get(part.list).Items() {
				service := ""
				if part.property == "Function" {
					service = "s3.amazonaws.com"
				}
				f.flowTo(b, c.Get(part.property), nil, service, b)
			}
		}
	}
}

func (f *finder) topicFlows() {
	for _, s := range f.all("AWS::SNS::Subscription") {
		if topic := f.named(s.Properties.Get("TopicArn"), topicType); topic != nil {
			f.subscription(topic, s.Properties, step("subscription", s))
		}
	}
	for _, t := range f.all(topicType) {
		for _, s := range t.Properties.Get("Subscription").Items() {
			f.subscription(t, s, Step{Kind: "subscription", Name: t.Name, Resource: t, Pos: s.Pos})
		}
	}
}

func (f *finder) subscription(topic *cloud.Resource, p *cloud.Value, s Step) {
	switch protocol := p.Get("Protocol"); protocol.Str() {
	case "lambda":
		f.flowTo(topic, p.Get("Endpoint"), nil, "sns.amazonaws.com", topic)
	case "":
		if why, ok := known(protocol); !ok {
			f.flowTo(topic, p.Get("Endpoint"), nil, "", topic, why)
		}
	default:
		f.flowTo(topic, p.Get("Endpoint"), nil, "", topic)
	}
}

// mappingFlows are event source mappings: Lambda reads the queue or stream itself.
func (f *finder) mappingFlows() {
	for _, m := range f.all("AWS::Lambda::EventSourceMapping") {
		p := m.Properties
		source := f.named(p.Get("EventSourceArn"), carrierTypes...)
		to, _ := f.function(p.Get("FunctionName"))
		if source == nil || to.function == nil {
			continue
		}
		s := step("mapping", m)
		switch enabled := flag(p.Get("Enabled"), true); enabled.truth {
		case iam.No:
			shut := say("shut.disabled")
			s.Certainty, s.Shut = Closed, &shut
		case iam.Maybe:
			s.perhaps(enabled.why...)
		}
		f.flows[source.ID] = append(f.flows[source.ID], flow{call: to, step: &s})
	}
}

// ruleFlows are rules of event buses, and pipes.
func (f *finder) ruleFlows() {
	for _, r := range f.all("AWS::Events::Rule") {
		bus := f.named(r.Properties.Get("EventBusName"), busType)
		if bus == nil {
			continue
		}
		s := step("rule", r)
		if r.Properties.Get("State").Str() == "DISABLED" {
			shut := say("shut.disabled")
			s.Certainty, s.Shut = Closed, &shut
		}
		for _, t := range r.Properties.Get("Targets").Items() {
			one := s
			f.flowTo(bus, t.Get("Arn"), &one, "events.amazonaws.com", r)
		}
	}
	for _, p := range f.all("AWS::Pipes::Pipe") {
		source := f.named(p.Properties.Get("Source"), carrierTypes...)
		if source == nil {
			continue
		}
		for _, name := range []string{"Enrichment", "Target"} {
			s := step("pipe", p)
			f.flowTo(source, p.Properties.Get(name), &s, "", nil)
		}
	}
}

// machineFlows are the functions that the definition of a state machine refers to.
func (f *finder) machineFlows() {
	for _, m := range f.all(machineType) {
		seen := map[string]bool{}
		for _, name := range []string{"DefinitionString", "Definition", "DefinitionSubstitutions"} {
			for _, fn := range f.functionsIn(m.Properties.Get(name), 0) {
				if !seen[fn.ID] {
					seen[fn.ID] = true
					f.flows[m.ID] = append(f.flows[m.ID], flow{call: called{function: fn}})
				}
			}
		}
	}
}

// functionsIn lists the functions that a tree of values refers to.
func (f *finder) functionsIn(v *cloud.Value, depth int) (all []*cloud.Resource) {
	if v == nil || depth > 40 {
		return nil
	}
	for _, ref := range v.Refs() {
		switch r := f.graph.Resource(ref.Resource); {
		case r == nil:
		case r.Type == functionType:
			all = append(all, r)
		case r.Type == aliasType || r.Type == versionType:
			if fn, _ := f.graph.TargetRead(functionType, r.Properties.Get("FunctionName")); fn != nil {
				all = append(all, fn)
			}
		}
	}
	for _, item := range v.Items() {
		all = append(all, f.functionsIn(item, depth+1)...)
	}
	for _, field := range v.Fields() {
		all = append(all, f.functionsIn(field.Value, depth+1)...)
	}
	return all
}
