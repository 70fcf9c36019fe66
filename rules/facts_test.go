package rules_test

import (
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rules"
)

func table(t *testing.T, name string) *cloud.Value {
	t.Helper()
	all, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	if all[name] == nil {
		t.Fatalf("there is no table %q", name)
	}
	return all[name]
}

func day(t *testing.T, v *cloud.Value, field string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, v.Get(field).Str())
	if err != nil {
		t.Errorf("%s: %v", field, err)
	}
	return d
}

// TestRuntimes: the dates of a runtime are days, the notice comes before the deprecation and no
// change is blocked before creation long was; a successor is itself in the table and lives longer.
func TestRuntimes(t *testing.T) {
	facts := table(t, "lambda-runtimes")
	if taken := day(t, facts, "taken"); taken.After(rules.TestDay()) {
		t.Errorf("the table was taken on %s, in the future", taken)
	}
	runtimes := facts.Get("runtimes")
	for _, f := range runtimes.Fields() {
		t.Run(f.Key, func(t *testing.T) {
			notice, deprecation := day(t, f.Value, "notice"), day(t, f.Value, "deprecation")
			create, update := day(t, f.Value, "block-create"), day(t, f.Value, "block-update")
			if got := deprecation.Sub(notice); got != 180*24*time.Hour {
				t.Errorf("notice is %s before the deprecation, want 180 days", got)
			}
			if update.Before(create) {
				t.Error("changes are blocked before new functions are")
			}
			name := f.Value.Get("successor").Str()
			if name == "" {
				return
			}
			next := runtimes.Get(name)
			if next == nil {
				t.Fatalf("successor %s is not in the table", name)
			}
			if day(t, next, "deprecation").Before(deprecation) || next.Has("successor") {
				t.Errorf("successor %s is not the newest", name)
			}
		})
	}
}
