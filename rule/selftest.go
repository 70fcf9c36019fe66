package rule

import (
	"fmt"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// Check compiles the rule, runs its tests, and holds it to what every rule must satisfy: it has
// tests that pass, fail and stay unknown, it answers a resource without properties without an
// evaluation error, and a resource of which nothing is known neither passes nor fails it. It
// returns the tests that failed, one error each, and what else is wrong.
func (r *Rule) Check(opt Options) (failed, mistakes []error) {
	if err := r.Compile(); err != nil {
		return nil, []error{err}
	}
	seen := map[Verdict]bool{}
	for _, t := range r.Tests {
		seen[t.Expect] = true
		if err := r.RunTest(t, opt); err != nil {
			failed = append(failed, err)
		}
	}
	for _, v := range []Verdict{Pass, Fail, Unknown} {
		if !seen[v] {
			mistakes = append(mistakes, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %s has no test that expects %s", r.ID, v), Hint: "a rule shows when it passes, fails and cannot know"})
		}
	}
	for _, typ := range r.On {
		if !slices.ContainsFunc(r.Tests, func(t Test) bool { return t.on == typ && t.Expect == Fail }) && seen[Fail] {
			mistakes = append(mistakes, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %s has no test on %s that expects fail", r.ID, typ), Hint: "a rule shows for each of its types when it fails"})
		}
		mistakes = append(mistakes, r.checkExtremes(typ, opt)...)
	}
	return failed, mistakes
}

func (r *Rule) checkExtremes(typ string, opt Options) []error {
	var errs []error
	empty := cloud.NewMap(cloud.Pos{})
	nothingKnown := cloud.NewUnknown(cloud.Pos{}, cloud.Because(cloud.AtDeployment, "everything"))
	for _, properties := range []*cloud.Value{empty, nothingKnown} {
		g := cloud.NewGraph()
		res := &cloud.Resource{ID: testSelf, Type: typ, Name: testSelf, Properties: properties}
		if err := g.Add(res); err != nil {
			return append(errs, err)
		}
		results, err := r.Evaluate(g, res, opt)
		if err != nil {
			return append(errs, err)
		}
		for _, result := range results {
			for _, why := range result.Reasons {
				if why.Code == cloud.NotChecked {
					errs = append(errs, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %s cannot be evaluated on a resource without properties: %s", r.ID, why), Hint: "guard with has() or default()"})
				}
			}
			if properties == nothingKnown && result.Verdict == Fail {
				errs = append(errs, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %s fails a resource of which nothing is known", r.ID)})
			}
		}
	}
	return errs
}
