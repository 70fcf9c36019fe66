package iam

import (
	"fmt"
	"strings"
)

// Other is a statement that a decision does not rest on, and why.
type Other struct {
	Place
	Because string
}

// Explain says of every statement that the decision does not rest on why it did not count: what of
// it does not fit the request, or, when all fits, what made it not matter.
func Explain(req *Request, p *Policies, d *Decision) []Other {
	x := explainer{evaluation: newEvaluation(req, p), decision: d}
	x.bounded = len(p.Boundary) > 0 && req.Principal.signed() && req.Principal.Kind != Root
	x.documents(IdentityPolicy, 0, p.Identity)
	x.documents(BoundaryPolicy, 0, p.Boundary)
	x.documents(SessionPolicy, 0, p.Session)
	if p.Resource != nil {
		x.documents(ResourcePolicy, 0, []*Document{p.Resource})
	}
	for level, docs := range p.SCP {
		x.documents(ServiceControlPolicy, level, docs)
	}
	for level, docs := range p.RCP {
		x.documents(ResourceControlPolicy, level, docs)
	}
	x.documents(EndpointPolicy, 0, p.Endpoint)
	return x.others
}

type explainer struct {
	evaluation
	decision *Decision
	others   []Other
}

func (x *explainer) documents(kind PolicyKind, level int, docs []*Document) {
	for n, d := range docs {
		for _, s := range d.Statements {
			place := Place{Kind: kind, Level: level, Index: n, Document: d, Statement: s}
			if !x.decides(place) {
				x.others = append(x.others, Other{place, x.whyNot(place)})
			}
		}
	}
}

func (x *explainer) decides(p Place) bool {
	for _, by := range x.decision.By {
		if by.Kind == p.Kind && by.Level == p.Level && by.Index == p.Index && by.Statement == p.Statement {
			return true
		}
	}
	return false
}

// whyNot names the first part of a statement that does not fit the request.
func (x *explainer) whyNot(p Place) string {
	s := p.Statement
	action := x.actionFits(s)
	switch {
	case s.Action == nil && s.NotAction == nil:
		return "the statement is not known"
	case action == No && s.NotAction != nil:
		return "its NotAction names the action"
	case action == No:
		return "its actions do not include " + x.req.Action
	case x.resourceFits(s, p.Kind) == No && s.NotResource != nil:
		return "its NotResource names the resource"
	case x.resourceFits(s, p.Kind) == No && s.Resource == nil:
		return "it has no Resource"
	case x.resourceFits(s, p.Kind) == No:
		return "its resources do not include " + x.resource.text
	}
	if p.Kind == ResourcePolicy || p.Kind == EndpointPolicy && (s.Principal != nil || s.NotPrincipal != nil) {
		if why := x.principalMisses(s); why != "" {
			return why
		}
	}
	for i := range s.Condition {
		if x.condition(&s.Condition[i]) == No {
			return x.conditionMisses(&s.Condition[i])
		}
	}
	if t, r := x.applies(s, p.Kind, action, Maybe); t.And(r.any()) == Maybe {
		return "whether it applies is not known"
	}
	return x.fitsButDoesNotMatter(p)
}

func (x *explainer) principalMisses(s *Statement) string {
	switch r := x.principal(s); {
	case r.any() != No:
		return ""
	case s.NotPrincipal != nil:
		return "its NotPrincipal names the " + x.req.Principal.Kind.String()
	case s.Principal == nil:
		return "it names no principal"
	}
	return "it does not name the " + x.req.Principal.Kind.String()
}

func (x *explainer) conditionMisses(c *Condition) string {
	values, known := x.context(c.Key)
	var wanted []string
	for i := range c.Values {
		wanted = append(wanted, readable(c.Values[i].Text))
	}
	has := "is absent"
	if known == Yes {
		has = fmt.Sprintf("is %q", strings.Join(values, ", "))
	}
	if len(values) > 1 && c.Operator.Set == NoSet && c.Operator.Base != Null {
		return fmt.Sprintf("its condition %s does not take the several values of %s; it needs ForAnyValue or ForAllValues", c.Operator.Text, c.Key)
	}
	return fmt.Sprintf("its condition %s %s %q does not hold: the key %s", c.Operator.Text, c.Key, strings.Join(wanted, ", "), has)
}

// readable writes holes as templates do.
func readable(text string) string {
	parts := strings.Split(text, string(holeMark))
	for i := 1; i < len(parts); i += 2 {
		parts[i] = "${" + parts[i] + "}"
	}
	return strings.Join(parts, "")
}

func (x *explainer) fitsButDoesNotMatter(p Place) string {
	who := x.req.Principal.Kind
	switch {
	case p.Statement.Effect == Deny && x.decision.More > 0 && !(p.Kind >= ServiceControlPolicy && p.Kind <= ResourceControlPolicy && x.req.Principal.serviceLinked()):
		return "it denies, too"
	case p.Statement.Effect == Deny:
		return "policies of the organisation do not apply to the " + who.String()
	case x.decision.Result == ResultExplicitDeny:
		return "it allows, but an explicit deny decides"
	case p.Kind == ResourceControlPolicy:
		return "an RCP grants nothing"
	case p.Kind == ResourcePolicy && x.decision.Result == ResultImplicitDeny && x.principal(p.Statement).direct == No:
		return "it names the account or the role, and so needs more: " + strings.Join(x.decision.Missing, "; ")
	case x.decision.Result == ResultImplicitDeny:
		return "it allows, but is not enough: " + strings.Join(x.decision.Missing, "; ")
	case x.decision.Result == ResultUnknown:
		return "it allows, but that is not all"
	}
	return "it allows, too"
}
