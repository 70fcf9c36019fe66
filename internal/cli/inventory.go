package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/scan"
)

type inventoryFlags struct {
	types, params                               []string
	where, output, region, account, lang, today string
	paramsFile                                  string
	live                                        awsFlags
}

func newInventory(s Streams) *cobra.Command {
	var f inventoryFlags
	cmd := &cobra.Command{
		Use:   "inventory [aws | PATH...]",
		Short: "List the resources of an account or of templates",
		Long: `Inventory lists the resources of the templates below each PATH (the present folder when none is given), of a
snapshot, or of the running account when the word is aws, with what matters most of each type.

--where takes an expression of the rule language about self. It is checked against the schema of every type that is
listed; a type for which it means nothing is left out, and said. A resource for which nobody knows whether it holds
is not listed and not dropped: it is named below, with the reason. So is what was not read.

Exit code: 0, or 2 when nothing could be read or the expression has a mistake.`,
		Example: "  haechi inventory\n  haechi inventory account.haechi --type AWS::Lambda::Function --where 'self.Runtime.startsWith(\"python3.9\")'\n  haechi inventory aws --type 'AWS::IAM::*' -o csv\n  haechi inventory . -o json",
		RunE:    func(cmd *cobra.Command, args []string) error { return runInventory(cmd.Context(), s, f, args) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.types, "type", nil, "resource types to list, where * stands for any text (may be repeated)")
	flags.StringVar(&f.where, "where", "", "expression of the rule language about self that must hold")
	flags.StringVarP(&f.output, "output", "o", "table", "format: table, json or csv")
	flags.StringArrayVar(&f.params, "param", nil, "value of a template parameter, as Name=Value (may be repeated)")
	flags.StringVar(&f.paramsFile, "params", "", "file with values of template parameters")
	flags.StringVar(&f.region, "region", "", "region the templates will be deployed to")
	flags.StringVar(&f.account, "account", "", "number of the account the templates will be deployed to")
	flags.StringVar(&f.today, "today", "", "day for expressions about dates, as 2006-01-02 (default the present day)")
	flags.StringVar(&f.lang, "lang", "", "language: en or ko (default from LANG)")
	f.live.register(cmd)
	completeValues(cmd, "output", "table", "json", "csv")
	completeValues(cmd, "lang", "en", "ko")
	return cmd
}

func runInventory(ctx context.Context, s Streams, f inventoryFlags, paths []string) error {
	write := map[string]func(io.Writer, *inventory) error{"table": writeTables, "json": writeInventoryJSON, "csv": writeCSV}[f.output]
	if write == nil {
		return fmt.Errorf("output %q is none of table, json, csv", f.output)
	}
	lang, err := language(f.lang, s.Getenv)
	if err != nil {
		return err
	}
	opt, err := scanOptions(scanFlags{region: f.region, account: f.account, params: f.params, paramsFile: f.paramsFile, today: f.today})
	if err != nil {
		return err
	}
	i := &inventory{lang: lang, where: f.where, asked: f.types, options: opt}
	needs, err := i.needs()
	if err != nil {
		return err
	}
	estates, err := readEstates(ctx, s, paths, opt, &liveAccount{f.live, needs})
	if err != nil {
		return err
	}
	if err := i.fill(estates); err != nil {
		return err
	}
	if err := write(s.Out, i); err != nil {
		return err
	}
	if f.output == "csv" {
		return i.notes(s.Err)
	}
	return nil
}

// inventory is what is listed.
type inventory struct {
	lang, where string
	asked       []string // types, as the user wrote them
	options     scan.Options

	rows    []row
	unknown []row
	skipped []skippedType
	unread  []unreadType
	places  bool // there is more than one source, or it is a template
}

func (i *inventory) evaluation() rule.Options {
	return rule.Options{Today: i.options.Today, Facts: i.options.Facts}
}
