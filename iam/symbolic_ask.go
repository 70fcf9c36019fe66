package iam

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// inquiry is a question put for every value that policy variables can usefully have.
type inquiry struct {
	documents [][]*Document
	limit     limit
	also      *Statement // that must apply, too, or nil
	goal      func(q *question, sides []side) status
	reduce    func(n *Statement) *Statement       // leaves of an Allow what can be new, nil when nothing can; or nil
	values    func(key string) ([][]string, bool) // the only values of a key, or nil
	narrow    func(q *question)                   // restricts the choices, or nil
	confirm   func(req *Request) bool             // replays a witness through the concrete evaluator
	budget    *int
	tries     *int
	always    map[string][]string // what every request has, of the keys that the statements look at
}

// ask answers an inquiry, one Allow of the first group of documents after the other: only the
// statements that can apply together with it are looked at.
func ask(in inquiry) Answer {
	answer := in.ask()
	if answer.Verdict == Maybe && len(answer.Why) == 0 {
		answer.because(cloud.Because(cloud.Unresolvable, "policy", "what it allows depends on what is not known"))
	}
	return answer
}

func (in inquiry) ask() Answer {
	answer := Answer{Verdict: No}
	budget, tries := maxBudget, maxQuickAll
	in.budget, in.tries = &budget, &tries
	in.always = alwaysHas(in.documents)
	for _, d := range in.documents[0] {
		for _, n := range d.Statements {
			if n.Effect == Deny {
				continue
			}
			part := n
			if in.reduce != nil {
				if part = in.reduce(n); part == nil {
					continue
				}
			}
			switch one := in.about(n, part); one.Verdict {
			case Yes:
				one.Witness = in.plainer(in.shortest(one.Witness), n)
				spelled(one.Witness, in.documents)
				return one
			case Maybe:
				answer.because(one.Why...)
			}
			if budget <= 0 {
				answer.because(cloud.Because(cloud.NotChecked, "the policies tell too many classes of requests apart"))
				return answer
			}
		}
	}
	return answer
}

// about answers the inquiry for requests to which part, which is n or a part of it, applies.
func (in inquiry) about(n, part *Statement) Answer {
	answer := Answer{Verdict: No}
	if req := in.quick(part); req != nil {
		return Answer{Verdict: Yes, Witness: req}
	}
	documents := [][]*Document{relevant(in.documents[0], n, part, func(s *Statement) bool { return s.Effect != Allow })}
	for _, group := range in.documents[1:] {
		documents = append(documents, relevant(group, n, part, func(*Statement) bool { return true }))
	}
	all, complete := assignments(documents, in.values, in.budget)
	if !complete {
		answer.because(cloud.Because(cloud.NotChecked, "the policies use too many policy variables"))
	}
	base, sides, fullBase := newQuestion(in.budget, in.limit.and(part), documents...)
	for _, fixed := range all {
		q, full := base.with(fixed, (*question).addResources)
		full = full || fullBase
		q.goal = func(q *question) status { return in.goal(q, sides) }
		if in.narrow != nil {
			in.narrow(q)
		}
		if full {
			answer.because(cloud.Because(cloud.NotChecked, "the policies tell too many classes of requests apart"))
		}
		found := q.search(func() bool {
			req := q.witness()
			if req == nil || !in.confirm(req) {
				return false
			}
			answer.Witness = req
			return true
		})
		base.nodes = q.nodes // the limit is for all values of the variables together
		switch found {
		case Yes:
			return Answer{Verdict: Yes, Witness: answer.Witness}
		case Maybe:
			answer.because(q.vague...)
		}
		if *in.budget <= 0 || q.nodes > maxSearch {
			answer.because(cloud.Because(cloud.NotChecked, "the policies tell too many classes of requests apart"))
			return answer
		}
	}
	return answer
}

func (a *Answer) because(reasons ...cloud.Reason) {
	a.Verdict = Maybe
next:
	for _, r := range reasons {
		for _, have := range a.Why {
			if have.Equal(r) {
				continue next
			}
		}
		a.Why = append(a.Why, r)
	}
}

// witness makes a request of what is chosen, or nil when no such request exists.
func (q *question) witness() *Request {
	req := &Request{Principal: outsider(), Context: map[string][]string{}, ResourceAccount: q.space.limit.account}
	if c := q.chosen[dimensionPrincipal]; c >= 0 {
		req.Principal = q.space.dimensions[dimensionPrincipal].choices[c].principal
	}
	maps.Copy(req.Context, q.space.fixed)
	for d := dimensionKeys; d < len(q.chosen); d++ {
		if dim := &q.space.dimensions[d]; len(dim.choices) > 0 {
			req.Context[dim.key] = dim.choices[max(q.chosen[d], 0)].values
		}
	}
	needed := q.neededKeys()
	for _, name := range q.space.dimensions[dimensionAction].choices[max(q.chosen[dimensionAction], 0)].texts {
		q.nodes++
		if !slices.ContainsFunc(needed, func(key string) bool { return !canHave(name, key) }) {
			if req.Resource = q.space.realizeAction(name, q.chosen[dimensionResource]); req.Resource != "" {
				req.Action = name
				return req
			}
		}
	}
	return nil
}

// neededKeys are the condition keys that the request must have, which not every action can have.
func (q *question) neededKeys() (keys []string) {
	for d := dimensionKeys; d < len(q.chosen); d++ {
		if c := q.chosen[d]; c >= 0 && len(q.space.dimensions[d].choices[c].values) > 0 {
			keys = append(keys, q.space.dimensions[d].key)
		}
	}
	return keys
}

// canHave reports whether requests for an action can have a condition key. Global keys every
// request can have, and what an identity provider says of its users; of an action we do not know, we do not know.
func canHave(action, key string) bool {
	issuer, _, _ := strings.Cut(key, ":")
	if issuer == "aws" || issuer == "saml" || strings.Contains(issuer, ".") {
		return true
	}
	a := LookupAction(action)
	return a == nil || a.HasKey(key)
}

// allows reports whether a document alone allows a request: some Allow applies, and no Deny.
func (d *Document) allows(req *Request) Truth {
	kind := d.kind()
	allow, deny := No, No
	e := newEvaluation(req, &Policies{})
	var buffer [32]candidate
	for _, c := range e.candidates(d, buffer[:0]) {
		s := d.Statements[c.statement()]
		t, r := e.applies(s, kind, c.truth(), Maybe)
		applies := t.And(r.any())
		switch s.Effect {
		case Allow:
			allow = allow.Or(applies)
		case Deny:
			deny = deny.Or(applies)
		default:
			allow, deny = allow.Or(applies.And(Maybe)), deny.Or(applies.And(Maybe))
		}
	}
	return allow.And(deny.Not())
}

// kind is what kind of policy a document is as far as its statements show: one of a resource
// names principals.
func (d *Document) kind() PolicyKind {
	for _, s := range d.Statements {
		if s.Principal != nil || s.NotPrincipal != nil {
			return ResourcePolicy
		}
	}
	return IdentityPolicy
}

// alone combines documents that are attached together: any of them allows, any of them denies.
func alone(documents []*Document) *Document {
	all := &Document{Version: Version2012}
	for _, d := range documents {
		all.Statements = append(all.Statements, d.Statements...)
	}
	all.index = newIndex(all)
	return all
}
