package cli

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/schema"
)

//go:embed rule.yaml.tmpl
var ruleTemplate string

func newRulesNew(s Streams) *cobra.Command {
	var dir, on string
	cmd := &cobra.Command{Use: "new ID", Short: "Write the beginning of a rule", Args: cobra.ExactArgs(1),
		Example: "  haechi rules new my-queue-encrypted --on AWS::SQS::Queue --dir my-rules\n  haechi rules test my-rules",
		RunE: func(_ *cobra.Command, args []string) error {
			if schema.Lookup(on) == nil {
				if suggestion := schema.SuggestType(on); suggestion != "" {
					return fmt.Errorf("%q is not a resource type; did you mean %s?", on, suggestion)
				}
				return fmt.Errorf("%q is not a resource type such as AWS::Lambda::Function", on)
			}
			return writeNewRule(s, dir, args[0], on)
		}}
	cmd.Flags().StringVar(&on, "on", "AWS::Lambda::Function", "resource type the rule is on")
	cmd.Flags().StringVar(&dir, "dir", "rules", "folder to write to")
	return cmd
}

// newRule writes a rule whose tests pass, as a start.
func newRule(w io.Writer, id, on string) error {
	property := firstProperty(on)
	if property == "" {
		return fmt.Errorf("%s has no properties that a rule could ask for", on)
	}
	t, err := template.New("rule").Parse(ruleTemplate)
	if err != nil {
		return err
	}
	return t.Execute(w, map[string]string{"ID": id, "On": on, "Property": property, "Sample": samples[schema.Lookup(on).Properties[property].Type.Kind]})
}

// samples are values by kind, as YAML. A text is compared, anything else only has to be there.
var samples = map[schema.Kind]string{
	schema.Integer: "1", schema.Number: "1", schema.Boolean: "true", schema.List: "[]",
	schema.Map: "{}", schema.ObjectKind: "{}", schema.JSON: "{}", schema.Union: "any",
}

func writeNewRule(s Streams, dir, id, on string) error {
	var b strings.Builder
	if err := newRule(&b, id, on); err != nil {
		return err
	}
	name := filepath.Join(dir, filepath.Base(id)+".yaml")
	if _, mistakes := rule.Parse(name, []byte(b.String())); len(mistakes) > 0 { // the id is all that can be wrong
		return fmt.Errorf("%s (%s)", mistakes[0].What, mistakes[0].Hint)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(b.String()); err != nil {
		_ = f.Close() // the first error is the one to tell
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s\nEdit it, then run: haechi rules test %s\n", name, dir)
	return err
}

// firstProperty is a property for the example, by preference a text and a required one.
func firstProperty(on string) string {
	properties := schema.Lookup(on).Properties
	rank := func(name string) (n int) {
		if properties[name].Type.Kind == schema.String {
			n += 2
		}
		if properties[name].Required {
			n++
		}
		return n
	}
	best := ""
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if best == "" || rank(name) > rank(best) {
			best = name
		}
	}
	return best
}
