package cloud_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

var nowhere cloud.Pos

func text(s string) *cloud.Value { return cloud.NewString(nowhere, s) }

// holed reads "a${X}b" into a string with holes.
func holed(s string) *cloud.Value {
	var parts []cloud.Part
	for {
		before, rest, found := strings.Cut(s, "${")
		parts = append(parts, cloud.Part{Text: before})
		if !found {
			return cloud.NewParts(nowhere, parts...)
		}
		name, after, _ := strings.Cut(rest, "}")
		parts = append(parts, cloud.Part{Hole: &cloud.Hole{Name: name, Reason: cloud.Because(cloud.AtDeployment, name)}})
		s = after
	}
}

func TestMapKeepsOrderAndFindsKeys(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		m, want, order := cloud.NewMap(nowhere), map[string]string{}, []string{}
		for range rng.IntN(40) {
			key := string(rune('a' + rng.IntN(26)))
			if rng.IntN(4) == 0 {
				m.Delete(key)
				delete(want, key)
				continue
			}
			val := string(rune('A' + rng.IntN(26)))
			m.Set(key, text(val))
			want[key] = val
		}
		got := map[string]string{}
		for _, f := range m.Fields() {
			got[f.Key] = f.Value.Str()
			order = append(order, f.Key)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(order, m.Keys()); diff != "" {
			t.Fatal(diff)
		}
		for key, val := range want {
			if m.Get(key).Str() != val || !m.Has(key) {
				t.Fatalf("Get(%q) = %q, want %q", key, m.Get(key).Str(), val)
			}
		}
	}
}

func TestNilValueIsAbsent(t *testing.T) {
	var v *cloud.Value
	if !v.Is(cloud.Absent) || v.Get("a") != nil || v.Path("a", "b") != nil || v.Len() != 0 || v.Refs() != nil || v.Clone() != nil || !v.Known() {
		t.Error("a nil value must answer as an absent one")
	}
}

func TestPathStopsAtUnknown(t *testing.T) {
	why := cloud.Because(cloud.UnknownCondition, "IsProd")
	v := cloud.NewMap(nowhere).Set("a", cloud.NewUnknown(nowhere, why))
	if r, ok := v.Path("a", "b", "c").Reason(); !ok || !r.Equal(why) {
		t.Errorf("got %v, want the reason of a", r)
	}
}

func TestPartsAreJoined(t *testing.T) {
	hole := cloud.Part{Hole: &cloud.Hole{Name: "X"}}
	v := cloud.NewParts(nowhere, cloud.Part{Text: "a"}, cloud.Part{Text: ""}, cloud.Part{Text: "b"}, hole, cloud.Part{Text: "c"})
	if got, _ := v.Canonical(); got != "ab${X}c" || len(v.Parts()) != 3 {
		t.Errorf("got %q in %d parts", got, len(v.Parts()))
	}
	if v := cloud.NewParts(nowhere, cloud.Part{Text: "a"}, cloud.Part{Text: "b"}); v.HasHoles() || v.Str() != "ab" {
		t.Error("parts without holes are a plain string")
	}
}

func TestCanonicalTellsHolesFromText(t *testing.T) {
	a, _ := text("${X}").Canonical()
	b, _ := holed("${X}").Canonical()
	if a == b {
		t.Errorf("literal and hole have the same canonical text %q", a)
	}
}

func TestCloneSharesNothingMutable(t *testing.T) {
	v := cloud.NewMap(nowhere).Set("a", cloud.NewList(nowhere, text("x")))
	c := v.Clone()
	c.Get("a").Append(text("y"))
	c.Set("b", text("z"))
	if b, _ := json.Marshal(v); string(b) != `{"a":["x"]}` {
		t.Errorf("the original became %s", b)
	}
}

func TestJSONShowsWhatIsUnknown(t *testing.T) {
	v := cloud.NewMap(nowhere).Set("u", cloud.NewUnknown(nowhere, cloud.Because(cloud.NoParameterValue, "Stage"))).
		Set("h", holed("a-${Stage}")).Set("n", cloud.NewNumber(nowhere, "007")).Set("s", text("<&>\n"))
	b, err := json.Marshal(v)
	want := `{"u":{"haechi:unknown":"parameter Stage has no value"},"h":"a-${Stage}","n":7,"s":"<&>\n"}`
	if err != nil || !json.Valid(b) {
		t.Fatalf("%v %s", err, b)
	}
	if diff := cmp.Diff(strings.ReplaceAll(want, "<&>", `\u003c\u0026\u003e`), string(b)); diff != "" {
		t.Error(diff)
	}
}

// MayEqual is held against every filling of the holes with short texts.
func TestMayEqualNeverExcludesAPossibility(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	fillings := []string{"", "a", "b", "ab", "ba"}
	random := func() string {
		var b strings.Builder
		for range rng.IntN(5) {
			b.WriteString([]string{"a", "b", "${X}", "${Y}"}[rng.IntN(4)])
		}
		return b.String()
	}
	perhaps, decided := 0, 0
	for range 20000 {
		sa, sb := random(), random()
		a, b := holed(sa), holed(sb)
		equal, differ := false, false
		for _, x := range fillings {
			for _, y := range fillings {
				fill := strings.NewReplacer("${X}", x, "${Y}", y)
				if fill.Replace(sa) == fill.Replace(sb) {
					equal = true
				} else {
					differ = true
				}
			}
		}
		got := cloud.MayEqual(a, b)
		if equal && differ && got == nil {
			t.Fatalf("%q and %q may be equal, MayEqual excludes it", sa, sb)
		}
		if got != nil {
			perhaps++
		} else {
			decided++
		}
	}
	if decided < 5000 || perhaps < 1000 {
		t.Errorf("decided %d, perhaps %d: the comparison has lost its sharpness", decided, perhaps)
	}
}
