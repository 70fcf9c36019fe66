package entry

import (
	"cmp"
	"slices"
)

// A path is a way that nobody guards together with one thing that it reaches, or with the function
// when that reaches nothing. Each change breaks some paths. The smallest set of changes that breaks
// all paths that any change breaks is found by trying: a path is broken by very few changes, so there
// are few branches. Where even that takes too long the greedy choice stands, and says so.

// maxTries bounds the search.
const maxTries = 200_000

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
	count(paths, r.Changes, func(c *Change) int { return places[c.key()] })
}

// greedy takes the change that breaks most of what is left, until nothing is.
func greedy(paths []path, n int) (chosen []int) {
	left := slices.Clone(paths)
	for len(left) > 0 {
		counts := make([]int, n)
		for _, p := range left {
			for _, i := range p {
				counts[i]++
			}
		}
		best := 0
		for i, c := range counts {
			if c > counts[best] {
				best = i
			}
		}
		chosen = append(chosen, best)
		left = slices.DeleteFunc(left, func(p path) bool { return slices.Contains(p, best) })
	}
	return chosen
}

// cover finds a smallest set of changes that breaks every path.
func cover(paths []path, n int) (chosen []int, exact bool) {
	best := greedy(paths, n)
	distinct := slices.Clone(paths)
	for i := range distinct {
		distinct[i] = slices.Sorted(slices.Values(distinct[i]))
	}
	slices.SortFunc(distinct, func(a, b path) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	distinct = slices.CompactFunc(distinct, func(a, b path) bool { return slices.Equal(a, b) })
	tries := 0
	var search func(taken []int) bool
	search = func(taken []int) bool {
		if tries++; tries > maxTries {
			return false
		}
		i := slices.IndexFunc(distinct, func(p path) bool {
			return !slices.ContainsFunc(p, func(c int) bool { return slices.Contains(taken, c) })
		})
		if i < 0 {
			best = slices.Clone(taken)
			return true
		}
		if len(taken)+1 >= len(best) {
			return true
		}
		for _, c := range distinct[i] {
			if !search(append(taken[:len(taken):len(taken)], c)) {
				return false
			}
		}
		return true
	}
	exact = search(nil) || len(best) <= 1
	return best, exact
}

// inOrder puts chosen changes into the order in which each breaks most of what is left.
func inOrder(paths []path, chosen []int) (ordered []int) {
	left, rest := slices.Clone(paths), slices.Sorted(slices.Values(chosen))
	for len(rest) > 0 {
		best, most := 0, -1
		for k, c := range rest {
			n := 0
			for _, p := range left {
				if slices.Contains(p, c) {
					n++
				}
			}
			if n > most {
				best, most = k, n
			}
		}
		c := rest[best]
		ordered = append(ordered, c)
		rest = slices.Delete(rest, best, best+1)
		left = slices.DeleteFunc(left, func(p path) bool { return slices.Contains(p, c) })
	}
	return ordered
}

func count(paths []path, changes []Change, place func(*Change) int) {
	left := slices.Clone(paths)
	for k := range changes {
		i := place(&changes[k])
		for _, p := range paths {
			if slices.Contains(p, i) {
				changes[k].Breaks++
			}
		}
		before := len(left)
		left = slices.DeleteFunc(left, func(p path) bool { return slices.Contains(p, i) })
		changes[k].New = before - len(left)
	}
}
