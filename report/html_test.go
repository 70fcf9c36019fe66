package report

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

func TestHTMLRunsNothingElse(t *testing.T) {
	for name, r := range reports(t) {
		for _, lang := range []string{"en", "ko"} {
			got := string(write(t, HTML, r, hostileFile(fixed(lang))))
			for tag, want := range map[string]int{"<script": 1, "</script": 1, "<style": 1, "</style": 1, "<img": 0, "<link": 0, "<iframe": 0, "<base": 0} {
				if n := strings.Count(strings.ToLower(got), tag); n != want {
					t.Errorf("%s: %d times %s, want %d", name, n, tag, want)
				}
			}
			if bad := regexp.MustCompile(`(?i)\s(?:src|href|action|style|on[a-z]+)\s*=\s*["'][^"']*`).FindString(got); bad != "" {
				t.Errorf("%s: an attribute that runs or loads something: %s", name, bad)
			}
			if bad := regexp.MustCompile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u202a-\u202e\u2066-\u2069]").FindString(got); bad != "" {
				t.Errorf("%s: control character %q", name, bad)
			}
		}
	}
}

// The policy in the page must name what is in the page, or the browser runs neither.
func TestHTMLPolicyFitsThePage(t *testing.T) {
	got := string(write(t, HTML, orders(t), fixed("en")))
	policy := html.UnescapeString(between(t, got, `http-equiv="Content-Security-Policy" content="`, `"`))
	for _, tag := range []string{"script", "style"} {
		content := between(t, got, "<"+tag+">", "</"+tag+">")
		if want := tag + "-src '" + hash([]byte(content)) + "'"; !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %s", policy, want)
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; ") {
		t.Errorf("policy %q lets something be loaded", policy)
	}
}

func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		t.Fatalf("no %s", before)
	}
	inner, _, ok := strings.Cut(rest, after)
	if !ok {
		t.Fatalf("no %s after %s", after, before)
	}
	return inner
}

// Every text of the page exists in the language; one that does not would show its key.
func TestHTMLHasItsTexts(t *testing.T) {
	key := regexp.MustCompile(`>\s*(?:html|n|verdict|state|severity|headline|sub)\.[a-z-]+\s*<`)
	for _, lang := range []string{"en", "ko"} {
		for name, r := range map[string]*finding.Report{"orders": orders(t), "empty": {}} {
			if found := key.FindString(string(write(t, HTML, r, fixed(lang)))); found != "" {
				t.Errorf("%s, %s: no text for %s", name, lang, found)
			}
		}
	}
}

func TestLargeHTMLStaysSmall(t *testing.T) {
	got := write(t, HTML, large(5000), largeFile(fixed("ko")))
	if len(got) > 5<<20 {
		t.Errorf("5000 findings take %d bytes", len(got))
	}
}

func TestHTMLIsTheSameEachTime(t *testing.T) {
	for name, r := range reports(t) {
		if first, again := write(t, HTML, r, fixed("ko")), write(t, HTML, r, fixed("ko")); string(first) != string(again) {
			t.Errorf("%s was written differently a second time", name)
		}
	}
}

// The headline counts failures without advice, and so does the filter.
func TestHTMLFilterAgreesWithTheHeadline(t *testing.T) {
	r := orders(t)
	advice := &rule.Rule{ID: "advice", On: nameRule.On, Severity: rule.Info, Checklist: rule.Logging, Title: nameRule.Title, Why: nameRule.Why, Fix: nameRule.Fix}
	r.Rules = append(r.Rules, advice)
	res := r.Findings[0].Resource
	r.Findings = append(r.Findings, finding.New(advice, res, "testdata/orders.yaml", []rule.Result{{Verdict: rule.Fail, Pos: res.Pos}})...)
	fails := 0
	for _, f := range r.Findings {
		if f.Verdict == rule.Fail && f.Rule != advice {
			fails++
		}
	}
	got := string(write(t, HTML, r, fixed("en")))
	for _, want := range []string{
		fmt.Sprintf("<span>Failed <b>%d</b></span>", fails), "<span>Advice <b>1</b></span>",
		fmt.Sprintf("%d failures to fix", fails), `data-severity="info" data-verdict="advice"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
