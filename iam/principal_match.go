package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// reach is in which of its names a policy reaches a principal. Which policies of the principal's
// own limit the grant depends on it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html).
type reach struct {
	direct  Truth // the user, the session, the service, everybody: nothing else limits the grant
	role    Truth // the role (or the user behind a federated session): boundary and session policy limit
	account Truth // the account: it may hand the grant on by identity policies
}

func (r reach) any() Truth { return r.direct.Or(r.role).Or(r.account) }

func (p *Principal) signed() bool {
	return p.Kind != Anonymous && p.Kind != Service && p.Kind != Federated
}

// reaches holds the principals that a policy names against the one of the request.
func (e *evaluation) reaches(names *Principals) reach {
	var r reach
	add := func(i int32) bool {
		n := e.reachedBy(&names.Named[i])
		r.direct, r.role, r.account = r.direct.Or(n.direct), r.role.Or(n.role), r.account.Or(n.account)
		return r.direct != Yes
	}
	if x := names.many.ready(names); x != nil && !e.req.Principal.hasHole() {
		x.may(&e.req.Principal, add)
	} else {
		for i := range names.Named {
			if !add(int32(i)) {
				break
			}
		}
	}
	if r.direct == Yes {
		return r
	}
	if len(names.Unknown) > 0 {
		r.direct = r.direct.Or(e.because(names.Unknown...))
	}
	return r
}

func (e *evaluation) reachedBy(n *Named) (r reach) {
	p := &e.req.Principal
	switch n.Kind {
	case NameService:
		r.direct = truth(p.Kind == Service).And(e.same(&n.Name, p.Name))
	case NameFederated:
		r.direct = truth(p.Kind == Federated).And(e.same(&n.Name, p.Name))
	case NameCanonicalUser:
		// The canonical id of an account stands in no request; a context may give it.
		if id, known := e.context("s3:canonicalId"); known == Yes && len(id) == 1 {
			r.account = e.same(&n.Name, id[0])
		}
	case NameAWS:
		return e.reachedByAWS(n)
	}
	return r
}

func (e *evaluation) reachedByAWS(n *Named) (r reach) {
	p := &e.req.Principal
	if n.Name.form.all {
		r.direct = Yes
		return r
	}
	if !p.signed() {
		if n.Name.form.holes {
			r.direct = e.noting(e.same(&n.Name, "*"), &n.Name, "")
		}
		return r
	}
	r.account = e.namesAccount(n)
	switch p.Kind {
	case Root:
		r.direct, r.account = r.account, No
	case User:
		r.direct = e.same(&n.Name, p.Name)
		if e.policies != nil && len(e.policies.Session) > 0 { // then it is a session that the user made
			r.direct, r.role = No, r.direct
		}
	case Role:
		r.role = e.namesRole(n)
	case RoleSession:
		r.direct, r.role = e.same(&n.Name, p.Name), e.namesRole(n)
	case FederatedSession:
		r.direct, r.role = e.same(&n.Name, p.Name), e.same(&n.Name, p.Behind)
	}
	return r
}

// same compares a principal's name, in which a star is no wildcard.
func (e *evaluation) same(name *Pattern, text string) Truth {
	return e.noting(name.equal(text, false, e), name, text)
}

// namesAccount reports whether a policy names the principal's account: by its number or by the ARN
// of its root user, which mean the same.
func (e *evaluation) namesAccount(n *Named) Truth {
	text, account := n.Name.Text, e.req.Principal.Account
	if !n.Name.form.holes && !hasHole(account) {
		return truth(text == account || strings.HasSuffix(text, ":root") && text == rootOf(e.req.Principal.Name, account))
	}
	t := n.Name.equal(rootOf(e.req.Principal.Name, account), false, e).Or(n.Name.equal(account, false, e))
	return e.noting(t, &n.Name, account)
}

func rootOf(arn, account string) string {
	s := newSubject(arn)
	partition := "aws"
	if s.isARN() {
		partition = s.segment(1)
	}
	return "arn:" + partition + ":iam::" + account + ":root"
}

// namesRole compares a role's ARN with that of the role behind the principal. The ARN of a session
// lacks the path of its role; but a name is unique in an account whatever the path
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), so the last
// component decides for sessions.
func (e *evaluation) namesRole(n *Named) Truth {
	p := &e.req.Principal
	if n.Name.form.exact && !hasHole(p.Behind) { // most
		return truth(n.Name.form.literal == p.Behind || p.Kind == RoleSession && sameRole(n.Name.form.literal, p.Behind))
	}
	t := n.Name.equal(p.Behind, false, e)
	if t != No || p.Kind != RoleSession || n.Name.form.holes {
		return e.noting(t, &n.Name, p.Behind)
	}
	return truth(sameRole(n.Name.Text, p.Behind))
}

func (p *Principal) hasHole() bool { return hasHole(p.Name) || hasHole(p.Account) || hasHole(p.Behind) }

// sameRole compares ARNs of roles but for their paths.
func sameRole(a, b string) bool {
	i, j := strings.LastIndexByte(a, '/'), strings.LastIndexByte(b, '/')
	if i < 0 || j < 0 || a[i:] != b[j:] {
		return false
	}
	i, j = strings.Index(a, ":role/"), strings.Index(b, ":role/")
	return i >= 0 && j >= 0 && a[:i] == b[:j]
}

func withoutPath(arn string) string {
	before, path, ok := strings.Cut(arn, ":role/")
	if !ok {
		return arn
	}
	return before + ":role/" + path[strings.LastIndexByte(path, '/')+1:]
}

// principal holds a statement of a resource policy against the principal of the request.
func (e *evaluation) principal(s *Statement) reach {
	switch {
	case s.Principal != nil:
		return e.reaches(s.Principal)
	case s.NotPrincipal != nil:
		return reach{direct: e.notAmong(s)}
	}
	return reach{}
}

// notAmong reports whether a statement with NotPrincipal applies. It exempts the principal only
// by its own name: that of its account exempts the root user, that of its role does not exempt
// the session; and a Deny exempts nobody who has a permissions boundary
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html).
func (e *evaluation) notAmong(s *Statement) Truth {
	if s.Effect == Deny && e.bounded {
		return Yes
	}
	r := e.reaches(s.NotPrincipal)
	switch e.req.Principal.Kind {
	case Role, User: // which session it will be, or is, is not said
		return r.direct.Or(r.role).Not()
	}
	return r.direct.Not()
}

// unknownStatement notes what a statement whose effect is open depends on.
func (e *evaluation) unknownStatement(s *Statement) Truth {
	if len(s.Unknown) == 0 {
		return e.because(cloud.Because(cloud.Unresolvable, "statement", "its effect is not known"))
	}
	return e.because(s.Unknown...)
}
