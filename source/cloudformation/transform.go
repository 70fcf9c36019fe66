package cloudformation

import (
	"errors"
	"maps"
	"regexp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
)

// maxRetries is how often a SAM template is transformed again without the resources that the
// transform refuses.
const maxRetries = 20

// named finds the resource in a message of the transform.
var named = regexp.MustCompile(`[Rr]esource with id \[([^\]]+)\]`)

// transform turns a SAM template into CloudFormation. Where the transform refuses resources, the
// refusals are noted and the others are read without them: a scan says more than "invalid".
func (s *stack) transform() {
	if !sam.Uses(s.template) {
		return
	}
	template := s.localCode(s.template)
	opt := sam.Options{Region: s.opt.Region, Parameters: s.knownParameters()}
	refused := false
	for range maxRetries {
		out, sources, err := sam.TransformTraced(template, opt)
		if err == nil {
			s.template, s.generated = out, sources
			return
		}
		mistakes := s.refusals(err)
		if !refused {
			refused = true
			for _, m := range mistakes {
				s.report(m)
			}
		}
		smaller := s.without(template, mistakes)
		if smaller == nil {
			s.err = firstError(mistakes, err)
			return
		}
		template = smaller
	}
	s.err = &cloud.Error{Pos: s.template.Pos, What: "the SAM transform refuses this template", Hint: "mend the first mistakes and try again"}
}

// refusals lists the mistakes in an error of the transform.
func (s *stack) refusals(err error) []*cloud.Error {
	var invalid *sam.InvalidTemplate
	if errors.As(err, &invalid) {
		return invalid.Errors
	}
	var one *cloud.Error
	if errors.As(err, &one) {
		return []*cloud.Error{one}
	}
	return []*cloud.Error{{Pos: s.template.Pos, What: err.Error()}}
}

func firstError(mistakes []*cloud.Error, err error) error {
	if len(mistakes) > 0 {
		return mistakes[0]
	}
	return &cloud.Error{What: "the SAM transform refuses this template", Err: err}
}

// without is the template without the resources that the mistakes are about, or nil when the
// mistakes are about none. What is left out is marked as not read.
func (s *stack) without(template *cloud.Value, mistakes []*cloud.Error) *cloud.Value {
	refused := map[string]string{}
	resources := template.Get("Resources")
	for _, m := range mistakes {
		if match := named.FindStringSubmatch(m.What); match != nil && resources.Has(match[1]) {
			refused[match[1]] = m.What
		} else if id := enclosing(resources, m.Pos); id != "" {
			refused[id] = m.What
		}
	}
	if len(refused) == 0 || len(refused) == resources.Len() {
		return nil
	}
	kept := cloud.NewMap(resources.Pos)
	for _, f := range resources.Fields() {
		what, gone := refused[f.Key]
		if !gone {
			kept.SetAt(f.Key, f.KeyPos, f.Value)
			continue
		}
		s.unreadable(f.Key, f.Value.Get("Type").Str(), what)
	}
	return replaced(template, "Resources", kept)
}

// unreadable notes that a SAM resource, and whatever would have been generated for it, is missing.
func (s *stack) unreadable(id, typ, what string) {
	why := cloud.Because(cloud.Unresolvable, "resource "+s.prefix+id, what)
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
		s.graph.MarkUnread(t, why)
	}
}

// enclosing finds the resource in whose lines a position lies.
func enclosing(resources *cloud.Value, p cloud.Pos) string {
	if p.IsZero() || p.Origin != resources.Pos.Origin {
		return ""
	}
	found := ""
	for _, f := range resources.Fields() {
		if f.KeyPos.Line <= p.Line {
			found = f.Key
		}
	}
	return found
}

// replaced is a shallow copy of a map with another value of one key.
func replaced(m *cloud.Value, key string, val *cloud.Value) *cloud.Value {
	out := cloud.NewMap(m.Pos)
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

// knownParameters are the given parameter values that are wholly known; the transform resolves
// no others.
func (s *stack) knownParameters() map[string]*cloud.Value {
	known := maps.Clone(s.params)
	maps.DeleteFunc(known, func(_ string, v *cloud.Value) bool { return v == nil || !v.Known() })
	return known
}
