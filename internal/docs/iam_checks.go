package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/haechi-dev/haechi/iam/validate"
)

// iamExamples is the file with a policy for and against each check, from this folder.
const iamExamples = "../../iam/validate/testdata/checks.txt"

// iamChecks lists the checks of `haechi iam validate`, worst first.
func iamChecks() (string, error) {
	all := validate.Checks()
	examples, err := readExamples()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Checks of policies\n\n%s\n", generated)
	fmt.Fprintf(&b, `The %d checks of `+"`haechi iam validate`"+`. The codes and kinds are those of AWS IAM Access Analyzer's ValidatePolicy
([reference](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html)); the words are ours.
What a template leaves open is never a mistake. The examples are what differs from a statement in which nothing is
wrong; null removes an element.

`, len(all))
	kinds := []struct {
		kind  validate.Kind
		title string
	}{{validate.Error, "Errors"}, {validate.SecurityWarning, "Security warnings"}, {validate.Warning, "Warnings"}, {validate.Suggestion, "Suggestions"}}
	for _, k := range kinds {
		n := 0
		for _, c := range all {
			if c.Kind == k.kind {
				n++
			}
		}
		fmt.Fprintf(&b, "- [%s](#%s): %d\n", k.title, strings.ReplaceAll(strings.ToLower(k.title), " ", "-"), n)
	}
	for _, k := range kinds {
		fmt.Fprintf(&b, "\n## %s\n", k.title)
		for _, c := range all {
			if c.Kind == k.kind {
				writeCheck(&b, c, examples[c.Code])
			}
		}
	}
	return b.String(), nil
}

func writeCheck(b *strings.Builder, c validate.Check, e checkExample) {
	fmt.Fprintf(b, "\n### %s\n\n**%s.** %s", c.Code, c.Title, c.Text)
	if c.Fix != "" {
		fmt.Fprintf(b, " Fix: %s.", c.Fix)
	}
	b.WriteString("\n")
	if e.bad != "" && e.good != "" {
		fmt.Fprintf(b, "\n```text\nreported (%s): %s\nfine: %s\n```\n", e.policy, e.bad, e.good)
	}
}

// checkExample is what the check reports in a type of policy, and what it does not.
type checkExample struct{ policy, bad, good string }

// readExamples takes the first of each that is what differs from a plain statement and not long.
func readExamples() (map[string]checkExample, error) {
	text, err := os.ReadFile(filepath.FromSlash(iamExamples))
	if err != nil {
		return nil, err
	}
	examples := map[string]checkExample{}
	code := ""
	for _, line := range strings.Split(string(text), "\n") {
		sign, rest, _ := strings.Cut(line, " ")
		e := examples[code]
		switch {
		case sign == "==":
			name, policy, _ := strings.Cut(rest, " ")
			code, e = name, checkExample{policy: policy}
		case !strings.HasPrefix(rest, "{") || strings.Contains(rest, "@"):
		case sign == "+" && e.bad == "":
			e.bad = rest
		case sign == "-" && e.good == "" && rest != "{}":
			e.good = rest
		}
		examples[code] = e
	}
	return examples, nil
}
