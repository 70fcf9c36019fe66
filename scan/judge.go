package scan

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/discover"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// scanner asks rules about documents.
type scanner struct {
	opt    Options
	byType map[string][]*rule.Rule
	whole  bool // the graph stays in memory, whatever findings hold

	mu     sync.Mutex
	broken map[string]*cloud.Error // mistakes in rules, by rule id
}

// scanned is what became of one find.
type scanned struct {
	templates []*template
	problems  []*cloud.Error
}

// scan reads a find and judges what it holds at once, while it is at hand.
func (s *scanner) scan(f discover.Find) (out scanned) {
	defer guard(f.Path, &out.problems)
	documents, problems := s.read(f)
	out.problems = problems
	for _, d := range documents {
		t := newTemplate(d, f.Named)
		out.templates = append(out.templates, t)
		s.judge(d, t)
	}
	return out
}

func newTemplate(d *cloudformation.Document, named bool) *template {
	return &template{path: d.Path, named: named, problems: d.Problems, declares: d.Template.Get("Parameters").Keys(),
		source: finding.Source{Path: filepath.ToSlash(d.Path), Kind: string(d.Kind), Files: d.Files, Resources: len(d.Graph.All())}}
}

func (s *scanner) read(f discover.Find) ([]*cloudformation.Document, []*cloud.Error) {
	opt := cloudformation.Options{Parameters: s.opt.Parameters, Region: s.opt.Region, Account: s.opt.Account}
	if f.Assembly {
		documents, err := cloudformation.ReadAssembly(f.Path, opt)
		return documents, asProblems(f.Path, err)
	}
	d, err := cloudformation.Read(f.Path, opt)
	switch {
	case err == nil:
		return []*cloudformation.Document{d}, nil
	case errors.Is(err, cloudformation.ErrNotTemplate) && !f.Named:
		return nil, nil // it looked like one
	}
	return nil, asProblems(f.Path, err)
}

func (s *scanner) judge(d *cloudformation.Document, t *template) {
	defer guard(d.Path, &t.problems)
	if s.opt.Keep != nil {
		s.opt.Keep(filepath.ToSlash(d.Path), d.Graph)
	}
	all := slices.Concat(d.Graph.All(), d.Parameters, d.Outputs)
	t.findings = make([]finding.Finding, 0, s.answers(all))
	t.passes = map[*rule.Rule]int{}
	for _, res := range all {
		t.findings = s.ask(d.Graph, res, s.opt.source(d.Path), t.findings, t.passes)
	}
}

// answers is about how many findings there will be.
func (s *scanner) answers(all []*cloud.Resource) (n int) {
	for _, res := range all {
		n += len(s.byType[res.Type])
	}
	if s.opt.CountPasses {
		return n / 4
	}
	return n
}

// ask asks every rule about a resource and appends its findings, or counts those that pass.
func (s *scanner) ask(g *cloud.Graph, res *cloud.Resource, source string, to []finding.Finding, passes map[*rule.Rule]int) []finding.Finding {
	opt := rule.Options{Today: s.opt.Today, Facts: s.opt.Facts}
	slim := res
	if !s.whole {
		slim = &cloud.Resource{ID: res.ID, Type: res.Type, Name: res.Name, Title: res.Title, ARN: res.ARN, Account: res.Account, Region: res.Region,
			Pos: res.Pos, Generated: res.Generated, Path: res.Path, Condition: res.Condition}
	}
	for _, r := range s.byType[res.Type] {
		results, err := r.Evaluate(g, res, opt)
		if err != nil {
			s.mistake(r, err)
			continue
		}
		known := len(to)
		if s.opt.CountPasses && !slices.ContainsFunc(results, func(one rule.Result) bool { return one.Verdict != rule.Pass }) {
			passes[r] += len(results)
			continue
		}
		to = finding.Append(to, r, res, source, results)
		for i := known; i < len(to); i++ {
			if to[i].Verdict == rule.Pass {
				to[i].Resource = slim // so that what passes does not keep the template in memory
			}
		}
	}
	return to
}

// mistake notes once that a rule cannot be used.
func (s *scanner) mistake(r *rule.Rule, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken = map[string]*cloud.Error{}
	}
	var e *cloud.Error
	if !errors.As(err, &e) {
		e = &cloud.Error{Pos: r.Pos, What: "rule " + r.ID + " cannot be used", Err: err}
	}
	s.broken[r.ID] = e
}

func (s *scanner) mistakes() []*cloud.Error {
	var all []*cloud.Error
	for _, r := range s.opt.Rules {
		if e := s.broken[r.ID]; e != nil {
			all = append(all, e)
		}
	}
	return all
}

// caller finds the function that panicked in a stack: the first of ours below the panic.
func caller(stack []byte) string {
	lines := bytes.Split(stack, []byte("\n"))
	for i, line := range lines {
		if bytes.HasPrefix(line, []byte("panic(")) && i+2 < len(lines) {
			name, _, _ := bytes.Cut(lines[i+2], []byte("("))
			return string(name)
		}
	}
	return "an unknown place"
}
