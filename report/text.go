package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// Text writes the report for people at a terminal: the checklist, the failures by line of the
// checklist, why verdicts are unknown, what could not be read, and a last line with the sums.
func Text(w io.Writer, r *finding.Report, opt Options) error {
	v, err := newView(r, opt)
	if err != nil {
		return err
	}
	t := &text{view: v, w: bufio.NewWriterSize(w, 64<<10), paint: paint(opt.Color), width: opt.width()}
	t.checklist()
	t.failures()
	t.passes()
	t.unknowns()
	t.problems()
	t.summary()
	return t.w.Flush()
}

// text is a text report being written. Write errors are kept by the buffer and come out of Flush.
type text struct {
	*view
	w     *bufio.Writer
	paint paint
	width int
}

func (t *text) print(parts ...string) {
	for _, p := range parts {
		_, _ = t.w.WriteString(p)
	}
	_ = t.w.WriteByte('\n')
}

// safe is a text of unknown origin, fit for the terminal and without secrets.
func (t *text) safe(s string) string { return clean(t.secrets.hide(s)) }

func (t *text) checklist() {
	lines := t.view.checklist()
	titles, counts := 0, [3]int{}
	cell := func(l line) [3]string {
		var c [3]string
		for i, n := range []int{l.Fail, l.Pass, l.Unknown} {
			if n > 0 {
				c[i] = t.lang.count([]string{"n.failed", "n.passed", "n.unknown"}[i], n)
			}
		}
		return c
	}
	for _, l := range lines {
		titles = max(titles, textWidth(t.text(l.Title())))
		for i, c := range cell(l) {
			counts[i] = max(counts[i], textWidth(c))
		}
	}
	for _, l := range lines {
		state := l.state()
		row := "  " + t.paint.in(stateStyle(state), stateMark(state)) + " " + pad(t.text(l.Title()), titles)
		if state == "none" {
			t.print(row, "   ", t.paint.in(dim, t.lang.say("state.none")))
			continue
		}
		c := cell(l)
		for i, style := range []string{stateStyle("fail"), stateStyle("pass"), stateStyle("unknown")} {
			if counts[i] > 0 {
				row += "   " + t.paint.in(style, pad(c[i], counts[i]))
			}
		}
		t.print(strings.TrimRight(row, " "))
	}
	t.print()
}

// heading writes a title with a rule to the right margin.
func (t *text) heading(title, right string) {
	fill := t.width - textWidth(title) - textWidth(right) - 2
	if right != "" {
		right = " " + right
		fill--
	}
	t.print(t.paint.in(bold, title), " ", t.paint.in(dim, strings.Repeat("─", max(3, fill))+right))
	t.print()
}

func (t *text) failures() {
	groups := t.view.failures()
	for _, l := range t.view.checklist() {
		if len(groups[l.Checklist]) == 0 {
			continue
		}
		t.heading(t.text(l.Title()), t.lang.count("n.failed", l.Fail))
		for _, g := range groups[l.Checklist] {
			t.group(g)
		}
	}
}

// group writes the failures of one rule: its title, in the first files the first failure in full
// and the others on a line each, and at the end why it matters and what to do.
func (t *text) group(g group) {
	label := t.lang.say("severity." + g.rule.Severity.String())
	if t.lang.Code == "en" {
		label = strings.ToUpper(label)
	}
	t.print("  ", t.paint.in(severityStyle(g.rule.Severity), label), "  ", t.paint.in(bold, t.safe(t.text(g.rule.Title))))
	frames, also := 0, 0
	var file string
	for i, f := range g.findings {
		if name := f.Pos.File(); t.opt.Verbose || frames < maxFrames {
			if i == 0 || name != file {
				file = name
				frames++
				t.first(f)
				continue
			}
		}
		if also == maxAlso && !t.opt.Verbose {
			t.print("     ", pad("", t.labels()+2), t.paint.in(dim, t.lang.count("n.more", len(g.findings)-i)+" (--verbose)"))
			break
		}
		also++
		t.also(f, g.findings[i-1])
	}
	t.print()
	t.labelled(t.lang.say("why"), t.text(g.rule.Why))
	t.labelled(t.lang.say("fix"), t.text(g.rule.Fix))
	t.labelled(t.lang.say("rule"), g.rule.ID)
	t.print()
}

// labelled writes a paragraph behind a label.
func (t *text) labelled(label, body string) {
	const margin = "     "
	column := len(margin) + max(t.labels(), textWidth(label)) + 2
	for i, l := range wrap(t.safe(body), t.width-column) {
		if i > 0 {
			t.print(strings.Repeat(" ", column), l)
			continue
		}
		t.print(margin, t.paint.in(dim, pad(label, column-len(margin))), l)
	}
}

// labels is the width of the widest label.
func (t *text) labels() int {
	n := 0
	for _, key := range []string{"why", "fix", "rule", "also", "because"} {
		n = max(n, textWidth(t.lang.say(key)))
	}
	return n
}

func (t *text) first(f *finding.Finding) {
	t.print()
	t.print("     ", t.resource(f))
	t.frame(f)
	t.evidence(f)
}

// resource says what a finding is about on one line.
func (t *text) resource(f *finding.Finding) string {
	r := f.Resource
	out := t.paint.in(bold, t.safe(r.Name)) + "  " + t.safe(r.Type)
	var notes []string
	if r.Generated != "" {
		notes = append(notes, t.lang.say("generated", t.safe(r.Generated)))
	}
	if r.Condition != "" {
		notes = append(notes, t.lang.say("condition", t.safe(r.Condition)))
	}
	if r.Path != "" {
		notes = append(notes, t.safe(r.Path))
	}
	for _, n := range notes {
		out += t.paint.in(dim, " · ") + n
	}
	return out
}

// place is the position of a finding as editors understand it, followed by the property.
func (t *text) place(f *finding.Finding) string {
	out := t.paint.in(cyan, t.safe(slashed(f.Pos.String())))
	if f.Path != "" {
		out += "  " + t.paint.in(dim, t.safe(f.Path))
	}
	return out
}

func (t *text) frame(f *finding.Finding) {
	t.print("     ", t.place(f))
	fr, ok := t.frames.at(f.Pos, context, min(frameWidth, t.width-14))
	if !ok {
		return
	}
	digits := len(fmt.Sprint(fr.lines[len(fr.lines)-1].number))
	bar := t.paint.in(dim, " │ ")
	for _, l := range fr.lines {
		number := fmt.Sprintf("%*d", digits, l.number)
		if l.to == l.from {
			t.print("     ", t.paint.in(dim, number), bar, l.text)
			continue
		}
		t.print("     ", number, bar, l.text)
		before, under := l.split()
		mark := strings.Repeat(" ", textWidth(before)) + t.paint.in(severityStyle(f.Rule.Severity), strings.Repeat("^", max(1, textWidth(under))))
		t.print("     ", strings.Repeat(" ", digits), bar, mark)
	}
}

// maxOther is how many other places of evidence the text report names.
const maxOther = 5

// evidence writes what was seen in other places.
func (t *text) evidence(f *finding.Finding) {
	others := elsewhere(f)
	for i, e := range others {
		if i == maxOther {
			t.print("     ", pad("", t.labels()+2), t.paint.in(dim, t.lang.count("n.more", len(others)-i)))
			return
		}
		label := ""
		if i == 0 {
			label = t.lang.say("because")
		}
		t.print("     ", t.paint.in(dim, pad(label, t.labels()+2)), t.read(f, e))
	}
}

// read says what was read and where: Queue.VisibilityTimeout = 30 at template.yaml:12:5.
func (t *text) read(f *finding.Finding, e rule.Read) string {
	name := t.safe(e.Resource.Name)
	if e.Path != "" {
		name += "." + t.safe(e.Path)
	}
	out := name + " " + clip(clean(t.value(e)), 60)
	if place := otherPlace(f, e); place != "" {
		out += "  " + t.paint.in(cyan, t.safe(place))
	}
	return out
}

// A rule shows its failures in full in so many files, and names so many more; Verbose shows all.
const (
	maxFrames = 3
	maxAlso   = 20
)

// also names a further failure; its resource only when it is not that of the failure above.
func (t *text) also(f, above *finding.Finding) {
	out := t.place(f)
	if f.Resource != above.Resource {
		out += "  " + t.resource(f)
	}
	t.print("     ", t.paint.in(dim, pad(t.lang.say("also"), t.labels()+2)), out)
}

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
		if how := t.lang.advice(u.reason); how != "" {
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
			t.print("    ", t.paint.in(dim, "→ "+t.safe(p.Hint)))
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
	if n := len(t.Problems); n > 0 {
		parts = append(parts, t.lang.count("n.problems", n))
	}
	t.print(strings.Join(parts, ", "), t.paint.in(dim, " · "), strings.Join([]string{
		t.lang.count("n.resources", t.resources()), t.lang.count("n.templates", len(t.Sources)), t.lang.count("n.rules", len(t.rules)),
	}, ", "))
}

func (t *text) bySeverity() []string {
	var parts []string
	n := t.severities()
	for s := len(n) - 1; s >= 0; s-- {
		if n[s] > 0 {
			name := rule.Severity(s)
			parts = append(parts, t.paint.in(severityStyle(name), fmt.Sprintf("%s %d", t.lang.say("severity."+name.String()), n[s])))
		}
	}
	return parts
}
