package report

import (
	"strings"

	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// The page stays readable and of a few megabytes however long the report is.
const (
	maxPasses     = 100     // passes listed of one rule
	maxPageFrames = 4 << 20 // bytes of all lines of files
	openGroups    = 8       // groups that stand open at first
	openFindings  = 3       // of each, findings that show their lines at first
	maxPageReads  = 8       // pieces of evidence of one finding
)

type pageGroup struct {
	ID, Title, Why, Fix      string
	Severity, Badge, Verdict string
	Line, LineTitle          string
	Count                    int
	Open, Hidden             bool
	Maps                     []string
	Findings                 []pageFinding
	More                     string
}

type pageFinding struct {
	File                        int
	Name, Type, Place, Property string
	Notes, Reasons              []string
	Frame                       []pageFrameLine
	Evidence                    []pageRead
	Open                        bool
}

type pageFrameLine struct {
	Number              int
	Before, Mark, After string
}

type pageRead struct{ Name, Value, Place string }

// filer gives files their numbers and lines their room.
type filer struct {
	*view
	page  *page
	index map[string]int
	room  int
}

func (v *view) groups(p *page) {
	f := &filer{v, p, map[string]int{}, maxPageFrames}
	on := map[string]bool{}
	for _, c := range p.Verdicts {
		on[c.Class] = c.On
	}
	for i, g := range v.allGroups() {
		one := pageGroup{
			ID: clean(g.rule.ID), Title: v.shown(v.text(g.rule.Title)), Why: v.shown(v.text(g.rule.Why)), Fix: v.shown(v.text(g.rule.Fix)),
			Severity: g.rule.Severity.String(), Verdict: g.verdict.String(), Badge: v.lang.say("severity." + g.rule.Severity.String()),
			Line: g.rule.Checklist.ID(), LineTitle: v.text(g.rule.Checklist.Title()), Count: len(g.findings),
			Open: g.verdict != rule.Pass && i < openGroups,
		}
		if g.verdict == rule.Fail && g.rule.Severity == rule.Info {
			one.Verdict = "advice" // the headline counts no advice, and neither does the filter of failures
		}
		one.Hidden = !on[one.Verdict]
		if g.verdict != rule.Fail {
			one.Badge = v.lang.say("verdict." + one.Verdict)
		}
		for _, m := range g.rule.Maps {
			one.Maps = append(one.Maps, v.shown(m.Framework+" "+strings.Join(m.Controls, ", ")))
		}
		f.findings(&one, g)
		p.Groups = append(p.Groups, one)
	}
}

func (f *filer) findings(out *pageGroup, g verdictGroup) {
	type place struct {
		file string
		line int32
	}
	shown := map[place]bool{}
	for i, one := range g.findings {
		if g.verdict == rule.Pass && i == maxPasses {
			out.More = f.lang.count("html.more", len(g.findings)-i)
			return
		}
		pf := f.finding(one)
		if g.verdict != rule.Pass {
			pf.Open = i < openFindings
			if at := (place{one.Pos.File(), one.Pos.Line}); !shown[at] || one.Path != "" {
				shown[at] = true
				pf.Frame = f.frame(one)
			}
			f.evidence(&pf, one)
		}
		out.Findings = append(out.Findings, pf)
	}
}

func (f *filer) finding(one *finding.Finding) pageFinding {
	r := one.Resource
	pf := pageFinding{File: f.file(one.Pos.File()), Name: f.shown(r.Label()), Type: f.shown(r.Type), Property: f.shown(one.Path)}
	if !one.Pos.IsZero() {
		pf.Place = f.shown(slashed(one.Pos.String()))
	}
	if r.Generated != "" {
		pf.Notes = append(pf.Notes, f.lang.say("generated", f.shown(r.Generated)))
	}
	if r.Condition != "" {
		pf.Notes = append(pf.Notes, f.lang.say("condition", f.shown(r.Condition)))
	}
	if r.Path != "" {
		pf.Notes = append(pf.Notes, f.shown(r.Path))
	}
	return pf
}

// file returns the number of a file in the page's list, -1 for none.
func (f *filer) file(name string) int {
	if name == "" {
		return -1
	}
	i, ok := f.index[name]
	if !ok {
		i = len(f.page.Files)
		f.index[name] = i
		f.page.Files = append(f.page.Files, f.shown(slashed(name)))
	}
	return i
}

func (f *filer) frame(one *finding.Finding) []pageFrameLine {
	if f.room <= 0 {
		return nil
	}
	fr, ok := f.frames.at(one.Pos, context, frameWidth)
	if !ok {
		return nil
	}
	var lines []pageFrameLine
	for _, l := range fr.lines {
		f.room -= len(l.text)
		if l.to == l.from {
			lines = append(lines, pageFrameLine{Number: l.number, Before: l.text})
			continue
		}
		before, mark := l.split()
		after := l.text[len(before)+len(mark):]
		if mark == "" {
			mark = " "
		}
		lines = append(lines, pageFrameLine{l.number, before, mark, after})
	}
	return lines
}

func (f *filer) evidence(pf *pageFinding, one *finding.Finding) {
	for i, e := range elsewhere(one) {
		if i == maxPageReads {
			break
		}
		name := f.shown(e.Resource.Label())
		if e.Path != "" {
			name += "." + f.shown(e.Path)
		}
		pf.Evidence = append(pf.Evidence, pageRead{name, clip(clean(f.value(e)), 100), f.shown(otherPlace(one, e))})
	}
	seen := map[string]bool{}
	for _, r := range one.Reasons {
		if text := clean(f.reason(r)); !seen[text] {
			seen[text] = true
			pf.Reasons = append(pf.Reasons, text)
		}
	}
}
