package cloudformation

import (
	"errors"
	"fmt"
	"maps"
	"regexp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
)

// maxRetries is how often a SAM template is transformed again without the resources that the
// transform refuses.
const maxRetries = 5

// named and namedEvent find the resource and the event in a message of the transform.
var (
	named      = regexp.MustCompile(`[Rr]esource with id \[([^\]]+)\]`)
	namedEvent = regexp.MustCompile(`Event with id \[([^\]]+)\]`)
)

// transform turns a SAM template into CloudFormation. Where the transform refuses resources, the
// refusals are noted and the others are read without them: a scan says more than "invalid".
func (s *stack) transform() {
	if !sam.Uses(s.template) {
		return
	}
	parameters := s.section("Parameters")
	template := withoutSecrets(s.template)
	opt := sam.Options{Region: s.opt.Region, Parameters: s.knownParameters()}
	out, sources, err := sam.TransformTraced(template, opt)
	var filled standIns
	if err != nil {
		names := s.standIns(template, opt.Parameters)
		with := sam.Options{Region: opt.Region, Parameters: names.besides(opt.Parameters)}
		if o, from, e := sam.TransformTraced(template, with); len(names) > 0 && s.mistakes(e) < s.mistakes(err) {
			out, sources, err, opt, filled = o, from, e, with, names
		}
	}
	var first *cloud.Error
	for range maxRetries {
		if err == nil {
			out = filled.restore(out)
			if parameters != nil {
				out = set(out, "Parameters", parameters)
			}
			s.template, s.generated = withApplications(out), sources
			return
		}
		mistakes := s.refusals(err)
		if first == nil {
			first = summary(mistakes)
			for _, m := range mistakes {
				s.report(m)
			}
		}
		template = s.without(template, mistakes)
		if template == nil {
			break
		}
		out, sources, err = sam.TransformTraced(template, opt)
	}
	s.err = first
}

// summary is the first of some mistakes and says how many more there are.
func summary(mistakes []*cloud.Error) *cloud.Error {
	first := *mistakes[0]
	if more := len(mistakes) - 1; more > 0 && first.Hint == "" {
		first.Hint = fmt.Sprintf("%d more mistakes", more)
	}
	return &first
}

// refusals lists the mistakes in an error of the transform.
func (s *stack) refusals(err error) []*cloud.Error {
	var invalid *sam.InvalidTemplate
	if errors.As(err, &invalid) && len(invalid.Errors) > 0 {
		return invalid.Errors
	}
	var one *cloud.Error
	if errors.As(err, &one) {
		return []*cloud.Error{one}
	}
	return []*cloud.Error{{Pos: s.template.Pos, What: err.Error()}}
}

// mistakes counts what a transform refused.
func (s *stack) mistakes(err error) int {
	if err == nil {
		return 0
	}
	return len(s.refusals(err))
}

// without is the template without the resources, or the single events of resources, that the
// mistakes are about, or nil when the mistakes are about none. What is left out is marked as not
// read.
func (s *stack) without(template *cloud.Value, mistakes []*cloud.Error) *cloud.Value {
	resources := template.Get("Resources")
	refused := map[string]*cloud.Error{}
	events := map[string]map[string]*cloud.Error{}
	for _, m := range mistakes {
		id := enclosing(resources, m.Pos)
		if match := named.FindStringSubmatch(m.What); match != nil && resources.Has(match[1]) {
			id = match[1]
		}
		if event := refusedEvent(resources.Get(id), m); event != "" {
			if events[id] == nil {
				events[id] = map[string]*cloud.Error{}
			}
			events[id][event] = m
		} else if id != "" {
			refused[id] = m
		}
	}
	if len(refused) == 0 && len(events) == 0 || len(refused) == resources.Len() {
		return nil
	}
	kept := cloud.NewMap(resources.Pos)
	for _, f := range resources.Fields() {
		if m, gone := refused[f.Key]; gone {
			s.unreadable(f.Key, f.Value.Get("Type").Str(), m)
			continue
		}
		if gone := events[f.Key]; gone != nil {
			f.Value = s.withoutEvents(f, gone)
		}
		kept.SetAt(f.Key, f.KeyPos, f.Value)
	}
	return replaced(template, "Resources", kept)
}

// refusedEvent finds the event of a function or state machine that a mistake is about.
func refusedEvent(resource *cloud.Value, m *cloud.Error) string {
	events := resource.Path("Properties", "Events")
	if match := namedEvent.FindStringSubmatch(m.What); match != nil && events.Has(match[1]) {
		return match[1]
	}
	if enclosing(resource.Get("Properties"), m.Pos) == "Events" {
		return enclosing(events, m.Pos)
	}
	return ""
}

func (s *stack) withoutEvents(f cloud.Field, gone map[string]*cloud.Error) *cloud.Value {
	properties := f.Value.Get("Properties")
	kept := cloud.NewMap(properties.Get("Events").Pos)
	for _, event := range properties.Get("Events").Fields() {
		m := gone[event.Key]
		if m == nil {
			kept.SetAt(event.Key, event.KeyPos, event.Value)
			continue
		}
		for _, typ := range madeOfEvents() {
			s.lacks(typ, cloud.Because(cloud.Unresolvable, "event "+event.Key+" of "+s.prefix+f.Key, m.What))
		}
	}
	return set(f.Value, "Properties", set(properties, "Events", kept))
}

// madeOfEvents are the types of what the transform makes of events.
func madeOfEvents() []string {
	return []string{"AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage",
		"AWS::Events::Rule", "AWS::IAM::Role", "AWS::IoT::TopicRule", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission",
		"AWS::Logs::SubscriptionFilter", "AWS::SNS::Subscription", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "AWS::Scheduler::Schedule"}
}

// unreadable notes that a SAM resource, and whatever would have been generated for it, is missing.
func (s *stack) unreadable(id, typ string, m *cloud.Error) {
	why := cloud.Because(cloud.Unresolvable, "resource "+s.prefix+id, m.What)
	types := []string{typ}
	switch typ {
	case "AWS::Serverless::Function", "AWS::Serverless::Api", "AWS::Serverless::HttpApi", "AWS::Serverless::StateMachine",
		"AWS::Serverless::Application", "AWS::Serverless::Connector", "AWS::Serverless::GraphQLApi", "":
		types = []string{cloud.AnyType} // they generate resources of many types
	case "AWS::Serverless::SimpleTable":
		types = []string{"AWS::DynamoDB::Table"}
	case "AWS::Serverless::LayerVersion":
		types = []string{"AWS::Lambda::LayerVersion"}
	}
	for _, t := range types {
		s.lacks(t, why)
	}
}

// enclosing finds the entry of a map in whose lines a position lies.
func enclosing(m *cloud.Value, p cloud.Pos) string {
	found := ""
	for _, f := range m.Fields() {
		if p.Origin != nil && p.Origin == f.KeyPos.Origin && f.KeyPos.Line <= p.Line {
			found = f.Key
		}
	}
	return found
}

// replaced is a shallow copy of a map with another value of one key.
func replaced(m *cloud.Value, key string, val *cloud.Value) *cloud.Value {
	out := cloud.NewMap(m.Pos).Grow(m.Len())
	for _, f := range m.Fields() {
		if f.Key == key {
			f.Value = val
		}
		if f.Value != nil {
			out.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	return out
}

// knownParameters are the given parameter values that are wholly known and may be seen; the
// transform resolves no others.
func (s *stack) knownParameters() map[string]*cloud.Value {
	known := maps.Clone(s.params)
	maps.DeleteFunc(known, func(name string, v *cloud.Value) bool {
		return v == nil || !v.Known() || isSecret(s.section("Parameters").Get(name))
	})
	return known
}

// withoutSecrets is the template without the defaults of NoEcho parameters, which the transform
// would write in the place of references.
func withoutSecrets(template *cloud.Value) *cloud.Value {
	parameters := template.Get("Parameters")
	for _, f := range parameters.Fields() {
		if isSecret(f.Value) && f.Value.Has("Default") {
			parameters = set(parameters, f.Key, replaced(f.Value, "Default", nil))
		}
	}
	if parameters == template.Get("Parameters") {
		return template
	}
	return set(template, "Parameters", parameters)
}
