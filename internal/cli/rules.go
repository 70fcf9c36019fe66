package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

func newRules(s Streams) *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "List, show, test and write rules", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newRulesList(s), newRulesShow(s), newRulesTest(s), newRulesNew(s))
	return cmd
}

func newRulesList(s Streams) *cobra.Command {
	var dirs []string
	var output, lang string
	cmd := &cobra.Command{Use: "list", Short: "List the rules", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			all, err := selectRules(dirs, nil, nil)
			if err != nil {
				return err
			}
			lang, err := language(lang, s.Getenv)
			if err != nil {
				return err
			}
			return listRules(s, all, output, lang)
		}}
	cmd.Flags().StringSliceVar(&dirs, "rules", nil, "folder with rules of your own (may be repeated)")
	cmd.Flags().StringVarP(&output, "output", "o", "text", "format: text or json")
	cmd.Flags().StringVar(&lang, "lang", "", "language: en or ko (default from LANG)")
	return cmd
}

func listRules(s Streams, all []*rule.Rule, output, lang string) error {
	switch output {
	case "text":
		w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
		for _, r := range all {
			if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Checklist.ID(), r.Title.In(lang)); err != nil {
				return err
			}
		}
		return w.Flush()
	case "json":
		type row struct {
			ID        string   `json:"id"`
			On        []string `json:"on"`
			Severity  string   `json:"severity"`
			Checklist string   `json:"checklist"`
			Title     string   `json:"title"`
		}
		rows := make([]row, 0, len(all))
		for _, r := range all {
			rows = append(rows, row{r.ID, r.On, r.Severity.String(), r.Checklist.ID(), r.Title.In(lang)})
		}
		e := json.NewEncoder(s.Out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(rows)
	}
	return fmt.Errorf("output %q is neither text nor json", output)
}

func newRulesShow(s Streams) *cobra.Command {
	var dirs []string
	cmd := &cobra.Command{Use: "show ID", Short: "Print the file of a rule", Args: cobra.ExactArgs(1), ValidArgsFunction: completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := findRule(dirs, args[0])
			if err != nil {
				return err
			}
			text, err := rules.Source(r)
			if err != nil {
				return err
			}
			_, err = s.Out.Write(text)
			return err
		}}
	cmd.Flags().StringSliceVar(&dirs, "rules", nil, "folder with rules of your own (may be repeated)")
	return cmd
}

func newRulesTest(s Streams) *cobra.Command {
	return &cobra.Command{Use: "test [DIR...]", Short: "Run the tests in rule files",
		Long: "Test runs the tests of the built-in rules, or of the rules in each DIR. Exit code 1 when one fails or a file has a mistake.",
		RunE: func(_ *cobra.Command, args []string) error { return testRules(s, args) }}
}

func testRules(s Streams, dirs []string) error {
	facts, err := rules.Facts()
	if err != nil {
		return err
	}
	var all []*rule.Rule
	var mistakes []*cloud.Error
	if len(dirs) == 0 {
		if all, err = rules.FromFiles(); err != nil {
			return err
		}
	}
	for _, dir := range dirs {
		loaded, errs := loadDir(dir)
		all, mistakes = append(all, loaded...), append(mistakes, errs...)
	}
	tests, failed, wrong := 0, 0, len(mistakes)
	for _, m := range mistakes {
		_, _ = fmt.Fprintln(s.Out, m)
	}
	for _, r := range all {
		tests += len(r.Tests)
		bad, more := r.Check(rule.Options{Today: rules.TestDay(), Facts: facts})
		failed, wrong = failed+len(bad), wrong+len(more)
		for _, err := range append(bad, more...) {
			if _, err := fmt.Fprintln(s.Out, err); err != nil {
				return err
			}
		}
	}
	sum := fmt.Sprintf("%s, %s, %d failed", plural(len(all), "rule"), plural(tests, "test"), failed)
	if wrong > 0 {
		sum += ", " + plural(wrong, "mistake") + " in the files"
	}
	if _, err := fmt.Fprintln(s.Out, sum); err != nil {
		return err
	}
	if failed+wrong > 0 {
		return exit(exitFindings)
	}
	return nil
}

func loadDir(dir string) ([]*rule.Rule, []*cloud.Error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, []*cloud.Error{{What: fmt.Sprintf("cannot read rules in %q", dir), Hint: "--rules takes a folder"}}
	}
	return rule.Load(os.DirFS(dir), ".", strings.TrimSuffix(dir, "/")+"/")
}

// selectRules loads the built-in rules and those of the folders, and keeps the wanted ones.
func selectRules(dirs, only, skip []string) ([]*rule.Rule, error) {
	builtin, err := rules.Builtin()
	if err != nil {
		return nil, err
	}
	all := slices.Clone(builtin)
	for _, dir := range dirs {
		loaded, mistakes := loadDir(dir)
		if len(mistakes) > 0 {
			return nil, mistakes[0]
		}
		for _, r := range loaded {
			if err := r.Compile(); err != nil {
				return nil, err
			}
			if i := slices.IndexFunc(all, func(have *rule.Rule) bool { return have.ID == r.ID }); i >= 0 {
				return nil, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %q exists already at %s", r.ID, all[i].Pos), Hint: "ids are unique; choose another"}
			}
			all = append(all, r)
		}
	}
	for _, id := range slices.Concat(only, skip) {
		if !slices.ContainsFunc(all, func(r *rule.Rule) bool { return r.ID == id }) {
			return nil, unknownRule(all, id)
		}
	}
	slices.SortFunc(all, func(a, b *rule.Rule) int { return strings.Compare(a.ID, b.ID) })
	return slices.DeleteFunc(all, func(r *rule.Rule) bool {
		return len(only) > 0 && !slices.Contains(only, r.ID) || slices.Contains(skip, r.ID)
	}), nil
}

func findRule(dirs []string, id string) (*rule.Rule, error) {
	all, err := selectRules(dirs, nil, nil)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, unknownRule(all, id)
}

func unknownRule(all []*rule.Rule, id string) error {
	best, most := "", 1
	for _, r := range all {
		if n := sharedWords(r.ID, id); n > most {
			best, most = r.ID, n
		}
	}
	if best != "" {
		return fmt.Errorf("there is no rule %q; did you mean %s? (see haechi rules list)", id, best)
	}
	return fmt.Errorf("there is no rule %q (see haechi rules list)", id)
}

func sharedWords(a, b string) (n int) {
	words := strings.Split(b, "-")
	for _, w := range strings.Split(a, "-") {
		if slices.Contains(words, w) {
			n++
		}
	}
	return n
}

func completeRules(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	all, err := rules.Builtin()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var ids []string
	for _, r := range all {
		ids = append(ids, r.ID+"\t"+r.Title.EN)
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}
