package finding_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

func tree(t *testing.T, text string) *cloud.Value {
	t.Helper()
	v, _, err := cloud.ParseJSON(nil, []byte(text), cloud.JSONLimits{Bytes: 1 << 20, Depth: 100, Nodes: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func estate(t *testing.T, properties string) *finding.Estate {
	return &finding.Estate{Resources: []finding.Placed{{Resource: &cloud.Resource{ID: "r", Type: "T", Properties: tree(t, properties)}}}}
}

func show(v *cloud.Value) string {
	if v == nil {
		return "-"
	}
	text, _ := v.MarshalJSON()
	return string(text)
}

func TestPropertyChanges(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`{"A":1,"B":2}`, `{"B":2,"A":1}`, ""},
		{`{"A":1}`, `{"A":2}`, "A 1 2"},
		{`{"A":1}`, `{"a b":{"c":1}}`, `A 1 -; ["a b"] - {"c":1}`},
		{`{"L":["a","b"]}`, `{"L":["b","a"]}`, ""},
		{`{"L":["a","b"]}`, `{"L":["b","c"]}`, `L[1] "a" "c"`},
		{`{"L":["a","b"]}`, `{"L":["b"]}`, `L[0] "a" -`},
		{`{"L":[{"Key":"x","Value":"1"},{"Key":"y","Value":"1"}]}`, `{"L":[{"Key":"y","Value":"2"},{"Key":"x","Value":"1"},{"Key":"z","Value":"3"}]}`, `L[2] - {"Key":"z","Value":"3"}; L[Key=y].Value "1" "2"`},
		{`{"P":"{\"A\": [1, 2], \"B\": 1}"}`, `{"P":"{\"B\":1,\"A\":[2,1]}"}`, ""},
		{`{"P":"{\"A\": 1}"}`, `{"P":"{\"A\":2}"}`, "P.A 1 2"},
		{`{"A":{"B":1}}`, `{"A":[1]}`, `A {"B":1} [1]`},
	} {
		d := finding.CompareResources(estate(t, c.old), estate(t, c.new))
		var got []string
		for _, r := range d.Changed {
			for _, p := range r.Changes {
				got = append(got, fmt.Sprint(p.Path, " ", show(p.Old), " ", show(p.New)))
			}
		}
		if text := strings.Join(got, "; "); text != c.want || (c.want == "") != (d.Same == 1) {
			t.Errorf("%s → %s\n got %s\nwant %s", c.old, c.new, text, c.want)
		}
	}
}

// What was not read on one side is neither a change nor the same.
func TestNotReadIsNoChange(t *testing.T) {
	why := cloud.Because(cloud.NotRead, "lambda:GetPolicy", "eu-west-1", "AccessDenied")
	known, unknown := estate(t, `{"A":1,"B":2}`), estate(t, `{"B":2}`)
	unknown.Resources[0].Properties.Set("A", cloud.NewUnknown(cloud.Pos{}, why))
	for _, c := range []struct {
		old, new *finding.Estate
		inOld    bool
	}{{known, unknown, false}, {unknown, known, true}} {
		d := finding.CompareResources(c.old, c.new)
		if len(d.Changed) != 0 || d.Same != 0 || len(d.NotComparable) != 1 || d.NotComparable[0].Old != c.inOld || d.NotComparable[0].Path != "A" || !d.NotComparable[0].Why.Equal(why) {
			t.Errorf("got %+v", d)
		}
	}
	if d := finding.CompareResources(unknown, unknown); d.Same != 1 || len(d.NotComparable) != 0 {
		t.Errorf("unknown on both sides: %+v", d)
	}
	gone := &finding.Estate{Missing: func(typ, _, _ string) (cloud.Reason, bool) { return why, typ == "T" }}
	if d := finding.CompareResources(known, gone); len(d.Removed) != 0 || len(d.NotComparable) != 1 {
		t.Errorf("a listing that was not read: %+v", d)
	}
	if d := finding.CompareResources(gone, known); len(d.Added) != 0 || len(d.NotComparable) != 1 || !d.NotComparable[0].Old {
		t.Errorf("a listing that was not read: %+v", d)
	}
}

// What one way is new is gone the other way, and nothing differs from itself.
func TestCompareIsSymmetric(t *testing.T) {
	rules := map[string]bool{"a": true, "b": true}
	side := func(r *rand.Rand) *finding.Side {
		s := &finding.Side{Rules: rules}
		for i := range 30 {
			if verdict := []rule.Verdict{rule.NotApplicable, rule.Pass, rule.Fail}[r.IntN(3)]; verdict != rule.NotApplicable {
				s.Findings = append(s.Findings, finding.Known{Fingerprint: fmt.Sprint(i), EvidenceHash: fmt.Sprint(r.IntN(2)), Rule: "a", Severity: rule.Severity(r.IntN(5)), Verdict: verdict, ID: fmt.Sprint(i), Type: "T"})
			}
		}
		return s
	}
	prints := func(all []finding.Change) (out []string) {
		for _, c := range all {
			out = append(out, c.Fingerprint)
		}
		slices.Sort(out)
		return out
	}
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		a, b := side(r), side(r)
		there, back := finding.Compare(a, b), finding.Compare(b, a)
		if diff := cmp.Diff(prints(there.New), prints(back.Gone)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(prints(there.Reopened), prints(back.Reopened)); diff != "" {
			t.Fatal(diff)
		}
		if d := finding.Compare(a, a); len(d.New)+len(d.Gone)+len(d.Reopened)+len(d.Unknown)+len(d.NotComparable) != 0 {
			t.Fatalf("a scan differs from itself: %+v", d)
		}
	}
}

func TestCompare(t *testing.T) {
	why := cloud.Because(cloud.NotRead, "c", "r", "AccessDenied")
	known := func(print, id string, v rule.Verdict) finding.Known {
		return finding.Known{Fingerprint: print, Rule: "a", Severity: rule.High, Verdict: v, ID: id, Type: "T"}
	}
	skipped := known("6", "f", rule.Fail)
	skipped.Rule = "b"
	before := &finding.Side{Rules: map[string]bool{"a": true, "b": true}, Findings: []finding.Known{
		known("1", "a", rule.Unknown), known("2", "b", rule.Fail), known("3", "c", rule.Fail), known("4", "d", rule.Fail), known("5", "e", rule.Fail), skipped}}
	after := &finding.Side{Rules: map[string]bool{"a": true}, Missing: func(string, string, string) (cloud.Reason, bool) { return why, true },
		Findings: []finding.Known{known("1", "a", rule.Fail), known("2", "b", rule.Unknown), known("3", "c", rule.Pass), known("x", "e", rule.Pass)}}
	d := finding.Compare(before, after)
	if len(d.New) != 1 || d.New[0].Before != rule.Unknown {
		t.Errorf("new: %+v", d.New)
	}
	if len(d.Unknown) != 1 || d.Unknown[0].Fingerprint != "2" {
		t.Errorf("unknown: %+v", d.Unknown)
	}
	if len(d.Gone) != 2 || d.Gone[0].Fingerprint != "3" || d.Gone[1].Fingerprint != "5" {
		t.Errorf("gone: %+v", d.Gone) // 5: its resource was read, and the item is not there
	}
	if len(d.NotComparable) != 2 || !d.NotComparable[0].Why.Equal(why) || d.NotComparable[1].Rule != "b" {
		t.Errorf("not comparable: %+v", d.NotComparable)
	}
	if len(d.Failed(rule.High)) != 1 || len(d.Failed(rule.Critical)) != 0 {
		t.Error("the threshold")
	}
}
