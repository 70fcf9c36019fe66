package cloud

import (
	"slices"
	"strings"
)

// Targets lists the resources of a type that a property of a resource names: what [Graph.Referrers]
// answers from the other end. The values are those at the path, which says only where they stand.
func (g *Graph) Targets(from *Resource, typ string, path []string, values []*Value) Listing {
	l := Listing{}
	missing := g.Missing(typ)
	if len(g.byType[typ])+len(missing) == 0 { // whatever a value says, it names none
		return l
	}
	doubt := func(why Reason) {
		if !slices.ContainsFunc(l.Unread, why.Equal) {
			l.Unread = append(l.Unread, why)
		}
	}
	joined := strings.Join(path, ".")
	for _, v := range values {
		if v.Is(Absent) || v.Is(Null) || v.Is(Bool) || v.Is(Number) {
			continue
		}
		named := g.references(typ, v)
		if len(named) < 2 { // an expression about several names them all
			r, why := g.TargetRead(typ, v)
			switch {
			case r != nil:
				named = []*Resource{r}
			case why != nil && why.Code != NotInSource:
				if len(g.byType[typ]) > fewTargets {
					doubt(*why)
				} else {
					g.anyOf(typ, *why, &l)
				}
			}
		}
		for _, r := range named {
			if !slices.Contains(l.Certain, r) {
				l.Certain = append(l.Certain, r)
			}
		}
		for _, m := range missing {
			if len(named) == 0 && m.covers(v) && g.reaches(from.Type, joined, from, m.place()) {
				doubt(m.Why)
			}
		}
	}
	l.Possible = slices.DeleteFunc(l.Possible, func(p Possible) bool { return slices.Contains(l.Certain, p.Resource) })
	return l
}

// fewTargets is up to how many resources a value that is not known is said to name each perhaps.
const fewTargets = 64

func (g *Graph) anyOf(typ string, why Reason, l *Listing) {
	for _, r := range g.byType[typ] {
		if !slices.ContainsFunc(l.Possible, func(p Possible) bool { return p.Resource == r }) {
			l.Possible = append(l.Possible, Possible{r, why})
		}
	}
}
