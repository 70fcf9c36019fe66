package rule

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// held are the policies that somebody has.
type held struct {
	identity []heldPolicy
	boundary []*iam.Document
	actions  *mentioned // once asked for
}

type heldPolicy struct {
	doc *iam.Document
	at  value // the document in its resource, or what names a policy of AWS
}

func (h *held) documents() (all []*iam.Document) {
	for _, p := range h.identity {
		all = append(all, p.doc)
	}
	return all
}

// held finds the policies behind a value: one for a document; for a role or user all that the
// template attaches to it.
func (r *run) held(v value) (*held, *cloud.Reason) {
	res := resourceOf(v)
	if res == nil {
		h := &held{}
		doc, why := r.policy(v, false)
		if doc != nil {
			h.identity = []heldPolicy{{doc, v}}
		}
		return h, why
	}
	return r.heldBy(v, res)
}

// attachments are the resources that give a policy to a role or a user, and the property that
// names it there.
func attachments(typ string) (all map[string][]string, ok bool) {
	switch typ {
	case "AWS::IAM::Role":
		return map[string][]string{"AWS::IAM::Policy": {"Roles", "*"}, "AWS::IAM::ManagedPolicy": {"Roles", "*"}, "AWS::IAM::RolePolicy": {"RoleName"}}, true
	case "AWS::IAM::User":
		return map[string][]string{"AWS::IAM::Policy": {"Users", "*"}, "AWS::IAM::ManagedPolicy": {"Users", "*"}, "AWS::IAM::UserPolicy": {"UserName"}}, true
	case "AWS::IAM::Group":
		return map[string][]string{"AWS::IAM::Policy": {"Groups", "*"}, "AWS::IAM::ManagedPolicy": {"Groups", "*"}, "AWS::IAM::GroupPolicy": {"GroupName"}}, true
	}
	return nil, false
}

func (r *run) heldBy(v value, res *cloud.Resource) (*held, *cloud.Reason) {
	from, ok := attachments(res.Type)
	if !ok {
		why := cloud.Because(cloud.NotChecked, "a "+res.Type+" has no policies of its own")
		return nil, &why
	}
	h := &held{}
	for _, it := range field(v, "Policies", dyn).list() {
		r.hold(h, field(it.value, "PolicyDocument", dyn), it.value.why, it.maybe)
	}
	for _, it := range field(v, "ManagedPolicyArns", dyn).list() {
		r.holdNamed(h, it)
	}
	for _, typ := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy"} {
		path := from[typ]
		if path == nil {
			continue
		}
		for _, it := range r.listing(r.assume.referrers(r.graph, res, path, r.graph.Referrers(res, typ, path...))).items {
			if it.value.kind == kindUnknown {
				h.holdUnread(it.value)
				continue
			}
			r.hold(h, field(it.value, "PolicyDocument", dyn), it.value.why, it.maybe)
		}
	}
	if res.Type == "AWS::IAM::User" {
		r.holdGroups(h, v, res)
	}
	if boundary := field(v, "PermissionsBoundary", dyn); boundary.kind != kindNull {
		limit := &held{}
		r.holdNamed(limit, item{value: boundary})
		h.boundary = limit.documents()
	}
	return h, nil
}

// list gives the items of a list; what is not known is an item of which nothing is known.
func (v value) list() []item {
	switch v.kind {
	case kindList:
		return v.items
	case kindUnknown:
		return []item{{value: v, maybe: v.why}}
	}
	return nil
}

// hold adds a document that is there perhaps, and of which perhaps nothing is known.
func (r *run) hold(h *held, at value, open, maybe []cloud.Reason) {
	doc, why := r.policy(at, false)
	if at.kind == kindUnknown {
		open = at.why
	}
	if why != nil {
		open = addReasons(open, []cloud.Reason{*why})
	}
	if len(open) > 0 {
		doc, _ = iam.Parse(cloud.NewUnknown(at.from.position(), open[0]))
		doc = widened(doc)
	}
	if doc != nil {
		h.identity = append(h.identity, heldPolicy{perhaps(doc, maybe), at})
	}
}

// holdUnread adds what policies that were not read may allow. That they may deny is left out: few do,
// and what the others allow shall not be lost for it.
func (h *held) holdUnread(at value) {
	doc, err := iam.Parse(cloud.NewUnknown(at.from.position(), at.why[0]))
	if err != nil {
		return // cannot be: of such a document nothing is known
	}
	doc = widened(doc)
	for _, s := range doc.Statements {
		s.Effect, s.Principal = iam.Allow, nil
	}
	h.identity = append(h.identity, heldPolicy{doc, at})
}

// holdNamed adds the policy that an ARN names.
func (r *run) holdNamed(h *held, it item) {
	if it.value.kind == kindUnknown {
		r.hold(h, it.value, it.value.why, it.maybe)
		return
	}
	if it.value.kind != kindText {
		return
	}
	g := grounding{graph: r.graph, account: r.account()}
	if arn, ok := g.text(it.value.text, false).Text(); ok && strings.Contains(arn, ":iam::aws:policy/") {
		doc, why := awsPolicy(arn)
		if why != nil {
			r.hold(h, unknown(*why), []cloud.Reason{*why}, it.maybe)
			return
		}
		h.identity = append(h.identity, heldPolicy{perhaps(doc, it.maybe), it.value})
		return
	}
	target, why := r.graph.Target("AWS::IAM::ManagedPolicy", it.value.text)
	if target == nil {
		if why == nil {
			missing := cloud.Because(cloud.NotInSource, "a managed policy")
			why = &missing
		}
		r.hold(h, unknown(*why), []cloud.Reason{*why}, it.maybe)
		return
	}
	r.hold(h, field(r.resource(target), "PolicyDocument", dyn), nil, it.maybe)
}

// awsPolicy reads a policy that AWS manages.
func awsPolicy(arn string) (*iam.Document, *cloud.Reason) {
	policy := iam.ManagedPolicy(arn)
	if policy == nil {
		why := cloud.Because(cloud.NotInSource, arn)
		return nil, &why
	}
	doc, err := policy.Document()
	if err != nil {
		why := refused(arn, err)
		return nil, &why
	}
	return doc, nil
}

// perhaps gives every statement of a document reasons for which it may not be there.
func perhaps(doc *iam.Document, maybe []cloud.Reason) *iam.Document {
	if len(maybe) == 0 {
		return doc
	}
	open := &iam.Document{Version: doc.Version, Pos: doc.Pos, Source: doc.Source}
	for _, s := range doc.Statements {
		copied := *s
		copied.Unknown = addReasons(s.Unknown, maybe)
		open.Statements = append(open.Statements, &copied)
	}
	return open
}

// alwaysAllow answers whether a request is allowed without any condition, or with no other than
// that of a denial. The reasons say what that depends on.
func (h *held) alwaysAllow(req *iam.Request) (iam.Truth, []cloud.Reason) {
	truth, why := always(h.documents(), req)
	if len(h.boundary) > 0 {
		limit, more := always(h.boundary, req)
		truth, why = truth.And(limit), addReasons(why, more)
	}
	return truth, why
}

func always(documents []*iam.Document, req *iam.Request) (iam.Truth, []cloud.Reason) {
	allow, deny := iam.No, iam.No
	var why []cloud.Reason
	for _, doc := range documents {
		for _, s := range doc.Statements {
			if len(s.Condition) > 0 {
				continue
			}
			applies := s.Applies(req, iam.IdentityPolicy)
			if applies == iam.No {
				continue
			}
			if len(s.Unknown) > 0 {
				applies = iam.Maybe
			}
			if applies == iam.Maybe {
				why = addReasons(why, s.Unknown)
				for _, list := range [][]iam.Pattern{s.Action, s.NotAction, s.Resource, s.NotResource} {
					if reason := open(list); reason != nil {
						why = addReasons(why, []cloud.Reason{*reason})
					}
				}
			}
			if s.Effect != iam.Deny {
				allow = allow.Or(applies)
			}
			if s.Effect != iam.Allow {
				deny = deny.Or(applies)
			}
		}
	}
	return allow.And(deny.Not()), why
}

// about leaves of documents what they say about one action.
func about(documents []*iam.Document, action string) (all []*iam.Document) {
	only := []iam.Pattern{iam.ActionPattern(action)}
	matches := func(patterns []iam.Pattern) bool {
		return slices.ContainsFunc(patterns, func(p iam.Pattern) bool { return p.Match(action, nil) == iam.Yes })
	}
	for _, doc := range documents {
		one := &iam.Document{Version: doc.Version, Pos: doc.Pos, Source: doc.Source}
		for _, s := range doc.Statements {
			if s.NotAction == nil && !matches(s.Action) || s.NotAction != nil && matches(s.NotAction) {
				continue
			}
			narrow := *s
			narrow.Action, narrow.NotAction = only, nil
			one.Statements = append(one.Statements, &narrow)
		}
		all = append(all, one)
	}
	return all
}

// showGrant records the action of the statement that allows a request, or what names its policy.
func (r *run) showGrant(h *held, req *iam.Request) {
	if r.quiet || req == nil {
		return
	}
	for _, p := range h.identity {
		for _, s := range p.doc.Statements {
			if s.Effect != iam.Allow || s.Applies(req, iam.IdentityPolicy) != iam.Yes {
				continue
			}
			if p.at.kind == kindText {
				r.record(p.at)
			} else {
				r.showStatement(p.at, s.Index, "Action", "NotAction")
			}
			return
		}
	}
}
