package cloudformation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// A nested stack whose template is not read declares resources nobody here sees. What it can name
// of the resources around it is bounded: what it is passed, what is stored where every template can
// read it, and what has a name that can be written down. A name that the deployment makes up and
// passes on nowhere is not known to it. (A custom resource inside of it may look things up in the
// account; a template in which names come from there is beyond any reader.)

// hide notes a nested stack whose template is not read.
func (s *stack) hide(d *declared) {
	s.hidden = append(s.hidden, d)
	if d.reported {
		return
	}
	what := "the template of nested stack " + d.qualified() + " was not read"
	if d.unread.Code != cloud.NotInSource {
		what += ": " + d.unread.String()
	} else if text, _ := s.eval(d.body.Path("Properties", "TemplateURL")).Canonical(); text != "" {
		what = fmt.Sprintf("%s of nested stack %s was not read", d.unread.Args[0], d.qualified())
	}
	s.problem(positionOf(d.body.Path("Properties", "TemplateURL"), cloud.NewNull(d.pos)), what+"; answers that depend on it are unknown",
		"scan it by itself, or keep it in a file that TemplateURL names")
}

// markHidden marks what the hidden stacks leave open, once everything else is read.
func (s *stack) markHidden() {
	if len(s.hidden) == 0 {
		return
	}
	m := mentions{ids: map[string]bool{}, seen: map[mention]bool{}}
	for _, d := range s.hidden {
		m.walk(d.stack, d.body.Get("Properties"))
	}
	m.stored(s)
	for _, r := range s.graph.All() {
		if schema.Lookup(r.Type) == nil || nameable(r) {
			m.ids[r.ID] = true
		}
	}
	ids := slices.Sorted(maps.Keys(m.ids))
	for _, d := range s.hidden {
		if m.anything {
			s.graph.MarkUnread(cloud.AnyType, *d.unread)
		} else {
			s.graph.MarkUnreadNaming(cloud.AnyType, *d.unread, ids...)
		}
	}
}

// nameable reports whether somebody can write down a name of a resource: it is not made up by the
// deployment, or all that is made up is a number that counts versions.
func nameable(r *cloud.Resource) bool {
	for _, name := range append(r.Names[:len(r.Names):len(r.Names)], r.ARN) {
		madeUp := false
		for _, part := range name.Parts() {
			own := part.Hole != nil && part.Hole.Ref != nil && part.Hole.Ref.Resource == r.ID
			madeUp = madeUp || own && part.Hole.Ref.Attribute != "Version"
		}
		if name != nil && !madeUp {
			return true
		}
	}
	return false
}

// mentions collects the resources that expressions of a template mention, whatever their
// conditions: both branches of an Fn::If count.
type mentions struct {
	ids      map[string]bool
	seen     map[mention]bool
	deep     bool // what a resource mentions counts as well
	anything bool // an expression may mention anything
}

// mention is a name in a stack: of a resource, a parameter or an output.
type mention struct {
	stack *stack
	name  string
	deep  bool
}

func (m *mentions) walk(s *stack, v *cloud.Value) {
	switch v.Kind() {
	case cloud.Unknown:
		m.anything = true // a macro, a loop or an include that was not expanded
	case cloud.List:
		for _, item := range v.Items() {
			m.walk(s, item)
		}
	case cloud.Map:
		if name, arg, ok := intrinsic(v); ok {
			m.call(s, name, arg)
		}
		for _, f := range v.Fields() {
			m.walk(s, f.Value)
		}
	}
}

func (m *mentions) call(s *stack, function string, arg *cloud.Value) {
	switch function {
	case "Ref":
		m.evaluated(s, arg, func(id string) { m.name(s, id, "") })
	case "Fn::GetAtt":
		text, ok := arg.Text()
		if ok || arg.Len() == 0 {
			id, attribute, _ := strings.Cut(text, ".")
			m.name(s, id, attribute)
			return
		}
		m.evaluated(s, arg.Items()[0], func(id string) {
			attribute := ""
			for _, item := range arg.Items()[1:] {
				m.evaluated(s, item, func(word string) { attribute += "." + word })
			}
			id, first, _ := strings.Cut(id, ".")
			m.name(s, id, strings.Trim(first+attribute, "."))
		})
	case "Fn::Sub":
		text := arg
		if arg.Is(cloud.List) && arg.Len() > 0 {
			text = arg.Items()[0]
		}
		for rest := text.Str(); ; {
			_, after, found := strings.Cut(rest, "${")
			name, tail, closed := strings.Cut(after, "}")
			if !found || !closed {
				return
			}
			id, attribute, _ := strings.Cut(strings.TrimSpace(name), ".")
			m.name(s, id, attribute)
			rest = tail
		}
	case "Fn::Transform":
		m.anything = true
	}
}

// evaluated visits the name that an expression gives.
func (m *mentions) evaluated(s *stack, v *cloud.Value, visit func(string)) {
	if name, ok := s.eval(v).Scalar(); ok {
		visit(name)
	} else {
		m.anything = true
	}
}

// name follows a name of a template: a parameter leads to what is passed for it, an output of a
// nested stack to what it gives.
func (m *mentions) name(s *stack, id, attribute string) {
	d := s.resources[id]
	output, isOutput := strings.CutPrefix(attribute, "Outputs.")
	at := mention{s, id, m.deep}
	if isOutput {
		at.name += "." + attribute
	}
	if m.seen[at] {
		return
	}
	m.seen[at] = true
	switch {
	case d != nil && isOutput && d.child != nil:
		m.walk(d.child, d.child.section("Outputs").Path(output, "Value"))
	case d != nil:
		m.add(d)
	case s.of == nil:
	case id == "AWS::NotificationARNs":
		m.walk(s.parent, s.of.body.Path("Properties", "NotificationARNs"))
	case s.section("Parameters").Has(id):
		passed := s.of.body.Path("Properties", "Parameters")
		if passed.Has(id) {
			passed = passed.Get(id)
		}
		m.walk(s.parent, passed)
	}
}

// add adds a resource, with those of which it is a part. What a custom resource answers may be
// anything that it reaches.
func (m *mentions) add(d *declared) {
	m.ids[d.qualified()] = true
	if r := d.stack.graph.Resource(d.qualified()); r != nil {
		for _, name := range append(r.Names[:len(r.Names):len(r.Names)], r.ARN) {
			for _, ref := range name.Refs() {
				m.ids[ref.Resource] = true
			}
		}
	}
	shallow := schema.Lookup(d.typ) != nil && d.typ != "AWS::CloudFormation::CustomResource" && d.typ != stackType
	if shallow && !m.deep {
		return
	}
	deep := m.deep
	m.deep = true
	m.walk(d.stack, d.body.Get("Properties"))
	m.deep = deep
}

// stored adds what a stack and those below it put where every template can read it: in parameters
// and secrets, and in exports.
func (m *mentions) stored(s *stack) {
	for _, d := range s.order {
		if d.typ == "AWS::SSM::Parameter" || d.typ == "AWS::SecretsManager::Secret" {
			m.walk(s, d.body.Get("Properties"))
		}
		if d.child != nil {
			m.stored(d.child)
		}
	}
	for _, output := range s.section("Outputs").Fields() {
		if output.Value.Has("Export") {
			m.walk(s, output.Value.Get("Value"))
		}
	}
}
