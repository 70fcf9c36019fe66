package rules_test

import (
	"testing"
	"time"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

// today is the day for which the tests in rule files are written.
var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

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
			for _, err := range r.Check(rule.Options{Today: today, Facts: facts}) {
				t.Error(err)
			}
		})
	}
}
