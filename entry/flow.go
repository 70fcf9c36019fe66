package entry

import (
	"strings"

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
	f.tableFlows()
	f.machineFlows()
}

// flowTo notes a flow to what a value names. The service must be permitted to call a function; ""
// calls with a role, or reads by itself.
func (f *finder) flowTo(from *cloud.Resource, v *cloud.Value, s *Step, service string, source *cloud.Resource, extra ...cloud.Reason) {
	f.flowOf(flow{step: s}, from, v, service, source, extra...)
}

// flowOf is flowTo for a flow of which more is known.
func (f *finder) flowOf(like flow, from *cloud.Resource, v *cloud.Value, service string, source *cloud.Resource, extra ...cloud.Reason) {
	s := like.step
	may := anyFunction
	if service != "" {
		may = f.by(service, source)
	}
	aims := f.aims(v, may)
	for _, one := range aims {
		next := like
		next.call, next.why = one.to, append(extra[:len(extra):len(extra)], one.why...)
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
			next := like
			next.to, next.why = r.Resource, append(extra[:len(extra):len(extra)], r.why...)
			f.flows[from.ID] = append(f.flows[from.ID], next)
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
			f.flows[b.ID] = append(f.flows[b.ID], flow{to: f.bus, why: []cloud.Reason{why}})
			continue
		}
		for _, part := range []struct{ list, property string }{{"LambdaConfigurations", "Function"}, {"QueueConfigurations", "Queue"}, {"TopicConfigurations", "Topic"}} {
			service := ""
			if part.property == "Function" {
				service = "s3.amazonaws.com"
			}
			for _, one := range n.Select(part.list, "*") {
				f.flowOf(flow{notice: noticeOf(one)}, b, one.Path(part.property), service, b)
			}
		}
		if config := n.Get("EventBridgeConfiguration"); config != nil && !config.Is(cloud.Null) {
			next := flow{to: f.bus, notice: &notice{events: []*cloud.Value{cloud.NewString(config.Pos, "s3:ObjectCreated:*")}}}
			on := flag(config.Path("EventBridgeEnabled"), true)
			if next.why = on.why; on.truth != iam.No {
				f.flows[b.ID] = append(f.flows[b.ID], next)
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
		pattern := r.Properties.Get("EventPattern")
		if pattern.Is(cloud.Absent) || pattern.Is(cloud.Null) {
			continue // it has a schedule
		}
		for _, bus := range f.busesOf(r.Properties.Get("EventBusName")) {
			for _, v := range r.Properties.Select("Targets", "*", "Arn") {
				f.flowOf(flow{step: &s, pattern: pattern}, bus.Resource, v, "events.amazonaws.com", r, bus.why...)
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

// tableFlows are streams of Kinesis that tables write their changes to.
func (f *finder) tableFlows() {
	for _, t := range f.all("AWS::DynamoDB::Table") {
		for _, stream := range f.resources(t.Properties.Path("KinesisStreamSpecification", "StreamArn"), "AWS::Kinesis::Stream") {
			f.flows[t.ID] = append(f.flows[t.ID], flow{to: stream.Resource, why: stream.why})
		}
	}
}

// busesOf are the buses that a value names: the default one when it is absent.
func (f *finder) busesOf(v *cloud.Value) []perhapsNamed {
	if v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return []perhapsNamed{{Resource: f.bus}}
	}
	if text := v.Str(); text == "default" || strings.HasSuffix(text, ":event-bus/default") {
		return []perhapsNamed{{Resource: f.bus}}
	}
	found := f.resources(v, busType)
	if why, ok := known(v); !ok && f.named(v, busType) == nil {
		found = append(found, perhapsNamed{f.bus, []cloud.Reason{why}})
	}
	return found
}

// defaultBus is the bus that every account has, and that no template declares.
func (f *finder) defaultBus() *cloud.Resource {
	for _, b := range f.all(busType) {
		if b.Name == "default" || b.Properties.Get("Name").Str() == "default" {
			return b
		}
	}
	return &cloud.Resource{ID: "default event bus", Type: busType, Name: "default", Properties: cloud.NewMap(cloud.Pos{})}
}
