package report

import (
	"cmp"
	"path/filepath"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// view is a report prepared for showing: what every format needs.
type view struct {
	*finding.Report
	opt     Options
	lang    *language
	secrets *secrets
	frames  *frames
	rules   []*rule.Rule // those asked and those of findings, by ID
}

func newView(r *finding.Report, opt Options) (*view, error) {
	lang, err := inLanguage(opt.Lang)
	if err != nil {
		return nil, err
	}
	s := findSecrets(r)
	v := &view{Report: r, opt: opt, lang: lang, secrets: s, frames: newFrames(opt, s)}
	seen := map[*rule.Rule]bool{}
	add := func(one *rule.Rule) {
		if !seen[one] {
			seen[one] = true
			v.rules = append(v.rules, one)
		}
	}
	for _, one := range r.Rules {
		add(one)
	}
	for i := range r.Findings {
		add(r.Findings[i].Rule)
	}
	slices.SortStableFunc(v.rules, func(a, b *rule.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return v, nil
}

// text returns a rule's text in the report's language.
func (v *view) text(t rule.Text) string { return t.In(v.lang.Code) }

// reason says a reason in the report's language, without secrets.
func (v *view) reason(r cloud.Reason) string { return v.secrets.hide(v.lang.reason(r)) }

// advice says how an unknown becomes known. In an account there is nothing more to scan.
func (v *view) advice(r cloud.Reason) string {
	if v.Report.Coverage != nil && r.Code == cloud.NotInSource {
		return ""
	}
	return v.lang.advice(r)
}

// resources counts the resources of all sources.
func (v *view) resources() int {
	n := 0
	for _, s := range v.Sources {
		n += s.Resources
	}
	return n
}

// severities counts the failures of each severity.
func (v *view) severities() [rule.Critical + 1]int {
	var n [rule.Critical + 1]int
	for i := range v.Findings {
		if f := &v.Findings[i]; f.Verdict == rule.Fail {
			n[f.Rule.Severity]++
		}
	}
	return n
}

// line is the state of one line of the checklist.
type line struct {
	rule.Checklist
	finding.Count
}

func (v *view) checklist() []line {
	all := make([]line, 0, 12)
	for _, c := range rule.Checklists() {
		all = append(all, line{Checklist: c})
	}
	for i := range v.Findings {
		f := &v.Findings[i]
		all[f.Rule.Checklist].Count.Add(f)
	}
	for passed, n := range v.Passes {
		all[passed.Checklist].Pass += n
	}
	return all
}

// state is the worst verdict of the line, or "none".
func (l line) state() string {
	switch {
	case l.Fail > 0:
		return "fail"
	case l.Unknown > 0:
		return "unknown"
	case l.Pass > 0 || l.Advice > 0:
		return "pass"
	}
	return "none"
}

// elsewhere returns the evidence that the frame of a finding does not show: what was read of
// other resources, and of this one on other lines. Each place is named once.
func elsewhere(f *finding.Finding) []rule.Read {
	var all []rule.Read
	type place struct {
		resource *cloud.Resource
		path     string
	}
	seen := map[place]bool{}
	for _, e := range f.Evidence() {
		same := e.Resource == f.Resource && (e.Path == f.Path || e.Pos.File() == f.Pos.File() && e.Pos.Line == f.Pos.Line && e.Value != nil)
		if e.Resource == nil || same || seen[place{e.Resource, e.Path}] {
			continue
		}
		seen[place{e.Resource, e.Path}] = true
		all = append(all, e)
	}
	return all
}

// otherPlace is where evidence stands, "" when that is the line that the finding shows.
func otherPlace(f *finding.Finding, e rule.Read) string {
	if e.Pos.IsZero() || e.Pos.File() == f.Pos.File() && e.Pos.Line == f.Pos.Line {
		return ""
	}
	return slashed(e.Pos.String())
}

// slashed is a path as reports write it on every system.
func slashed(name string) string { return filepath.ToSlash(name) }

// value says what a property was: its value on one line without secrets, or that it was not set.
func (v *view) value(e rule.Read) string {
	if e.Value == nil {
		return v.lang.say("absent")
	}
	if why, ok := e.Value.Reason(); ok {
		return "= ? (" + v.reason(why) + ")"
	}
	hidden := v.secrets.value(evidenceName(e), e.Value, 0)
	if s, ok := hidden.Scalar(); ok {
		return "= " + s
	}
	text, err := hidden.MarshalJSON()
	if err != nil {
		return "= ?"
	}
	return "= " + string(text)
}
