package iam

import (
	"slices"
	"strings"
)

// Redundant is something in a document that can go without changing what it allows.
type Redundant struct {
	Statement *Statement
	// Action is the action of the statement that is covered already, or nil for the statement as a
	// whole.
	Action *Pattern
}

// maxRedundant bounds the price of all questions of Redundancies together, as maxBudget does that
// of one: an answer for the largest policies takes some seconds.
const (
	maxRedundant    = 24 * maxBudget
	maxRedundantOne = maxBudget / 4
	priceOfQuestion = 2000 // of asking at all
)

// Redundancies lists statements that never matter (an Allow that others cover, a Deny that denies
// nothing that is allowed) and actions within a statement that others cover. Each can go alone;
// two that cover each other are both listed. In a document that only denies, a statement matters
// unless others deny the same. It returns false when a limit was reached, or something is not
// known: then there may be more.
func Redundancies(document *Document) (all []Redundant, complete bool) {
	r := newRedundancy(document)
	for i, s := range document.Statements {
		if len(document.Statements) > 1 && r.statement(i) == Yes {
			all = append(all, Redundant{Statement: s})
			continue
		}
		if len(s.Action) < 2 {
			continue
		}
		for j := range s.Action {
			if r.action(i, j) == Yes {
				all = append(all, Redundant{Statement: s, Action: &s.Action[j]})
			}
		}
	}
	return all, r.complete
}

// redundancy asks about one action pattern of one statement after the other: only what other
// statements say about the same actions matters.
type redundancy struct {
	statements []*Statement
	services   map[string][]int // statements that speak of actions of a service
	others     []int            // that speak of actions of any service
	budget     int
	complete   bool
	alone      map[[2]int]Truth // whether a pattern is covered by other statements
}

func newRedundancy(d *Document) *redundancy {
	r := &redundancy{statements: d.Statements, services: map[string][]int{}, budget: maxRedundant, complete: true, alone: map[[2]int]Truth{}}
	if !slices.ContainsFunc(d.Statements, func(s *Statement) bool { return s.Effect != Deny }) {
		r.statements = append(slices.Clip(d.Statements), &Statement{Effect: Allow, Action: []Pattern{ActionPattern("*")}, Resource: []Pattern{ResourcePattern("*")}})
	}
	for i, s := range r.statements {
		any := s.Action == nil
		seen := map[string]bool{}
		for j := range s.Action {
			p := &s.Action[j]
			service, _, ok := strings.Cut(strings.ToLower(p.Text), ":")
			if !p.Constant() || !ok || strings.ContainsAny(service, "*?") {
				any = true
			} else if !seen[service] {
				seen[service] = true
				r.services[service] = append(r.services[service], i)
			}
		}
		if any {
			r.others = append(r.others, i)
		}
	}
	return r
}

// statement asks whether other statements cover all of one.
func (r *redundancy) statement(i int) Truth {
	s := r.statements[i]
	if s.Action == nil {
		every := ActionPattern("*")
		return r.ask(s, &every, r.near(&every, i))
	}
	for j := range s.Action {
		if t := r.byOthers(i, j); t != Yes {
			return t
		}
	}
	return Yes
}

// byOthers asks whether other statements cover one action pattern.
func (r *redundancy) byOthers(i, j int) Truth {
	at := [2]int{i, j}
	t, known := r.alone[at]
	if !known {
		a := &r.statements[i].Action[j]
		t = r.ask(r.only(i, j), a, r.near(a, i))
		r.alone[at] = t
	}
	return t
}

// action asks whether other actions of the statement, and other statements, cover one.
func (r *redundancy) action(i, j int) Truth {
	s, a := r.statements[i], &r.statements[i].Action[j]
	rest := *s
	rest.Action = nil
	for k := range s.Action {
		switch p := &s.Action[k]; {
		case k == j || !overlapActions(p, a):
		case newActionSet([]Pattern{*p}).includes(a):
			return Yes
		default:
			rest.Action = append(rest.Action, *p)
		}
	}
	if rest.Action == nil {
		return r.byOthers(i, j)
	}
	return r.ask(r.only(i, j), a, append(r.near(a, i), about(&rest, a)))
}

// only is a statement with one of its action patterns.
func (r *redundancy) only(i, j int) *Statement {
	s := *r.statements[i]
	s.Action = s.Action[j : j+1]
	return &s
}

// near are the other statements as far as they speak of the actions of a pattern.
func (r *redundancy) near(a *Pattern, but int) (all []*Statement) {
	service, _, ok := strings.Cut(strings.ToLower(a.Text), ":")
	candidates := append(slices.Clone(r.services[service]), r.others...)
	if !a.Constant() || !ok || strings.ContainsAny(service, "*?") {
		candidates = candidates[:0]
		for i := range r.statements {
			candidates = append(candidates, i)
		}
	}
	slices.Sort(candidates)
	for _, i := range slices.Compact(candidates) {
		if i == but {
			continue
		}
		if s := about(r.statements[i], a); s != nil {
			all = append(all, s)
		}
	}
	return all
}

// manyResources is the number of resources from which each is asked about alone.
const manyResources = 8

// ask asks whether a document without part, which is about the actions of a alone, allows the same.
func (r *redundancy) ask(part *Statement, a *Pattern, rest []*Statement) Truth {
	if len(part.Resource) < manyResources {
		return r.askOne(part, a, rest)
	}
	all := Yes
	for k := range part.Resource {
		one := *part
		one.Resource = part.Resource[k : k+1]
		if all = all.And(r.askOne(&one, a, rest)); all == No {
			break
		}
	}
	return all
}

func (r *redundancy) askOne(part *Statement, a *Pattern, rest []*Statement) Truth {
	rest = directly(part, rest)
	for _, o := range rest {
		if o.Effect == part.Effect && len(o.Unknown) == 0 && len(part.Unknown) == 0 && o.Action != nil && part.Action != nil && o.spans(part) && newActionSet(o.Action).includes(a) {
			return Yes
		}
	}
	if r.budget <= 0 {
		r.complete = false
		return Maybe
	}
	with, without := &Document{Version: Version2012, Statements: append([]*Statement{part}, rest...)}, &Document{Version: Version2012, Statements: rest}
	more, less, grants := with, without, []*Statement{part}
	if part.Effect == Deny {
		more, less, grants = without, with, nil
		for _, s := range rest {
			if s.Effect != Deny {
				grants = append(grants, s)
			}
		}
	}
	budget := min(maxRedundantOne, r.budget)
	r.budget -= priceOfQuestion + budget
	defer func() { r.budget += max(budget, 0) }()
	in := inquiry{documents: [][]*Document{{more}, {less}}, limit: limitTo(a), budget: &budget,
		goal: func(q *question, sides []side) status {
			allowed := q.allows(sides[0])
			if allowed == statusNo {
				return statusNo
			}
			return both(allowed, not(q.allows(sides[1])))
		},
		confirm: func(req *Request) bool { return more.allows(req) == Yes && less.allows(req) == No },
	}
	answer := No
	for _, s := range grants {
		n := s
		if part.Effect == Deny && s.Action != nil && len(s.Unknown) == 0 {
			n = about(s, a)
		}
		switch in.about(s, n).Verdict {
		case Yes:
			return No
		case Maybe:
			answer = Maybe
		}
	}
	if answer == Maybe {
		r.complete = false
		return Maybe
	}
	return Yes
}

// directly leaves out of what others allow what they allow an account for part to allow a principal
// of one. An account must give it on by policies of its own; a principal that is named has it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
func directly(part *Statement, rest []*Statement) []*Statement {
	if part.Effect != Allow || part.Principal == nil || !slices.ContainsFunc(part.Principal.Named, func(n Named) bool { return n.Kind == NameAWS && n.Name.Text != "*" && !namesAccount(n.Name.Text) }) {
		return rest
	}
	var all []*Statement
	for _, s := range rest {
		if s.Effect == Allow && s.Principal != nil && slices.ContainsFunc(s.Principal.Named, func(n Named) bool { return namesAccount(n.Name.Text) }) {
			c, p := *s, *s.Principal
			p.Named = slices.DeleteFunc(slices.Clone(p.Named), func(n Named) bool {
				return namesAccount(n.Name.Text) && !slices.ContainsFunc(part.Principal.Named, func(o Named) bool { return o.Name.Text == n.Name.Text })
			})
			if len(p.Named) == 0 && len(p.Unknown) == 0 {
				continue
			}
			c.Principal = &p
			s = &c
		}
		all = append(all, s)
	}
	return all
}

// namesAccount reports whether a principal is an account: its number, or its root.
func namesAccount(name string) bool {
	return len(name) == 12 && strings.Trim(name, "0123456789") == "" || strings.HasPrefix(name, "arn:") && strings.HasSuffix(name, ":root")
}
