package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

func newExplain(s Streams) *cobra.Command {
	var lang string
	var dirs []string
	cmd := &cobra.Command{Use: "explain ID", Short: "Explain a rule: what, why, how to fix", Args: cobra.ExactArgs(1), ValidArgsFunction: completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			lang, err := language(lang, s.Getenv)
			if err != nil {
				return err
			}
			r, err := findRule(dirs, args[0])
			if err != nil {
				return err
			}
			if r, err = withTests(r); err != nil {
				return err
			}
			_, err = fmt.Fprint(s.Out, explain(r, lang))
			return err
		}}
	cmd.Flags().StringVar(&lang, "lang", "", "language: en or ko (default from LANG)")
	cmd.Flags().StringSliceVar(&dirs, "rules", nil, "folder with rules of your own (may be repeated)")
	return cmd
}

// withTests reads the rule's file: built-in rules are loaded without their tests.
func withTests(r *rule.Rule) (*rule.Rule, error) {
	text, err := rules.Source(r)
	if err != nil {
		return nil, err
	}
	full, mistakes := rule.Parse(r.Pos.File(), text)
	if len(mistakes) > 0 {
		return nil, mistakes[0]
	}
	return full, nil
}

func explain(r *rule.Rule, lang string) string {
	label := func(en, ko string) string { return rule.Text{EN: en, KO: ko}.In(lang) }
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", r.ID, r.Title.In(lang))
	fmt.Fprintf(&b, "%s: %s\n%s: %s\n%s: %s\n\n", label("Resource", "리소스"), strings.Join(r.On, ", "), label("Severity", "심각도"), r.Severity.Title().In(lang),
		label("Checklist line", "점검 항목"), r.Checklist.Title().In(lang))
	fmt.Fprintf(&b, "%s\n  %s\n\n%s\n  %s\n\n", label("Why", "이유"), r.Why.In(lang), label("Fix", "조치"), r.Fix.In(lang))
	fmt.Fprintf(&b, "%s\n", label("Rule", "규칙"))
	for _, e := range r.Expressions() {
		fmt.Fprintf(&b, "  %s: %s\n", e.Key, strings.ReplaceAll(strings.TrimSpace(e.Text), "\n", "\n    "))
	}
	if len(r.Maps) > 0 {
		fmt.Fprintf(&b, "\n%s\n", label("Controls", "관련 통제 항목"))
		for _, m := range r.Maps {
			fmt.Fprintf(&b, "  %s: %s\n", m.Framework, strings.Join(m.Controls, ", "))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", label("Examples", "예제"))
	for _, t := range r.Tests {
		fmt.Fprintf(&b, "  %-14s %s\n", t.Expect, t.Name)
	}
	return b.String()
}
