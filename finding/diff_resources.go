package finding

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Estate is one of two sets of resources that are compared.
type Estate struct {
	Resources []Placed
	// Missing is that of a [Side].
	Missing func(typ, account, region string) (why cloud.Reason, may bool)
}

// Placed is a resource with the source it is from, as that is called in both estates.
type Placed struct {
	Source string
	*cloud.Resource
}

func (p Placed) key() string { return strings.Join([]string{p.Source, p.Type, p.ID}, "\x00") }

// Resources is how two estates differ. Every list is in the order of type, source and ID.
type Resources struct {
	Added, Removed []Placed
	Changed        []ChangedResource
	NotComparable  []Incomparable // in one of them, and the other did not read it
	Same           int
}

// ChangedResource is a resource that is in both and has other properties.
type ChangedResource struct {
	Placed  // as it is now
	Changes []PropertyChange
}

// Incomparable is a resource of which the other estate says nothing, or only what it did not read.
type Incomparable struct {
	Placed
	Path string // the property that was not read, "" for the resource
	Old  bool   // it is the old estate in which it was not read
	Why  cloud.Reason
}

// CompareResources tells how the resources of two estates differ. The trees are compared as they
// are: who shows them masks them before.
func CompareResources(before, after *Estate) *Resources {
	d := &Resources{}
	was, is := byKey(before.Resources), byKey(after.Resources)
	for _, key := range slices.Sorted(maps.Keys(is)) {
		now := is[key]
		then, ok := was[key]
		switch {
		case ok:
			d.compare(then, now)
		case before.Missing == nil:
			d.Added = append(d.Added, now)
		default:
			if why, may := before.Missing(now.Type, now.Account, now.Region); may {
				d.NotComparable = append(d.NotComparable, Incomparable{Placed: now, Old: true, Why: why})
			} else {
				d.Added = append(d.Added, now)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(was)) {
		then := was[key]
		if _, ok := is[key]; ok {
			continue
		}
		if after.Missing != nil {
			if why, may := after.Missing(then.Type, then.Account, then.Region); may {
				d.NotComparable = append(d.NotComparable, Incomparable{Placed: then, Why: why})
				continue
			}
		}
		d.Removed = append(d.Removed, then)
	}
	for _, list := range [][]Placed{d.Added, d.Removed} {
		slices.SortStableFunc(list, comparePlaced)
	}
	slices.SortStableFunc(d.Changed, func(a, b ChangedResource) int { return comparePlaced(a.Placed, b.Placed) })
	slices.SortStableFunc(d.NotComparable, func(a, b Incomparable) int { return comparePlaced(a.Placed, b.Placed) })
	return d
}

func byKey(all []Placed) map[string]Placed {
	m := make(map[string]Placed, len(all))
	for _, p := range all {
		m[p.key()] = p
	}
	return m
}

func comparePlaced(a, b Placed) int {
	return strings.Compare(a.Type+"\x00"+a.Source+"\x00"+a.ID, b.Type+"\x00"+b.Source+"\x00"+b.ID)
}

func (d *Resources) compare(then, now Placed) {
	c := &comparison{}
	c.values("", then.Properties, now.Properties)
	for _, u := range c.unread {
		d.NotComparable = append(d.NotComparable, Incomparable{Placed: now, Path: u.path, Old: u.old, Why: u.why})
	}
	if len(c.changes) == 0 {
		if len(c.unread) == 0 {
			d.Same++
		}
		return
	}
	slices.SortStableFunc(c.changes, func(a, b PropertyChange) int { return strings.Compare(a.Path, b.Path) })
	d.Changed = append(d.Changed, ChangedResource{now, c.changes})
}
