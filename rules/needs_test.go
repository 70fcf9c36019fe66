package rules_test

import (
	"maps"
	"testing"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

// What a rule does not need may be unknown, and no verdict changes.
func TestNeedsAreEnough(t *testing.T) {
	all, err := rules.FromFiles()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := rules.Builtin()
	if err != nil || len(packed) != len(all) {
		t.Fatalf("%d rules in files, %d in the pack, %v", len(all), len(packed), err)
	}
	for i, r := range all {
		needs, err := rule.Needs([]*rule.Rule{r})
		if err != nil {
			t.Fatal(err)
		}
		if fromPack, err := rule.Needs(packed[i : i+1]); err != nil || !maps.EqualFunc(needs, fromPack, maps.Equal) {
			t.Errorf("%s needs %v, and %v when it comes from the pack (%v)", r.ID, needs, fromPack, err)
		}
		for _, test := range r.Tests {
			if err := r.RunTest(test.Knowing(needs), rule.Options{Today: rules.TestDay(), Facts: facts}); err != nil {
				t.Error(err)
			}
		}
	}
}
