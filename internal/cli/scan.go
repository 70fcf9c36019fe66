package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/scan"
)

type scanFlags struct {
	output, outputFile, failOn, lang string
	region, account, today           string
	compare                          string
	failOnDrift                      bool
	rules, only, skip                []string
	params                           []string
	paramsFile                       string
	verbose, noColor                 bool
}

func newScan(s Streams) *cobra.Command {
	var f scanFlags
	cmd := &cobra.Command{
		Use:   "scan [PATH...]",
		Short: "Judge templates by the rules",
		Long: `Scan finds SAM templates, CloudFormation templates and cdk.out folders below each PATH (the present
folder when none is given) and judges their resources. A PATH may also be a snapshot of an account: it is judged as
the account was on the day it was taken.

Exit code: 0 nothing failed at or above the threshold, 1 something did, 2 nothing could be scanned.`,
		Example: "  haechi scan\n  haechi scan infra --param Stage=prod --fail-on critical\n  haechi scan . -o sarif --output-file haechi.sarif\n  haechi scan . -o html --output-file report.html --lang ko",
		RunE:    func(cmd *cobra.Command, args []string) error { return runScan(cmd.Context(), s, f, args) },
	}
	f.register(cmd)
	flags := cmd.Flags()
	flags.StringArrayVar(&f.params, "param", nil, "value of a template parameter, as Name=Value (may be repeated)")
	flags.StringVar(&f.paramsFile, "params", "", "file with values of template parameters: a JSON or YAML mapping, or CloudFormation's list of ParameterKey and ParameterValue")
	flags.StringVar(&f.region, "region", "", "region the templates will be deployed to")
	flags.StringVar(&f.account, "account", "", "number of the account the templates will be deployed to")
	flags.StringVar(&f.compare, "compare", "", "folder of templates: tell how the account in a snapshot differs from them")
	cmd.AddCommand(newScanAWS(s))
	return cmd
}

// register declares the flags that every scan has.
func (f *scanFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "text", "format: text, json, sarif or html")
	flags.StringVar(&f.outputFile, "output-file", "", "write the report to a file")
	flags.StringVar(&f.failOn, "fail-on", "high", "least severity that gives exit code 1: critical, high, medium, low, info or none")
	flags.StringSliceVar(&f.rules, "rules", nil, "folder with rules of your own (may be repeated)")
	flags.StringSliceVar(&f.only, "only", nil, "ask only these rules, by id")
	flags.StringSliceVar(&f.skip, "skip", nil, "leave these rules out, by id")
	flags.StringVar(&f.today, "today", "", "day for rules about dates, as 2006-01-02 (default the present day)")
	flags.StringVar(&f.lang, "lang", "", "language: en or ko (default from LANG)")
	flags.BoolVar(&f.failOnDrift, "fail-on-drift", false, "exit code 1 also when --compare finds something that was changed by hand")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "list also what is unknown")
	flags.BoolVar(&f.noColor, "no-color", false, "no colours on a terminal")
	completeValues(cmd, "output", "text", "json", "sarif", "html")
	completeValues(cmd, "fail-on", "critical", "high", "medium", "low", "info", "none")
	completeValues(cmd, "lang", "en", "ko")
}

func completeValues(cmd *cobra.Command, flag string, values ...string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag is not declared: a mistake in this package
	}
}

// formats are the report formats by name.
var formats = map[string]func(io.Writer, *finding.Report, report.Options) error{
	"text": report.Text, "json": report.JSON, "sarif": report.SARIF, "html": report.HTML,
}

func runScan(ctx context.Context, s Streams, f scanFlags, paths []string) error {
	out, err := newScanOutput(s, f)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if f.compare != "" {
		if err := compareSnapshot(ctx, out, f.compare, paths); err != nil {
			return err
		}
	}
	if err := out.comparable(); err != nil {
		return err
	}
	done := showProgress(s, &out.scan)
	result, err := scanPaths(ctx, paths, out.scan)
	done()
	if err != nil && !errors.Is(err, scan.ErrNothingRead) {
		return err
	}
	if errors.Is(err, scan.ErrNothingRead) {
		return nothingRead(s, result, paths)
	}
	if err := out.write(result); err != nil {
		return err
	}
	return out.gate(result)
}

// scanOutput is what the flags of a scan ask for, once they are read.
type scanOutput struct {
	streams   Streams
	flags     scanFlags
	scan      scan.Options
	report    report.Options
	format    func(io.Writer, *finding.Report, report.Options) error
	threshold rule.Severity
	gated     bool
	entries   *entrySection // for the page only
	drift     *comparing    // with --compare only
}

func newScanOutput(s Streams, f scanFlags) (*scanOutput, error) {
	out := &scanOutput{streams: s, flags: f, format: formats[f.output]}
	if out.format == nil {
		return nil, fmt.Errorf("output %q is none of text, json, sarif, html", f.output)
	}
	var err error
	if out.threshold, out.gated, err = parseThreshold(f.failOn); err != nil {
		return nil, err
	}
	if out.scan, err = scanOptions(f); err != nil {
		return nil, err
	}
	lang, err := language(f.lang, s.Getenv)
	if err != nil {
		return nil, err
	}
	out.scan.CountPasses = f.output == "sarif" || f.output == "text" && !f.verbose
	if f.output == "html" {
		out.entries = &entrySection{}
		out.scan.Keep = out.entries.keep
	}
	out.report = report.Options{Lang: lang, Version: version(), Verbose: f.verbose, Today: out.scan.Today, Width: 100,
		Color: !f.noColor && f.outputFile == "" && s.Getenv("NO_COLOR") == "" && isTerminal(s.Out)}
	return out, nil
}

// write writes the report, and the problems to the standard error when the report does not show them.
func (o *scanOutput) write(r *finding.Report) error {
	if o.entries != nil {
		words, err := entryWords(o.report.Lang, o.streams)
		if err != nil {
			return err
		}
		if o.report.Entry, err = o.entries.section(r, words); err != nil {
			return err
		}
	}
	if err := writeReport(o.streams, o.flags.outputFile, func(w io.Writer) error { return o.format(w, r, o.report) }); err != nil {
		return err
	}
	if o.flags.output != "text" || o.flags.outputFile != "" {
		for _, p := range r.Problems {
			_, _ = fmt.Fprintln(o.streams.Err, p.Error())
		}
	}
	return nil
}

// gate gives the exit code.
func (o *scanOutput) gate(r *finding.Report) error {
	if o.gated && len(r.Failed(o.threshold)) > 0 || o.flags.failOnDrift && !o.drift.compare().Same() {
		return exit(exitFindings)
	}
	return nil
}

func parseThreshold(name string) (least rule.Severity, gate bool, err error) {
	if name == "none" {
		return 0, false, nil
	}
	least, err = rule.ParseSeverity(name)
	if err != nil {
		err = fmt.Errorf("--fail-on %q is none of critical, high, medium, low, info, none", name)
	}
	return least, true, err
}

func scanOptions(f scanFlags) (scan.Options, error) {
	opt := scan.Options{Region: f.region, Account: f.account}
	var err error
	if opt.Parameters, err = parameters(f.paramsFile, f.params); err != nil {
		return opt, err
	}
	if opt.Rules, err = selectRules(f.rules, f.only, f.skip); err != nil {
		return opt, err
	}
	if f.today != "" {
		if opt.Today, err = time.Parse("2006-01-02", f.today); err != nil {
			return opt, fmt.Errorf("--today %q is not a day such as 2026-11-24", f.today)
		}
	}
	return opt, nil
}

func nothingRead(s Streams, r *finding.Report, paths []string) error {
	if len(r.Problems) == 0 {
		return fmt.Errorf("no template found in %s (a template is a SAM or CloudFormation file, YAML or JSON, or a cdk.out folder; run cdk synth first)", filepath.ToSlash(joinPaths(paths)))
	}
	for _, p := range r.Problems {
		_, _ = fmt.Fprintln(s.Err, p.Error())
	}
	return exit(exitError)
}

func joinPaths(paths []string) string {
	if len(paths) == 1 {
		return paths[0]
	}
	return fmt.Sprintf("%s and %d more", paths[0], len(paths)-1)
}

// writeReport writes to the standard output, or to a file as a whole: a report that fails half
// way leaves the old file.
func writeReport(s Streams, name string, write func(io.Writer) error) (err error) {
	if name == "" {
		return write(s.Out)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return writeThrough(name, write)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".haechi-*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}()
	if err = write(tmp); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err = tmp.Chmod(0o644); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err = tmp.Close(); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	return os.Rename(tmp.Name(), name)
}

// writeThrough writes to what must not be replaced by a file: a pipe, a device, a link's end.
func writeThrough(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	return errors.Join(write(f), f.Close())
}

// progressAfter is how long a scan takes before it shows its progress.
const progressAfter = time.Second

// showProgress shows how far a long scan is, on a terminal. The function it returns ends that.
func showProgress(s Streams, opt *scan.Options) (done func()) {
	if !isTerminal(s.Err) {
		return func() {}
	}
	start, shown, last := time.Now(), atomic.Bool{}, atomic.Int64{}
	opt.Progress = func(done, total int) {
		now := time.Since(start)
		if before := last.Load(); now < progressAfter || now.Milliseconds()-before < 100 || !last.CompareAndSwap(before, now.Milliseconds()) {
			return
		}
		shown.Store(true)
		_, _ = fmt.Fprintf(s.Err, "\r%d of %d templates", done, total)
	}
	return func() {
		if shown.Load() {
			_, _ = fmt.Fprint(s.Err, "\r\x1b[K")
		}
	}
}
