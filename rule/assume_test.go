package rule

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// What is answered without knowing a condition must be the answer however it turns out, and what
// is the answer both ways is answered, unless another unknown hid the condition.
func TestBothWays(t *testing.T) {
	n, decided := 600, 0
	if testing.Short() {
		n = 100
	}
	for seed := range n {
		g := &generator{Rand: rand.New(rand.NewPCG(uint64(seed), 5)), ours: true}
		text := g.expr("bool", 4)
		if !strings.Contains(text, "self.") || compileText(t, text) == nil {
			continue
		}
		tree := g.tree()
		spots := leaves(tree, nil)
		spot := spots[g.IntN(len(spots))]
		then, otherwise := at(tree, spot), g.other(at(tree, spot))
		hidden := replace(tree, spot, cloud.NewChoice(cloud.Pos{}, "IsProd", then, otherwise))
		r := ruleOn(t, function, "require: "+text)
		if r.Compile() != nil {
			continue
		}
		verdict := func(properties *cloud.Value) Result {
			graph := cloud.NewGraph()
			self := &cloud.Resource{ID: "Self", Type: function, Properties: properties}
			if err := graph.Add(self); err != nil {
				t.Fatal(err)
			}
			results, err := r.Evaluate(graph, self, Options{})
			if err != nil {
				t.Fatal(err)
			}
			return results[0]
		}
		got, want := verdict(hidden), verdict(replace(tree, spot, then)).Verdict
		if other := verdict(replace(tree, spot, otherwise)).Verdict; other != want {
			want = Unknown
		}
		if got.Verdict != want && (got.Verdict != Unknown || len(undecided([]Result{got}, nil)) > 0) {
			t.Errorf("seed %d: %s\nis %s, want %s on %s", seed, text, got.Verdict, want, show(hidden))
		}
		if got.Verdict != Unknown {
			decided++
		}
	}
	if decided < n/3 {
		t.Errorf("only %d of %d cases were decided", decided, n)
	}
}

// other is another value that may stand in the place of one, or nothing.
func (g *generator) other(v *cloud.Value) *cloud.Value {
	if g.IntN(4) == 0 {
		return nil
	}
	switch v.Kind() {
	case cloud.Bool:
		return cloud.NewBool(cloud.Pos{}, g.IntN(2) == 0)
	case cloud.Number:
		return g.number()
	case cloud.String:
		return g.text()
	case cloud.List:
		return g.texts()
	}
	return g.entries(v)
}

func TestConditionsOfResources(t *testing.T) {
	g := cloud.NewGraph()
	choice := func(then, otherwise *cloud.Value) *cloud.Value {
		return cloud.NewChoice(cloud.Pos{}, "IsProd", then, otherwise)
	}
	text := func(s string) *cloud.Value { return cloud.NewString(cloud.Pos{}, s) }
	add := func(id, typ, condition string, properties *cloud.Value) *cloud.Resource {
		r := &cloud.Resource{ID: id, Name: id, Type: typ, Condition: condition, Properties: properties, Names: []*cloud.Value{text(id)}}
		if err := g.Add(r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	p := cloud.Pos{}
	fn := add("Fn", function, "", cloud.NewMap(p).Set("Timeout", choice(cloud.NewInt(p, 60), cloud.NewInt(p, 10))).
		Set("Layers", cloud.NewList(p, text("a"), choice(text("b"), nil))))
	prod := add("ProdFn", function, "IsProd", cloud.NewMap(p).Set("Timeout", choice(cloud.NewInt(p, 60), cloud.NewInt(p, 10))))
	add("Alias", "AWS::Lambda::Alias", "IsProd", cloud.NewMap(p).Set("FunctionName", choice(text("Fn"), text("ProdFn"))))
	for _, c := range []struct {
		on      *cloud.Resource
		require string
		want    Verdict
	}{
		{fn, `self.Timeout >= 10`, Pass},
		{fn, `self.Timeout > 60`, Fail},
		{fn, `self.Timeout > 30`, Unknown},
		{prod, `self.Timeout > 30`, Pass},
		{fn, `self.Timeout > 30 || !referrers(self, "AWS::Lambda::Alias", "FunctionName").exists(a, true)`, Pass},
		{fn, `(self.Timeout > 30) == (referrers(self, "AWS::Lambda::Alias", "FunctionName").size() == 1)`, Pass},
		{prod, `referrers(self, "AWS::Lambda::Alias", "FunctionName").size() == 0`, Pass},
		{prod, `resources("AWS::Lambda::Alias").size() == 1`, Pass},
		{fn, `resources("AWS::Lambda::Alias").size() == 1`, Unknown},
		{fn, `self.Layers.size() in [1, 2] && "a" in self.Layers`, Pass},
	} {
		results, err := ruleOn(t, function, "require: "+c.require).Evaluate(g, c.on, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if results[0].Verdict != c.want {
			t.Errorf("%s of %s: %s %v, want %s", c.require, c.on.ID, results[0].Verdict, results[0].Reasons, c.want)
		}
	}
	results, err := ruleOn(t, function, "each: self.Layers", `require: item != "b"`).Evaluate(g, fn, Options{})
	if err != nil || len(results) != 2 || results[0].Verdict != Pass || results[1].Verdict != Unknown {
		t.Errorf("each: %v %v", results, err)
	}
	results, err = ruleOn(t, function, "each: self.Layers", `require: item != "c"`).Evaluate(g, fn, Options{})
	if err != nil || len(results) != 2 || results[0].Verdict != Pass || results[1].Verdict != Pass {
		t.Errorf("each: %v %v", results, err)
	}
}
