package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/haechi-dev/haechi/diagram"
	"github.com/haechi-dev/haechi/entry"
	"github.com/haechi-dev/haechi/internal/demo"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/source/snapshot"
)

func newDemo(s Streams) *cobra.Command {
	f := scanFlags{output: "text", failOn: "none"}
	dir := "haechi-demo"
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "A live scan without an account of your own",
		Long: `Demo reads an account that does not exist: a web shop with many mistakes, whose answers were recorded from
an emulator of AWS and pass through the readers of running accounts. It prints the report of a live scan
and writes the report as a page, the picture of the account and its snapshot into a folder. Nothing is sent.`,
		Example: "  haechi demo\n  haechi demo --lang ko --dir shop",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), s, f, dir) },
	}
	cmd.Flags().StringVar(&dir, "dir", dir, "folder for the page, the picture and the snapshot")
	cmd.Flags().StringVar(&f.lang, "lang", "", "language: en or ko (default from LANG)")
	cmd.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "list also what is unknown")
	cmd.Flags().BoolVar(&f.noColor, "no-color", false, "no colours on a terminal")
	completeValues(cmd, "lang", "en", "ko")
	return cmd
}

func runDemo(ctx context.Context, s Streams, f scanFlags, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot write the demo: %w", err)
	}
	account, err := demo.Read(ctx)
	if err != nil {
		return err
	}
	today := time.Now()
	kept := &snapshot.Snapshot{Taken: today, Source: accountSource(account), Graph: account.Graph, Coverage: account.Coverage}
	if err := snapshot.WriteFile(filepath.Join(dir, "account.haechi"), kept); err != nil {
		return err
	}
	for _, file := range []struct{ name, format string }{{"report.html", "html"}, {"", "text"}} {
		f.output, f.outputFile = file.format, ""
		if file.name != "" {
			f.outputFile = filepath.Join(dir, file.name)
		}
		out, err := newScanOutput(s, f)
		if err != nil {
			return err
		}
		out.scan.Today = today
		result, err := judgeAccount(ctx, account, out.scan)
		if err != nil {
			return err
		}
		if err := out.write(result); err != nil {
			return err
		}
	}
	words, err := entryWords(f.lang, s)
	if err != nil {
		return err
	}
	ways := []entry.Named{{Source: accountSource(account), Result: entry.Find(account.Graph)}}
	picture, err := entry.Picture(ways, words, entry.PictureOptions{Most: mostInPage})
	if err != nil {
		return err
	}
	if err := writeReport(s, filepath.Join(dir, "graph.svg"), func(w io.Writer) error { return diagram.SVG(w, picture.Shown(report.Clean)) }); err != nil {
		return err
	}
	lang, err := language(f.lang, s.Getenv)
	if err != nil {
		return err
	}
	at := filepath.ToSlash(dir)
	_, err = fmt.Fprintf(s.Out, demoEnd.In(lang), at, at, at, at, at)
	return err
}

// demoEnd says what was written and where to go on.
var demoEnd = rule.Text{
	EN: "\n%s/report.html, %s/graph.svg and %s/account.haechi were written. Go on with the snapshot:\n  haechi entry %s/account.haechi\n  haechi inventory %s/account.haechi --type 'AWS::Lambda::*'\n",
	KO: "\n%s/report.html, %s/graph.svg, %s/account.haechi 파일을 저장했습니다. 스냅샷으로 이어서 확인할 수 있습니다:\n  haechi entry %s/account.haechi\n  haechi inventory %s/account.haechi --type 'AWS::Lambda::*'\n",
}
