package rules_test

import (
	"bytes"
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
			for _, err := range r.Check(rule.Options{Today: rules.TestDay(), Facts: facts}) {
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

// The packed rules answer as those from the files do: their expressions are the same.
func TestPackKeepsExpressions(t *testing.T) {
	packed, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range packed {
		if err := r.Compile(); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
		if len(r.Expressions()) == 0 || r.Title.KO == "" || r.Pos.File() == "" {
			t.Errorf("%s has lost something in the pack", r.ID)
		}
	}
}
