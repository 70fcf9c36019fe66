package iam

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// space is what the requests of a question can differ in.
type space struct {
	dimensions []dimension
	resources  *resourceSpace
	spelled    bool // the resources are those that the only action can name, as they are
	limit      limit
	fixed      map[string][]string // condition keys whose value is the same in all requests
	budget     *int                // what is left to spend on classes of texts
	kept       *kept
}

// kept is what does not change with the values of policy variables.
type kept struct {
	keys       map[string]keptKey
	partitions map[string]keptPartition
}

type keptKey struct {
	dimension
	full bool
}

type keptPartition struct {
	classes []globset.Class
	ok      bool
}

// partition is globset.Partition, once for the same globs. The classes may be changed.
func (k *kept) partition(globs []string, o globset.Options) ([]globset.Class, bool) {
	name := strings.Join(globs, "\x01")
	if o.Plain {
		name += "\x02"
	}
	p, known := k.partitions[name]
	if !known {
		p.classes, p.ok = globset.Partition(globs, o)
		k.partitions[name] = p
	}
	return slices.Clone(p.classes), p.ok
}

func newKept() *kept {
	return &kept{keys: map[string]keptKey{}, partitions: map[string]keptPartition{}}
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
	folded     string   // the first action, in small letters
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

// newQuestion builds the rows of some documents and the dimensions that do not depend on policy
// variables. Statements keep the order of the documents; sides tells which are whose.
func newQuestion(budget *int, about limit, documents ...[]*Document) (q *question, sides []side, full bool) {
	q = &question{space: space{budget: budget, limit: about, kept: newKept()}}
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
	full = q.addPrincipals(statements) || full
	return q, sides, full
}

// with returns the question for fixed values of some condition keys: those that are policy
// variables.
func (q *question) with(fixed map[string][]string, resources func(*question, []*Statement) bool) (*question, bool) {
	c := &question{rows: slices.Clone(q.rows), nodes: q.nodes,
		space: space{fixed: fixed, limit: q.space.limit, dimensions: slices.Clone(q.space.dimensions), budget: q.space.budget, kept: q.space.kept}}
	statements := make([]*Statement, len(c.rows))
	for i := range c.rows {
		statements[i] = c.rows[i].statement
		c.rows[i].atoms = slices.Clip(c.rows[i].atoms)
	}
	full := resources(c, statements)
	return c, c.addKeys(statements) || full
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
	w := wanted{partial: map[string]bool{}, limit: &q.space.limit}
	for i, s := range statements {
		patterns, negate := s.Action, false
		if s.NotAction != nil {
			patterns, negate = s.NotAction, true
		}
		if patterns == nil {
			continue // nothing is known of the statement
		}
		match := newActionSet(patterns)
		q.bind(i, dimensionAction, len(c.atoms))
		c.atoms = append(c.atoms, func(candidate choice) Truth { return negated(match.holds(candidate.folded), negate) })
		if q.space.limit.rcp[s] {
			q.bind(i, dimensionAction, len(c.atoms))
			c.atoms = append(c.atoms, func(candidate choice) Truth { return truth(reachedByRCP(candidate.folded)) })
		}
		for j := range patterns {
			w.note(&patterns[j])
		}
	}
	for _, alike := range w.candidates() {
		if q.space.budget != nil {
			*q.space.budget -= 1 + len(c.atoms)/4
		}
		c.add(choice{texts: alike, folded: strings.ToLower(alike[0])})
	}
	return q.setDimension(dimensionAction, c)
}

// futureAction stands for the actions that AWS has yet to invent, in services that it has yet to
// invent: no pattern but "*" matches it.
const futureAction = "future-service:FutureAction"

// wanted gathers which actions must be told apart.
type wanted struct {
	named      []string        // as the policies spell them
	partial    map[string]bool // services, and whether a pattern matches some of their actions only
	everywhere bool            // a pattern crosses services
	limit      *limit
}

func (w *wanted) note(p *Pattern) {
	service, name, _ := strings.Cut(strings.ToLower(p.Text), ":")
	switch {
	case p.form.all:
	case strings.ContainsAny(service, "*?\x00$") || !p.Constant():
		w.everywhere = true
	case p.form.exact:
		w.named = append(w.named, p.Text)
		w.partial[service] = w.partial[service] || false
	default:
		w.partial[service] = w.partial[service] || name != "*"
		if LookupService(service) == nil { // a service we do not know: take the pattern at its word
			w.named = append(w.named, shortest.Replace(p.Text))
		}
	}
}

// candidates lists the actions that the policies name, the known ones of the services that they
// name, one action of another service, and the future one. Actions in one list are alike: either
// all of them match a pattern or none.
func (w *wanted) candidates() [][]string {
	if w.limit.one != "" {
		return [][]string{{w.limit.one}}
	}
	if w.everywhere {
		for _, prefix := range Services() {
			w.partial[prefix] = true
		}
	}
	for _, prefix := range w.limit.prefixes {
		w.partial[prefix] = w.partial[prefix] || false
	}
	maps.DeleteFunc(w.partial, func(prefix string, _ bool) bool { return !w.limit.hasService(prefix) })
	named := map[string]bool{}
	var all [][]string
	for _, name := range w.named {
		if folded := strings.ToLower(name); !named[folded] && w.limit.hasAction(name) {
			named[folded] = true
			all = append(all, []string{name})
		}
	}
	for _, service := range slices.Sorted(maps.Keys(w.partial)) {
		s := LookupService(service)
		if s == nil {
			continue
		}
		var alike []string
		for _, a := range s.Actions {
			name := a.String()
			switch {
			case named[strings.ToLower(name)] || !w.limit.hasAction(name):
			case w.partial[service]:
				all = append(all, []string{name})
			default:
				alike = append(alike, name)
			}
		}
		if len(alike) > 0 {
			all = append(all, alike)
		}
	}
	for _, other := range []string{"sqs:SendMessage", "s3:ListAllMyBuckets", "ec2:DescribeInstances", "kms:Decrypt"} {
		service, _, _ := strings.Cut(other, ":")
		if _, known := w.partial[service]; !known && w.limit.hasService(service) && w.limit.hasAction(other) {
			all = append(all, []string{other})
			break
		}
	}
	if w.limit.hasAction(futureAction) {
		all = append(all, []string{futureAction})
	}
	return all
}

// kind is what decides which resources and condition keys an action can have, nearly.
type kind struct {
	first     *ResourceType
	resources int
	key       string
	keys      int
}

func kindOf(a *Action) kind {
	k := kind{resources: len(a.Resources), keys: len(a.Conditions)}
	if k.resources > 0 {
		k.first = a.Resources[0].Type
	}
	if k.keys > 0 {
		k.key = a.Conditions[0]
	}
	return k
}

// actionSet matches action names against many patterns.
type actionSet struct {
	exact map[string]bool
	globs []*Pattern
	ready []globset.Glob      // of constant globs, in lower case; the zero Glob for the others
	parts map[string][]string // the same by service, "" for those that cross services
	all   bool
}

func newActionSet(patterns []Pattern) *actionSet {
	s := &actionSet{exact: map[string]bool{}, parts: map[string][]string{}}
	for i := range patterns {
		switch p := &patterns[i]; {
		case p.form.all:
			s.all = true
		case p.form.exact:
			s.exact[p.form.literal] = true
		default:
			s.globs = append(s.globs, p)
			var ready globset.Glob
			if p.Constant() {
				text := strings.ToLower(p.Text)
				service, _, _ := strings.Cut(text, ":")
				if strings.ContainsAny(service, "*?") {
					service = ""
				}
				s.parts[service] = append(s.parts[service], text)
				ready = globset.Compile(text)
			}
			s.ready = append(s.ready, ready)
		}
	}
	return s
}

// holds takes the name of an action in small letters.
func (s *actionSet) holds(folded string) Truth {
	if s.all || s.exact[folded] {
		return Yes
	}
	result := No
	var text []byte
	for i, p := range s.globs {
		if s.ready[i].Compiled() {
			if text == nil {
				text = []byte(folded)
			}
			if s.ready[i].MatchASCII(text) {
				return Yes
			}
			continue
		}
		if result = result.Or(p.Match(folded, nil)); result == Yes {
			return Yes
		}
	}
	return result
}
