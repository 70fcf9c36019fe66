package sam

import (
	"math/rand/v2"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

func TestMerge(t *testing.T) {
	var p at
	for _, c := range []struct {
		name                string
		global, local, want *cloud.Value
	}{
		{"scalars", p.text("a"), p.text("b"), p.text("b")},
		{"lists are joined", p.texts("a", "b"), p.texts("b", "c"), p.texts("a", "b", "b", "c")},
		{"maps are merged", p.object("a", "1", "b", p.object("x", "1")), p.object("b", p.object("y", "2"), "c", "3"),
			p.object("a", "1", "b", p.object("x", "1", "y", "2"), "c", "3")},
		{"other kinds", p.texts("a"), p.text("b"), p.text("b")},
		{"an intrinsic function is one value", p.object("a", "1"), p.ref("X"), p.ref("X")},
		{"on both sides", p.ref("X"), p.object("a", "1"), p.object("a", "1")},
		{"null is written", p.text("a"), p.null(), p.null()},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := merge(c.global, c.local); !equal(got, c.want) {
				t.Errorf("got %s, want %s", shown(got), shown(c.want))
			}
		})
	}
}

// TestMergeLaws: merging is associative, an empty map changes nothing, and the arguments stay.
func TestMergeLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	tree := func() *cloud.Value {
		m := at{}.object()
		for range rng.IntN(4) {
			m.Set(string(rune('a'+rng.IntN(4))), randomTree(rng, 2))
		}
		return m
	}
	for range 2000 {
		a, b, c := tree(), tree(), tree()
		before := canonicalJSON(a) + canonicalJSON(b)
		left, right := merge(merge(a, b), c), merge(a, merge(b, c))
		if sameKinds(a, b, c) && !equal(left, right) {
			t.Fatalf("(a b) c = %s\na (b c) = %s", shown(left), shown(right))
		}
		if none := (at{}).object(); !equal(merge(none, a), a) || !equal(merge(a, none), a) {
			t.Fatalf("an empty map changes %s", shown(a))
		}
		if after := canonicalJSON(a) + canonicalJSON(b); after != before {
			t.Fatalf("merge changed its arguments from %s to %s", before, after)
		}
	}
}

// sameKinds reports whether values under the same keys are of the same kind. Otherwise the last one
// replaces the others, and it matters which are merged first.
func sameKinds(all ...*cloud.Value) bool {
	byKey := map[string][]*cloud.Value{}
	for _, v := range all {
		for _, f := range v.Fields() {
			byKey[f.Key] = append(byKey[f.Key], f.Value)
		}
	}
	for _, values := range byKey {
		for _, v := range values {
			if v.Kind() != values[0].Kind() {
				return false
			}
		}
		if values[0].Is(cloud.Map) && !sameKinds(values...) {
			return false
		}
	}
	return true
}
