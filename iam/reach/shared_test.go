package reach_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/haechi-dev/haechi/iam/reach"
)

// Everybody in an account may be asked about in one map, in any order: what was asked before saves
// work and changes no answer.
func TestMapsAreShared(t *testing.T) {
	g := read(t, company(12))
	names := reach.New(g, reach.Options{}).Principals()
	alone, found := map[string]string{}, 0
	for _, name := range names {
		p := askAdmin(t, reach.New(g, reach.Options{}), name)
		alone[name] = said(p)
		if p != nil {
			found++
		}
	}
	if found == 0 || found == len(names) {
		t.Fatalf("%d of %d reach admin: the test compares nothing", found, len(names))
	}
	for range 2 {
		shared := reach.New(g, reach.Options{})
		for _, name := range names {
			if got := said(askAdmin(t, shared, name)); got != alone[name] {
				t.Errorf("%s: %s, and alone %s", name, got, alone[name])
			}
		}
		if shared.Full() {
			t.Error("a small account fills no map")
		}
		slices.Reverse(names)
	}
}

func askAdmin(t *testing.T, m *reach.Map, name string) *reach.Path {
	t.Helper()
	p, err := m.Find(name, reach.Admin)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func said(p *reach.Path) string {
	if p == nil {
		return "no path"
	}
	text := fmt.Sprint(p.Certain)
	for _, s := range p.Steps {
		text += fmt.Sprintf(" %s by %s%s", s.To, s.Technique, s.Via)
		for _, n := range s.Needs {
			text += fmt.Sprintf(" %s on %s", n.Action, n.Resource)
		}
	}
	return text
}
