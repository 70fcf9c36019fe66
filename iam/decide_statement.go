package iam

import "github.com/haechi-dev/haechi/cloud"

// Applies reports whether a statement applies to a request, as part of a policy of the kind. For
// kinds that name principals that includes whether it names the request's principal in any way:
// itself, its role or its account.
func (s *Statement) Applies(req *Request, kind PolicyKind) Truth {
	e := newEvaluation(req, &Policies{})
	action := e.actionFits(s)
	if action == No {
		return No
	}
	t, reach := e.applies(s, kind, action, Maybe)
	return t.And(reach.any())
}

// applies holds a statement whose action fits against the rest of the request; its resource is
// looked at unless it is sure to fit. Kinds of policies that name no principals reach everybody
// directly.
func (e *evaluation) applies(s *Statement, kind PolicyKind, action, resource Truth) (Truth, reach) {
	everybody := reach{direct: Yes}
	if s.Action == nil && s.NotAction == nil {
		return e.unknownStatement(s), everybody
	}
	t := action
	if t == Maybe {
		e.noteActions(s)
	}
	if resource != Yes {
		if t = t.And(e.resourceFits(s, kind)); t == No {
			return No, everybody
		}
	}
	r := everybody
	if kind == ResourcePolicy || kind == EndpointPolicy && (s.Principal != nil || s.NotPrincipal != nil) {
		if r = e.principal(s); r.any() == No {
			return No, r
		}
	}
	if len(s.Unknown) > 0 {
		t = t.And(e.because(s.Unknown...))
	}
	for i := range s.Condition {
		if t = t.And(e.condition(&s.Condition[i])); t == No {
			return No, r
		}
	}
	return t, r
}

func (e *evaluation) noteActions(s *Statement) {
	for _, list := range [][]Pattern{s.Action, s.NotAction} {
		for i := range list {
			e.noting(list[i].match(&e.action, e), &list[i], e.action.text)
		}
	}
}

// resourceFits holds Resource or NotResource of a statement against the resource. Without either,
// a resource policy is about the resource it is attached to; other kinds say nothing.
func (e *evaluation) resourceFits(s *Statement, kind PolicyKind) Truth {
	known := len(e.why)
	return e.settled(known, e.resourceHolds(s, kind))
}

func (e *evaluation) resourceHolds(s *Statement, kind PolicyKind) Truth {
	attached := kind == ResourcePolicy || kind == EndpointPolicy
	switch {
	case s.Resource != nil:
		return e.anyResource(s.Resource, attached)
	case s.NotResource != nil:
		return e.anyResource(s.NotResource, attached).Not()
	}
	return truth(attached)
}

// anyResource holds patterns against the resource. An ARN with fewer than six segments is
// completed in policies of principals; in those of resources only one with a wildcard is.
func (e *evaluation) anyResource(patterns []Pattern, attached bool) Truth {
	any := No
	for i := range patterns {
		p := &patterns[i]
		if attached && p.form.short && !p.form.wild {
			continue
		}
		t := p.match(&e.resource, e)
		if t == Yes {
			return Yes
		}
		any = any.Or(e.noting(t, p, e.resource.text))
	}
	return any
}

// verdict is what the policies of one kind say.
type verdict struct {
	deny    Truth
	denyWhy []cloud.Reason

	// What is allowed, by the way in which the principal is reached. Policies that name no
	// principals allow directly.
	direct, role, account grant
}

// grant is an answer to "is it allowed" with the statement that allows or the reasons for Maybe.
type grant struct {
	truth Truth
	by    Place
	why   []cloud.Reason
}

func (g *grant) add(t Truth, by Place, why []cloud.Reason) {
	switch {
	case t == No || g.truth == Yes:
	case t == Yes:
		*g = grant{truth: Yes, by: by}
	default:
		g.truth = Maybe
		g.why = append(g.why, why...)
	}
}

// denials are the statements that deny: the first of them, for any one decides, and how many more.
type denials struct {
	places []Place
	more   int
	others bool // some are not of RCPs
}

// maxDenials is how many statements that deny are named.
const maxDenials = 100

func (d *denials) full() bool { return len(d.places) >= maxDenials }

func (d *denials) any() bool { return len(d.places) > 0 }

func (d *denials) add(p Place) {
	d.others = d.others || p.Kind != ResourceControlPolicy
	if d.full() {
		d.more++
		return
	}
	d.places = append(d.places, p)
}

// judge holds documents of one kind against the request and adds the statements that deny.
func (e *evaluation) judge(v *verdict, docs []*Document, kind PolicyKind, level int, denies *denials) {
	for n, d := range docs {
		place := Place{Kind: kind, Level: level, Index: n, Document: d}
		deep := d.index.deeper(e, d)
		var buffer [32]candidate
		var found []candidate
		if deep == nil {
			found = e.candidates(d, buffer[:0])
			deep = d.index.deeperFor(e, d, found)
		}
		if deep != nil {
			var room [320]uint64
			narrowed := deep.narrow(e, kind, room[:])
			narrowed.weigh(e, v, deep, place, denies)
			continue
		}
		for _, c := range found {
			place.Statement = d.Statements[c.statement()]
			e.weigh(v, place, c.truth(), Maybe, denies)
		}
	}
}

// weigh adds to a verdict what one statement says. Its action fits or may fit; so may its resource,
// which is looked at unless it is sure.
func (e *evaluation) weigh(v *verdict, place Place, action, resource Truth, denies *denials) {
	s := place.Statement
	if s.Effect == Allow && v.direct.truth == Yes {
		return // one that allows is enough
	}
	e.why = nil
	t, r := e.applies(s, place.Kind, action, resource)
	if t == No {
		return
	}
	if s.Effect != Deny {
		if s.Effect == EffectUnknown {
			t = t.And(e.unknownStatement(s))
		}
		v.direct.add(t.And(r.direct), place, e.why)
		v.role.add(t.And(r.role), place, e.why)
		v.account.add(t.And(r.account), place, e.why)
	}
	if s.Effect != Allow {
		denied := t.And(r.any())
		v.deny = v.deny.Or(denied)
		switch denied {
		case Yes:
			denies.add(place)
		case Maybe:
			v.denyWhy = append(v.denyWhy, e.why...)
		}
	}
}
