package entry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/entry"
)

// What is not known must never close a way, nor open one for sure: with any one property hidden, a
// function that is open stays open or perhaps open, and one that is not open does not become so.
func TestHiddenPropertiesCloseNothing(t *testing.T) {
	graphs := map[string]*cloud.Graph{"orders": load(t, "../examples/orders/template.yaml")}
	for _, test := range allTests() {
		graphs[test.name] = template(t, test.resources)
	}
	hidden := 0
	for name, g := range graphs {
		before := states(entry.Find(g))
		for _, r := range g.All() {
			for _, path := range paths(r.Properties, nil) {
				hidden++
				after := states(entry.Find(hide(t, g, r, path)))
				for fn, was := range before {
					now := after[fn]
					if was[entry.Open] && !now[entry.Open] && !now[entry.Perhaps] {
						t.Errorf("%s: without %s %v function %s, which is open, is %v", name, r.ID, path, fn, keys(now))
					}
					if was[entry.Perhaps] && !now[entry.Open] && !now[entry.Perhaps] {
						t.Errorf("%s: without %s %v function %s, which is perhaps open, is %v", name, r.ID, path, fn, keys(now))
					}
				}
				for fn, now := range after {
					if now[entry.Open] && !before[fn][entry.Open] {
						t.Errorf("%s: without %s %v function %s, which is not open, is %v", name, r.ID, path, fn, keys(now))
					}
				}
			}
		}
	}
	if hidden < 1000 {
		t.Errorf("only %d properties were hidden", hidden)
	}
}

// What a role reaches for sure it reaches whatever is hidden or becomes perhaps: nothing becomes certain
// that was not.
func TestHiddenPropertiesGrantNothing(t *testing.T) {
	g := load(t, "../examples/orders/template.yaml")
	found := entry.Find(g)
	before, reached := certain(found), states(found)
	for _, r := range g.All() {
		for _, path := range paths(r.Properties, nil) {
			for key := range certain(entry.Find(hide(t, g, r, path))) {
				if fn, _, _ := strings.Cut(key, " "); reached[fn] != nil && !before[key] {
					t.Errorf("without %s %v it is certain that %s", r.ID, path, key)
				}
			}
		}
	}
}

func states(r *entry.Result) map[string]map[entry.State]bool {
	all := map[string]map[entry.State]bool{}
	for _, w := range r.Ways {
		if all[w.Function.ID] == nil {
			all[w.Function.ID] = map[entry.State]bool{}
		}
		all[w.Function.ID][w.State()] = true
	}
	return all
}

func keys(m map[entry.State]bool) (all []string) {
	for s := range m {
		all = append(all, string(s))
	}
	slices.Sort(all)
	return all
}

func certain(r *entry.Result) map[string]bool {
	all := map[string]bool{}
	for _, w := range r.Ways {
		for _, d := range w.Data {
			for _, l := range d.Levels {
				if l.Certain {
					name := "every " + d.Kind
					if d.Resource != nil {
						name = d.Resource.ID
					}
					all[fmt.Sprint(w.Function.ID, " ", l.Name, " ", name)] = true
				}
			}
		}
	}
	return all
}

// paths lists the ways to all values below a value, as keys and places.
func paths(v *cloud.Value, prefix []any) (all [][]any) {
	below := func(step any, v *cloud.Value) {
		path := append(slices.Clone(prefix), step)
		all = append(all, path)
		all = append(all, paths(v, path)...)
	}
	for _, f := range v.Fields() {
		below(f.Key, f.Value)
	}
	for i, item := range v.Items() {
		below(i, item)
	}
	return all
}

// hide returns the graph with one property unknown.
func hide(t *testing.T, g *cloud.Graph, of *cloud.Resource, path []any) *cloud.Graph {
	t.Helper()
	out := cloud.NewGraph()
	for _, r := range g.All() {
		if r == of {
			c := *r
			c.Properties = without(r.Properties, path)
			r = &c
		}
		if err := out.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func without(v *cloud.Value, path []any) *cloud.Value {
	if len(path) == 0 {
		return cloud.NewUnknown(v.Pos, cloud.Because(cloud.NotRead, "test:Hide", "eu-west-1", "denied"))
	}
	if key, ok := path[0].(string); ok {
		m := cloud.NewMap(v.Pos)
		for _, f := range v.Fields() {
			if f.Key == key {
				f.Value = without(f.Value, path[1:])
			}
			m.SetAt(f.Key, f.KeyPos, f.Value)
		}
		return m
	}
	list := cloud.NewList(v.Pos)
	for i, item := range v.Items() {
		if i == path[0].(int) {
			item = without(item, path[1:])
		}
		list.Append(item)
	}
	return list
}
