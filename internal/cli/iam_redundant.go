package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/iam"
)

func newIAMRedundant(s Streams) *cobra.Command {
	var file string
	var asJSON bool
	cmd := &cobra.Command{Use: "redundant --policy P.json", Short: "What in a policy never matters?", Args: flagsOnly,
		Long: `Redundant lists statements that can go without changing what the policy allows, actions that others cover, and
denies that deny nothing. Each can go alone.

A statement of a policy that only denies is redundant when others deny the same.

Exit code: 0 nothing is redundant, 1 something is, 2 error, 3 nothing was found and not everything could be decided.`,
		RunE: func(*cobra.Command, []string) error {
			documents, err := readPolicy(file, "--policy")
			if err != nil {
				return err
			}
			found, complete := iam.Redundancies(documents[0])
			return printRedundant(s, found, complete, asJSON)
		}}
	cmd.Flags().StringVar(&file, "policy", "", "the policy")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printRedundant(s Streams, found []iam.Redundant, complete bool, asJSON bool) error {
	type row struct {
		Statement int    `json:"statement"`
		SID       string `json:"sid,omitempty"`
		Action    string `json:"action,omitempty"`
		Place     string `json:"place"`
		denies    bool
	}
	rows := make([]row, 0, len(found))
	for _, r := range found {
		one := row{Statement: r.Statement.Index, SID: r.Statement.SID, Place: r.Statement.Pos.String(), denies: r.Statement.Effect == iam.Deny}
		if r.Action != nil {
			one.Action, one.Place = r.Action.Text, r.Action.Pos.String()
		}
		rows = append(rows, one)
	}
	if asJSON {
		if err := printJSON(s, map[string]any{"redundant": rows, "complete": complete}); err != nil {
			return err
		}
	} else {
		for _, r := range rows {
			what := "the statement never matters"
			switch {
			case r.denies && r.Action != "":
				what = r.Action + " is not allowed, or denied already"
			case r.denies:
				what = "the statement denies nothing"
			case r.Action != "":
				what = r.Action + " is covered already"
			}
			if _, err := fmt.Fprintf(s.Out, "%s  statement %s  %s\n", r.Place, strings.TrimSpace(fmt.Sprint(r.Statement+1, " ", r.SID)), what); err != nil {
				return err
			}
		}
		switch {
		case !complete:
			_, err := fmt.Fprintln(s.Out, "there may be more: a limit was reached, or something in the policy is not known")
			if err != nil {
				return err
			}
		case len(rows) == 0:
			if _, err := fmt.Fprintln(s.Out, "nothing is redundant"); err != nil {
				return err
			}
		}
	}
	if len(rows) > 0 {
		return exit(exitFindings)
	}
	if !complete {
		return exit(exitUnknown)
	}
	return nil
}
