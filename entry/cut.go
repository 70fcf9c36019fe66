package entry

import (
	"cmp"
	"slices"
)

// A path is a way that nobody guards together with one thing that it reaches, or with the function
// when that reaches nothing. Each change breaks some paths. The smallest set of changes that breaks
// all paths that any change breaks is found by trying: a path is broken by very few changes, so there
// are few branches. Where even that takes too long the greedy choice stands, and says so.

// maxWork bounds the search, in paths looked at.
const maxWork = 2_000_000

// path is what is to be broken: the changes that do, by their place in the list.
type path []int

func choose(r *Result) {
	var changes []Change
	places := map[string]int{}
	place := func(c Change) int {
		i, known := places[c.key()]
		if !known {
			i = len(changes)
			places[c.key()] = i
			changes = append(changes, c)
		}
		return i
	}
	var paths []path
	for _, w := range r.Ways {
		if s := w.State(); s != Open && s != Perhaps {
			continue
		}
		var doors path
		for _, c := range w.fixes {
			doors = append(doors, place(c))
		}
		if len(w.Data) == 0 {
			paths = append(paths, doors)
		}
		for i := range w.Data {
			p := slices.Clone(doors)
			if c := narrowing(w, &w.Data[i]); c != nil {
				p = append(p, place(*c))
			}
			paths = append(paths, p)
		}
	}
	r.Paths = len(paths)
	paths = slices.DeleteFunc(paths, func(p path) bool { return len(p) == 0 })
	r.Breakable = len(paths)
	chosen, exact := cover(paths, len(changes))
	r.Exact = exact
	for _, i := range inOrder(paths, chosen) {
		r.Changes = append(r.Changes, changes[i])
	}
	count(paths, r.Changes, len(changes), func(c *Change) int { return places[c.key()] })
}

// tally counts for each change how many of the paths that are left it breaks.
type tally struct {
	paths  []path
	broken []bool
	breaks []int   // paths that are left, by change
	of     [][]int // places of paths, by change
}

func newTally(paths []path, n int) *tally {
	t := &tally{paths: paths, broken: make([]bool, len(paths)), breaks: make([]int, n), of: make([][]int, n)}
	for k, p := range paths {
		for _, c := range p {
			t.breaks[c]++
			t.of[c] = append(t.of[c], k)
		}
	}
	return t
}

// take makes a change.
func (t *tally) take(c int) {
	for _, k := range t.of[c] {
		if t.broken[k] {
			continue
		}
		t.broken[k] = true
		for _, other := range t.paths[k] {
			t.breaks[other]--
		}
	}
}

// greedy takes the change that breaks most of what is left, until nothing is.
func greedy(paths []path, n int) (chosen []int) {
	t := newTally(paths, n)
	for n > 0 {
		best := 0
		for c, breaks := range t.breaks {
			if breaks > t.breaks[best] {
				best = c
			}
		}
		if t.breaks[best] == 0 {
			break
		}
		chosen = append(chosen, best)
		t.take(best)
	}
	return chosen
}

// cover finds a smallest set of changes that breaks every path. What alone breaks a path is in every
// such set.
func cover(paths []path, n int) (chosen []int, exact bool) {
	t := newTally(paths, n)
	for _, p := range paths {
		if len(p) == 1 && !slices.Contains(chosen, p[0]) && t.breaks[p[0]] > 0 {
			chosen = append(chosen, p[0])
			t.take(p[0])
		}
	}
	var rest []path
	for k, p := range paths {
		if !t.broken[k] {
			rest = append(rest, slices.Sorted(slices.Values(p)))
		}
	}
	slices.SortFunc(rest, func(a, b path) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	rest = slices.CompactFunc(rest, func(a, b path) bool { return slices.Equal(a, b) })
	more, exact := search(rest, n)
	return append(chosen, more...), exact
}

// search tries sets that break every path, each path by one of the changes that break it. It is false
// when it took too long.
func search(paths []path, n int) (best []int, exact bool) {
	best = greedy(paths, n)
	work := 0
	var try func(taken []int) bool
	try = func(taken []int) bool {
		i := slices.IndexFunc(paths, func(p path) bool {
			work++
			return !slices.ContainsFunc(p, func(c int) bool { return slices.Contains(taken, c) })
		})
		switch {
		case work > maxWork:
			return false
		case i < 0:
			best = slices.Clone(taken)
			return true
		case len(taken)+1 >= len(best):
			return true
		}
		for _, c := range paths[i] {
			if !try(append(taken[:len(taken):len(taken)], c)) {
				return false
			}
		}
		return true
	}
	exact = len(best) <= 1 || try(nil)
	return best, exact
}

// inOrder puts chosen changes into the order in which each breaks most of what is left.
func inOrder(paths []path, chosen []int) (ordered []int) {
	if len(chosen) == 0 {
		return nil
	}
	rest := slices.Sorted(slices.Values(chosen))
	t := newTally(paths, 1+max(rest[len(rest)-1], most(paths)))
	for len(rest) > 0 {
		best := 0
		for k, c := range rest {
			if t.breaks[c] > t.breaks[rest[best]] {
				best = k
			}
		}
		ordered = append(ordered, rest[best])
		t.take(rest[best])
		rest = slices.Delete(rest, best, best+1)
	}
	return ordered
}

func most(paths []path) (n int) {
	for _, p := range paths {
		for _, c := range p {
			n = max(n, c)
		}
	}
	return n
}

// count tells how many paths each change breaks by itself, and of those that the ones before it leave.
func count(paths []path, changes []Change, n int, place func(*Change) int) {
	t := newTally(paths, n)
	for k := range changes {
		c := place(&changes[k])
		changes[k].Breaks, changes[k].New = len(t.of[c]), t.breaks[c]
		t.take(c)
	}
}
