package iam

// outsider is a principal of an account that no policy names.
const outsiderAccount = "999988887777"

func outsider() Principal {
	arn := "arn:aws:iam::" + outsiderAccount + ":role/outsider"
	return Principal{Kind: Role, Name: arn, Account: outsiderAccount, Behind: arn}
}

// addPrincipals finds the classes of principals. Identity policies name none.
func (q *question) addPrincipals(statements []*Statement) bool {
	c := &classifier{}
	for i, s := range statements {
		if s.Principal == nil && s.NotPrincipal == nil {
			continue
		}
		q.bind(i, dimensionPrincipal, len(c.atoms))
		c.atoms = append(c.atoms, func(candidate choice) Truth {
			e := newEvaluation(&Request{Principal: candidate.principal, Context: q.space.fixed}, nil)
			return e.principal(s).any()
		})
	}
	for _, p := range candidatePrincipals(statements) {
		if q.space.limit.who == nil || q.space.limit.who(&p) {
			c.add(choice{principal: p})
		}
	}
	return q.setDimension(dimensionPrincipal, c)
}

// candidatePrincipals are those that the statements name, somebody of the accounts they name,
// somebody of another account, and nobody in particular.
func candidatePrincipals(statements []*Statement) []Principal {
	all := []Principal{outsider(), anonymous, {Kind: Service, Name: "other-service.amazonaws.com"}}
	for _, s := range statements {
		for _, named := range []*Principals{s.Principal, s.NotPrincipal} {
			if named == nil {
				continue
			}
			for _, n := range named.Named {
				all = append(all, membersOf(n)...)
			}
		}
	}
	return all
}

func membersOf(n Named) []Principal {
	p, err := ParsePrincipal(n.Name.Text)
	if err != nil {
		if n.Kind == NameFederated {
			return []Principal{{Kind: Federated, Name: n.Name.Text}}
		}
		return nil
	}
	if n.Kind == NameFederated {
		p.Kind = Federated
	}
	if p.Kind != Root {
		return []Principal{p}
	}
	arn := "arn:aws:iam::" + p.Account + ":role/someone"
	return []Principal{p, {Kind: Role, Name: arn, Account: p.Account, Behind: arn}}
}
