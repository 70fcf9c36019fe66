package main

import (
	"os"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
)

// The examples of docs/rules.md are run: a yaml block that starts with `id:` is a rule, the one
// that starts with `given:` is what the lines of the cel blocks are asked about.
func TestExamples(t *testing.T) {
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	facts, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	opt := rule.Options{Today: rules.TestDay(), Facts: facts}
	sample, checked, asked := "", 0, 0
	for _, b := range blocks(string(page)) {
		switch {
		case b.language == "yaml" && strings.HasPrefix(b.text, "id:"):
			r := parse(t, b.text)
			failed, mistakes := r.Check(opt)
			for _, err := range append(failed, mistakes...) {
				t.Error(err)
			}
			checked++
		case b.language == "yaml":
			sample = "    " + strings.ReplaceAll(strings.TrimSpace(b.text), "\n", "\n    ")
		case b.language == "cel":
			for _, line := range strings.Split(strings.TrimSpace(b.text), "\n") {
				expression, verdict, ok := strings.Cut(line, " // ")
				if !ok {
					t.Fatalf("%q does not say what it gives", line)
				}
				r := parse(t, "id: an-example\non: AWS::Lambda::Function\nseverity: info\nchecklist: audit\ntitle: {en: t, ko: t}\nwhy: {en: t, ko: t}\nfix: {en: t, ko: t}\n"+
					"require: |-\n  "+strings.TrimSpace(expression)+"\ntests:\n  - name: the example\n    expect: "+verdict+"\n"+sample+"\n")
				if err := r.RunTest(r.Tests[0], opt); err != nil {
					t.Errorf("%s: %v", line, err)
				}
				asked++
			}
		}
	}
	if checked < 3 || asked < 50 {
		t.Errorf("only %d rules and %d expressions were found", checked, asked)
	}
}

func parse(t *testing.T, text string) *rule.Rule {
	t.Helper()
	r, mistakes := rule.Parse("docs/rules.md", []byte(text))
	if len(mistakes) > 0 {
		t.Fatalf("%v in\n%s", mistakes[0], text)
	}
	if err := r.Compile(); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return r
}

type block struct{ language, text string }

// blocks returns the fenced blocks of a Markdown page.
func blocks(page string) (all []block) {
	for {
		_, rest, found := strings.Cut(page, "\n```")
		if !found {
			return all
		}
		language, rest, _ := strings.Cut(rest, "\n")
		text, rest, _ := strings.Cut(rest, "\n```")
		all = append(all, block{language, text + "\n"})
		page = rest
	}
}
