package reach

// Needs are the types that paths are made of, for sources that read only what somebody wants to know:
// who there is, what runs as a role and what makes it run, and, when a path is not to end at an
// administrator, what has a policy of its own. "*" stands for every property.
func Needs(to string) map[string]map[string]bool {
	needs := map[string]map[string]bool{}
	want := func(types ...string) {
		for _, typ := range types {
			needs[typ] = map[string]bool{"*": true}
		}
	}
	want(identityTypes...)
	for _, where := range theTable().Existing {
		want(where.Type)
	}
	for _, by := range invokers {
		want(by.typ)
	}
	if to == Admin {
		return needs
	}
	for typ, policy := range resourcePolicies {
		if want(typ); policy.typ != "" {
			want(policy.typ)
		}
	}
	return needs
}
