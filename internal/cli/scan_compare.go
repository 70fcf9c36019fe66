package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/drift"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/scan"
)

// comparing is the comparison of an account with templates that --compare asks for.
type comparing struct {
	dir       string
	templates []drift.Template
	live      *cloud.Graph
	result    *drift.Result
}

// compareWith reads the templates of a folder, and makes the report end with what differs from them.
func (o *scanOutput) compareWith(ctx context.Context, dir string) (*comparing, error) {
	if isSnapshot(dir) {
		return nil, fmt.Errorf("--compare takes templates, and %s is a snapshot (haechi diff compares two of them)", filepath.ToSlash(dir))
	}
	documents, problems, err := scan.Read(ctx, []string{dir}, scan.Options{Parameters: o.scan.Parameters, Region: o.scan.Region, Account: o.scan.Account})
	if err != nil {
		for _, p := range problems {
			_, _ = fmt.Fprintln(o.streams.Err, p.Error())
		}
		return nil, fmt.Errorf("--compare %s: %w", filepath.ToSlash(dir), err)
	}
	tellProblems(o.streams, problems)
	c := &comparing{dir: dir}
	for _, d := range documents {
		c.templates = append(c.templates, drift.Template{Path: filepath.ToSlash(d.Path), Graph: d.Graph})
	}
	format, words := o.format, driftText
	if o.flags.output == "json" {
		words = driftJSON
	}
	o.drift = c
	o.format = func(w io.Writer, r *finding.Report, opt report.Options) error {
		if o.flags.output == "html" || o.flags.output == "sarif" {
			opt.Drift = driftSection(c.compare(), opt.Lang)
			return format(w, r, opt)
		}
		tail := &tailWriter{w: w}
		if err := format(tail, r, opt); err != nil {
			return err
		}
		return words(tail, c.compare(), o.report.Lang)
	}
	return c, nil
}

// comparable refuses --fail-on-drift where nothing is compared.
func (o *scanOutput) comparable() error {
	if o.flags.failOnDrift && o.drift == nil {
		return fmt.Errorf("--fail-on-drift needs --compare, which names the templates")
	}
	return nil
}

// compare compares once.
func (c *comparing) compare() *drift.Result {
	if c.result == nil {
		c.result = drift.Compare(c.templates, c.live)
	}
	return c.result
}

// keep notes the account that was read.
func (c *comparing) keep(next func(string, *cloud.Graph)) func(string, *cloud.Graph) {
	return func(path string, g *cloud.Graph) {
		c.live = g
		if next != nil {
			next(path, g)
		}
	}
}

// needs adds what the comparison needs to what the rules do.
func (c *comparing) needs(rules map[string]map[string]bool) {
	for typ, names := range drift.Needs(c.templates) {
		if rules[typ] == nil {
			rules[typ] = map[string]bool{}
		}
		for name := range names {
			rules[typ][name] = true
		}
	}
}

// compareSnapshot prepares the comparison of a snapshot.
func compareSnapshot(ctx context.Context, out *scanOutput, dir string, paths []string) error {
	if len(paths) != 1 || !isSnapshot(paths[0]) {
		return fmt.Errorf("--compare needs one snapshot of an account (haechi scan aws --save FILE writes one)")
	}
	c, err := out.compareWith(ctx, dir)
	if err != nil {
		return err
	}
	out.scan.Keep = c.keep(out.scan.Keep)
	return nil
}

// jsonEnd is how a report in JSON ends.
const jsonEnd = "\n}\n"

// tailWriter keeps back the end of what is written, so that something can go before it.
type tailWriter struct {
	w    io.Writer
	kept []byte
}

func (t *tailWriter) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if more := len(t.kept) - len(jsonEnd); more > 0 {
		if _, err := t.w.Write(t.kept[:more]); err != nil {
			return 0, err
		}
		t.kept = append(t.kept[:0], t.kept[more:]...)
	}
	return len(p), nil
}

// end writes text before the end of the JSON, or after the end of everything else.
func (t *tailWriter) end(text []byte) error {
	if bytes.Equal(t.kept, []byte(jsonEnd)) {
		text = append(append([]byte(",\n  \"drift\": "), text...), jsonEnd...)
	} else {
		text = append(t.kept, text...)
	}
	_, err := t.w.Write(text)
	return err
}
