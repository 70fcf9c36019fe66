package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/iam/validate"
	"github.com/haechi-dev/haechi/schema"
)

func newIAMValidate(s Streams) *cobra.Command {
	var typ, resourceType, output string
	var asJSON bool
	cmd := &cobra.Command{Use: "validate FILE...", Short: "Find the mistakes in policy documents", Args: atLeastOne("a file with a policy or a template, or - for standard input"),
		Long: `Validate reports the mistakes in policies that AWS IAM Access Analyzer's ValidatePolicy reports, with the codes of AWS
and the place of each: names that do not exist, ARNs that match nothing, conditions that are never or always true, and
policies that allow more than they say. docs/iam-checks.md lists the checks.

FILE is a policy document in JSON or YAML, or a SAM or CloudFormation template, whose policies are all looked at; what
the template leaves open is no mistake. - is a policy on standard input. Exit code 0: nothing worse than suggestions; 1: there are
findings; 2: a file cannot be read.`,
		Example: `  haechi iam validate policy.json
  haechi iam validate --type resource --resource-type AWS::S3::Bucket bucket-policy.json
  haechi iam validate template.yaml
  aws iam get-role --role-name app --query Role.AssumeRolePolicyDocument | haechi iam validate --type trust -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o := validate.Options{ResourceType: resourceType}
			if typ != "" {
				var err error
				if o.Type, err = validate.ParseType(typ); err != nil {
					return err
				}
			}
			if asJSON {
				output = "json"
			}
			if output != "text" && output != "json" {
				return fmt.Errorf("output %q is neither text nor json", output)
			}
			if resourceType != "" && schema.Lookup(resourceType) == nil {
				return fmt.Errorf("--resource-type %q is no resource type of CloudFormation, such as AWS::S3::Bucket", resourceType)
			}
			var findings []validate.Finding
			var unread error // one file does not keep the others from being looked at
			for _, name := range args {
				found, err := validateFile(cmd.InOrStdin(), name, o)
				if err != nil && len(args) == 1 {
					return err
				}
				if err != nil {
					_, _ = fmt.Fprintln(s.Err, "haechi: "+err.Error()) // the exit code says it, too
					unread = exit(exitError)
				}
				findings = append(findings, found...)
			}
			if err := printPolicyFindings(s, findings, output); err != nil {
				return err
			}
			if unread != nil {
				return unread
			}
			if validate.Worst(findings) {
				return exit(exitFindings)
			}
			return nil
		}}
	cmd.Flags().StringVar(&typ, "type", "", "type of the policies: identity, resource, trust, scp, rcp, boundary, session or endpoint (default: by their elements)")
	cmd.Flags().StringVar(&resourceType, "resource-type", "", "CloudFormation type of the resource that a resource policy belongs to, such as AWS::S3::Bucket")
	cmd.Flags().StringVarP(&output, "output", "o", "text", "format: text or json")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, as -o json does")
	return cmd
}

func printPolicyFindings(s Streams, findings []validate.Finding, output string) error {
	if output == "text" {
		counts := map[validate.Kind]int{}
		for _, f := range findings {
			counts[f.Kind]++
			if _, err := fmt.Fprintf(s.Out, "%s: %s %s: %s\n", f.Pos, f.Kind, f.Code, f.Message); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(s.Out, "%s, %s, %s, %s\n", plural(counts[validate.Error], "error"), plural(counts[validate.SecurityWarning], "security warning"),
			plural(counts[validate.Warning], "warning"), plural(counts[validate.Suggestion], "suggestion"))
		return err
	}
	type place struct {
		Line   int32 `json:"line"`
		Column int32 `json:"column"`
	}
	type row struct {
		File      string        `json:"file"`
		Start     place         `json:"start"`
		End       place         `json:"end"`
		Statement *int          `json:"statement"`
		Code      string        `json:"code"`
		Type      validate.Kind `json:"type"`
		Message   string        `json:"message"`
	}
	rows := make([]row, 0, len(findings))
	for _, f := range findings {
		r := row{File: f.Pos.File(), Start: place{f.Pos.Line, f.Pos.Column}, End: place{f.Pos.EndLine, f.Pos.EndColumn}, Code: f.Code, Type: f.Kind, Message: f.Message}
		if f.Statement >= 0 {
			r.Statement = &f.Statement
		}
		rows = append(rows, r)
	}
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{"findings": rows})
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
