package cloud

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// A map that shares its keys is in every answer the map that it was, and changes like it.
func TestSharedKeysChangeNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	shapes := &Shapes{}
	shared := 0
	for range 2000 {
		at := Pos{Origin: &Origin{Call: "sqs:GetQueueAttributes"}}
		plain, other := NewMap(at), NewMap(at)
		for i := range rng.IntN(2 * indexFrom) {
			key := fmt.Sprint("k", i%(2+rng.IntN(20)))
			v := NewInt(at, int64(i))
			plain.Set(key, v)
			other.Set(key, v)
		}
		other = shapes.Share(other)
		if other.content.shape != nil {
			shared++
		}
		clone := other.Clone()
		for range rng.IntN(6) {
			key := fmt.Sprint("k", rng.IntN(22))
			switch v := NewInt(at, rng.Int64()); rng.IntN(3) {
			case 0:
				plain.Set(key, v)
				other.Set(key, v)
			case 1:
				plain.SetAt(key, Pos{Origin: at.Origin, Line: 3}, v)
				other.SetAt(key, Pos{Origin: at.Origin, Line: 3}, v)
			default:
				plain.Delete(key)
				other.Delete(key)
			}
			mustEqual(t, plain, other)
		}
		if fields := clone.Fields(); len(fields) != clone.Len() {
			t.Fatalf("%d fields of %d", len(fields), clone.Len())
		}
	}
	if shared == 0 {
		t.Fatal("no map shared its keys")
	}
}

func mustEqual(t *testing.T, plain, other *Value) {
	t.Helper()
	if !slices.Equal(plain.Fields(), other.Fields()) || plain.Len() != other.Len() || !slices.Equal(plain.Keys(), other.Keys()) {
		t.Fatalf("got %v, want %v", other.Fields(), plain.Fields())
	}
	for i := range 22 {
		key := fmt.Sprint("k", i)
		a, aok := plain.Field(key)
		b, bok := other.Field(key)
		if a != b || aok != bok || plain.Get(key) != other.Get(key) || plain.Has(key) != other.Has(key) {
			t.Fatalf("%s: got %v, want %v", key, b, a)
		}
	}
}

// What is not the same stays apart: keys that stand elsewhere, and a map of which there is another.
func TestShareKeepsPositionsAndOriginals(t *testing.T) {
	shapes := &Shapes{}
	at := Pos{Origin: &Origin{File: "t.yaml"}, Line: 1}
	placed := NewMap(at).SetAt("a", Pos{Origin: at.Origin, Line: 2}, NewInt(at, 1))
	if shapes.Share(placed) != placed {
		t.Error("the position of a key was lost")
	}
	first := shapes.Share(NewMap(at).Set("a", NewInt(at, 1)).Set("b", NewInt(at, 2)))
	second := shapes.Share(NewMap(at).Set("a", NewInt(at, 3)).Set("b", NewInt(at, 4)))
	if first.content.shape == nil || first.content.shape != second.content.shape {
		t.Fatal("equal keys are not shared")
	}
	second.Set("c", NewInt(at, 5)).Delete("a")
	if got := first.Keys(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("the change of one map changed another: %v", got)
	}
}

// Keys that are names do not fill the memory that remembers shapes.
func TestShapesAreLimited(t *testing.T) {
	shapes := &Shapes{}
	for i := range 2 * manyShapes {
		key := fmt.Sprint("k", i)
		if v := shapes.Share(NewMap(Pos{}).Set(key, NewInt(Pos{}, int64(i)))); v.Get(key) == nil {
			t.Fatalf("%s is gone", key)
		}
	}
	if len(shapes.known) > manyShapes {
		t.Errorf("%d shapes are remembered", len(shapes.known))
	}
}
