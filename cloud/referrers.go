package cloud

import (
	"slices"
	"strings"
)

// Referrers lists the resources of a type whose property at the path names r. A path segment
// "*" stands for every item of a list or every value of a map.
func (g *Graph) Referrers(r *Resource, typ string, path ...string) Listing {
	key := referrerKey{r.Type, typ, strings.Join(path, ".")}
	index := g.referrerIndex(key, path)
	l := Listing{Unread: g.unreadNaming(typ, r, key.path)}
	for _, from := range index.certain[r.ID] {
		l.add(from)
	}
	for _, p := range index.possible {
		if g.reaches(typ, key.path, p.Resource, r) {
			l.Possible = append(l.Possible, p)
		}
	}
	return l
}

type referrerKey struct{ target, from, path string }

// referrerIndex answers Referrers for every resource of the target type at once, so that a rule
// over n resources costs n and not n².
type referrerIndex struct {
	certain  map[string][]*Resource // by ID of the target
	possible []Possible             // may name any target
}

func (g *Graph) referrerIndex(key referrerKey, path []string) *referrerIndex {
	g.mu.Lock()
	index := g.referrers[key]
	g.mu.Unlock()
	if index != nil {
		return index
	}
	index = &referrerIndex{certain: map[string][]*Resource{}}
	for _, from := range g.byType[key.from] {
		var unknown *Reason
		var named []*Resource
		for _, v := range from.Properties.Select(path...) {
			if several := g.references(key.target, v); len(several) > 1 { // an expression about several: "ALARM(a) OR ALARM(b)"
				for _, target := range several {
					if !slices.Contains(named, target) {
						named = append(named, target)
						index.certain[target.ID] = append(index.certain[target.ID], from)
					}
				}
				continue
			}
			target, why := g.TargetRead(key.target, v)
			switch {
			case target != nil && !slices.Contains(named, target):
				named = append(named, target)
				index.certain[target.ID] = append(index.certain[target.ID], from)
			case why != nil && why.Code != NotInSource && unknown == nil:
				unknown = why
			}
		}
		if unknown != nil {
			index.possible = append(index.possible, Possible{from, *unknown})
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.referrers == nil {
		g.referrers = map[referrerKey]*referrerIndex{}
	}
	g.referrers[key] = index
	return index
}

// references are the resources of a type that are recorded as references in a value.
func (g *Graph) references(typ string, v *Value) (all []*Resource) {
	for _, ref := range v.Refs() {
		if r := g.byID[ref.Resource]; r != nil && r.Type == typ && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	return all
}

// Select returns the values at a path below v, where "*" stands for every item of a list or
// every value of a map. An unknown on the way is returned as it is: what lies below it is unknown.
func (v *Value) Select(path ...string) []*Value {
	switch {
	case v == nil:
		return nil
	case len(path) == 0 || v.Is(Unknown):
		return []*Value{v}
	case path[0] != "*":
		return v.Get(path[0]).Select(path[1:]...)
	}
	var all []*Value
	for _, item := range v.Items() {
		all = append(all, item.Select(path[1:]...)...)
	}
	for _, f := range v.Fields() {
		all = append(all, f.Value.Select(path[1:]...)...)
	}
	return all
}
