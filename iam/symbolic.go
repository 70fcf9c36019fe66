package iam

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// The symbolic questions ask about all requests at once: is there any that …? They are answered
// over classes of requests. Whatever statements can tell apart is one dimension (the action, the
// resource, the principal, each condition key); the strings of a dimension fall into finitely many
// classes by the patterns that match them; a search over the classes finds a request or shows that
// there is none. Every request found is replayed by Decide before it is reported.
//
// Actions are a closed world: those of the Service Authorization Reference, those the policies
// name, and one that AWS has yet to invent. Resources are what the formats of ARNs of an action
// allow.

// Answer is the answer to a symbolic question.
type Answer struct {
	// Verdict is Yes when there is such a request, No when there is none, and Maybe when that
	// depends on what is not known, or a limit was reached.
	Verdict Truth
	// Witness is a request that makes the answer Yes.
	Witness *Request
	// Why says for Maybe what it depends on.
	Why []cloud.Reason
}

// Limits of a search. They keep an answer within some 100 ms; beyond them it is Maybe.
const (
	maxClasses = 4096      // of one dimension
	maxSearch  = 500_000   // statements looked at for one grant
	maxBudget  = 1_500_000 // positions of globs looked at for one question
)

// side is a set of statements that together allow: some Allow applies and no Deny does.
type side struct{ allow, deny []int }

// question is a search for a request.
type question struct {
	rows  []row
	space space
	// goal tells from what applies whether the request is one that is looked for.
	goal func(q *question) status
	// state of the search
	chosen []int // by dimension, -1 when not chosen
	real   map[[2]int]bool
	nodes  int
	few    *int           // of the keys that not every request has, how many one may have; nil for any
	vague  []cloud.Reason // why a request could not be decided
}

// row is a statement: it applies when all its atoms hold.
type row struct {
	statement *Statement
	atoms     []atom
	vague     []cloud.Reason // a part of the statement is not known
}

// atom is a condition on one dimension.
type atom struct{ dimension, bit int }

// status is how far something is decided.
type status uint8

const (
	statusNo status = iota
	statusMaybe
	statusYes
	statusOpen // depends on dimensions that are not chosen yet
)

// row tells whether a statement applies.
func (q *question) row(i int) status {
	q.nodes++
	result := statusYes
	r := &q.rows[i]
	if len(r.vague) > 0 {
		result = statusMaybe
	}
	for _, a := range r.atoms {
		c := q.chosen[a.dimension]
		if c < 0 {
			result = statusOpen
			continue
		}
		switch choice := &q.space.dimensions[a.dimension].choices[c]; {
		case choice.yes.Has(a.bit):
		case choice.maybe.Has(a.bit):
			if result == statusYes {
				result = statusMaybe
			}
		default:
			return statusNo
		}
	}
	return result
}

// allows tells whether a side allows the request.
func (q *question) allows(s side) status {
	allow := statusNo
	for _, i := range s.allow {
		if allow = either(allow, q.row(i)); allow == statusYes {
			break
		}
	}
	if allow == statusNo {
		return statusNo
	}
	deny := statusNo
	for _, i := range s.deny {
		if deny = either(deny, q.row(i)); deny == statusYes {
			return statusNo
		}
	}
	return both(allow, not(deny))
}

// either is or, both is and, not is not: open counts as more than maybe, because choosing on may
// decide it.
func either(a, b status) status {
	switch {
	case a == statusYes || b == statusYes:
		return statusYes
	case a == statusOpen || b == statusOpen:
		return statusOpen
	}
	return max(a, b)
}

func both(a, b status) status { return not(either(not(a), not(b))) }

func not(a status) status {
	switch a {
	case statusYes:
		return statusNo
	case statusNo:
		return statusYes
	}
	return a
}

// search chooses dimension after dimension until the goal is decided. accept sees every request
// for which the goal is certain, and tells whether it is one.
func (q *question) search(accept func() bool) Truth {
	q.chosen = make([]int, len(q.space.dimensions))
	for i := range q.chosen {
		q.chosen[i] = -1
	}
	return q.descend(accept)
}

func (q *question) descend(accept func() bool) Truth {
	if q.nodes > maxSearch {
		q.blame(cloud.Because(cloud.NotChecked, "the search took too many steps"))
		return Maybe
	}
	switch q.goal(q) {
	case statusNo:
		return No
	case statusMaybe:
		q.blameRows()
		return Maybe
	case statusYes:
		if !q.realizable() {
			return No
		}
		if accept() {
			return Yes
		}
	}
	d := q.next()
	if d < 0 || d == dimensionResource+1 && !q.realizable() {
		return No
	}
	answer := No
	spent := d >= dimensionKeys && q.few != nil && !slices.Contains(alwaysThere, q.space.dimensions[d].key) && q.optionalKeys() >= *q.few
	if _, fixed := q.space.fixed[q.space.dimensions[d].key]; fixed {
		spent = false
	}
	for c := range q.space.dimensions[d].choices {
		if spent && len(q.space.dimensions[d].choices[c].values) > 0 {
			continue
		}
		q.chosen[d] = c
		switch q.descend(accept) {
		case Yes:
			return Yes
		case Maybe:
			answer = Maybe
		}
		if q.nodes > maxSearch {
			break
		}
	}
	q.chosen[d] = -1
	return answer
}

// realizable reports whether the chosen action can name a resource of the chosen class.
func (q *question) realizable() bool {
	at := [2]int{q.chosen[dimensionAction], q.chosen[dimensionResource]}
	ok, known := q.real[at]
	if !known {
		ok = at[0] < 0 || q.space.realizable(at[0], at[1])
		if q.real == nil {
			q.real = map[[2]int]bool{}
		}
		q.real[at] = ok
	}
	return ok
}

// next is the first dimension not chosen, in their order: action, resource, principal, keys.
func (q *question) next() int {
	for d, c := range q.chosen {
		if c < 0 {
			return d
		}
	}
	return -1
}

func (q *question) blame(why cloud.Reason) {
	for _, have := range q.vague {
		if have.Equal(why) {
			return
		}
	}
	if len(q.vague) < 8 {
		q.vague = append(q.vague, why)
	}
}

// blameRows notes why statements that may apply are not decided.
func (q *question) blameRows() {
	for i := range q.rows {
		if q.row(i) != statusMaybe {
			continue
		}
		for _, why := range q.rows[i].vague {
			q.blame(why)
		}
		s := q.rows[i].statement
		for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
			if p != nil {
				for _, why := range p.Unknown {
					q.blame(why)
				}
			}
		}
		for j := range s.Condition {
			c := &s.Condition[j]
			for _, why := range c.Unknown {
				q.blame(why)
			}
			if c.Operator.Base == NoOperator {
				q.blame(c.Operator.isNone())
			}
		}
		for _, p := range s.patterns() {
			if hole := p.FirstHole(); hole != nil {
				q.blame(hole.Reason)
			}
		}
	}
}

// patterns are all texts of a statement that may have holes.
func (s *Statement) patterns() []Pattern {
	all := append([]Pattern(nil), s.Action...)
	all = append(append(append(all, s.NotAction...), s.Resource...), s.NotResource...)
	for _, c := range s.Condition {
		all = append(all, c.Values...)
	}
	for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
		if p != nil {
			for _, n := range p.Named {
				all = append(all, n.Name)
			}
		}
	}
	return all
}
