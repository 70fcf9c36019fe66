package cloud

import (
	"maps"
	"slices"
	"strings"
)

// AnyType marks every listing as incomplete in MarkUnread.
const AnyType = "*"

// Unread is a mark: resources of a type may be missing, and why.
type Unread struct {
	Type string
	Why  Reason
	// Account and Region are where they may be missing, or "" when that may be anywhere or in none.
	Account, Region string
	// Names are the IDs, sorted, of the resources that what was not read can name of those that
	// were. All of them when it is nil.
	Names []string
}

// unread are the marks of a type. There may be one for each of a hundred thousand functions, so
// they are found by what they name, and those that say the same are told once.
type unread struct {
	all      []Unread
	anything []Unread            // those that can name whatever there is
	naming   map[string][]Unread // the others, by ID
	distinct []Unread            // by reason and place, without names
	known    map[string]bool
}

// MarkUnread notes that resources of a type may be missing, and why. AnyType means every type.
func (g *Graph) MarkUnread(typ string, why Reason) { g.Mark(Unread{Type: typ, Why: why}) }

// MarkUnreadNaming is MarkUnread for what can name, of the resources that were read, only those
// with the given IDs: Referrers of any other is complete without it.
func (g *Graph) MarkUnreadNaming(typ string, why Reason, ids ...string) {
	g.Mark(Unread{Type: typ, Why: why, Names: append([]string{}, ids...)})
}

// Mark leaves a mark.
func (g *Graph) Mark(m Unread) {
	u := g.unread[m.Type]
	if u == nil {
		u = &unread{naming: map[string][]Unread{}, known: map[string]bool{}}
		g.unread[m.Type] = u
	}
	if m.Names != nil {
		m.Names = slices.Compact(slices.Sorted(slices.Values(m.Names)))
		if m.Names == nil {
			m.Names = []string{}
		}
	}
	u.all = append(u.all, m)
	if m.Names == nil {
		u.anything = append(u.anything, m)
	}
	for _, id := range m.Names {
		u.naming[id] = append(u.naming[id], m)
	}
	key := strings.Join(append([]string{m.Account, m.Region, string(m.Why.Code)}, m.Why.Args...), "\x00")
	if !u.known[key] {
		u.known[key] = true
		u.distinct = append(u.distinct, Unread{Type: m.Type, Why: m.Why, Account: m.Account, Region: m.Region})
	}
}

// Unread returns the marks by type, and those of a type in the order in which they were made.
func (g *Graph) Unread() (all []Unread) {
	for _, typ := range slices.Sorted(maps.Keys(g.unread)) {
		all = append(all, g.unread[typ].all...)
	}
	return all
}

// Missing tells why and where resources of a type may be missing: marks that say the same, once,
// and without what they can name.
func (g *Graph) Missing(typ string) (all []Unread) {
	for _, key := range []string{typ, AnyType} {
		if u := g.unread[key]; u != nil {
			all = append(all, u.distinct...)
		}
	}
	return all
}

// unreadOf lists why resources of a type may be missing.
func (g *Graph) unreadOf(typ string) (reasons []Reason) {
	for _, m := range g.Missing(typ) {
		reasons = append(reasons, m.Why)
	}
	return reasons
}

// unreadNaming lists why resources of a type may be missing whose property at the path names r.
func (g *Graph) unreadNaming(typ string, r *Resource, path string) (reasons []Reason) {
	for _, key := range []string{typ, AnyType} {
		u := g.unread[key]
		if u == nil {
			continue
		}
		for _, some := range [][]Unread{u.anything, u.naming[r.ID]} {
			for _, m := range some {
				if g.reaches(typ, path, m.place(), r) {
					reasons = append(reasons, m.Why)
				}
			}
		}
	}
	return reasons
}

// place stands for a resource that is missing: of it is known only where it is.
func (m *Unread) place() *Resource {
	return &Resource{Type: m.Type, Account: m.Account, Region: m.Region}
}

// covers reports whether what an ARN names may be among what is missing.
func (m *Unread) covers(v *Value) bool {
	account, region := spot(v)
	return !apart(m.Account, account) && !apart(m.Region, region)
}

// spot tells the account and the region in an ARN, or "" for what is not known of them.
func spot(v *Value) (account, region string) {
	text, _ := v.Canonical()
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return "", ""
	}
	if region = parts[3]; strings.Contains(region, "$") {
		region = ""
	}
	if account = parts[4]; strings.Contains(account, "$") {
		account = ""
	}
	return account, region
}

// Strays lists the resources of a type whose property at the path may name something that is
// missing, as [Graph.Missing] says.
func (g *Graph) Strays(missing Unread, typ string, path ...string) Listing {
	joined := strings.Join(path, ".")
	at := missing.place()
	l := Listing{}
	for _, m := range g.Missing(typ) {
		if g.reaches(typ, joined, m.place(), at) {
			l.Unread = append(l.Unread, m.Why)
		}
	}
	l.Possible = g.Memo(strayKey{at.Type, at.Account, at.Region, typ, joined}, func() any {
		return g.strays(&missing, typ, joined, path)
	}).([]Possible)
	return l
}

type strayKey struct{ target, account, region, typ, path string }

func (g *Graph) strays(missing *Unread, typ, joined string, path []string) (all []Possible) {
	for _, from := range g.byType[typ] {
		if !g.reaches(typ, joined, from, missing.place()) {
			continue
		}
		for _, v := range from.Properties.Select(path...) {
			if r, _ := g.TargetRead(missing.Type, v); r == nil && !v.Is(Null) && missing.covers(v) {
				all = append(all, Possible{from, missing.Why})
				break
			}
		}
	}
	return all
}
