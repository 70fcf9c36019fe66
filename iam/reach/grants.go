package reach

import (
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
	return m.grantsOn(who, m.texts(on), m.policyOf(on), actions)
}

// GrantsOn is Grants for ARNs, with "${Partition}", "${Region}" and "${Account}" in them: those of
// something that the graph does not declare.
func (m *Map) GrantsOn(who *cloud.Resource, arns, actions []string) ([]Grant, bool) {
	filled := make([]string, 0, len(arns))
	for _, arn := range arns {
		filled = append(filled, m.fill(arn, m.region, m.account, "anything"))
	}
	return m.grantsOn(who, filled, nil, actions)
}

// Administrator answers whether a role or user of the graph may do everything, as it is.
func (m *Map) Administrator(who *cloud.Resource) iam.Truth {
	if p := m.byID[who.ID]; p != nil {
		return m.admin(m.state(p)).truth
	}
	return iam.No
}

func (m *Map) grantsOn(who *cloud.Resource, arns []string, policy *iam.Document, actions []string) (all []Grant, ok bool) {
	p := m.byID[who.ID]
	if p == nil {
		return nil, false
	}
	s := m.state(p)
	about := make([]bool, len(arns))
	for i, arn := range arns {
		about[i] = namesResource(s, arn)
	}
	for _, action := range actions {
		if policy == nil && !m.mentions(s, action) {
			continue
		}
		best, on := answer{}, ""
		for i, arn := range arns {
			if policy == nil && !about[i] {
				continue
			}
			a := m.may(s, action, arn, m.contextOf(action, s, nil), policy)
			if best.truth == iam.No || a.truth == iam.Yes && best.truth != iam.Yes {
				best, on = a, arn
			}
		}
		if best.truth == iam.No {
			continue
		}
		by := allowing(s, action, on)
		if len(by) == 0 && m.anybody(action, on, policy) {
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

// namesResource reports whether any statement that allows something may be about a resource: most of
// what there is ends here.
func namesResource(s *state, arn string) bool {
	for _, h := range s.identity {
		for _, st := range h.doc.Statements {
			if st.Effect == iam.Deny {
				continue
			}
			if len(st.Resource) == 0 || len(st.Unknown) > 0 {
				return true
			}
			for i := range st.Resource {
				if p := &st.Resource[i]; !p.Constant() || p.Match(arn, nil) != iam.No {
					return true
				}
			}
		}
	}
	return false
}

// mentions reports whether the policies say anything of an action that may allow it.
func (m *Map) mentions(s *state, action string) bool {
	granted, known := s.granted[action]
	if !known {
		granted = m.grants(s, []string{action})
		s.granted[action] = granted
	}
	return granted
}
