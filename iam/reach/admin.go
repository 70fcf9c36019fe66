package reach

import "github.com/haechi-dev/haechi/iam"

// Admin is the target of those who want everything.
const Admin = "admin"

// probes are requests that somebody who may do everything may make. The first two are of services
// that no policy knows: only a grant of everything allows them.
var probes = []struct{ action, resource string }{
	{"unheardof:DoAnything", "*"},
	{"unheardof2:DoAnything", "arn:aws:unheardof2:us-east-1:${Account}:thing/anything"},
	{"iam:CreateUser", "arn:aws:iam::${Account}:user/anybody"},
	{"iam:PutUserPolicy", "arn:aws:iam::${Account}:user/anybody"},
	{"iam:CreateAccessKey", "arn:aws:iam::${Account}:user/anybody"},
	{"iam:CreateRole", "arn:aws:iam::${Account}:role/anything"},
	{"iam:PutRolePolicy", "arn:aws:iam::${Account}:role/anything"},
	{"s3:GetObject", "arn:aws:s3:::anything/anything"},
	{"lambda:InvokeFunction", "arn:aws:lambda:us-east-1:${Account}:function:anything"},
}

// admin asks whether somebody may do everything.
func (m *Map) admin(s *state) answer {
	if known, ok := m.admins[s]; ok {
		return known
	}
	a := answer{truth: iam.Yes}
	if s.principal == nil {
		a.truth = iam.No // powers elsewhere are none here
	}
	for _, p := range probes {
		if a.truth == iam.No {
			break
		}
		resource := m.probe(p.resource, s)
		one := m.may(s, p.action, resource, m.contextOf(p.action, s, nil), nil)
		a.truth = a.truth.And(one.truth)
		a.why = addReason(a.why, one.why...)
		if len(a.by) == 0 {
			a.by = one.by
		}
	}
	if a.truth == iam.No {
		a.why = nil
	}
	m.admins[s] = a
	return a
}
