package reach

import "github.com/haechi-dev/haechi/iam"

// Admin is the target of those who want everything.
const Admin = "admin"

type probe struct{ action, resource string }

// anything are requests to services that no policy knows: only a grant of everything allows them.
var anything = []probe{
	{"unheardof:DoAnything", "*"},
	{"unheardof2:DoAnything", "arn:aws:unheardof2:us-east-1:${Account}:thing/anything"},
}

// powers are requests that give somebody permissions. One is enough: an organisation that forbids
// users altogether still has administrators.
var powers = []probe{
	{"iam:PutRolePolicy", "arn:aws:iam::${Account}:role/anything"},
	{"iam:AttachRolePolicy", "arn:aws:iam::${Account}:role/anything"},
	{"iam:PutUserPolicy", "arn:aws:iam::${Account}:user/anybody"},
	{"iam:AttachUserPolicy", "arn:aws:iam::${Account}:user/anybody"},
	{"iam:CreatePolicyVersion", "arn:aws:iam::${Account}:policy/anything"},
}

// admin asks whether somebody may do everything, and may give permissions.
func (m *Map) admin(s *state) answer {
	if known, ok := m.admins[s]; ok {
		return known
	}
	a := answer{}
	if s.principal != nil { // powers elsewhere are none here
		a = m.allOf(s, anything)
	}
	if a.truth != iam.No {
		power := answer{}
		for _, p := range powers {
			if one := m.allOf(s, []probe{p}); one.truth == iam.Yes || power.truth == iam.No {
				power = one
			}
			if power.truth == iam.Yes {
				break
			}
		}
		a = answer{truth: a.truth.And(power.truth), by: a.by, why: addReason(a.why, power.why...)}
	}
	if a.truth == iam.No {
		a.why = nil
	}
	m.admins[s] = a
	return a
}

func (m *Map) allOf(s *state, all []probe) answer {
	a := answer{truth: iam.Yes}
	for _, p := range all {
		one := m.may(s, p.action, m.probe(p.resource, s), m.contextOf(p.action, s, nil), nil)
		a.truth = a.truth.And(one.truth)
		a.why = addReason(a.why, one.why...)
		if len(a.by) == 0 {
			a.by = one.by
		}
	}
	return a
}
