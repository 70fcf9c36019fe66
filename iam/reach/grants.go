package reach

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// Grant is an action that a role or user may do with something.
type Grant struct {
	Action  string // "s3:GetObject"
	Certain bool
	// By are all statements of the identity policies that allow it, or perhaps do: it is gone only
	// when all of them are.
	By  []iam.Place
	Why []cloud.Reason // what it depends on when it is not certain
}

// Grants lists which of some actions a role or user of the graph may do with a resource of the graph,
// in their order. A bucket's objects count as the bucket. What the policy of the resource lets anybody
// do is left out, unless the policies of who allow it, too: it needs no role. It is false when who is no
// role or user of the graph.
func (m *Map) Grants(who, on *cloud.Resource, actions []string) ([]Grant, bool) {
	return m.grantsOn(who, on, m.texts(on), m.policyOf(on), actions)
}

// GrantsOn is Grants for ARNs, with "${Partition}", "${Region}" and "${Account}" in them: those of
// something that the graph does not declare.
func (m *Map) GrantsOn(who *cloud.Resource, arns, actions []string) ([]Grant, bool) {
	filled := make([]string, 0, len(arns))
	for _, arn := range arns {
		filled = append(filled, m.fill(arn, m.region, m.account, "anything"))
	}
	return m.grantsOn(who, nil, filled, nil, actions)
}

// Administrator answers whether a role or user of the graph may do everything, as it is.
func (m *Map) Administrator(who *cloud.Resource) iam.Truth {
	if p := m.byID[who.ID]; p != nil {
		return m.admin(m.state(p)).truth
	}
	return iam.No
}

func (m *Map) grantsOn(who, on *cloud.Resource, arns []string, policy *iam.Document, actions []string) (all []Grant, ok bool) {
	p := m.byID[who.ID]
	if p == nil {
		return nil, false
	}
	s := m.state(p)
	granting := m.granting(s, arns, on)
	for _, action := range actions {
		if policy == nil && !slices.ContainsFunc(granting, func(st *iam.Statement) bool { return about(st, action) }) {
			continue
		}
		best, at := answer{}, ""
		for _, arn := range arns {
			a := m.may(s, action, arn, m.contextOf(action, s, nil), policy)
			if best.truth == iam.No || a.truth == iam.Yes && best.truth != iam.Yes {
				best, at = a, arn
			}
		}
		if best.truth == iam.No {
			continue
		}
		by := allowing(s, action, at)
		if len(by) == 0 && m.anybody(action, at, policy) {
			continue
		}
		all = append(all, Grant{action, best.truth == iam.Yes, by, best.why})
	}
	return all, true
}

// anybody reports whether a resource policy lets in a stranger who signed nothing.
func (m *Map) anybody(action, resource string, policy *iam.Document) bool {
	request := &iam.Request{Principal: iam.Principal{Kind: iam.Anonymous}, Action: action, Resource: resource, ResourceAccount: m.account, Open: true}
	return iam.Decide(request, &iam.Policies{Resource: policy, RCP: m.opt.RCP}).Result == iam.ResultAllow
}

// allowing lists the statements of the identity policies that allow an action, or perhaps do.
func allowing(s *state, action, resource string) (all []iam.Place) {
	request := &iam.Request{Principal: s.who, Action: action, Resource: resource, Open: true}
	for i, h := range s.identity {
		for _, st := range h.doc.Statements {
			if st.Effect != iam.Deny && st.Applies(request, iam.IdentityPolicy) != iam.No {
				all = append(all, iam.Place{Kind: iam.IdentityPolicy, Index: i, Document: h.doc, Statement: st})
			}
		}
	}
	return all
}

// granting lists the statements that may allow something with a resource: for most of what there is
// none does.
func (m *Map) granting(s *state, arns []string, on *cloud.Resource) (all []*iam.Statement) {
	for _, h := range s.identity {
		for _, st := range h.doc.Statements {
			may := len(st.Resource) == 0 || len(st.Unknown) > 0
			for i := 0; i < len(st.Resource) && !may; i++ {
				p := &st.Resource[i]
				if on != nil && m.NamesOther(p, on) {
					continue
				}
				may = !p.Constant() || slices.ContainsFunc(arns, func(arn string) bool { return p.Match(arn, nil) != iam.No })
			}
			if may && st.Effect != iam.Deny {
				all = append(all, st)
			}
		}
	}
	return all
}

// NamesOther reports whether a pattern holds the name of another resource of the graph: the deployment
// gives no name twice, and that of on is not made of the other's.
func (m *Map) NamesOther(p *iam.Pattern, on *cloud.Resource) bool {
	for i := range p.Pieces {
		piece := &p.Pieces[i]
		if piece.Kind != iam.Hole || piece.Hole.Ref == nil || piece.Hole.Ref.Resource == on.ID || m.graph.Resource(piece.Hole.Ref.Resource) == nil {
			continue
		}
		if !slices.ContainsFunc(on.ARN.Refs(), func(r cloud.Reference) bool { return r.Resource == piece.Hole.Ref.Resource }) {
			return true
		}
	}
	return false
}
