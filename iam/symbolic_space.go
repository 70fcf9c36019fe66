package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// space is what the requests of a question can differ in.
type space struct {
	dimensions []dimension
	resources  *resourceSpace
	fixed      map[string][]string // condition keys whose value is the same in all requests
}

// dimension is one thing in which requests differ. The first three are always there.
type dimension struct {
	key     string // of a condition, else ""
	atoms   int
	choices []choice // classes; the first is the plainest
}

const (
	dimensionAction = iota
	dimensionResource
	dimensionPrincipal
	dimensionKeys
)

// choice is a class of values of a dimension: those for which the same atoms hold.
type choice struct {
	yes, maybe globset.Set
	texts      []string // actions or resources of the class
	values     []string // of a key; none when it is not in the request
	principal  Principal
}

// classifier groups candidates by the atoms that hold for them.
type classifier struct {
	atoms   []func(candidate choice) Truth
	choices []choice
	index   map[string]int
	full    bool // too many classes: some are missing
}

func (c *classifier) add(candidate choice) {
	candidate.yes, candidate.maybe = globset.NewSet(len(c.atoms)), globset.NewSet(len(c.atoms))
	for i, holds := range c.atoms {
		switch holds(candidate) {
		case Yes:
			candidate.yes.Add(i)
		case Maybe:
			candidate.maybe.Add(i)
		}
	}
	k := candidate.yes.Key() + candidate.maybe.Key()
	if i, known := c.index[k]; known {
		c.choices[i].texts = append(c.choices[i].texts, candidate.texts...)
		return
	}
	if len(c.choices) == maxClasses {
		c.full = true
		return
	}
	if c.index == nil {
		c.index = map[string]int{}
	}
	c.index[k] = len(c.choices)
	c.choices = append(c.choices, candidate)
}

// negated turns the answer of NotAction and the like around.
func negated(t Truth, negate bool) Truth {
	if !negate {
		return t
	}
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return t
}

// newQuestion builds the rows and the space of some documents. Statements keep the order of the
// documents; sides tells which are whose.
func newQuestion(fixed map[string][]string, documents ...[]*Document) (q *question, sides []side, full bool) {
	q = &question{space: space{fixed: fixed}}
	var statements []*Statement
	for _, group := range documents {
		var s side
		for _, d := range group {
			for _, st := range d.Statements {
				i := len(statements)
				statements = append(statements, st)
				q.rows = append(q.rows, row{statement: st, vague: st.Unknown})
				switch st.Effect {
				case Allow:
					s.allow = append(s.allow, i)
				case Deny:
					s.deny = append(s.deny, i)
				default:
					s.allow = append(s.allow, i) // it may allow, and it may deny
					s.deny = append(s.deny, i)
				}
			}
		}
		sides = append(sides, s)
	}
	q.space.dimensions = make([]dimension, dimensionKeys)
	full = q.addActions(statements)
	full = q.addResources(statements) || full
	full = q.addPrincipals(statements) || full
	full = q.addKeys(statements) || full
	return q, sides, full
}

func (q *question) setDimension(d int, c *classifier) bool {
	q.space.dimensions[d].choices = c.choices
	q.space.dimensions[d].atoms = len(c.atoms)
	return c.full
}

// bind adds an atom of a dimension to a row.
func (q *question) bind(row, dimension, bit int) {
	q.rows[row].atoms = append(q.rows[row].atoms, atom{dimension, bit})
}

// addActions finds the classes of actions.
func (q *question) addActions(statements []*Statement) bool {
	c := &classifier{}
	services := map[string]bool{}
	everywhere := false
	for i, s := range statements {
		patterns, negate := s.Action, false
		if s.NotAction != nil {
			patterns, negate = s.NotAction, true
		}
		match := newActionSet(patterns)
		q.bind(i, dimensionAction, len(c.atoms))
		c.atoms = append(c.atoms, func(candidate choice) Truth { return negated(match.holds(candidate.texts[0]), negate) })
		for _, p := range patterns {
			service, _, _ := strings.Cut(strings.ToLower(p.Text), ":")
			switch {
			case p.form.all:
			case strings.ContainsAny(service, "*?\x00$"):
				everywhere = true
			default:
				services[service] = true
			}
		}
	}
	for _, name := range candidateActions(statements, services, everywhere) {
		c.add(choice{texts: []string{name}})
	}
	return q.setDimension(dimensionAction, c)
}

// futureAction stands for the actions that AWS has yet to invent, in services that it has yet to
// invent: no pattern but "*" matches it.
const futureAction = "future-service:FutureAction"

// candidateActions are the known actions of the services that the policies name, what the
// policies name themselves, one action of another service, and the future one.
func candidateActions(statements []*Statement, services map[string]bool, everywhere bool) []string {
	var all []string
	seen := map[string]bool{}
	add := func(name string) {
		if folded := strings.ToLower(name); !seen[folded] {
			seen[folded] = true
			all = append(all, name)
		}
	}
	if everywhere {
		for _, prefix := range Services() {
			services[prefix] = true
		}
	}
	names := make([]string, 0, len(services))
	for s := range services {
		names = append(names, s)
	}
	slices.Sort(names)
	for _, name := range names {
		if s := LookupService(name); s != nil {
			for _, a := range s.Actions {
				add(a.String())
			}
		}
	}
	for _, s := range statements {
		for _, p := range append(append([]Pattern(nil), s.Action...), s.NotAction...) {
			if p.form.exact {
				add(p.Text)
			} else if !p.form.all && p.Constant() {
				service, _, _ := strings.Cut(strings.ToLower(p.Text), ":")
				if LookupService(service) == nil { // a service we do not know: take the pattern at its word
					add(strings.NewReplacer("*", "", "?", "x").Replace(p.Text))
				}
			}
		}
	}
	for _, other := range []string{"s3:ListAllMyBuckets", "sqs:SendMessage", "ec2:DescribeInstances", "kms:Decrypt"} {
		service, _, _ := strings.Cut(other, ":")
		if !services[service] {
			add(other)
			break
		}
	}
	add(futureAction)
	return all
}

// actionSet matches action names against many patterns.
type actionSet struct {
	exact map[string]bool
	globs []*Pattern
}

func newActionSet(patterns []Pattern) *actionSet {
	s := &actionSet{exact: map[string]bool{}}
	for i := range patterns {
		if p := &patterns[i]; p.form.exact {
			s.exact[p.form.literal] = true
		} else {
			s.globs = append(s.globs, p)
		}
	}
	return s
}

func (s *actionSet) holds(name string) Truth {
	if s.exact[strings.ToLower(name)] {
		return Yes
	}
	result := No
	for _, p := range s.globs {
		switch p.Match(name, nil) {
		case Yes:
			return Yes
		case Maybe:
			result = Maybe
		}
	}
	return result
}
