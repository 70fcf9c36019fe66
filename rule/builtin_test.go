package rule

import (
	"os"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// Each case of each built-in rule is asked again with one value hidden, value by value. When the
// rule still has an answer, it must be the one it gives with the value.
func TestBuiltinRulesDoNotGuess(t *testing.T) {
	rules, mistakes := Load(os.DirFS("../rules"), "aws", "rules/")
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	facts, err := LoadFacts(os.DirFS("../rules"), "facts", "rules/")
	if err != nil {
		t.Fatal(err)
	}
	opt := Options{Today: time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC), Facts: facts}
	decided := 0
	for _, r := range rules {
		for _, c := range r.Tests {
			seen := answer(t, r, c, opt)
			if seen == Unknown {
				continue
			}
			variants(c, func(hidden Test, what string) {
				got := answer(t, r, hidden, opt)
				if got != Unknown {
					decided++
				}
				if got == NotApplicable && seen == Pass {
					return // nobody knows whether it applies, and whatever is hidden it does not fail
				}
				if got != Unknown && got != seen {
					t.Errorf("%s: %s %q: %s, and %s without knowing %s", c.Pos, r.ID, c.Name, seen, got, what)
				}
			})
		}
	}
	if decided == 0 {
		t.Error("no rule decided anything")
	}
}

// answer is the worst verdict.
func answer(t *testing.T, r *Rule, c Test, opt Options) Verdict {
	t.Helper()
	self := &cloud.Resource{ID: testSelf, Type: c.on, Name: testSelf, Properties: c.given, Attributes: c.meta, Condition: c.condition, Pos: c.Pos}
	g := graphOf(t, append([]*cloud.Resource{self}, c.with...))
	for _, typ := range c.unread {
		g.MarkUnread(typ, cloud.Because(cloud.NotRead, typ, "eu-west-1", "denied"))
	}
	results, err := r.Evaluate(g, self, opt)
	if err != nil {
		t.Fatal(err)
	}
	worst := NotApplicable
	for _, res := range results {
		if rank(res.Verdict) > rank(worst) {
			worst = res.Verdict
		}
	}
	return worst
}

// variants hides each value of the case in turn, once for good and once as what AWS::NoValue may
// remove.
func variants(c Test, use func(hidden Test, what string)) {
	for _, why := range []cloud.Reason{cloud.Because(cloud.AtDeployment, "it"), cloud.Because(cloud.UnknownCondition, "it")} {
		hidden := cloud.NewUnknown(c.Pos, why)
		for _, path := range leaves(c.given, nil) {
			v := c
			v.given = replace(c.given, path, hidden)
			use(v, show(at(c.given, path))+" in given, because of "+string(why.Code))
		}
		for i, with := range c.with {
			for _, path := range leaves(with.Properties, nil) {
				v, res := c, *with
				res.Properties = replace(with.Properties, path, hidden)
				v.with = append([]*cloud.Resource(nil), c.with...)
				v.with[i] = &res
				use(v, show(at(with.Properties, path))+" in "+with.ID+", because of "+string(why.Code))
			}
		}
	}
}
