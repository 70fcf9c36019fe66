package scan

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
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
	// Source gives what a template is called in fingerprints, from its path; nil for the path. Two
	// folders are compared with it.
	Source func(path string) string
	// CountPasses says that nobody wants to see what passes: it is counted and takes no memory.
	CountPasses bool
	// Keep is called with the graph of each template that was judged, from several goroutines: for
	// other questions about it. The path is that of its source in the report. It may be nil.
	Keep func(path string, g *cloud.Graph)
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

	s := &scanner{opt: opt, byType: byType(opt.Rules)}
	var all []*template
	for _, part := range parallel(ctx, finds, opt.Progress, s.scan) {
		report.Problems = append(report.Problems, part.problems...)
		all = append(all, part.templates...)
	}
	kept := roots(all)
	var findings [][]finding.Finding
	for _, t := range kept {
		findings = append(findings, t.findings)
		report.AddPasses(t.passes)
		report.Problems = append(report.Problems, t.problems...)
		report.Sources = append(report.Sources, t.source)
	}
	report.Findings = slices.Concat(findings...)
	report.Problems = append(report.Problems, s.mistakes()...)
	if len(kept) > 0 {
		report.Problems = append(report.Problems, undeclared(opt.Parameters, kept)...)
	}
	report.Sort()
	switch {
	case ctx.Err() != nil:
		return report, fmt.Errorf("scan: %w", context.Cause(ctx))
	case len(kept) == 0:
		return report, ErrNothingRead
	}
	return report, nil
}

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

func (o *Options) source(path string) string {
	if o.Source == nil {
		return path
	}
	return o.Source(path)
}

func byType(all []*rule.Rule) map[string][]*rule.Rule {
	m := map[string][]*rule.Rule{}
	for _, r := range all {
		for _, typ := range r.On {
			m[typ] = append(m[typ], r)
		}
	}
	return m
}

// template is what is kept of a document once it is judged: its resources can be forgotten.
type template struct {
	source   finding.Source
	path     string
	named    bool // by the user
	findings []finding.Finding
	passes   map[*rule.Rule]int // those that are only counted
	problems []*cloud.Error
	declares []string // the names of its parameters
}

// undeclared tells of values for parameters that no template declares: a name that is misspelt
// leaves verdicts unknown.
func undeclared(given map[string]string, all []*template) (problems []*cloud.Error) {
	declared := map[string]bool{}
	for _, t := range all {
		for _, name := range t.declares {
			declared[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !declared[name] {
			problems = append(problems, &cloud.Error{What: fmt.Sprintf("no template declares the parameter %q", name), Hint: "check the name of --param"})
		}
	}
	return problems
}

// roots leaves out the templates that were found on their own and are nested in another, where
// their parameters have values. Of templates that nest each other in a circle the first stays, so
// that none is left out with all that could have judged it.
func roots(all []*template) (kept []*template) {
	nested := map[string]bool{}
	for _, t := range all {
		for _, file := range t.source.Files[min(1, len(t.source.Files)):] {
			nested[filepath.Clean(file)] = true
		}
	}
	stays := map[*template]bool{}
	covered := map[string]bool{}
	keep := func(t *template) {
		stays[t] = true
		for _, file := range t.source.Files {
			covered[filepath.Clean(file)] = true
		}
	}
	for _, t := range all {
		if t.named || !nested[filepath.Clean(t.path)] {
			keep(t)
		}
	}
	for _, t := range all {
		if !stays[t] && !covered[filepath.Clean(t.path)] {
			keep(t)
		}
	}
	for _, t := range all {
		if stays[t] {
			kept = append(kept, t)
		}
	}
	return kept
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
