package cloud

import (
	"cmp"
	"maps"
	"slices"
)

// Bound says how far resources of a type can name others by a property: no farther than their
// region, or than their account and region. Clouds take no other names there.
type Bound struct {
	Type    string
	Path    string // "VpcConfig.SubnetIds.*"
	Target  string // the type of what is named, or "" for any
	Account bool   // of the same account only
}

type boundKey struct{ typ, path string }

// Bind notes a bound. What is not known of something in one region then says nothing about the
// resources of another.
func (g *Graph) Bind(b Bound) {
	if g.bounds == nil {
		g.bounds = map[boundKey][]Bound{}
	}
	key := boundKey{b.Type, b.Path}
	if !slices.Contains(g.bounds[key], b) {
		g.bounds[key] = append(g.bounds[key], b)
	}
}

// Bounds returns the bounds by type and path.
func (g *Graph) Bounds() (all []Bound) {
	keys := slices.SortedFunc(maps.Keys(g.bounds), func(a, b boundKey) int {
		return cmp.Or(cmp.Compare(a.typ, b.typ), cmp.Compare(a.path, b.path))
	})
	for _, key := range keys {
		all = append(all, g.bounds[key]...)
	}
	return all
}

// reaches reports whether a resource of a type can name another by the property at the path: the
// places of both are known or not.
func (g *Graph) reaches(typ, path string, from, to *Resource) bool {
	for _, b := range g.bounds[boundKey{typ, path}] {
		if b.Target != "" && b.Target != to.Type {
			continue
		}
		if apart(from.Region, to.Region) || b.Account && apart(from.Account, to.Account) {
			return false
		}
	}
	return true
}

// apart reports whether two places are certainly not the same.
func apart(a, b string) bool { return a != "" && b != "" && a != b }
