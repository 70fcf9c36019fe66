package entry

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// smallest is the size of a smallest set that breaks all paths, by trying all sets.
func smallest(paths []path, n int) int {
	best := n
	for set := range 1 << n {
		size, all := 0, true
		for i := range n {
			size += set >> i & 1
		}
		for _, p := range paths {
			all = all && slices.ContainsFunc(p, func(c int) bool { return set>>c&1 == 1 })
		}
		if all {
			best = min(best, size)
		}
	}
	return best
}

func TestCoverIsSmallest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	better := 0
	for range 400 {
		n := 1 + r.IntN(9)
		var paths []path
		for range 1 + r.IntN(12) {
			var p path
			for range 1 + r.IntN(3) {
				if c := r.IntN(n); !slices.Contains(p, c) {
					p = append(p, c)
				}
			}
			paths = append(paths, p)
		}
		chosen, exact := cover(paths, n)
		for _, p := range paths {
			if !slices.ContainsFunc(p, func(c int) bool { return slices.Contains(chosen, c) }) {
				t.Fatalf("%v does not break %v of %v", chosen, p, paths)
			}
		}
		if want := smallest(paths, n); !exact || len(chosen) != want {
			t.Fatalf("%v: %v, exact %v; %d suffice", paths, chosen, exact, want)
		}
		if len(greedy(paths, n)) > len(chosen) {
			better++
		}
	}
	if better == 0 {
		t.Error("the greedy choice was never too large: the search is not tested")
	}
}

func TestOrderBreaksMostFirst(t *testing.T) {
	paths := []path{{0}, {1}, {1}, {1}, {2}, {2}}
	if got := inOrder(paths, []int{0, 1, 2}); !slices.Equal(got, []int{1, 2, 0}) {
		t.Errorf("got %v", got)
	}
}
