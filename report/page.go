package report

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// page is what the template shows. Its texts are clean, without secrets and in the language of
// the report; the template only escapes and places them.
type page struct {
	lang *language

	Lang, Version, Date, Policy string
	Style                       template.CSS
	Script                      template.JS

	State, Headline, Subline string
	Figures                  []figure
	Bars                     []bar
	BarLabel                 string
	Resources, Rules, Total  int
	Lines                    []pageLine
	Files                    []string
	Verdicts, Severities     []choice
	Groups                   []pageGroup
	Unknowns                 []pageUnknown
	UnknownsMore             string
	Problems                 []pageProblem
	Coverage                 *pageCoverage
	Read                     string // how much was read
	Sources                  []finding.Source
	Entry                    *pageEntry
	Drift                    *pageDrift
}

type figure struct {
	Class, Name string
	Count       int
}

type bar struct {
	Class    string
	X, Width float64 // per cent
}

type choice struct {
	Class, Name string
	Count       int
	On          bool
}

type pageLine struct {
	ID, Title, State, StateName, Mark string
	Counts                            []figure
}

type pageUnknown struct {
	Count     int
	Text, How string
}

type pageProblem struct{ Place, What, Hint string }

// T returns a message.
func (p *page) T(key string) string { return p.lang.say(key) }

// N returns a message about a number of things.
func (p *page) N(key string, n int) string { return p.lang.count(key, n) }

func (v *view) page() *page {
	p := &page{
		lang: v.lang, Lang: v.lang.Code, Version: v.opt.version(), Resources: v.resources(), Rules: len(v.rules),
		BarLabel: v.lang.say("html.bar"),
	}
	if !v.opt.Today.IsZero() {
		p.Date = v.opt.Today.Format("2006-01-02")
	}
	for _, s := range v.Sources {
		s.Path = v.shown(slashed(s.Path))
		s.Kind = v.shown(s.Kind)
		p.Sources = append(p.Sources, s)
	}
	p.Coverage, p.Read, p.Drift = v.pageCoverage(), v.sources(), v.drift()
	v.headline(p)
	v.figures(p)
	for _, l := range v.checklist() {
		p.Lines = append(p.Lines, v.pageLine(l))
	}
	v.groups(p)
	v.unknowns(p)
	for _, problem := range v.Problems {
		one := pageProblem{What: clean(v.problem(problem)), Hint: clean(v.hint(problem))}
		if !problem.Pos.IsZero() {
			one.Place = v.shown(slashed(problem.Pos.String()))
		}
		p.Problems = append(p.Problems, one)
	}
	return p
}

// shown is a text of unknown origin fit for people, without secrets.
func (v *view) shown(s string) string { return clean(v.secrets.hide(s)) }

// headline says in two sentences what the report comes to.
func (v *view) headline(p *page) {
	c, n := v.Count(), v.severities()
	var sub []string
	switch {
	case c.Fail > 0:
		p.State, p.Headline = "fail", v.lang.count("headline.fail", c.Fail)
		if severe := n[rule.Critical] + n[rule.High]; severe > 0 {
			sub = append(sub, v.lang.count("sub.severe", severe))
		}
	case c.Unknown > 0 || len(v.Problems) > 0:
		p.State, p.Headline = "unknown", v.lang.say("headline.unknown")
	case c.Pass > 0:
		p.State, p.Headline = "pass", v.lang.say("headline.pass")
		sub = append(sub, v.lang.count("sub.pass", c.Pass))
	default:
		p.State, p.Headline = "none", v.lang.say("headline.none")
		sub = append(sub, v.lang.say("sub.none"))
	}
	if c.Unknown > 0 {
		sub = append(sub, v.lang.count("sub.unknown", c.Unknown))
	}
	if n := len(v.Problems); n > 0 {
		sub = append(sub, v.lang.count("sub.problems", n))
	}
	p.Subline = strings.Join(sub, " ")
}

func (v *view) figures(p *page) {
	c, n := v.Count(), v.severities()
	p.Verdicts = []choice{
		{"fail", v.lang.say("verdict.fail"), c.Fail, true},
		{"unknown", v.lang.say("verdict.unknown"), c.Unknown, c.Fail == 0},
		{"pass", v.lang.say("verdict.pass"), c.Pass, c.Fail+c.Unknown == 0},
	}
	if c.Advice > 0 {
		p.Verdicts = slices.Insert(p.Verdicts, 1, choice{"advice", v.lang.say("verdict.advice"), c.Advice, true})
	}
	for s := rule.Critical; ; s-- {
		name := s.String()
		if s != rule.Info || n[s] > 0 {
			p.Figures = append(p.Figures, figure{name, v.lang.say("severity." + name), n[s]})
		}
		p.Severities = append(p.Severities, choice{Class: name, Name: v.lang.say("severity." + name), Count: n[s]})
		if s == rule.Info {
			break
		}
	}
	p.Total = c.Fail + c.Advice + c.Unknown + c.Pass
	p.Figures = append(p.Figures, figure{"unknown", v.lang.say("verdict.unknown"), c.Unknown}, figure{"pass", v.lang.say("verdict.pass"), c.Pass})
	x := 0.0
	for i, f := range p.Figures {
		if f.Count == 0 {
			p.Figures[i].Class = "zero"
			continue
		}
		width := 100 * float64(f.Count) / float64(p.Total)
		p.Bars = append(p.Bars, bar{f.Class, x, width})
		x += width
	}
}

func (v *view) pageLine(l line) pageLine {
	state := l.state()
	out := pageLine{ID: l.ID(), Title: v.text(l.Title()), State: state, StateName: v.lang.say("state." + state), Mark: stateMark(state)}
	for _, c := range []figure{{"fail", "n.failed", l.Fail}, {"unknown", "n.unknown", l.Unknown}, {"pass", "n.passed", l.Pass}, {"info", "n.advice", l.Advice}} {
		if c.Count > 0 {
			out.Counts = append(out.Counts, figure{c.Class, v.lang.count(c.Name, c.Count), c.Count})
		}
	}
	return out
}

// maxReasons is how many reasons the page lists.
const maxReasons = 50

func (v *view) unknowns(p *page) {
	all := v.ignorances()
	for i, u := range all {
		if i == maxReasons {
			p.UnknownsMore = v.lang.count("html.reasons-more", len(all)-i)
			return
		}
		p.Unknowns = append(p.Unknowns, pageUnknown{u.verdicts, clean(u.text), v.shown(v.advice(u.reason))})
	}
}

// allGroups returns the findings by rule and verdict: failures first, then unknowns, the worst
// severity first.
func (v *view) allGroups() []verdictGroup {
	var all []verdictGroup
	for _, verdict := range []rule.Verdict{rule.Fail, rule.Unknown, rule.Pass} {
		var some []verdictGroup
		for _, groups := range v.grouped(verdict) {
			for _, g := range groups {
				some = append(some, verdictGroup{g, verdict})
			}
		}
		slices.SortFunc(some, func(a, b verdictGroup) int {
			return cmp.Or(cmp.Compare(b.rule.Severity, a.rule.Severity), cmp.Compare(a.rule.Checklist, b.rule.Checklist), cmp.Compare(a.rule.ID, b.rule.ID))
		})
		all = append(all, some...)
	}
	return all
}

type verdictGroup struct {
	group
	verdict rule.Verdict
}
