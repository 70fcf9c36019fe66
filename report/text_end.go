package report

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/rule"
)

// passes lists what passed when everything is asked for; else it is only counted.
func (t *text) passes() {
	if !t.opt.Verbose || t.Count().Pass == 0 {
		return
	}
	t.heading(t.lang.say("passes"), t.lang.count("n.passed", t.Count().Pass))
	groups := t.grouped(rule.Pass)
	for _, c := range rule.Checklists() {
		for _, g := range groups[c] {
			t.print("  ", t.paint.in(green, "✓"), " ", t.safe(t.text(g.rule.Title)), t.paint.in(dim, "  "+t.safe(g.rule.ID)))
			for _, f := range g.findings {
				t.print("     ", t.place(f), "  ", t.resource(f))
			}
		}
	}
	t.print()
}

func (t *text) unknowns() {
	total := t.Count().Unknown
	if total == 0 {
		return
	}
	t.heading(t.lang.say("unknowns"), t.lang.count("n.unknowns", total))
	if t.opt.Verbose {
		t.everyUnknown()
	}
	const most = 10
	all := t.ignorances()
	for i, u := range all {
		if i == most && !t.opt.Verbose {
			t.print("  ", t.paint.in(dim, t.lang.count("n.reasons", len(all)-i)))
			break
		}
		out := fmt.Sprintf("  %s  %s", t.paint.in(yellow, fmt.Sprintf("%4d", u.verdicts)), clip(clean(u.text), t.width-10))
		if how := t.advice(u.reason); how != "" {
			out += "\n" + strings.Repeat(" ", 8) + t.paint.in(dim, "→ "+t.safe(how))
		}
		t.print(out)
	}
	if !t.opt.Verbose {
		t.print()
		t.print("  ", t.paint.in(dim, t.lang.say("hint.verbose")))
	}
	t.print()
}

func (t *text) everyUnknown() {
	groups := t.grouped(rule.Unknown)
	for _, c := range rule.Checklists() {
		for _, g := range groups[c] {
			t.print("  ", t.paint.in(yellow, "?"), " ", t.safe(t.text(g.rule.Title)), t.paint.in(dim, "  "+t.safe(g.rule.ID)))
			for _, f := range g.findings {
				t.print("     ", t.place(f), "  ", t.resource(f))
				for _, r := range f.Reasons {
					t.print("       ", t.paint.in(dim, clean(t.reason(r))))
				}
			}
		}
	}
	t.print()
}

func (t *text) problems() {
	if len(t.Problems) == 0 {
		return
	}
	t.heading(t.lang.say("problems"), t.lang.count("n.problems", len(t.Problems)))
	for _, p := range t.Problems {
		out := "  " + t.paint.in(yellow, "!") + " "
		if !p.Pos.IsZero() {
			out += t.paint.in(cyan, t.safe(slashed(p.Pos.String()))) + "  "
		}
		t.print(out, clean(t.problem(p)))
		if p.Hint != "" {
			t.print("    ", t.paint.in(dim, "→ "+clean(t.hint(p))))
		}
	}
	t.print()
}

// summary writes what it all comes to.
func (t *text) summary() {
	c := t.Count()
	switch {
	case c.Fail > 0:
	case c.Unknown > 0 || len(t.Problems) > 0:
		t.print(t.paint.in(bold, t.lang.say("nothing-failed-but")))
	case c.Pass > 0:
		t.print(t.paint.in("1;"+green, t.lang.say("nothing-failed")))
	default:
		t.print(t.lang.say("nothing-checked"))
	}
	failed := t.paint.in(stateStyle(map[bool]string{true: "fail", false: "none"}[c.Fail > 0]), t.lang.count("n.failed", c.Fail))
	if parts := t.bySeverity(); len(parts) > 0 {
		failed += " (" + strings.Join(parts, ", ") + ")"
	}
	parts := []string{failed, t.lang.count("n.passed", c.Pass), t.lang.count("n.unknown", c.Unknown)}
	if c.Advice > 0 {
		advice := t.lang.count("n.advice", c.Advice)
		if !t.opt.Verbose {
			advice += " (--verbose)"
		}
		parts = append(parts, advice)
	}
	if n := len(t.Problems); n > 0 {
		parts = append(parts, t.lang.count("n.problems", n))
	}
	t.print(strings.Join(parts, ", "), t.paint.in(dim, " · "), strings.Join([]string{
		t.lang.count("n.resources", t.resources()), t.sources(), t.lang.count("n.rules", len(t.rules)),
	}, ", "))
}

func (t *text) bySeverity() []string {
	var parts []string
	n := t.severities()
	for s := len(n) - 1; s > int(rule.Info); s-- {
		if n[s] > 0 {
			name := rule.Severity(s)
			parts = append(parts, t.paint.in(severityStyle(name), fmt.Sprintf("%s %d", t.lang.say("severity."+name.String()), n[s])))
		}
	}
	return parts
}

// sources counts what was read: templates, or accounts.
func (v *view) sources() string {
	if v.Report.Coverage != nil && len(v.Sources) == 1 {
		accounts := map[string]bool{}
		for _, n := range v.Report.Coverage.Calls {
			accounts[n.Account] = true
		}
		return v.lang.count("n.accounts", len(accounts))
	}
	return v.lang.count("n.templates", len(v.Sources))
}
