package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

func TestEveryCheckIsAnswered(t *testing.T) {
	builtin, err := rules.FromFiles()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readChecks(checksFile, builtin); err != nil {
		t.Error(err)
	}
}

func TestChecksWithGapsAreRefused(t *testing.T) {
	var rows []string
	for row := 1; row <= checkRows; row++ {
		rows = append(rows, fmt.Sprintf("  %d: {check: c, rules: [aws-x-y]}\n", row))
	}
	whole := "all:\n" + strings.Join(rows, "")
	known := []*rule.Rule{{ID: "aws-x-y"}}
	if _, err := readChecks([]byte(whole), known); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ file, want string }{
		{strings.Replace(whole, rows[4], "", 1), "row 6 stands where row 5 is expected"},
		{strings.Replace(whole, rows[checkRows-1], "", 1), "the last row is 126"},
		{strings.Replace(whole, "[aws-x-y]", "[aws-x-z]", 1), "row 1 names the rule aws-x-z, which does not exist"},
		{strings.Replace(whole, ", rules: [aws-x-y]", "", 1), "row 1 names neither rules nor a reason"},
		{"", "groups of rows are expected"},
	} {
		if _, err := readChecks([]byte(c.file), known); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}
