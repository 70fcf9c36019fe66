package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// path is one way to be allowed: a chain of grants, all of which are needed.
type path struct {
	truth   Truth
	by      []Place
	missing []string
	why     []cloud.Reason
}

func newPath() path { return path{truth: Yes} }

// need adds a grant to the chain; otherwise says what is missing when there is none.
func (p *path) need(g *grant, otherwise func() string) {
	p.truth = p.truth.And(g.truth)
	switch g.truth {
	case No:
		p.missing = append(p.missing, otherwise())
	case Maybe:
		p.why = append(p.why, g.why...)
	default:
		p.by = append(p.by, g.by)
	}
}

// must adds a condition to the chain that no statement grants.
func (p *path) must(t Truth, why *cloud.Reason, otherwise string) {
	p.truth = p.truth.And(t)
	if t == No {
		p.missing = append(p.missing, otherwise)
	}
	if t == Maybe && why != nil {
		p.why = append(p.why, *why)
	}
}

// or returns the better of two ways: one that is there, else one that may be, else the first with
// what both miss.
func (p path) or(o path) path {
	switch {
	case p.truth == Yes || p.truth == Maybe && o.truth == No:
		return p
	case o.truth == Yes || o.truth == Maybe && p.truth == No:
		return o
	case p.truth == Maybe:
		p.why = append(p.why, o.why...)
		return p
	}
	p.missing = append(p.missing, o.missing...)
	return p
}

// core is what the policies of the principal and of the resource allow, before those of the
// organisation.
func (r *ruling) core() path {
	who := &r.req.Principal
	if !who.signed() {
		p := newPath()
		p.need(&r.resource.direct, r.resourceMisses)
		return p
	}
	if who.Kind == Root && r.action.text == "sts:assumerole" {
		p := newPath()
		p.must(No, nil, "the root user cannot assume roles")
		return p
	}
	same, why := r.sameAccount()
	switch same {
	case Yes:
		return r.sameAccountPath()
	case No:
		return r.crossAccountPath()
	}
	a, b := r.sameAccountPath(), r.crossAccountPath()
	if a.truth == b.truth {
		return a
	}
	return path{truth: Maybe, why: append(append(why, a.why...), b.why...)}
}

// sameAccount compares the accounts of principal and resource. What belongs to AWS itself (a
// managed policy, say) is guarded by the policies of the principal only.
func (r *ruling) sameAccount() (Truth, []cloud.Reason) {
	mine, theirs := r.req.Principal.Account, r.resourceAccount()
	if mine == theirs {
		return Yes, nil
	}
	if !hasHole(mine) && !hasHole(theirs) {
		return No, nil
	}
	reason := cloud.Because(cloud.AtDeployment, holeName(mine+theirs))
	return matchSymbols(textSymbols(mine), textSymbols(theirs)), []cloud.Reason{reason}
}

// sameAccountPath: either side may allow. A resource policy that reaches the principal directly
// is limited by nothing else, one that reaches its role by boundary and session policies. Keys
// and trust policies must have a hand in it: identity policies count only when the resource's
// policy hands the decision to the account
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html,
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html).
func (r *ruling) sameAccountPath() path {
	own, needed := r.principalPath(), r.needsResourcePolicy()
	if needed {
		handed := &r.resource.account
		if r.req.Principal.Kind == Root {
			handed = &r.resource.direct
		}
		own.need(handed, r.resourceMisses)
	}
	direct, role := newPath(), newPath()
	direct.need(&r.resource.direct, r.resourceMisses)
	role.need(&r.resource.role, r.resourceMisses)
	r.limits(&role)
	best := own.or(direct).or(role)
	if best.truth == No {
		best.missing = own.missing
		switch {
		case r.resource.role.truth != No:
			best.missing = withNew(best.missing, role.missing)
		case !needed && r.policies.Resource != nil:
			best.missing = withNew(best.missing, direct.missing)
		}
	}
	return best
}

func withNew(all, more []string) []string {
	for _, text := range more {
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

// crossAccountPath: both sides must allow. How the resource policy names the principal does not
// matter; what limits the principal in its own account does
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html).
func (r *ruling) crossAccountPath() path {
	p := r.principalPath()
	reached := r.resource.direct
	for _, g := range []grant{r.resource.role, r.resource.account} {
		reached.add(g.truth, g.by, g.why)
	}
	p.need(&reached, func() string {
		return "the resource is in another account, and " + r.resourceMisses()
	})
	return p
}

// principalPath is what the principal's own policies allow.
func (r *ruling) principalPath() path {
	p := newPath()
	if r.req.Principal.Kind == Root {
		return p // the root user may do everything its account may
	}
	p.need(&r.identity.direct, func() string { return "no identity policy allows it" })
	r.limits(&p)
	return p
}

func (r *ruling) limits(p *path) {
	if r.hasBoundary {
		p.need(&r.boundary.direct, func() string { return "the permissions boundary does not allow it" })
	}
	if r.hasSession {
		p.need(&r.session.direct, func() string { return "the session policies do not allow it" })
	}
}

func (r *ruling) resourceMisses() string {
	if r.policies.Resource == nil {
		return "no resource policy is given that could allow it"
	}
	return "the resource policy does not allow it"
}

// needsResourcePolicy reports whether nothing goes without the policy of the resource: keys of KMS
// and roles to be assumed.
func (r *ruling) needsResourcePolicy() bool {
	target := &r.evaluation.resource
	service, operation, _ := strings.Cut(r.action.text, ":")
	if !target.isARN() {
		return false
	}
	switch service {
	case "kms":
		return target.segment(2) == "kms" && strings.HasPrefix(target.segment(5), "key/")
	case "sts":
		return target.segment(2) == "iam" && strings.HasPrefix(target.segment(5), "role/") &&
			(strings.HasPrefix(operation, "assumerole") || operation == "tagsession" || operation == "setsourceidentity" || operation == "setcontext")
	}
	return false
}
