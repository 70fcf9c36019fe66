package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
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
	t.coverage()
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
	titles, counts := 0, [4]int{}
	cell := func(l line) [4]string {
		var c [4]string
		for i, n := range []int{l.Fail, l.Pass, l.Unknown, l.Advice} {
			if n > 0 {
				c[i] = t.lang.count([]string{"n.failed", "n.passed", "n.unknown", "n.advice"}[i], n)
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
		for i, style := range []string{stateStyle("fail"), stateStyle("pass"), stateStyle("unknown"), dim} {
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
		shown := groups[l.Checklist]
		if !t.opt.Verbose {
			shown = slices.DeleteFunc(shown, func(g group) bool { return g.rule.Severity == rule.Info })
		}
		if len(shown) == 0 {
			continue
		}
		t.heading(t.text(l.Title()), t.lang.count("n.failed", l.Fail))
		for i, g := range shown {
			if g.rule.Severity >= rule.Medium || t.opt.Verbose {
				t.group(g)
				continue
			}
			t.brief(g)
			if i == len(shown)-1 {
				t.print()
			}
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
// maxBrief is how many places of a rule of low severity are named.
const maxBrief = 3

// brief writes the failures of a rule of low severity: its title and a few places.
func (t *text) brief(g group) {
	label := t.lang.say("severity." + g.rule.Severity.String())
	if t.lang.Code == "en" {
		label = strings.ToUpper(label)
	}
	t.print("  ", t.paint.in(severityStyle(g.rule.Severity), label), "  ", t.safe(t.text(g.rule.Title)), t.paint.in(dim, "  "+t.safe(g.rule.ID)))
	for i, f := range g.findings {
		if i == maxBrief {
			t.print("     ", t.paint.in(dim, t.lang.count("n.more", len(g.findings)-i)+" (--verbose)"))
			break
		}
		if f.Pos.File() == "" {
			t.print("     ", t.resource(f), t.paint.in(dim, "  "+t.safe(f.Path)))
			continue
		}
		t.print("     ", t.paint.in(cyan, t.safe(slashed(f.Pos.String()))), "  ", t.safe(f.Resource.Label()), t.paint.in(dim, "  "+t.safe(f.Path)))
	}
}

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
	out := t.paint.in(bold, t.safe(r.Label())) + "  " + t.safe(r.Type)
	var notes []string
	if r.Region != "" && r.Pos.File() == "" {
		notes = append(notes, t.safe(r.Region))
	}
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
	if f.Pos.File() == "" {
		t.told(f)
		return
	}
	t.print("     ", t.place(f))
	fr, ok := t.frames.at(f.Pos, context, min(frameWidth, t.width-14))
	if !ok {
		return
	}
	digits := len(fmt.Sprint(fr.lines[len(fr.lines)-1].number))
	for _, l := range fr.lines {
		bar := t.paint.in(dim, " │ ")
		number := fmt.Sprintf("%*d", digits, l.number)
		if l.to == l.from {
			if l.text == "" {
				bar = t.paint.in(dim, " │")
			}
			t.print("     ", t.paint.in(dim, number), bar, l.text)
			continue
		}
		t.print("     ", number, bar, l.text)
		before, under := l.split()
		mark := strings.Repeat(" ", textWidth(before)) + t.paint.in(severityStyle(f.Rule.Severity), strings.Repeat("^", max(1, textWidth(under))))
		t.print("     ", strings.Repeat(" ", digits), bar, mark)
	}
}

// told writes what a call told of the property, where there is no file to show.
func (t *text) told(f *finding.Finding) {
	for _, e := range f.Evidence() {
		if e.Resource == f.Resource && e.Path == f.Path && f.Path != "" {
			t.print("     ", t.safe(e.Path), " ", clip(clean(t.value(e)), max(20, t.width-10-textWidth(e.Path)-textWidth(f.Pos.String()))), "  ", t.paint.in(cyan, t.safe(f.Pos.String())))
			return
		}
	}
	t.print("     ", t.place(f))
}

// maxOther is how many other places of evidence the text report names.
const maxOther = 3

// evidence writes what was seen in other places.
func (t *text) evidence(f *finding.Finding) {
	others := elsewhere(f)
	slices.SortStableFunc(others, func(a, b rule.Read) int { return absent(a) - absent(b) }) // what is there says more
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

func absent(e rule.Read) int {
	if e.Value == nil {
		return 1
	}
	return 0
}

// read says what was read and where: Queue.VisibilityTimeout = 30 at template.yaml:12:5.
func (t *text) read(f *finding.Finding, e rule.Read) string {
	name := t.safe(e.Resource.Label())
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
	if f.Pos.File() == "" {
		out = t.resource(f) + t.paint.in(dim, "  "+t.safe(f.Path))
	} else if f.Resource != above.Resource {
		out += "  " + t.resource(f)
	}
	t.print("     ", t.paint.in(dim, pad(t.lang.say("also"), t.labels()+2)), out)
}
