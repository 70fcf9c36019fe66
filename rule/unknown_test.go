package rule

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// What is answered without knowing a value must be the answer whatever the value is. Each case
// takes a random expression and a random property tree, hides a part of the tree, and, when the
// answer is still true or false, puts all sorts of values into its place.
func TestUnknownIsSound(t *testing.T) {
	n := 1500
	if testing.Short() {
		n = 200
	}
	decided := 0
	for seed := range n {
		if hideAndFill(t, uint64(seed)) {
			decided++
		}
	}
	if decided < n/4 {
		t.Errorf("only %d of %d cases were decided without the hidden value", decided, n)
	}
}

func FuzzUnknownIsSound(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { hideAndFill(t, seed) })
}

// hideAndFill reports whether the answer was known and depends on the tree at all.
func hideAndFill(t *testing.T, seed uint64) (decided bool) {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 2)), ours: true}
	text := g.expr("bool", 4)
	if !strings.Contains(text, "self.") {
		return false
	}
	tree := g.tree()
	spots := leaves(tree, nil)
	spot := spots[g.IntN(len(spots))]
	evaluate := compileText(t, text)
	if evaluate == nil {
		return false
	}
	hidden, fillings := g.hide(tree, spot)
	before := verdictOf(evaluate.of(hidden))
	if before == "unknown" {
		return false
	}
	for i, filling := range fillings {
		if after := verdictOf(evaluate.of(filling)); after != before {
			t.Errorf("seed %d: %s\nis %s on %s\nbut %s with filling %d: %s", seed, text, before, show(hidden), after, i, show(filling))
			return true
		}
	}
	return true
}

func verdictOf(v value) string {
	switch v = truth(v); {
	case v.is(true):
		return "true"
	case v.is(false):
		return "false"
	}
	return "unknown"
}

func show(v *cloud.Value) string {
	b, err := v.MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// tree makes a property tree in which anything may be missing.
func (g *generator) tree() *cloud.Value {
	p := cloud.Pos{}
	tree := cloud.NewMap(p)
	put := func(m *cloud.Value, key string, v *cloud.Value) {
		if g.IntN(5) > 0 {
			m.Set(key, v)
		}
	}
	object := func(key string, fill func(*cloud.Value)) {
		m := cloud.NewMap(p)
		fill(m)
		put(tree, key, m)
	}
	for _, key := range []string{"FunctionName", "Runtime", "Role", "Handler"} {
		put(tree, key, g.text())
	}
	put(tree, "Timeout", g.number())
	put(tree, "MemorySize", g.number())
	put(tree, "Description", cloud.NewString(p, g.pick(`{"a": "AbC"}`, `{"a": [1, {"b": "ab"}]}`, `[]`, `{`, `{"ab": "a", "a": null}`)))
	put(tree, "Layers", g.texts())
	put(tree, "Architectures", g.texts())
	object("EphemeralStorage", func(m *cloud.Value) { put(m, "Size", g.number()) })
	object("TracingConfig", func(m *cloud.Value) { put(m, "Mode", g.text()) })
	object("VpcConfig", func(m *cloud.Value) {
		put(m, "SubnetIds", g.texts())
		put(m, "Ipv6AllowedForDualStack", cloud.NewBool(p, g.IntN(2) == 0))
	})
	object("Environment", func(m *cloud.Value) {
		variables := cloud.NewMap(p)
		put(variables, "STAGE", g.text())
		put(variables, "a", g.text())
		put(m, "Variables", variables)
	})
	return tree.Set("PackageType", g.text())
}

func (g *generator) text() *cloud.Value {
	return cloud.NewString(cloud.Pos{}, g.pick("", "a", "ab", "abc", "AbC", "*", "arn:aws:x", "arn:aws:iam::123456789012:a", " a ", "é", "${"))
}

func (g *generator) texts() *cloud.Value {
	list := cloud.NewList(cloud.Pos{})
	for range g.IntN(4) {
		list.Append(g.text())
	}
	return list
}

func (g *generator) number() *cloud.Value {
	return cloud.NewNumber(cloud.Pos{}, g.pick("0", "1", "2", "3", "30", "-1"))
}

// leaves lists the paths of all nodes below the root.
func leaves(v *cloud.Value, path []any) (all [][]any) {
	if len(path) > 0 {
		all = append(all, path)
	}
	for i, item := range v.Items() {
		all = append(all, leaves(item, append(path[:len(path):len(path)], i))...)
	}
	for _, f := range v.Fields() {
		all = append(all, leaves(f.Value, append(path[:len(path):len(path)], f.Key))...)
	}
	return all
}

// replace returns the tree with another value at a path; nil takes it away.
func replace(v *cloud.Value, path []any, with *cloud.Value) *cloud.Value {
	if len(path) == 0 {
		return with
	}
	switch step := path[0].(type) {
	case string:
		m := cloud.NewMap(v.Pos)
		for _, f := range v.Fields() {
			if f.Key == step {
				f.Value = replace(f.Value, path[1:], with)
			}
			m.Set(f.Key, f.Value)
		}
		return m
	case int:
		list := cloud.NewList(v.Pos)
		for i, item := range v.Items() {
			if i == step {
				item = replace(item, path[1:], with)
			}
			if item != nil {
				list.Append(item)
			}
		}
		return list
	}
	panic(fmt.Sprintf("a step of type %T", path[0]))
}

func at(v *cloud.Value, path []any) *cloud.Value {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.Get(step)
		case int:
			v = v.Items()[step]
		}
	}
	return v
}

// hide returns the tree with a part that is not known, and trees with values in its place.
func (g *generator) hide(tree *cloud.Value, spot []any) (hidden *cloud.Value, fillings []*cloud.Value) {
	original := at(tree, spot)
	if original.Is(cloud.String) && g.IntN(2) == 0 {
		return g.punch(tree, spot, original.Str())
	}
	why := cloud.Because(cloud.AtDeployment, "it")
	candidates := []*cloud.Value{original}
	if g.IntN(3) == 0 {
		why = cloud.Because(cloud.UnknownCondition, "it")
		candidates = append(candidates, nil) // AWS::NoValue
	}
	for range 6 {
		switch original.Kind() {
		case cloud.Bool:
			candidates = append(candidates, cloud.NewBool(cloud.Pos{}, g.IntN(2) == 0))
		case cloud.Number:
			candidates = append(candidates, g.number())
		case cloud.String:
			candidates = append(candidates, g.text())
		case cloud.List:
			candidates = append(candidates, g.texts())
		case cloud.Map:
			candidates = append(candidates, g.entries(original))
		}
	}
	for _, c := range candidates {
		fillings = append(fillings, replace(tree, spot, c))
	}
	return replace(tree, spot, cloud.NewUnknown(cloud.Pos{}, why)), fillings
}

// entries takes entries out of a map.
func (g *generator) entries(of *cloud.Value) *cloud.Value {
	m := cloud.NewMap(cloud.Pos{})
	for _, f := range of.Fields() {
		if g.IntN(2) == 0 {
			m.Set(f.Key, f.Value)
		}
	}
	return m
}

// punch makes a hole into a text, and into another text with the same filling. Names that the
// deployment makes are not empty and hold neither stars nor white space; a parameter may be
// anything.
func (g *generator) punch(tree *cloud.Value, spot []any, s string) (hidden *cloud.Value, fillings []*cloud.Value) {
	h := &cloud.Hole{Name: "ParamX", Reason: cloud.Because(cloud.NoParameterValue, "ParamX")}
	fill := []string{"", "a", "b", "*", "AbC", " a", "b ", "arn:aws:x", "é", "STAGE"}
	if g.IntN(2) == 0 {
		h = &cloud.Hole{Name: "Queue", Reason: cloud.Because(cloud.AtDeployment, "Queue"), Ref: &cloud.Reference{Resource: "Queue", Attribute: "Ref"}}
		fill = []string{"a", "b", "AbC", "arn:aws:x", "a-1"}
	}
	switch g.IntN(4) {
	case 0:
		h = &cloud.Hole{Name: "AWS::AccountId", Reason: cloud.Because(cloud.AtDeployment, "AWS::AccountId")}
		fill = []string{"123456789012", "000000000000"}
	case 1:
		h = &cloud.Hole{Name: "AWS::Partition", Reason: cloud.Because(cloud.AtDeployment, "AWS::Partition")}
		fill = []string{"aws", "aws-cn", "aws-us-gov"}
	}
	i := g.IntN(len([]rune(s)) + 1)
	before, after := string([]rune(s)[:i]), string([]rune(s)[i:])
	with := func(p cloud.Part) *cloud.Value {
		t := replace(tree, spot, cloud.NewParts(cloud.Pos{}, cloud.Part{Text: before}, p, cloud.Part{Text: after}))
		return t.Set("Runtime", cloud.NewParts(cloud.Pos{}, p, cloud.Part{Text: after}))
	}
	if len(spot) == 1 && spot[0] == "Runtime" {
		with = func(p cloud.Part) *cloud.Value {
			return replace(tree, spot, cloud.NewParts(cloud.Pos{}, cloud.Part{Text: before}, p, cloud.Part{Text: after}))
		}
	}
	for _, f := range fill {
		fillings = append(fillings, with(cloud.Part{Text: f}))
	}
	return with(cloud.Part{Hole: h}), fillings
}
