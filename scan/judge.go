package scan

import (
	"bytes"
	"errors"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// scanner asks rules about documents.
type scanner struct {
	opt    Options
	byType map[string][]*rule.Rule

	mu     sync.Mutex
	broken map[string]*cloud.Error // mistakes in rules, by rule id
}

type judged struct {
	findings []finding.Finding
	problems []*cloud.Error
}

func (s *scanner) judge(d *cloudformation.Document) (j judged) {
	defer guard(d.Path, &j.problems)
	opt := rule.Options{Today: s.opt.Today, Facts: s.opt.Facts}
	for _, res := range d.Graph.All() {
		for _, r := range s.byType[res.Type] {
			results, err := r.Evaluate(d.Graph, res, opt)
			if err != nil {
				s.mistake(r, err)
				continue
			}
			j.findings = append(j.findings, finding.New(r, res, d.Path, results)...)
		}
	}
	return j
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
