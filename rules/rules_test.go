package rules_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

func TestRules(t *testing.T) {
	all, err := rules.FromFiles()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		t.Run(r.ID, func(t *testing.T) {
			failed, mistakes := r.Check(rule.Options{Today: rules.TestDay(), Facts: facts})
			for _, err := range append(failed, mistakes...) {
				t.Error(err)
			}
		})
	}
}

func TestPackIsUpToDate(t *testing.T) {
	all, err := rules.FromFiles()
	if err != nil {
		t.Fatal(err)
	}
	want, err := rule.Pack(all)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("builtin.pack")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("builtin.pack is not what the rule files make (%v): run go generate ./rules", err)
	}
}

// The packed rules answer the tests in the files as those from the files do.
func TestPackAnswersAlike(t *testing.T) {
	packed, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	files, err := rules.FromFiles()
	if err != nil || len(files) != len(packed) {
		t.Fatalf("%d rules in files, %d in the pack, %v", len(files), len(packed), err)
	}
	facts, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range packed {
		if r.ID != files[i].ID || r.Title != files[i].Title || r.Pos.String() != files[i].Pos.String() {
			t.Errorf("%s has lost something in the pack", r.ID)
		}
		for _, test := range files[i].Tests {
			if err := r.RunTest(test, rule.Options{Today: rules.TestDay(), Facts: facts}); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestFactsAreUpToDate(t *testing.T) {
	files, err := rules.FactsFromFiles()
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(embedded)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("facts.json is not what the tables make (%v): run go generate ./rules", err)
	}
}
