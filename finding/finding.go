// Package finding turns a rule's results into findings: verdicts about resources that keep their
// identity from one scan to the next.
//
// It owns the finding, its fingerprint and its order, and the [Report] that gathers the findings
// of a scan. It must not know how resources were read, nor how a report is shown.
package finding

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

// Finding is one rule's verdict about one resource, or about one item of it. There may be millions,
// most of which pass.
type Finding struct {
	Rule     *rule.Rule
	Resource *cloud.Resource
	// Fingerprint is the same in every scan that finds the same thing, however the source is
	// formatted or ordered.
	Fingerprint Digest
	*Seen
	Verdict rule.Verdict
}

// Report is everything a scan has to say. Findings are in order: by file, line, column, rule and
// fingerprint.
type Report struct {
	Sources  []Source
	Findings []Finding
	Problems []*cloud.Error // what could not be read or judged, in order of position
	Rules    []*rule.Rule   // the rules that were asked, by ID
	// Passes are how many more findings of each rule pass: those that nobody wanted to see.
	Passes map[*rule.Rule]int
	// Coverage says what was asked of a running account, and what was refused. Nil for templates.
	Coverage *cloud.Coverage
}

// Source is something that was read: a template.
type Source struct {
	Path      string   // as the user wrote it
	Kind      string   // "SAM", "CloudFormation", "CDK"
	Files     []string // every file it was read from
	Resources int
}

// Count is how many findings there are of each verdict. A failed rule of severity info is advice
// and no failure: nothing is wrong, something could be better.
type Count struct{ Pass, Fail, Unknown, Advice int }

// Add counts a finding.
func (c *Count) Add(f *Finding) {
	switch {
	case f.Verdict == rule.Pass:
		c.Pass++
	case f.Verdict == rule.Unknown:
		c.Unknown++
	case f.IsAdvice():
		c.Advice++
	case f.Verdict == rule.Fail:
		c.Fail++
	}
}

// IsAdvice reports whether a failed rule only advises.
func (f *Finding) IsAdvice() bool { return f.Verdict == rule.Fail && f.Rule.Severity == rule.Info }

// Count counts all findings.
func (r *Report) Count() Count {
	var c Count
	for i := range r.Findings {
		c.Add(&r.Findings[i])
	}
	for _, n := range r.Passes {
		c.Pass += n
	}
	return c
}

// AddPasses adds findings that pass and that nobody wants to see.
func (r *Report) AddPasses(more map[*rule.Rule]int) {
	if r.Passes == nil && len(more) > 0 {
		r.Passes = make(map[*rule.Rule]int, len(more))
	}
	for passed, n := range more {
		r.Passes[passed] += n
	}
}

// CountLine counts the findings of a line of the checklist.
func (r *Report) CountLine(line rule.Checklist) Count {
	var c Count
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Rule.Checklist == line {
			c.Add(f)
		}
	}
	for passed, n := range r.Passes {
		if passed.Checklist == line {
			c.Pass += n
		}
	}
	return c
}

// Failed returns the failures at or above a severity.
func (r *Report) Failed(atLeast rule.Severity) []Finding {
	var all []Finding
	for _, f := range r.Findings {
		if f.Verdict == rule.Fail && f.Rule.Severity >= atLeast {
			all = append(all, f)
		}
	}
	return all
}

// Sort puts findings, problems and sources into their order.
func (r *Report) Sort() {
	r.sortFindings()
	sort.SliceStable(r.Problems, func(i, j int) bool {
		a, b := r.Problems[i], r.Problems[j]
		if a.Pos.Before(b.Pos) || b.Pos.Before(a.Pos) {
			return a.Pos.Before(b.Pos)
		}
		return a.What < b.What
	})
	sort.SliceStable(r.Sources, func(i, j int) bool { return r.Sources[i].Path < r.Sources[j].Path })
}

// sortFindings finds the order first and then puts each finding into its place once, because they
// are large, and among themselves, because there may be millions.
func (r *Report) sortFindings() {
	order := make([]int, len(r.Findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compare(&r.Findings[i], &r.Findings[j]) })
	for start := range order {
		// What belongs here comes from order[start], what belongs there from further on, around to here.
		first := r.Findings[start]
		to := start
		for order[to] != start {
			from := order[to]
			r.Findings[to] = r.Findings[from]
			order[to], to = to, from
		}
		r.Findings[to], order[to] = first, to
	}
}

func compare(a, b *Finding) int {
	switch {
	case a.Pos.Before(b.Pos):
		return -1
	case b.Pos.Before(a.Pos):
		return 1
	}
	return cmp.Or(strings.Compare(a.Rule.ID, b.Rule.ID), strings.Compare(a.Resource.ID, b.Resource.ID), bytes.Compare(a.Fingerprint[:], b.Fingerprint[:]))
}
