package cli

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/secret/masked"
)

// diffWords are the words of the text in both languages.
var diffWords = map[string]rule.Text{
	"new":       {EN: "New failures", KO: "새로 실패"},
	"reopened":  {EN: "Reopened: they fail for other evidence", KO: "다시 열림: 다른 근거로 실패"},
	"gone":      {EN: "Gone", KO: "사라진 실패"},
	"unknown":   {EN: "Failed before, unknown now", KO: "전에는 실패, 지금은 알 수 없음"},
	"notasked":  {EN: "Failed before, not comparable now", KO: "전에는 실패, 지금은 비교할 수 없음"},
	"added":     {EN: "Added resources", KO: "추가된 리소스"},
	"removed":   {EN: "Removed resources", KO: "삭제된 리소스"},
	"changed":   {EN: "Changed resources", KO: "바뀐 리소스"},
	"notread":   {EN: "Not comparable: not read on one side", KO: "비교할 수 없음: 한쪽에서 읽지 못함"},
	"was":       {EN: "was %s", KO: "전에는 %s"},
	"pass":      {EN: "passed", KO: "통과"},
	"unread":    {EN: "unknown", KO: "알 수 없음"},
	"absent":    {EN: "not set", KO: "설정 안 됨"},
	"old":       {EN: "in the old one", KO: "이전 것에서"},
	"newer":     {EN: "in the new one", KO: "새 것에서"},
	"lostold":   {EN: "Not read in the old one", KO: "이전 것에서 읽지 못함"},
	"lostnew":   {EN: "Not read in the new one", KO: "새 것에서 읽지 못함"},
	"lostboth":  {EN: "Not read in either", KO: "양쪽에서 읽지 못함"},
	"summary":   {EN: "Failures: %d new, %d reopened, %d gone, %d unknown now, %d not comparable", KO: "실패: 새로 %d, 다시 열림 %d, 사라짐 %d, 이제 알 수 없음 %d, 비교 불가 %d"},
	"resources": {EN: "Resources: %d added, %d removed, %d changed, %d not comparable, %d the same", KO: "리소스: 추가 %d, 삭제 %d, 변경 %d, 비교 불가 %d, 같음 %d"},
}

// diffPrinter writes the text.
type diffPrinter struct {
	w    *bufio.Writer
	lang string
}

func (p *diffPrinter) say(key string, args ...any) string {
	text := diffWords[key].In(p.lang)
	if len(args) > 0 {
		return fmt.Sprintf(text, args...)
	}
	return text
}

func (p *diffPrinter) line(format string, args ...any) {
	_, _ = fmt.Fprintf(p.w, format+"\n", args...) // Flush gives the first error
}

func (c *compared) text(w io.Writer) error {
	p := &diffPrinter{bufio.NewWriter(w), c.lang}
	p.line("%s → %s", c.old.title(), c.new.title())
	for _, part := range []struct {
		key string
		all []finding.Change
	}{{"new", c.findings.New}, {"reopened", c.findings.Reopened}, {"unknown", c.findings.Unknown}, {"notasked", c.findings.NotComparable}, {"gone", c.findings.Gone}} {
		p.findings(part.key, part.all)
	}
	if r := c.resources; r != nil {
		p.placed("added", "+", r.Added)
		p.placed("removed", "-", r.Removed)
		p.changed(r.Changed)
		p.incomparable(r.NotComparable)
	}
	old, next, both := split(c.old.lost(), c.new.lost())
	p.lost("lostold", old)
	p.lost("lostnew", next)
	p.lost("lostboth", both)
	p.line("")
	d := c.findings
	p.line("%s", p.say("summary", len(d.New), len(d.Reopened), len(d.Gone), len(d.Unknown), len(d.NotComparable)))
	if r := c.resources; r != nil {
		p.line("%s", p.say("resources", len(r.Added), len(r.Removed), len(r.Changed), len(r.NotComparable), r.Same))
	}
	return p.w.Flush()
}

// title names a side: its path, and when it was taken.
func (d *diffSide) title() string {
	name := report.Clean(filepath.ToSlash(d.path))
	if d.taken.IsZero() {
		return name
	}
	return name + " (" + d.taken.UTC().Format(time.DateOnly+" 15:04 UTC") + ")"
}

func (p *diffPrinter) head(key string, n int) bool {
	if n == 0 {
		return false
	}
	p.line("\n%s (%d)", p.say(key), n)
	return true
}

func (p *diffPrinter) findings(key string, all []finding.Change) {
	if !p.head(key, len(all)) {
		return
	}
	for _, c := range all {
		severity := strings.ToUpper(c.Severity.Title().In(p.lang))
		p.line("  %s  %s  %s", report.Pad(severity, 8), report.Clean(c.Title.In(p.lang)), report.Clean(c.Rule))
		notes := []string{report.Clean(resourceName(c.Type, c.Name, c.ID, c.Region))}
		if c.Place != "" {
			notes = append(notes, report.Clean(filepath.ToSlash(c.Place)))
		}
		if key == "new" && c.Before != rule.NotApplicable {
			was := p.say("pass")
			if c.Before == rule.Unknown {
				was = p.say("unread")
			}
			notes = append(notes, p.say("was", was))
		}
		if c.Why != nil {
			notes = append(notes, report.Clean(report.Reason(p.lang, masked.Reason(*c.Why))))
		}
		p.line("            %s", strings.Join(notes, "  "))
	}
}

// resourceName is what people know a resource by.
func resourceName(typ, name, id, region string) string {
	if name == "" {
		name = id
	}
	text := typ + " " + name
	if region != "" {
		text += " (" + region + ")"
	}
	return text
}

func (p *diffPrinter) resource(mark string, r finding.Placed) {
	text := resourceName(r.Type, r.Name, r.ID, r.Region)
	if r.Pos.File() != "" {
		text += "  " + filepath.ToSlash(r.Pos.String())
	}
	p.line("  %s %s", mark, report.Clean(text))
}

func (p *diffPrinter) placed(key, mark string, all []finding.Placed) {
	if p.head(key, len(all)) {
		for _, r := range all {
			p.resource(mark, r)
		}
	}
}

func (p *diffPrinter) changed(all []finding.ChangedResource) {
	if !p.head("changed", len(all)) {
		return
	}
	for _, r := range all {
		p.resource("~", r.Placed)
		for _, c := range r.Changes {
			p.line("      %s: %s → %s", report.Clean(c.Path), p.value(c.Old), p.value(c.New))
		}
	}
}

// valueColumns is how much of a value is shown.
const valueColumns = 100

func (p *diffPrinter) value(v *cloud.Value) string {
	if v == nil {
		return p.say("absent")
	}
	if why, ok := v.Reason(); ok {
		return "? (" + report.Clean(report.Reason(p.lang, masked.Reason(why))) + ")"
	}
	text, err := v.MarshalJSON()
	if err != nil {
		return "?"
	}
	return report.Clip(report.Clean(string(text)), valueColumns)
}

// split takes out the types that were not read in either.
func split(a, b []cloud.Unread) (onlyA, onlyB, both []cloud.Unread) {
	in := func(all []cloud.Unread) map[string]bool {
		types := map[string]bool{}
		for _, u := range all {
			types[u.Type] = true
		}
		return types
	}
	inA, inB := in(a), in(b)
	for _, u := range a {
		if !inB[u.Type] {
			onlyA = append(onlyA, u)
		} else {
			both = append(both, u)
		}
	}
	for _, u := range b {
		if !inA[u.Type] {
			onlyB = append(onlyB, u)
		}
	}
	return onlyA, onlyB, both
}

// lost lists what was not read, with all types of one reason in a line.
func (p *diffPrinter) lost(key string, all []cloud.Unread) {
	if !p.head(key, len(all)) {
		return
	}
	types := map[string][]string{}
	var order []string
	for _, u := range all {
		typ, why := u.Type, report.Reason(p.lang, u.Why)
		if typ == cloud.AnyType {
			typ = inventoryWords["anything"].In(p.lang)
		}
		if len(u.Why.Args) == 3 && u.Why.Code == cloud.NotRead { // the call is another for each type
			why = u.Why.Args[2]
		}
		if types[why] == nil {
			order = append(order, why)
		}
		types[why] = append(types[why], typ)
	}
	for _, why := range order {
		p.line("  ? %s: %s", report.Clean(strings.Join(slices.Compact(slices.Sorted(slices.Values(types[why]))), ", ")), report.Clean(why))
	}
}

func (p *diffPrinter) incomparable(all []finding.Incomparable) {
	if !p.head("notread", len(all)) {
		return
	}
	for _, r := range all {
		side := p.say("newer")
		if r.Old {
			side = p.say("old")
		}
		p.resource("?", r.Placed)
		where := side
		if r.Path != "" {
			where = report.Clean(r.Path) + " " + side
		}
		p.line("      %s: %s", where, report.Clean(report.Reason(p.lang, masked.Reason(r.Why))))
	}
}
