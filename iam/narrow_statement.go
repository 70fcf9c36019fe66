package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// narrowing builds the narrower policy, statement by statement.
type narrowing struct {
	shrinker
	around  *Surroundings
	places  map[*Statement]int
	used    bool // uses are known
	changes []Change
	parts   []narrowedPart
	whole   map[*Statement]bool // stay as they are written
	changed map[int]bool        // documents
}

// narrowedPart is what became of a statement, or of a part of it.
type narrowedPart struct {
	block
	patterns []Pattern // of the resources
	// closed says that the surroundings tell all there is; of an open part uses may tell more.
	closed bool
	// service says that the requests are made on behalf of the holder: no use shows them.
	service bool
	hits    []string // actions that are used
	reached []string // resources that are used
}

// portion is what became of one action pattern on one resource pattern.
type portion struct {
	why       string
	actions   []string
	resources []string
	closed    bool
	service   bool
}

func (n *narrowing) statement(s *Statement) {
	if n.whole == nil {
		n.whole, n.changed = map[*Statement]bool{}, map[int]bool{}
	}
	if s.Effect != Allow || s.Action == nil || s.Resource == nil || s.Principal != nil || s.NotPrincipal != nil || len(s.Unknown) > 0 {
		n.whole[s] = s.Effect != Deny
		n.explainWhole(s)
		return
	}
	n.register(s.Source.Get("Resource"))
	n.register(s.Source.Get("Action"))
	var portions []portion
	same := true
	for i := range s.Action {
		a := &s.Action[i]
		var fixed []string
		for j := range s.Resource {
			r := &s.Resource[j]
			if !wide(r) {
				fixed = append(fixed, r.Text)
				continue
			}
			got, change := n.narrow(s, a, r)
			same = same && change.Stays()
			if change.Why != "" || !change.Stays() {
				n.note(s, change)
			}
			portions = append(portions, got...)
		}
		if fixed != nil {
			portions = append(portions, portion{actions: []string{a.Text}, resources: fixed})
		}
	}
	if same {
		n.whole[s] = true
		return
	}
	n.changed[n.places[s]] = true
	n.group(s, portions)
}

// explainWhole says why a statement that allows stays as it is.
func (n *narrowing) explainWhole(s *Statement) {
	why := ""
	switch {
	case s.Effect == Deny:
		return
	case len(s.Unknown) > 0:
		why = "it is not wholly known: " + s.Unknown[0].String()
	case s.Action == nil:
		why = "NotAction allows what it does not name"
	case s.Resource == nil:
		why = "NotResource allows what it does not name"
	default:
		why = "it names principals"
	}
	n.note(s, Change{Action: "the statement", Why: why})
}

func (n *narrowing) note(s *Statement, c Change) {
	c.Statement, c.Document = s, n.places[s]
	for i := range n.changes {
		if have := &n.changes[i]; have.Statement == s && have.Resource == c.Resource && have.Why == c.Why && sameParts(have.Parts, c.Parts) && c.Lost == nil {
			have.Action += ", " + c.Action
			return
		}
	}
	n.changes = append(n.changes, c)
}

func sameParts(a, b []ChangedPart) bool {
	return slices.EqualFunc(a, b, func(x, y ChangedPart) bool {
		return x.Actions == nil && y.Actions == nil && slices.Equal(x.Resources, y.Resources) && x.Why == y.Why
	})
}

// group makes of the portions of a statement parts with the same actions, or the same resources.
func (n *narrowing) group(s *Statement, portions []portion) {
	type entry struct {
		actions, resources []string
		closed, service    bool
	}
	var byAction []entry
	for _, p := range portions {
		i := slices.IndexFunc(byAction, func(e entry) bool {
			return slices.Equal(e.actions, p.actions) && e.closed == p.closed && e.service == p.service
		})
		if i < 0 {
			byAction = append(byAction, entry{p.actions, union([]string{}, p.resources), p.closed, p.service})
		} else {
			byAction[i].resources = union(byAction[i].resources, p.resources)
		}
	}
	start := len(n.parts)
next:
	for _, e := range byAction {
		for i := start; i < len(n.parts); i++ {
			have := &n.parts[i]
			if slices.Equal(have.resources, e.resources) && have.closed == e.closed && have.service == e.service {
				have.actions = union(have.actions, e.actions)
				continue next
			}
		}
		part := narrowedPart{block: block{from: s, actions: e.actions, resources: e.resources}, closed: e.closed, service: e.service}
		for _, text := range e.resources {
			part.patterns = append(part.patterns, newPattern(n.value(text), syntax{variables: n.old.variables(), arn: true, cross: true}))
		}
		n.parts = append(n.parts, part)
	}
}

// wide reports whether a resource pattern stands for more than one name.
func wide(p *Pattern) bool {
	if p.Text == "*" {
		return true
	}
	for i := range p.Pieces {
		if p.Pieces[i].Kind == Variable {
			return false // narrow for each one who asks
		}
	}
	segment := arnSegments(p.Text)
	if segment == nil || !strings.ContainsAny(segment[5]+segment[2], "*?") {
		return false
	}
	// What lies in one thing is narrow: the objects of a bucket, the indexes of a table.
	i := strings.IndexAny(segment[5], "*?")
	if i < 2 || segment[5][i-1] != '/' && segment[5][i-1] != ':' {
		return true
	}
	service := LookupService(segment[2])
	segment[5] = segment[5][:i-1]
	one := strings.Join(segment, ":")
	return service == nil || !slices.ContainsFunc(service.Types, func(t *ResourceType) bool { return t.Fits(one) })
}

// register remembers what is written under its text: a text with holes is more than the text.
func (n *narrowing) register(v *cloud.Value) {
	for _, item := range append([]*cloud.Value{v}, v.Items()...) {
		if item.HasHoles() {
			n.values[Text(item)] = item
		}
	}
}

// same says of each old document whether all its statements stay as they are.
func (n *narrowing) same(count int) []bool {
	all := make([]bool, count)
	for i := range all {
		all[i] = !n.changed[i] && !n.used
	}
	return all
}

func hasDollar(text string) bool { return strings.Contains(text, "${") }
