package cli

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

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

func writeNewRule(s Streams, dir, id, on string) error {
	t, err := template.New("rule").Parse(ruleTemplate)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := t.Execute(&b, map[string]string{"ID": id, "On": on, "Property": firstProperty(on)}); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	name := filepath.Join(dir, filepath.Base(id)+".yaml")
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

// firstProperty is a text property for the example: a required one if there is one.
func firstProperty(on string) string {
	best := ""
	for name, p := range schema.Lookup(on).Properties {
		if p.Type.Kind != schema.String {
			continue
		}
		required := best != "" && schema.Lookup(on).Properties[best].Required
		if best == "" || p.Required && !required || p.Required == required && name < best {
			best = name
		}
	}
	return best
}
