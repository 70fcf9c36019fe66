package rules_test

import (
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
	for _, r := range all {
		needs, err := rule.Needs([]*rule.Rule{r})
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range r.Tests {
			if err := r.RunTest(test.Knowing(needs), rule.Options{Today: rules.TestDay(), Facts: facts}); err != nil {
				t.Error(err)
			}
		}
	}
}
