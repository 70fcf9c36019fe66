package scan

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/discover"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/rules"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// Options of a scan. The zero value asks the built-in rules.
type Options struct {
	Rules      []*rule.Rule            // nil for the built-in rules
	Facts      map[string]*cloud.Value // nil for the built-in tables
	Parameters map[string]string       // values of template parameters
	Region     string                  // where the templates will be deployed, or ""
	Account    string                  // the account's number, or ""
	Today      time.Time               // the day for rules about dates; zero for the present day
	// Progress is called as templates are done, from several goroutines. It may be nil.
	Progress func(done, total int)
}

// ErrNothingRead is returned with the report when nothing could be scanned.
var ErrNothingRead = errors.New("nothing could be scanned")

// Paths scans templates in files and folders. The report is never nil; it holds what could be
// read even when the error says that something went wrong: ErrNothingRead, or that the context
// ended.
func Paths(ctx context.Context, paths []string, opt Options) (*finding.Report, error) {
	report := &finding.Report{}
	if err := opt.complete(); err != nil {
		return report, err
	}
	report.Rules = opt.Rules
	finds, problems := discover.Walk(ctx, paths, cloudformation.Sniff)
	report.Problems = append(report.Problems, problems...)

	documents := readAll(ctx, finds, opt, report)
	s := &scanner{opt: opt, byType: byType(opt.Rules)}
	for _, part := range parallel(ctx, documents, opt.Progress, s.judge) {
		report.Findings = append(report.Findings, part.findings...)
		report.Problems = append(report.Problems, part.problems...)
	}
	report.Problems = append(report.Problems, s.mistakes()...)
	for _, d := range documents {
		report.Sources = append(report.Sources, finding.Source{Path: slash(d.Path), Kind: string(d.Kind), Files: d.Files, Resources: len(d.Graph.All())})
	}
	report.Sort()
	switch {
	case ctx.Err() != nil:
		return report, fmt.Errorf("scan: %w", context.Cause(ctx))
	case len(documents) == 0:
		return report, ErrNothingRead
	}
	return report, nil
}

func slash(name string) string { return filepath.ToSlash(name) }

func (o *Options) complete() (err error) {
	if o.Rules == nil {
		if o.Rules, err = rules.Builtin(); err != nil {
			return err
		}
	}
	if o.Facts == nil {
		o.Facts, err = rules.Facts()
	}
	return err
}

func byType(all []*rule.Rule) map[string][]*rule.Rule {
	m := map[string][]*rule.Rule{}
	for _, r := range all {
		m[r.On] = append(m[r.On], r)
	}
	return m
}

// read is what became of one find.
type read struct {
	documents []*cloudformation.Document
	problems  []*cloud.Error
}

// readAll reads the finds and leaves out templates that were found on their own and are nested
// in another, where their parameters have values.
func readAll(ctx context.Context, finds []discover.Find, opt Options, report *finding.Report) []*cloudformation.Document {
	options := cloudformation.Options{Parameters: opt.Parameters, Region: opt.Region, Account: opt.Account}
	var all []*cloudformation.Document
	named := map[*cloudformation.Document]bool{}
	for i, r := range parallel(ctx, finds, nil, func(f discover.Find) read { return readOne(f, options) }) {
		report.Problems = append(report.Problems, r.problems...)
		for _, d := range r.documents {
			all = append(all, d)
			named[d] = finds[i].Named
		}
	}
	kept := roots(all, named)
	for _, d := range kept {
		report.Problems = append(report.Problems, d.Problems...)
	}
	return kept
}

// roots leaves out the documents that are nested in another. Of documents that nest each other in
// a circle the first stays, so that none is left out with all that could have judged it.
func roots(all []*cloudformation.Document, named map[*cloudformation.Document]bool) (kept []*cloudformation.Document) {
	nested := map[string]bool{}
	for _, d := range all {
		for _, file := range d.Files[min(1, len(d.Files)):] {
			nested[filepath.Clean(file)] = true
		}
	}
	stays := map[*cloudformation.Document]bool{}
	covered := map[string]bool{}
	keep := func(d *cloudformation.Document) {
		stays[d] = true
		for _, file := range d.Files {
			covered[filepath.Clean(file)] = true
		}
	}
	for _, d := range all {
		if named[d] || !nested[filepath.Clean(d.Path)] {
			keep(d)
		}
	}
	for _, d := range all {
		if !stays[d] && !covered[filepath.Clean(d.Path)] {
			keep(d)
		}
	}
	for _, d := range all {
		if stays[d] {
			kept = append(kept, d)
		}
	}
	return kept
}

func readOne(f discover.Find, opt cloudformation.Options) (r read) {
	defer guard(f.Path, &r.problems)
	if f.Assembly {
		documents, err := cloudformation.ReadAssembly(f.Path, opt)
		return read{documents, asProblems(f.Path, err)}
	}
	d, err := cloudformation.Read(f.Path, opt)
	switch {
	case err == nil:
		return read{documents: []*cloudformation.Document{d}}
	case errors.Is(err, cloudformation.ErrNotTemplate) && !f.Named:
		return read{} // it looked like one
	}
	return read{problems: asProblems(f.Path, err)}
}

func asProblems(name string, err error) []*cloud.Error {
	if err == nil {
		return nil
	}
	var list interface{ Unwrap() []error }
	if errors.As(err, &list) {
		var all []*cloud.Error
		for _, e := range list.Unwrap() {
			all = append(all, asProblems(name, e)...)
		}
		return all
	}
	var e *cloud.Error
	if errors.As(err, &e) {
		return []*cloud.Error{e}
	}
	return []*cloud.Error{{Pos: cloud.Pos{Origin: &cloud.Origin{File: name}}, What: "cannot read", Err: err}}
}

// guard turns a panic, which is a mistake of ours, into a problem of one file, so that the others
// are still scanned.
func guard(name string, problems *[]*cloud.Error) {
	if p := recover(); p != nil {
		at := ""
		if stack := debug.Stack(); len(stack) > 0 {
			at = fmt.Sprintf(" at %s", caller(stack))
		}
		*problems = append(*problems, &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: name}},
			What: fmt.Sprintf("internal error: %v%s", p, at), Hint: "this is a mistake in haechi; please report it with the file"})
	}
}

// parallel applies f to all items on all cores and keeps their order.
func parallel[T, R any](ctx context.Context, items []T, progress func(done, total int), f func(T) R) []R {
	results := make([]R, len(items))
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(items)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(items) || ctx.Err() != nil {
					return
				}
				results[i] = f(items[i])
				if progress != nil {
					progress(int(done.Add(1)), len(items))
				}
			}
		})
	}
	wg.Wait()
	return results
}
