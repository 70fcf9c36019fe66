package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/validate"
)

func newIAMActions(s Streams) *cobra.Command {
	var output string
	var unscopable, asJSON bool
	cmd := &cobra.Command{Use: "actions PATTERN...", Short: "Look up actions: access level, resource types, condition keys", Args: atLeastOne("a pattern of actions, such as 's3:Get*'"),
		Long: `Actions lists what the Service Authorization Reference says about the actions that a pattern of a policy stands for, in any
case: what each does (List, Read, Write, Permissions management or Tagging), the types of resources it works on, with a
star for those that every request names, and its condition keys besides the global ones. An action without resource
types cannot be scoped to a resource: only "*" allows it.`,
		Example: `  haechi iam actions 's3:Get*'
  haechi iam actions sqs:SendMessage -o json
  haechi iam actions 'ec2:*' --unscopable`,
		RunE: func(_ *cobra.Command, args []string) error {
			var found []*iam.Action
			for _, pattern := range args {
				actions := iam.Actions(pattern)
				if len(actions) == 0 {
					what := strings.TrimSuffix(validate.Action(pattern), ".")
					if what == "" {
						what = fmt.Sprintf("No action matches %q", pattern)
					}
					return fmt.Errorf("%s (a pattern is the prefix of a service, a colon and a name, such as s3:Get*)", what)
				}
				for _, a := range actions {
					if !unscopable || !a.Scopable() {
						found = append(found, a)
					}
				}
			}
			if asJSON {
				output = "json"
			}
			switch output {
			case "text":
				return printActions(s, found)
			case "json":
				return printActionsJSON(s, found)
			}
			return fmt.Errorf("output %q is neither text nor json", output)
		}}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "format: text or json")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, as -o json does")
	cmd.Flags().BoolVar(&unscopable, "unscopable", false, "only those that cannot be scoped to a resource")
	return cmd
}

func printActions(s Streams, actions []*iam.Action) error {
	w := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ACTION\tACCESS\tRESOURCE TYPES\tCONDITION KEYS") // Flush says what went wrong
	for _, a := range actions {
		types := make([]string, len(a.Resources))
		for i, r := range a.Resources {
			types[i] = r.Type.Name
			if r.Required {
				types[i] += "*"
			}
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a, a.Access, orDash(types), orDash(a.Conditions))
	}
	return w.Flush()
}

func orDash(all []string) string {
	if len(all) == 0 {
		return "-"
	}
	return strings.Join(all, ", ")
}

func printActionsJSON(s Streams, actions []*iam.Action) error {
	type resource struct {
		Type       string   `json:"type"`
		ARN        string   `json:"arn"`
		Required   bool     `json:"required"`
		Conditions []string `json:"conditions"`
	}
	type row struct {
		Action     string     `json:"action"`
		Access     string     `json:"access"`
		Scopable   bool       `json:"scopable"`
		Resources  []resource `json:"resources"`
		Conditions []string   `json:"conditions"`
		Dependent  []string   `json:"dependentActions"`
	}
	rows := make([]row, 0, len(actions))
	for _, a := range actions {
		r := row{a.String(), a.Access.String(), a.Scopable(), []resource{}, append([]string{}, a.Conditions...), append([]string{}, a.Dependent...)}
		for _, x := range a.Resources {
			keys := append([]string{}, x.Conditions...)
			r.Resources = append(r.Resources, resource{x.Type.Name, x.Type.ARN, x.Required, append(keys, x.Type.Conditions...)})
		}
		rows = append(rows, r)
	}
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}
