package report

import (
	"cmp"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// group is the failures of one rule, in their order.
type group struct {
	rule     *rule.Rule
	findings []*finding.Finding
}

// failures groups the failures by line of the checklist and rule, the worst rule first.
func (v *view) failures() map[rule.Checklist][]group {
	return v.grouped(rule.Fail)
}

func (v *view) grouped(verdict rule.Verdict) map[rule.Checklist][]group {
	at := map[*rule.Rule]int{}
	var all []group
	for i := range v.Findings {
		f := &v.Findings[i]
		if f.Verdict != verdict {
			continue
		}
		n, ok := at[f.Rule]
		if !ok {
			n = len(all)
			at[f.Rule] = n
			all = append(all, group{rule: f.Rule})
		}
		all[n].findings = append(all[n].findings, f)
	}
	slices.SortStableFunc(all, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.rule.Severity, a.rule.Severity), cmp.Compare(a.rule.ID, b.rule.ID))
	})
	lines := map[rule.Checklist][]group{}
	for _, g := range all {
		lines[g.rule.Checklist] = append(lines[g.rule.Checklist], g)
	}
	return lines
}

// ignorance is one reason and how many verdicts it keeps unknown.
type ignorance struct {
	reason   cloud.Reason
	text     string
	verdicts int
}

// ignorances counts the reasons of unknown verdicts, the most frequent first. A verdict with two
// reasons counts for both.
func (v *view) ignorances() []ignorance {
	at := map[string]int{}
	var all []ignorance
	for i := range v.Findings {
		f := &v.Findings[i]
		if f.Verdict != rule.Unknown {
			continue
		}
		mine := map[string]bool{}
		for _, r := range f.Reasons {
			text := v.reason(r)
			if mine[text] {
				continue
			}
			mine[text] = true
			n, ok := at[text]
			if !ok {
				n = len(all)
				at[text] = n
				all = append(all, ignorance{reason: r, text: text})
			}
			all[n].verdicts++
		}
	}
	slices.SortStableFunc(all, func(a, b ignorance) int {
		return cmp.Or(cmp.Compare(b.verdicts, a.verdicts), cmp.Compare(a.text, b.text))
	})
	return all
}
