package iam

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// index finds the statements of a document that may apply to an action, without holding the
// action against every pattern: a policy of 90 kB names thousands of actions.
type index struct {
	exact   map[string][]int32      // statements by an action they name
	service map[string][]patternRef // patterns with wildcards after the service
	rest    []patternRef            // the others: "*", NotAction, holes, wildcards in the service
	negated int                     // patterns of NotAction
	weight  []int32                 // of each statement: what it has to be held against, but for actions

	// A request that has many patterns and statements to look at asks for the deep index. It takes
	// longer to make than a decision does, so the first such request goes without.
	asked atomic.Int32
	once  sync.Once
	deep  *deepIndex
}

// deepFrom is the number of patterns and statements to look at from which the deep index is faster.
const deepFrom = 40

// heavyFrom is the weight of the statements whose action fits from which it is.
const heavyFrom = 64

// patternRef is a pattern of Action in a statement; pattern -1 stands for the whole statement.
type patternRef struct{ statement, pattern int32 }

// indexFrom is the number of patterns from which an index is faster than looking at them all.
const indexFrom = 24

func newIndex(d *Document) *index {
	total, heavy := 0, false
	weight := make([]int32, len(d.Statements))
	for i, s := range d.Statements {
		total += len(s.Action) + len(s.NotAction) + 1
		weight[i] = s.weight()
		heavy = heavy || weight[i] >= deepFrom
	}
	if total < indexFrom && !heavy {
		return nil
	}
	x := &index{exact: map[string][]int32{}, service: map[string][]patternRef{}, weight: weight}
	for i, s := range d.Statements {
		if s.Action == nil {
			x.rest = append(x.rest, patternRef{int32(i), -1})
			x.negated += len(s.NotAction)
		}
		for j := range s.Action {
			x.add(&s.Action[j].form, patternRef{int32(i), int32(j)})
		}
	}
	return x
}

func (x *index) add(f *form, ref patternRef) {
	if f.exact {
		if known := x.exact[f.literal]; len(known) == 0 || known[len(known)-1] != ref.statement {
			x.exact[f.literal] = append(known, ref.statement)
		}
		return
	}
	if f.constant && len(f.pieces) > 0 && f.pieces[0].Kind == Literal {
		if service, _, ok := strings.Cut(f.pieces[0].Text, ":"); ok {
			x.service[service] = append(x.service[service], ref)
			return
		}
	}
	x.rest = append(x.rest, ref)
}

// weight is how many things a request is held against for a statement whose action fits.
func (s *Statement) weight() int32 {
	n := 1 + len(s.Resource) + len(s.NotResource)
	for i := range s.Condition {
		n += 1 + min(len(s.Condition[i].Values), manyFrom)
	}
	for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
		if p != nil {
			n += min(len(p.Named), manyFrom)
		}
	}
	return int32(n)
}

// deeper returns the deep index for a request that has many patterns to look at, else nil.
func (x *index) deeper(e *evaluation, d *Document) *deepIndex {
	if x == nil || e.action.holes || e.resource.holes {
		return nil
	}
	service, _, _ := strings.Cut(e.action.text, ":")
	if len(x.exact[e.action.text])+len(x.service[service])+len(x.rest)+x.negated < deepFrom {
		return nil
	}
	return x.ready(d)
}

// deeperFor is deeper for a request whose action fits few statements, which may still be about much.
func (x *index) deeperFor(e *evaluation, d *Document, found []candidate) *deepIndex {
	if x == nil || e.action.holes || e.resource.holes {
		return nil
	}
	weight := int32(0)
	for _, c := range found {
		weight += x.weight[c.statement()]
	}
	if weight < heavyFrom {
		return nil
	}
	return x.ready(d)
}

func (x *index) ready(d *Document) *deepIndex {
	if x.asked.Load() == 0 && x.asked.Add(1) == 1 {
		return nil
	}
	x.once.Do(func() { x.deep = newDeepIndex(d) })
	return x.deep
}

// candidate is a statement whose action fits: twice its number, plus one when that is not sure.
type candidate int32

func (c candidate) statement() int { return int(c >> 1) }
func (c candidate) truth() Truth   { return Yes + Truth(c&1) }

func newCandidate(statement int32, t Truth) candidate {
	return candidate(statement<<1 | int32(t-Yes))
}

// candidates appends the statements whose action fits, in order, each once.
func (e *evaluation) candidates(d *Document, to []candidate) []candidate {
	x := d.index
	if x == nil {
		for i, s := range d.Statements {
			if t := e.actionFits(s); t != No {
				to = append(to, newCandidate(int32(i), t))
			}
		}
		return to
	}
	action := e.action.text
	for _, i := range x.exact[action] {
		to = append(to, newCandidate(i, Yes))
	}
	service, _, _ := strings.Cut(action, ":")
	to = e.fittingRefs(d, x.service[service], to)
	to = e.fittingRefs(d, x.rest, to)
	if e.action.holes { // then the exact names and the services may fit, too
		to = to[:0]
		for i, s := range d.Statements {
			if t := e.actionFits(s); t != No {
				to = append(to, newCandidate(int32(i), t))
			}
		}
	}
	slices.Sort(to)
	return slices.CompactFunc(to, func(a, b candidate) bool { return a.statement() == b.statement() })
}

func (e *evaluation) fittingRefs(d *Document, refs []patternRef, to []candidate) []candidate {
	for _, ref := range refs {
		s, t := d.Statements[ref.statement], No
		if ref.pattern < 0 {
			t = e.actionFits(s)
		} else {
			t = s.Action[ref.pattern].match(&e.action, e)
		}
		if t != No {
			to = append(to, newCandidate(ref.statement, t))
		}
	}
	return to
}

// actionFits holds Action or NotAction of a statement against the action.
func (e *evaluation) actionFits(s *Statement) Truth {
	switch {
	case s.Action != nil:
		return e.anyOf(s.Action, &e.action)
	case s.NotAction != nil:
		return e.anyOf(s.NotAction, &e.action).Not()
	}
	return Maybe // a statement of which nothing is known
}

func (e *evaluation) anyOf(patterns []Pattern, s *subject) Truth {
	any := No
	for i := range patterns {
		if any = any.Or(patterns[i].match(s, e)); any == Yes {
			return Yes
		}
	}
	return any
}
