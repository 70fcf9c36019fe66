package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// gap is a kind of call that was not answered, in one place.
type gap struct {
	Count                 int
	Denied                bool
	Operation, Where, Why string
}

// gaps lists what was denied or failed, denials first: they can be mended by the reader. What failed
// in several places in the same way stands there once.
func gaps(c *cloud.Coverage) (all []gap) {
	add := func(g gap) {
		if g.Count == 0 {
			return
		}
		for i := range all {
			if same := &all[i]; same.Denied == g.Denied && same.Operation == g.Operation && same.Why == g.Why {
				same.Count += g.Count
				same.Where += ", " + g.Where
				return
			}
		}
		all = append(all, g)
	}
	for _, n := range c.Calls {
		add(gap{Count: n.Denied, Denied: true, Operation: n.Operation, Where: place(n), Why: n.Error})
	}
	for _, n := range c.Calls {
		add(gap{Count: n.Failed, Operation: n.Operation, Where: place(n), Why: n.Error})
	}
	return all
}

// place is the region of calls, or the account when they are of no region.
func place(n cloud.Calls) string { return cmp.Or(n.Region, n.Account) }

// coverageLine says in one line how much was asked.
func (v *view) coverageLine() string {
	c := v.Report.Coverage
	var accounts, regions []string
	for _, n := range c.Calls {
		if !slices.Contains(accounts, n.Account) {
			accounts = append(accounts, n.Account)
		}
		if n.Region != "" && !slices.Contains(regions, n.Region) {
			regions = append(regions, n.Region)
		}
	}
	slices.Sort(regions)
	total := c.Total()
	parts := []string{v.lang.count("n.calls", total.Made)}
	for _, one := range []struct {
		key string
		n   int
	}{{"n.retried", total.Retried}, {"n.denied", total.Denied}, {"n.calls-failed", total.Failed}} {
		if one.n > 0 {
			parts = append(parts, v.lang.count(one.key, one.n))
		}
	}
	who := strings.Join(accounts, ", ")
	if len(accounts) > 3 {
		who = v.lang.count("n.accounts", len(accounts))
	}
	return strings.TrimSpace("AWS " + who + " · " + strings.Join(regions, ", ") + " · " + strings.Join(parts, ", "))
}

// maxGaps is how many gaps the text report names unless everything is asked for.
const maxGaps = 8

// coverage opens the text report of an account: what was asked, and what was not answered.
func (t *text) coverage() {
	c := t.Report.Coverage
	if c == nil {
		return
	}
	t.print("  ", t.paint.in(bold, t.safe(t.coverageLine())))
	if c.Partial != "" {
		t.print("  ", t.paint.in(yellow, "! "+t.lang.say("coverage.partial")))
	}
	all := gaps(c)
	for i, g := range all {
		if i == maxGaps && !t.opt.Verbose {
			t.print("    ", t.paint.in(dim, t.lang.count("n.more", len(all)-i)+" (--verbose)"))
			break
		}
		key := "n.calls-failed"
		if g.Denied {
			key = "n.denied"
		}
		t.print("  ", t.paint.in(yellow, "! "), pad(t.lang.count(key, g.Count), 12), t.safe(g.Operation), t.paint.in(dim, "  "+t.safe(g.Where)+"  "+t.safe(t.lang.phrase(g.Why))))
	}
	for _, s := range c.Skipped {
		t.print("  ", t.paint.in(yellow, "! "), t.lang.say("coverage.skipped", t.safe(strings.TrimSpace(s.Account+" "+s.Region))), t.paint.in(dim, "  "+t.safe(t.lang.phrase(s.Why))))
	}
	if len(c.Missing) > 0 {
		t.print("    ", t.paint.in(dim, "→ "+t.lang.say("coverage.missing", t.safe(strings.Join(c.Missing, ", ")))))
	}
	if !c.Complete() {
		t.print("    ", t.paint.in(dim, t.lang.say("coverage.means")))
	}
	t.print()
}

// jsonCoverage is the coverage for machines.
type jsonCoverage struct {
	Complete       bool          `json:"complete"`
	Partial        string        `json:"partial,omitempty"`
	Calls          []jsonCalls   `json:"calls"`
	Skipped        []jsonSkipped `json:"skipped"`
	MissingActions []string      `json:"missingActions"`
}

type jsonCalls struct {
	Account   string `json:"account"`
	Region    string `json:"region,omitempty"`
	Operation string `json:"operation"`
	Made      int    `json:"made"`
	Retried   int    `json:"retried,omitempty"`
	Denied    int    `json:"denied,omitempty"`
	Failed    int    `json:"failed,omitempty"`
	Error     string `json:"error,omitempty"`
}

type jsonSkipped struct {
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
	Why     string `json:"why"`
}

func (v *view) jsonCoverage() *jsonCoverage {
	c := v.Report.Coverage
	if c == nil {
		return nil
	}
	out := &jsonCoverage{Complete: c.Complete(), Partial: c.Partial, Calls: []jsonCalls{}, Skipped: []jsonSkipped{}, MissingActions: append([]string{}, c.Missing...)}
	for _, n := range c.Calls {
		out.Calls = append(out.Calls, jsonCalls(n))
	}
	for _, s := range c.Skipped {
		out.Skipped = append(out.Skipped, jsonSkipped(s))
	}
	return out
}

// pageCoverage is the coverage on the page.
type pageCoverage struct {
	Line, Summary, Partial, Missing, Means string
	Gaps                                   []pageGap
}

type pageGap struct{ What, Operation, Where, Why string }

func (v *view) pageCoverage() *pageCoverage {
	c := v.Report.Coverage
	if c == nil {
		return nil
	}
	p := &pageCoverage{Line: v.shown(v.coverageLine())}
	if c.Partial != "" {
		p.Partial = v.lang.say("coverage.partial")
	}
	for _, g := range gaps(c) {
		key := "n.calls-failed"
		if g.Denied {
			key = "n.denied"
		}
		p.Gaps = append(p.Gaps, pageGap{v.lang.count(key, g.Count), v.shown(g.Operation), v.shown(g.Where), v.shown(v.lang.phrase(g.Why))})
	}
	for _, s := range c.Skipped {
		p.Gaps = append(p.Gaps, pageGap{What: v.lang.say("coverage.skipped", v.shown(strings.TrimSpace(s.Account+" "+s.Region))), Why: v.shown(v.lang.phrase(s.Why))})
	}
	p.Summary = v.lang.count("n.gaps", len(p.Gaps))
	if len(c.Missing) > 0 {
		p.Missing = v.lang.say("coverage.missing", v.shown(strings.Join(c.Missing, ", ")))
	}
	if !c.Complete() {
		p.Means = v.lang.say("coverage.means")
	}
	return p
}
