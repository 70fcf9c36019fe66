package report

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// attack closes every context that a report can put a text into, and talks to terminals.
const attack = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x1b[2J\x1b]0;owned\x07\u009b31m\u202egnp.exe\u2066\x00\r\n::error::owned[click](https://example.com)"

// hostile is a report in which everything that comes from outside is an attack.
func hostile(testing.TB) *finding.Report {
	p := cloud.Pos{Origin: &cloud.Origin{File: attack}, Line: 1, Column: 1, EndLine: 1, EndColumn: 500}
	r := &rule.Rule{
		ID: "user-rule", On: []string{"AWS::Lambda::Function"}, Severity: rule.High, Checklist: rule.Runtime,
		Title: rule.Text{EN: attack, KO: attack}, Why: rule.Text{EN: attack, KO: attack}, Fix: rule.Text{EN: attack, KO: attack},
		Maps: []rule.Mapping{{Framework: attack, Controls: []string{attack}}},
	}
	res := &cloud.Resource{
		ID: attack, Name: attack, Type: attack, Path: attack, Condition: attack, Generated: attack, Account: attack, Region: attack,
		Pos: p, ARN: cloud.NewString(p, attack), Properties: cloud.NewMap(p).Set(attack, cloud.NewString(p, attack)),
	}
	other := &cloud.Resource{ID: "Other", Name: attack, Type: attack, Pos: p}
	read := rule.Read{Resource: other, Path: attack, Value: cloud.NewString(p, attack), Pos: p}
	why := cloud.Because(cloud.Unresolvable, attack, attack)
	unknown := rule.Read{Resource: other, Path: attack + "2", Value: cloud.NewUnknown(p, why), Pos: p}
	list := rule.Read{Resource: other, Path: attack + "3", Value: cloud.NewList(p, read.Value, unknown.Value, cloud.NewBool(p, true)), Pos: p}
	evidence := []rule.Read{read, unknown, list}
	report := &finding.Report{
		Sources:  []finding.Source{{Path: attack, Kind: attack, Files: []string{attack, "/absolute/" + attack, "a:b", "../up"}, Resources: 1}},
		Rules:    []*rule.Rule{r},
		Problems: []*cloud.Error{{Pos: p, What: attack, Hint: attack, Err: fmt.Errorf("%s", attack)}},
	}
	report.Findings = finding.New(r, res, attack, []rule.Result{
		{Verdict: rule.Fail, Pos: p, Path: attack, Evidence: evidence},
		{Verdict: rule.Fail, Pos: p, Path: attack, Evidence: evidence},
		{Verdict: rule.Unknown, Pos: p, Path: attack, Evidence: evidence, Reasons: []cloud.Reason{why, why}},
		{Verdict: rule.Pass, Pos: p, Path: attack, Evidence: evidence},
	})
	return report
}

func hostileFile(opt Options) Options {
	opt.ReadFile = func(string) ([]byte, error) { return []byte(attack + "\n" + attack), nil }
	return opt
}

func TestTextCannotTalkToTheTerminal(t *testing.T) {
	for _, color := range []bool{false, true} {
		for _, verbose := range []bool{false, true} {
			opt := hostileFile(fixed("en"))
			opt.Color, opt.Verbose = color, verbose
			got := string(write(t, Text, hostile(t), opt))
			for _, style := range []string{bold, dim, red, green, yellow, blue, magenta, cyan, "0", "1;" + red, "1;" + green} {
				got = strings.ReplaceAll(got, "\x1b["+style+"m", "")
			}
			for i, r := range got {
				if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
					t.Fatalf("control character %U in %q", r, got[max(0, i-20):i+4])
				}
			}
			for _, l := range strings.Split(got, "\n") {
				if strings.HasPrefix(l, "::") {
					t.Errorf("a line that a build service takes for a command: %q", l)
				}
			}
		}
	}
}

// Files made to take long must not.
func TestHostileLinesAreQuick(t *testing.T) {
	for name, text := range map[string]string{
		"one long line of pairs":   strings.Repeat("a=", 1<<19),
		"one long line of JSON":    "{" + strings.Repeat(`"password":"secret-1","b":`, 1<<15),
		"private keys":             strings.Repeat("-----BEGIN ", 1<<16),
		"private keys on lines":    strings.Repeat("-----BEGIN PRIVATE KEY\n", 1<<15),
		"quotation marks":          strings.Repeat(`"'`, 1<<18),
		"keys without values":      strings.Repeat("value:\n", 1<<15),
		"ever deeper":              deeper(),
		"not UTF-8":                strings.Repeat("\xff\xfe: ", 1<<18),
		"an empty file":            "",
		"nothing but line endings": strings.Repeat("\r\n", 1<<18),
	} {
		start := time.Now()
		opt := fixed("en")
		opt.ReadFile = func(string) ([]byte, error) { return []byte(text), nil }
		report := large(100)
		for i := range report.Findings {
			report.Findings[i].Pos.Line = int32(i%2 + 1)
			report.Findings[i].Pos.Column = int32(i * 5000)
		}
		write(t, Text, report, opt)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %s", name, took)
		} else {
			t.Logf("%s: %s", name, took)
		}
	}
}

func deeper() string {
	var b strings.Builder
	for i := range 1000 {
		b.WriteString(strings.Repeat(" ", i) + "value:\n")
	}
	return b.String()
}
