package main

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/iam/validate"
)

// iamChecks lists the checks of `haechi iam validate`, worst first.
func iamChecks() string {
	all := validate.Checks()
	var b strings.Builder
	fmt.Fprintf(&b, "# Checks of policies\n\n%s\n", generated)
	fmt.Fprintf(&b, `The %d checks of `+"`haechi iam validate`"+`. The codes and kinds are those of AWS IAM Access Analyzer's ValidatePolicy
([reference](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html)); the words are ours.
What a template leaves open is never a mistake.

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
			if c.Kind != k.kind {
				continue
			}
			fmt.Fprintf(&b, "\n### %s\n\n**%s.** %s", c.Code, c.Title, c.Text)
			if c.Fix != "" {
				fmt.Fprintf(&b, " Fix: %s.", c.Fix)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}
