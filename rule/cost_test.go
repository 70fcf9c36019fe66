package rule

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What doubles at every level of nesting reaches the limit before it fills the memory.
func TestGrowthCosts(t *testing.T) {
	nest := func(start, grow, use string) string {
		e := use
		for i := 25; i > 0; i-- {
			e = fmt.Sprintf("[%s].map(x%d, %s).size() >= 0", strings.ReplaceAll(grow, "x", fmt.Sprintf("x%d", i-1)), i, e)
		}
		return fmt.Sprintf("[%s].map(x0, %s).size() >= 0", start, e)
	}
	for name, e := range map[string]string{
		"lists":         nest("[1, 2]", "x + x", "size(x25) > 1"),
		"texts":         nest(`"ab"`, "x + x", "size(x25) > 1"),
		"texts, holes":  nest(`self.Role`, "x + x", `x25 == ""`),
		"nested lists":  nest("[1, 2]", "[x, x]", "x25 == x25"),
		"nested maps":   nest(`{"a": 1}`, `{"a": x, "b": x}`, "x25 == x25"),
		"in a list":     nest("[[1]]", "[x, x]", "x25 in [x25]"),
		"pieces":        nest(`"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`, "x + x", `x25.split("").size() > 1`),
		"alike choices": nest("[1, 2]", "[x, x]", `(self.Description == "x" ? x25 : x25) == x25`),
	} {
		start := time.Now()
		got := judge(t, e, sample)
		if time.Since(start) > 30*time.Second {
			t.Errorf("%s: took %s", name, time.Since(start))
		}
		if got.Verdict == Fail {
			t.Errorf("%s: fails", name)
		}
	}
}

func TestGrowthOfItems(t *testing.T) {
	e := "[x24, x24]"
	for i := 24; i > 0; i-- {
		e = fmt.Sprintf("[[x%d, x%d]].map(x%d, %s)", i-1, i-1, i, e)
	}
	r := ruleOn(t, "AWS::Lambda::Function", "each: [[1]].map(x0, "+e+")", "require: true")
	start := time.Now()
	evaluate(t, r, "{}")
	if time.Since(start) > 30*time.Second {
		t.Errorf("took %s", time.Since(start))
	}
}
