package drift

import "github.com/haechi-dev/haechi/schema"

// Needs says which types, and which properties of them, must be read of an account to compare it with
// templates.
func Needs(templates []Template) map[string]map[string]bool {
	needs := map[string]map[string]bool{}
	add := func(typ string, names ...string) {
		if needs[typ] == nil {
			needs[typ] = map[string]bool{}
		}
		for _, name := range names {
			needs[typ][name] = true
		}
	}
	for _, t := range templates {
		for _, r := range t.Graph.All() {
			published := schema.Lookup(r.Type)
			if published == nil {
				continue
			}
			for _, f := range r.Properties.Fields() {
				if !notTold[r.Type+"."+f.Key] {
					add(r.Type, f.Key)
				}
			}
			add(r.Type, granting[r.Type]...)
			add(r.Type, published.Ref...)
			if published.Tags != "" {
				add(r.Type, published.Tags)
			}
		}
	}
	return needs
}
