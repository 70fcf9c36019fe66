package cli

import (
	"encoding/json"
	"io"
	"path/filepath"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/report"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/secret/masked"
)

type jsonDiff struct {
	Format        string             `json:"format"`
	FormatVersion int                `json:"formatVersion"`
	Old           jsonDiffSide       `json:"old"`
	New           jsonDiffSide       `json:"new"`
	Findings      jsonDiffFindings   `json:"findings"`
	Resources     *jsonDiffResources `json:"resources,omitempty"` // not of reports
}

type jsonDiffSide struct {
	Path  string `json:"path"`
	Kind  string `json:"kind"`
	Taken string `json:"taken,omitempty"`
	// Unread are the listings that were not read.
	Unread []jsonUnreadRow `json:"unread"`
}

type jsonDiffFindings struct {
	New           []jsonChange `json:"new"`
	Reopened      []jsonChange `json:"reopened"`
	Gone          []jsonChange `json:"gone"`
	Unknown       []jsonChange `json:"unknown"`
	NotComparable []jsonChange `json:"notComparable"`
}

type jsonChange struct {
	Rule         string           `json:"rule"`
	Severity     rule.Severity    `json:"severity"`
	Title        string           `json:"title"`
	Before       string           `json:"before,omitempty"` // left out when nothing was said
	Resource     jsonDiffResource `json:"resource"`
	Location     string           `json:"location,omitempty"`
	Fingerprint  string           `json:"fingerprint"`
	EvidenceHash string           `json:"evidenceHash"`
	Why          string           `json:"why,omitempty"`
}

type jsonDiffResource struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Name    string `json:"name,omitempty"`
	Source  string `json:"source,omitempty"`
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
}

type jsonDiffResources struct {
	Added         []jsonDiffResource `json:"added"`
	Removed       []jsonDiffResource `json:"removed"`
	Changed       []jsonDiffChanged  `json:"changed"`
	NotComparable []jsonDiffUnread   `json:"notComparable"`
	Same          int                `json:"same"`
}

type jsonDiffChanged struct {
	jsonDiffResource
	Changes []jsonProperty `json:"changes"`
}

type jsonProperty struct {
	Path string       `json:"path"`
	Old  *cloud.Value `json:"old,omitempty"` // left out when it was not set
	New  *cloud.Value `json:"new,omitempty"`
}

type jsonDiffUnread struct {
	jsonDiffResource
	Path string `json:"path,omitempty"` // left out for the whole resource
	Side string `json:"side"`           // where it was not read: "old" or "new"
	Why  string `json:"why"`
}

func (c *compared) json(w io.Writer) error {
	out := jsonDiff{Format: "haechi-diff", FormatVersion: 1, Old: c.old.json(c.lang), New: c.new.json(c.lang)}
	d := c.findings
	out.Findings = jsonDiffFindings{c.changes(d.New), c.changes(d.Reopened), c.changes(d.Gone), c.changes(d.Unknown), c.changes(d.NotComparable)}
	if r := c.resources; r != nil {
		j := &jsonDiffResources{Added: jsonPlacedAll(r.Added), Removed: jsonPlacedAll(r.Removed), Changed: []jsonDiffChanged{}, NotComparable: []jsonDiffUnread{}, Same: r.Same}
		for _, one := range r.Changed {
			changed := jsonDiffChanged{jsonDiffResource: jsonPlacedOne(one.Placed)}
			for _, p := range one.Changes {
				changed.Changes = append(changed.Changes, jsonProperty(p))
			}
			j.Changed = append(j.Changed, changed)
		}
		for _, one := range r.NotComparable {
			side := "new"
			if one.Old {
				side = "old"
			}
			j.NotComparable = append(j.NotComparable, jsonDiffUnread{jsonPlacedOne(one.Placed), one.Path, side, report.Reason(c.lang, masked.Reason(one.Why))})
		}
		out.Resources = j
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func (d *diffSide) json(lang string) jsonDiffSide {
	j := jsonDiffSide{Path: filepath.ToSlash(d.path), Kind: string(d.kind), Unread: []jsonUnreadRow{}}
	for _, u := range d.lost() {
		j.Unread = append(j.Unread, jsonUnreadRow{Type: u.Type, Why: report.Reason(lang, u.Why)})
	}
	if !d.taken.IsZero() {
		j.Taken = d.taken.UTC().Format(time.RFC3339)
	}
	return j
}

func (c *compared) changes(all []finding.Change) []jsonChange {
	out := []jsonChange{}
	for _, one := range all {
		j := jsonChange{Rule: one.Rule, Severity: one.Severity, Title: one.Title.In(c.lang), Location: filepath.ToSlash(one.Place),
			Resource:    jsonDiffResource{ID: one.ID, Type: one.Type, Name: one.Name, Account: one.Account, Region: one.Region},
			Fingerprint: one.Fingerprint, EvidenceHash: one.EvidenceHash}
		if one.Before != rule.NotApplicable {
			j.Before = one.Before.String()
		}
		if one.Why != nil {
			j.Why = report.Reason(c.lang, masked.Reason(*one.Why))
		}
		out = append(out, j)
	}
	return out
}

func jsonPlacedAll(all []finding.Placed) []jsonDiffResource {
	out := []jsonDiffResource{}
	for _, p := range all {
		out = append(out, jsonPlacedOne(p))
	}
	return out
}

func jsonPlacedOne(p finding.Placed) jsonDiffResource {
	return jsonDiffResource{ID: p.ID, Type: p.Type, Name: p.Name, Source: p.Source, Account: p.Account, Region: p.Region}
}
