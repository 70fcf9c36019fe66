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
func (p *path) need(g *grant, otherwise string) {
	p.truth = p.truth.And(g.truth)
	switch g.truth {
	case No:
		p.missing = append(p.missing, otherwise)
	case Maybe:
		p.why = append(p.why, g.why...)
	default:
		p.by = append(p.by, g.by)
	}
}

// never makes the chain impossible.
func (p *path) never(because string) {
	p.truth, p.missing = No, append(p.missing, because)
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
	for _, text := range o.missing {
		if !slices.Contains(p.missing, text) {
			p.missing = append(p.missing, text)
		}
	}
	return p
}

// core is what the policies of the principal and of the resource allow, before those of the
// organisation.
func (r *ruling) core() path {
	who := &r.req.Principal
	if !who.signed() {
		p := newPath()
		p.need(&r.resource.direct, r.resourceMisses())
		return p
	}
	if who.Kind == Root && r.action.text == "sts:assumerole" {
		p := newPath()
		p.never("the root user cannot assume roles")
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
		own.need(handed, r.resourceMisses())
	}
	best := own
	if r.resource.direct.truth != No {
		direct := newPath()
		direct.need(&r.resource.direct, "")
		best = best.or(direct)
	}
	if r.resource.role.truth != No {
		role := newPath()
		role.need(&r.resource.role, "")
		r.limits(&role)
		best = best.or(role)
	}
	if best.truth == No && !needed && r.policies.Resource != nil && r.resource.role.truth == No {
		best.missing = append(best.missing, r.resourceMisses())
	}
	return best
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
	p.need(&reached, "the resource is in another account, and "+r.resourceMisses())
	return p
}

// principalPath is what the principal's own policies allow.
func (r *ruling) principalPath() path {
	p := newPath()
	if r.req.Principal.Kind == Root {
		return p // the root user may do everything its account may
	}
	p.need(&r.identity.direct, "no identity policy allows it")
	r.limits(&p)
	return p
}

func (r *ruling) limits(p *path) {
	if r.hasBoundary {
		p.need(&r.boundary.direct, "the permissions boundary does not allow it")
	}
	if r.hasSession {
		p.need(&r.session.direct, "the session policies do not allow it")
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
