package cloud

import (
	"maps"
	"slices"
)

// AnyType marks every listing as incomplete in MarkUnread.
const AnyType = "*"

// unread is something that was not read.
type unread struct {
	why   Reason
	names map[string]bool // IDs of the resources that were read and that it can name; nil for all
}

// MarkUnread notes that resources of a type may be missing, and why. AnyType means every type.
func (g *Graph) MarkUnread(typ string, why Reason) {
	g.unread[typ] = append(g.unread[typ], unread{why: why})
}

// MarkUnreadNaming is MarkUnread for what can name, of the resources that were read, only those
// with the given IDs: Referrers of any other is complete without it.
func (g *Graph) MarkUnreadNaming(typ string, why Reason, ids ...string) {
	u := unread{why: why, names: make(map[string]bool, len(ids))}
	for _, id := range ids {
		u.names[id] = true
	}
	g.unread[typ] = append(g.unread[typ], u)
}

// Unread is a mark that MarkUnread or MarkUnreadNaming left.
type Unread struct {
	Type string
	Why  Reason
	// Names are the IDs, sorted, of the resources that what was not read can name. All of them when
	// it is nil.
	Names []string
}

// Unread returns the marks by type, and those of a type in the order in which they were made.
func (g *Graph) Unread() (all []Unread) {
	for _, typ := range slices.Sorted(maps.Keys(g.unread)) {
		for _, u := range g.unread[typ] {
			mark := Unread{Type: typ, Why: u.why}
			if u.names != nil {
				mark.Names = append([]string{}, slices.Sorted(maps.Keys(u.names))...)
			}
			all = append(all, mark)
		}
	}
	return all
}

// unreadOf lists why resources of a type may be missing.
func (g *Graph) unreadOf(typ string) (reasons []Reason) {
	g.eachUnread(typ, func(u unread) { reasons = append(reasons, u.why) })
	return reasons
}

// unreadNaming lists why resources of a type may be missing that name the resource with the ID.
func (g *Graph) unreadNaming(typ, id string) (reasons []Reason) {
	g.eachUnread(typ, func(u unread) {
		if u.names == nil || u.names[id] {
			reasons = append(reasons, u.why)
		}
	})
	return reasons
}

func (g *Graph) eachUnread(typ string, visit func(unread)) {
	for _, u := range g.unread[typ] {
		visit(u)
	}
	for _, u := range g.unread[AnyType] {
		visit(u)
	}
}
