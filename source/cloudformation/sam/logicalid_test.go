package sam

import (
	"math/rand/v2"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// TestCanonicalJSON holds the form of hashed values against what json.dumps of Python writes with
// sort_keys and without spaces, from which the service makes its logical ids.
func TestCanonicalJSON(t *testing.T) {
	var p at
	for _, c := range []struct {
		v    *cloud.Value
		want string
	}{
		{p.object("b", 1, "a", p.list("x", true, p.null())), `{"a":["x",true,null],"b":1}`},
		{p.text("é\u007f🎉\"\\\n\b"), `"\u00e9\u007f\ud83c\udf89\"\\\n\b"`},
		{cloud.NewNumber(cloud.Pos{}, "1.50"), "1.5"},
		{cloud.NewNumber(cloud.Pos{}, "1e2"), "100.0"},
		{cloud.NewNumber(cloud.Pos{}, "1E22"), "1e+22"},
		{cloud.NewNumber(cloud.Pos{}, "0.00001"), "1e-05"},
		{cloud.NewNumber(cloud.Pos{}, "12345678901234567890"), "12345678901234567890"},
		{nil, "null"},
	} {
		if got := canonicalJSON(c.v); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestLogicalID(t *testing.T) {
	var p at
	// sha1('{"a":1}') and sha1('text'), by sha1sum.
	for _, c := range []struct {
		v    *cloud.Value
		want string
	}{
		{p.object("a", 1), "Fn9f89c740ce"},
		{p.text("text"), "Fn372ea08cab"},
		{p.object(), "Fn"},
		{nil, "Fn"},
	} {
		if got := logicalID("Fn", c.v); got != c.want {
			t.Errorf("%s: got %s, want %s", shown(c.v), got, c.want)
		}
	}
}

// TestLogicalIDIgnoresOrderOfKeys: a template formatted anew makes no new resources.
func TestLogicalIDIgnoresOrderOfKeys(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		v := randomTree(rng, 3)
		if a, b := logicalID("X", v), logicalID("X", shuffled(rng, v)); a != b {
			t.Fatalf("%s: %s and %s", shown(v), a, b)
		}
	}
}

// randomTree makes a small tree of maps, lists, texts and numbers.
func randomTree(rng *rand.Rand, depth int) *cloud.Value {
	var p at
	kind := rng.IntN(5)
	if depth == 0 {
		kind = 3 + rng.IntN(2)
	}
	switch kind {
	case 0, 1:
		m := p.object()
		for range rng.IntN(4) {
			m.Set(string(rune('a'+rng.IntN(5))), randomTree(rng, depth-1))
		}
		return m
	case 2:
		l := p.list()
		for range rng.IntN(3) {
			l.Append(randomTree(rng, depth-1))
		}
		return l
	case 3:
		return p.number(rng.Int64N(3))
	}
	return p.text(string(rune('x' + rng.IntN(3))))
}

func shuffled(rng *rand.Rand, v *cloud.Value) *cloud.Value {
	var p at
	switch v.Kind() {
	case cloud.List:
		l := p.list()
		for _, item := range v.Items() {
			l.Append(shuffled(rng, item))
		}
		return l
	case cloud.Map:
		m, fields := p.object(), v.Fields()
		for _, i := range rng.Perm(len(fields)) {
			m.Set(fields[i].Key, shuffled(rng, fields[i].Value))
		}
		return m
	}
	return v
}
