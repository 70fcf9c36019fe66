package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/finding"
)

func newDiff(s Streams) *cobra.Command {
	f := scanFlags{}
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two snapshots, folders of templates or reports",
		Long: `Diff tells how two states of an estate differ: resources that were added, removed or changed, with the
properties and their values, and failures that are new, gone, or reopened because their evidence changed.

OLD and NEW are two snapshots of an account, two folders or templates, or what "haechi scan -o json" printed, of
which only failures are compared. What was not read in one of the two is not comparable: a resource is removed only
when its listing was read and it was not in it. The order of lists is not compared. Secrets are masked before
anything is compared, so that a password that changed is no change here.

Exit code: 0 no new failure at or above the threshold, 1 there is one, 2 something could not be read.`,
		Example: "  haechi diff monday.haechi tuesday.haechi\n  haechi diff main/ branch/ --fail-on critical -o json\n  haechi diff old.json new.json --lang ko",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDiff(cmd.Context(), s, f, args[0], args[1])
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "text", "format: text or json")
	flags.StringVar(&f.failOn, "fail-on", "high", "least severity of a new failure that gives exit code 1: critical, high, medium, low, info or none")
	flags.StringSliceVar(&f.rules, "rules", nil, "folder with rules of your own (may be repeated)")
	flags.StringSliceVar(&f.only, "only", nil, "ask only these rules, by id")
	flags.StringSliceVar(&f.skip, "skip", nil, "leave these rules out, by id")
	flags.StringArrayVar(&f.params, "param", nil, "value of a template parameter, as Name=Value (may be repeated)")
	flags.StringVar(&f.paramsFile, "params", "", "file with values of template parameters")
	flags.StringVar(&f.region, "region", "", "region the templates will be deployed to")
	flags.StringVar(&f.account, "account", "", "number of the account the templates will be deployed to")
	flags.StringVar(&f.today, "today", "", "day for rules about dates, as 2006-01-02 (default the present day, and for a snapshot the day it was taken)")
	flags.StringVar(&f.lang, "lang", "", "language: en or ko (default from LANG)")
	completeValues(cmd, "output", "text", "json")
	completeValues(cmd, "fail-on", "critical", "high", "medium", "low", "info", "none")
	completeValues(cmd, "lang", "en", "ko")
	return cmd
}

// compared is what a diff shows.
type compared struct {
	old, new  *diffSide
	findings  *finding.Diff
	resources *finding.Resources // nil when one side is a report
	lang      string
}

func runDiff(ctx context.Context, s Streams, f scanFlags, before, after string) error {
	if f.output != "text" && f.output != "json" {
		return fmt.Errorf("output %q is neither text nor json", f.output)
	}
	threshold, gate, err := parseThreshold(f.failOn)
	if err != nil {
		return err
	}
	opt, err := scanOptions(f)
	if err != nil {
		return err
	}
	lang, err := language(f.lang, s.Getenv)
	if err != nil {
		return err
	}
	c := compared{lang: lang}
	if c.old, c.new, err = readSides(ctx, s, before, after, opt); err != nil {
		return err
	}
	c.findings = finding.Compare(&c.old.side, &c.new.side)
	if c.old.estate != nil && c.new.estate != nil {
		c.resources = finding.CompareResources(c.old.estate, c.new.estate)
	}
	if f.output == "json" {
		err = c.json(s.Out)
	} else {
		err = c.text(s.Out)
	}
	if err == nil && gate && len(c.findings.Failed(threshold)) > 0 {
		return exit(exitFindings)
	}
	return err
}
