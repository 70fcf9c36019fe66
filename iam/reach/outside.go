package reach

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// outside is somebody whom the graph does not declare. Nothing in their own account stops them; of
// somebody in the account of the graph the policies are not known.
func (m *Map) outside(who iam.Principal) *state {
	s := &state{who: who, key: "outside " + who.Name, name: who.Name}
	switch {
	case who.Account == "":
	case who.Account == m.account:
		s.identity = []held{{doc: m.unknown(nil, cloud.Because(cloud.NotInSource, "the policies of "+who.Name))}}
	default:
		s.identity = []held{{doc: m.all}}
	}
	return m.intern(s)
}

// elsewhere reports whether a state is of another account, from where only trust leads into this one.
func (m *Map) elsewhere(s *state) bool { return s.principal == nil && s.who.Account != m.account }

// ofAccount lists those of an account whom somebody who holds it can be: anybody, and everybody whom
// a trust policy names. Its root user cannot assume roles.
func (m *Map) ofAccount(account string) []*state {
	arn := "arn:" + m.partition + ":iam::" + account + ":"
	anybody := m.outside(iam.Principal{Kind: iam.Role, Name: arn + "role/anybody", Behind: arn + "role/anybody", Account: account})
	anybody.name = "somebody in account " + account
	all := []*state{anybody}
	for _, p := range m.principals {
		if p.trust == nil {
			continue
		}
		for _, st := range p.trust.Statements {
			if st.Principal == nil {
				continue
			}
			for _, named := range st.Principal.Named {
				who, err := iam.ParsePrincipal(named.Name.Text)
				if err != nil || !named.Name.Constant() || who.Account != account || who.Kind == iam.Root || !strings.HasPrefix(named.Name.Text, "arn:") {
					continue
				}
				if s := m.outside(who); !slices.Contains(all, s) {
					all = append(all, s)
				}
			}
		}
	}
	return all
}
