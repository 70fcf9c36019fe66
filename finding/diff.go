package finding

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

// Known is what two scans must know of a finding to compare it: a [Finding], or what a report says
// of one.
type Known struct {
	Fingerprint, EvidenceHash string
	Rule                      string
	Severity                  rule.Severity
	Verdict                   rule.Verdict
	Title                     rule.Text
	ID, Type, Name            string // of the resource
	Account, Region           string
	Place                     string // where it stands, as people read it
}

// Known makes of a finding what is compared.
func (f *Finding) Known() Known {
	k := Known{Fingerprint: f.Fingerprint.String(), EvidenceHash: f.EvidenceHash().String(), Rule: f.Rule.ID, Severity: f.Rule.Severity, Verdict: f.Verdict,
		Title: f.Rule.Title, ID: f.Resource.ID, Type: f.Resource.Type, Name: f.Resource.Name, Account: f.Resource.Account, Region: f.Resource.Region}
	if !f.Pos.IsZero() {
		k.Place = f.Pos.String()
	}
	return k
}

// IsAdvice reports whether a failed rule only advises.
func (k *Known) IsAdvice() bool { return k.Verdict == rule.Fail && k.Severity == rule.Info }

// Side is one of two scans that are compared.
type Side struct {
	Findings []Known
	Rules    map[string]bool // those that were asked, by ID
	// Missing says why a resource that is not there may be there: its listing was not read. Nil
	// means that everything was read.
	Missing func(typ, account, region string) (why cloud.Reason, may bool)
}

func (s *Side) missing(k *Known) (cloud.Reason, bool) {
	if s.Missing == nil {
		return cloud.Reason{}, false
	}
	return s.Missing(k.Type, k.Account, k.Region)
}

// Change is a finding that is not what it was.
type Change struct {
	Known
	// Before is what the old scan said of a new failure: NotApplicable when it said nothing.
	Before rule.Verdict
	// Why is why two scans cannot be compared here.
	Why *cloud.Reason
}

// Diff is how the failures of two scans differ. What is in one list is in no other.
type Diff struct {
	New           []Change // fails, and did not
	Gone          []Change // failed, and does not any more
	Reopened      []Change // fails as before, for other evidence: exceptions bound to it hold no longer
	Unknown       []Change // failed, and nobody knows now
	NotComparable []Change // failed, and was not asked about or not read now
}

// Failed returns the new failures at or above a severity.
func (d *Diff) Failed(atLeast rule.Severity) (all []Change) {
	for _, c := range d.New {
		if c.Severity >= atLeast {
			all = append(all, c)
		}
	}
	return all
}

// Compare tells what became of failures between two scans, by fingerprint. Every list is in the
// order of severity, rule, resource and fingerprint.
func Compare(before, after *Side) *Diff {
	d := &Diff{}
	was, is := byFingerprint(before.Findings), byFingerprint(after.Findings)
	for _, now := range after.Findings {
		if now.Verdict != rule.Fail {
			continue
		}
		then := was[now.Fingerprint]
		switch {
		case then == nil:
			d.New = append(d.New, Change{Known: now})
		case then.Verdict != rule.Fail:
			d.New = append(d.New, Change{Known: now, Before: then.Verdict})
		case then.EvidenceHash != now.EvidenceHash:
			d.Reopened = append(d.Reopened, Change{Known: now, Before: rule.Fail})
		}
	}
	exists := map[string]bool{}
	for i := range after.Findings {
		exists[after.Findings[i].Type+" "+after.Findings[i].ID] = true
	}
	for _, then := range before.Findings {
		if then.Verdict != rule.Fail {
			continue
		}
		now := is[then.Fingerprint]
		switch {
		case now != nil && now.Verdict == rule.Unknown:
			d.Unknown = append(d.Unknown, Change{Known: *now, Before: rule.Fail})
		case now != nil && now.Verdict != rule.Fail:
			d.Gone = append(d.Gone, Change{Known: *now, Before: rule.Fail})
		case now != nil:
		case !after.Rules[then.Rule]:
			why := cloud.Because(cloud.NotChecked, "the rule was not asked")
			d.NotComparable = append(d.NotComparable, Change{Known: then, Before: rule.Fail, Why: &why})
		default:
			if why, may := after.missing(&then); may && !exists[then.Type+" "+then.ID] {
				d.NotComparable = append(d.NotComparable, Change{Known: then, Before: rule.Fail, Why: &why})
				continue
			}
			d.Gone = append(d.Gone, Change{Known: then, Before: rule.Fail})
		}
	}
	for _, list := range [][]Change{d.New, d.Gone, d.Reopened, d.Unknown, d.NotComparable} {
		slices.SortStableFunc(list, compareChanges)
	}
	return d
}

func byFingerprint(all []Known) map[string]*Known {
	m := make(map[string]*Known, len(all))
	for i := range all {
		if first := m[all[i].Fingerprint]; first == nil || first.Verdict != rule.Fail {
			m[all[i].Fingerprint] = &all[i]
		}
	}
	return m
}

func compareChanges(a, b Change) int {
	if a.Severity != b.Severity {
		return int(b.Severity) - int(a.Severity)
	}
	return strings.Compare(strings.Join([]string{a.Rule, a.Type, a.ID, a.Fingerprint}, "\x00"), strings.Join([]string{b.Rule, b.Type, b.ID, b.Fingerprint}, "\x00"))
}
