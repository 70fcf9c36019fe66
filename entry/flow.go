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

// flowTo notes a flow to what a value names. The service must be permitted to call a function; ""
// calls with a role, or reads by itself.
func (f *finder) flowTo(from *cloud.Resource, v *cloud.Value, s *Step, service string, source *cloud.Resource, extra ...cloud.Reason) {
	may := anyFunction
	if service != "" {
		may = f.by(service, source)
	}
	aims := f.aims(v, may)
	for _, one := range aims {
		next := flow{call: one.to, step: s, why: append(extra[:len(extra):len(extra)], one.why...)}
		if service != "" {
			allowed := f.service(one.to.function, service, source)
			if allowed.truth == iam.No {
				shut := Step{Kind: "trigger", Name: from.Name, Pos: v.Pos}
				if s != nil {
					shut = *s
				}
				shut.answer(allowed, say("shut.permission", service))
				next.step = &shut
			}
			if allowed.truth == iam.Maybe {
				next.why = append(next.why, allowed.why...)
			}
		}
		f.flows[from.ID] = append(f.flows[from.ID], next)
	}
	if len(aims) > 0 {
		return
	}
	for _, r := range f.resources(v, carrierTypes...) {
		if r.Resource != from {
			f.flows[from.ID] = append(f.flows[from.ID], flow{to: r.Resource, step: s, why: append(extra[:len(extra):len(extra)], r.why...)})
		}
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
			service := ""
			if part.property == "Function" {
				service = "s3.amazonaws.com"
			}
			for _, v := range n.Select(part.list, "*", part.property) {
				f.flowTo(b, v, nil, service, b)
			}
		}
	}
}

func (f *finder) topicFlows() {
	for _, s := range f.all("AWS::SNS::Subscription") {
		for _, topic := range f.resources(s.Properties.Get("TopicArn"), topicType) {
			on := step("subscription", s)
			on.perhaps(topic.why...)
			f.subscription(topic.Resource, s.Properties, on)
		}
	}
	for _, t := range f.all(topicType) {
		for _, s := range t.Properties.Select("Subscription", "*") {
			f.subscription(t, s, Step{Kind: "subscription", Name: t.Name, Resource: t, Pos: s.Pos})
		}
	}
}

func (f *finder) subscription(topic *cloud.Resource, p *cloud.Value, s Step) {
	protocol := p.Path("Protocol")
	service := ""
	if protocol.Str() == "lambda" {
		service = "sns.amazonaws.com"
	}
	if why, ok := known(protocol); !ok {
		service = "sns.amazonaws.com"
		s.perhaps(why)
	}
	f.flowTo(topic, p.Path("Endpoint"), &s, service, topic)
}

// mappingFlows are event source mappings: Lambda reads the queue or stream itself.
func (f *finder) mappingFlows() {
	for _, m := range f.all("AWS::Lambda::EventSourceMapping") {
		p := m.Properties
		s := step("mapping", m)
		switch enabled := flag(p.Get("Enabled"), true); enabled.truth {
		case iam.No:
			shut := say("shut.disabled")
			s.Certainty, s.Shut = Closed, &shut
		case iam.Maybe:
			s.perhaps(enabled.why...)
		}
		for _, source := range f.resources(p.Get("EventSourceArn"), carrierTypes...) {
			f.flowTo(source.Resource, p.Get("FunctionName"), &s, "", nil, source.why...)
		}
	}
}

// ruleFlows are rules of event buses, and pipes.
func (f *finder) ruleFlows() {
	for _, r := range f.all("AWS::Events::Rule") {
		s := step("rule", r)
		state := r.Properties.Get("State")
		if state.Str() == "DISABLED" {
			shut := say("shut.disabled")
			s.Certainty, s.Shut = Closed, &shut
		} else if why, ok := known(state); !ok {
			s.perhaps(why)
		}
		for _, bus := range f.resources(r.Properties.Get("EventBusName"), busType) {
			for _, v := range r.Properties.Select("Targets", "*", "Arn") {
				f.flowTo(bus.Resource, v, &s, "events.amazonaws.com", r, bus.why...)
			}
		}
	}
	for _, p := range f.all("AWS::Pipes::Pipe") {
		for _, source := range f.resources(p.Properties.Get("Source"), carrierTypes...) {
			for _, name := range []string{"Enrichment", "Target"} {
				s := step("pipe", p)
				f.flowTo(source.Resource, p.Properties.Get(name), &s, "", nil, source.why...)
			}
		}
	}
}

// machineFlows are the functions that the definition of a state machine refers to.
func (f *finder) machineFlows() {
	for _, m := range f.all(machineType) {
		seen := map[string]bool{}
		for _, name := range []string{"DefinitionString", "Definition", "DefinitionSubstitutions"} {
			if why, unknown := m.Properties.Get(name).Reason(); unknown {
				for _, fn := range f.functions {
					f.flows[m.ID] = append(f.flows[m.ID], flow{call: called{function: fn}, why: []cloud.Reason{why}})
				}
			}
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
