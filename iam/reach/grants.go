package reach

import (
	"slices"
	"strings"

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
// do is left out, unless the policies of who allow it, too: it needs no role. So is what it perhaps lets
// every role of the account do, under some condition. It is false when who is no role or user of the
// graph.
func (m *Map) Grants(who, on *cloud.Resource, actions []string) ([]Grant, bool) {
	return m.grantsOn(who, on, m.texts(on), m.policyOf(on), actions)
}

// GrantsOn is Grants for ARNs, with "${Partition}", "${Region}" and "${Account}" in them: those of
// something that the graph does not declare.
func (m *Map) GrantsOn(who *cloud.Resource, arns, actions []string) ([]Grant, bool) {
	p := m.byID[who.ID]
	if p == nil {
		return nil, false
	}
	arns = m.undeclared(arns, p.who.Account)
	var policy *iam.Document
	if len(arns) > 0 && strings.Contains(arns[0], ":kms:") {
		policy = m.delegating(p.who.Account)
	}
	return m.grantsOn(who, nil, arns, policy, actions)
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
	granting, asked := m.granting(s, arns, on)
	for _, action := range actions {
		if policy == nil && !slices.ContainsFunc(granting, func(st *iam.Statement) bool { return about(st, action) }) {
			continue
		}
		context := m.contextOf(action, s, nil)
		best, at := answer{}, ""
		for i, arn := range asked {
			if i >= len(arns) && !fits(arn, []string{action}) {
				continue // an action on a bucket is none on its objects
			}
			a := m.decide(s, action, arn, context, policy)
			if best.truth == iam.No || a.truth == iam.Yes && best.truth != iam.Yes {
				best, at = a, arn
			}
			if best.truth == iam.Yes {
				break
			}
		}
		if best.truth == iam.No {
			continue
		}
		by := allowing(s, action, at)
		if len(by) == 0 && (m.anybody(action, at, policy) || best.truth == iam.Maybe && onlyConditions(best.why) && m.decide(m.anybodyIn(p.who.Account), action, at, context, policy).truth != iam.No) {
			continue
		}
		all = append(all, Grant{action, best.truth == iam.Yes, by, best.why})
	}
	return all, true
}

// onlyConditions reports whether an answer depends on nothing but what a request says: not on a policy
// that was not read.
func onlyConditions(why []cloud.Reason) bool {
	return !slices.ContainsFunc(why, func(one cloud.Reason) bool {
		return one.Code != cloud.NotInSource || len(one.Args) == 0 || !strings.HasPrefix(one.Args[0], "the condition key ")
	})
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

// granting lists the statements that may allow something with a resource, for most of what there is
// none does; and adds what is in the resource that they are about.
func (m *Map) granting(s *state, arns []string, on *cloud.Resource) (all []*iam.Statement, asked []string) {
	asked = arns
	for _, h := range s.identity {
		for _, st := range h.doc.Statements {
			if st.Effect == iam.Deny {
				continue
			}
			may := len(st.Resource) == 0 || len(st.Unknown) > 0
			for i := range st.Resource {
				p := &st.Resource[i]
				if on != nil && m.NamesOther(p, on) {
					continue
				}
				if slices.ContainsFunc(arns, func(arn string) bool { return mayMatch(p, arn) }) {
					may = true
				}
				if len(arns) == 0 || len(asked) >= maxAsked {
					may = true
					continue
				}
				if text, found := within(p, arns[0]); found {
					may = true
					if !slices.Contains(asked, text) {
						asked = append(asked[:len(asked):len(asked)], text)
					}
				}
			}
			if may {
				all = append(all, st)
			}
		}
	}
	return all, asked
}

// mayMatch reports whether a pattern may match a text, whatever its variables stand for.
func mayMatch(p *iam.Pattern, text string) bool {
	return agree(text, literalHead(p)) &&
		(slices.ContainsFunc(p.Pieces, func(piece iam.Piece) bool { return piece.Kind == iam.Variable }) || p.Match(text, nil) != iam.No)
}

// maxAsked bounds of how many things in a resource it is asked whether a role may do something with them.
const maxAsked = 16

// NamesOther reports whether a pattern is certainly not about a resource of the graph: it begins
// otherwise, holds the name of another resource (the deployment gives no name twice), or writes out a
// name where the deployment makes one up.
func (m *Map) NamesOther(p *iam.Pattern, on *cloud.Resource) bool {
	arn, head := m.text(on.ARN), literalHead(p)
	if arn == "" {
		return false
	}
	if !agree(arn, head) {
		return true
	}
	own := false
	for _, ref := range on.ARN.Refs() {
		own = own || ref.Resource == on.ID
	}
	if own && writtenOut(p, arn, head) {
		return true
	}
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

// writtenOut reports whether a pattern has a whole name in the place of the name in an ARN, which is a
// hole: "table/orders", "bucket/" with anything behind.
func writtenOut(p *iam.Pattern, arn, head string) bool {
	part := segments(arn)
	if len(part) != 6 {
		return false
	}
	before, _, hole := strings.Cut(part[5], "\x00")
	if !hole {
		return false
	}
	name, whole := literalName(p)
	if !whole {
		written := segments(head)
		if len(written) != 6 {
			return false
		}
		name = written[5]
	}
	name, begins := strings.CutPrefix(name, before)
	return begins && name != "" && (whole || strings.ContainsAny(name, "/:"))
}
