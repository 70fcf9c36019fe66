package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/diagram"
	"github.com/haechi-dev/haechi/entry"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/scan"
)

// entryFlags are those of the commands that ask for ways from the internet.
type entryFlags struct {
	output, outputFile, failOn, lang string
	region, account, paramsFile      string
	params                           []string
	focus                            string
	reached, noColor                 bool
	most                             int
	aws                              awsFlags
}

func (f *entryFlags) register(cmd *cobra.Command, output string, formats ...string) {
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", output, "format: "+joined(formats))
	flags.StringVar(&f.outputFile, "output-file", "", "write to a file")
	flags.StringVar(&f.lang, "lang", "", "language: en or ko (default from LANG)")
	flags.StringArrayVar(&f.params, "param", nil, "value of a template parameter, as Name=Value (may be repeated)")
	flags.StringVar(&f.paramsFile, "params", "", "file with values of template parameters")
	flags.StringVar(&f.region, "region", "", "region the templates will be deployed to")
	flags.StringVar(&f.account, "account", "", "number of the account the templates will be deployed to")
	flags.IntVar(&f.most, "fold", 40, "how many things a column of the picture may have before it is folded; 0 folds nothing")
	f.aws.register(cmd)
	completeValues(cmd, "output", formats...)
	completeValues(cmd, "lang", "en", "ko")
}

func joined(all []string) (text string) {
	for i, one := range all {
		switch {
		case i == 0:
		case i == len(all)-1:
			text += " or "
		default:
			text += ", "
		}
		text += one
	}
	return text
}

func newEntry(s Streams) *cobra.Command {
	var f entryFlags
	cmd := &cobra.Command{
		Use:   "entry [aws|PATH...]",
		Short: "The ways from the internet into functions, and what they reach",
		Long: `Entry finds every way from the internet into a function: through CloudFront, a web ACL, an API and its
routes, a function URL, a bucket, queue, topic or event bus that strangers may write to, AppSync, a load
balancer, a user pool, AWS IoT, or the function's own policy. It says who is asked who they are on the way,
as which role the function runs, and what that role can reach; the worst way comes first. At the end stand
the fewest changes that break the most ways.

It reads templates below each PATH (the present folder when none is given), snapshots, or the running
account when the argument is aws. docs/entry.md explains the score.

Exit code: 0, 1 when --fail-on says so, 2 when nothing could be read.`,
		Example: "  haechi entry\n  haechi entry template.yaml --fail-on open\n  haechi entry aws -o json\n  haechi entry . -o svg --output-file entry.svg",
		RunE:    func(cmd *cobra.Command, args []string) error { return runEntry(cmd.Context(), s, f, args) },
	}
	f.register(cmd, "text", "text", "json", "dot", "svg")
	cmd.Flags().StringVar(&f.failOn, "fail-on", "none", "what gives exit code 1: open (a way that nobody guards), perhaps (also one that is perhaps open) or none")
	cmd.Flags().BoolVar(&f.noColor, "no-color", false, "no colours on a terminal")
	completeValues(cmd, "fail-on", "open", "perhaps", "none")
	return cmd
}

func runEntry(ctx context.Context, s Streams, f entryFlags, paths []string) error {
	if f.failOn != "open" && f.failOn != "perhaps" && f.failOn != "none" {
		return fmt.Errorf("--fail-on %q is none of open, perhaps, none", f.failOn)
	}
	if f.output != "text" && f.output != "json" && pictures[f.output] == nil {
		return fmt.Errorf("output %q is none of text, json, dot, svg", f.output)
	}
	words, err := entryWords(f.lang, s)
	if err != nil {
		return err
	}
	all, err := findEntries(ctx, s, f, paths)
	if err != nil {
		return err
	}
	err = writeReport(s, f.outputFile, func(w io.Writer) error {
		switch f.output {
		case "text":
			color := !f.noColor && f.outputFile == "" && s.Getenv("NO_COLOR") == "" && isTerminal(s.Out)
			return entry.Text(w, all, words, color)
		case "json":
			return entry.JSON(w, all, words)
		}
		picture, err := entry.Picture(all, words, entry.PictureOptions{Reached: true, Most: f.most})
		if err != nil {
			return err
		}
		return pictures[f.output](w, picture.Shown(report.Clean))
	})
	if err != nil || f.failOn == "none" {
		return err
	}
	for _, r := range all {
		for _, way := range r.Ways {
			if state := way.State(); state == entry.Open || f.failOn == "perhaps" && state == entry.Perhaps {
				return exit(exitFindings)
			}
		}
	}
	return nil
}

// pictures are the formats of pictures by name.
var pictures = map[string]func(io.Writer, *diagram.Picture) error{"svg": diagram.SVG, "dot": diagram.DOT, "json": diagram.JSON}

func entryWords(flag string, s Streams) (*entry.Words, error) {
	lang, err := language(flag, s.Getenv)
	if err != nil {
		return nil, err
	}
	words, err := entry.InLanguage(lang, func(why cloud.Reason) string { return report.Clean(report.Reason(lang, why)) })
	if err == nil {
		words.Clean = report.Clean
	}
	return words, err
}

// findEntries reads what is named and finds the ways into its functions.
func findEntries(ctx context.Context, s Streams, f entryFlags, paths []string) (all []entry.Named, err error) {
	opt := scan.Options{Region: f.region, Account: f.account}
	if opt.Parameters, err = parameters(f.paramsFile, f.params); err != nil {
		return nil, err
	}
	estates, err := readEstates(ctx, s, paths, opt, &liveAccount{f.aws, entry.Needs()})
	if err != nil {
		return nil, err
	}
	for _, e := range estates {
		result := entry.Find(e.graph)
		tellProblems(s, result.Problems)
		all = append(all, entry.Named{Source: e.path, Result: result})
	}
	return all, nil
}
