package rules_test

import (
	"testing"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

func TestBuiltin(t *testing.T) {
	all, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		t.Run(r.ID, func(t *testing.T) {
			for _, err := range r.Check(rule.Options{Today: rules.TestDay(), Facts: facts}) {
				t.Error(err)
			}
		})
	}
}
