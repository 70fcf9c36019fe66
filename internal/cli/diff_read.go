package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/secret/masked"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// diffSide is one of two states that are compared.
type diffSide struct {
	path   string
	kind   sideKind
	taken  time.Time // zero for templates
	source string    // of a snapshot
	side   finding.Side
	estate *finding.Estate // nil for a report
	unread []cloud.Unread
}

type sideKind string

const (
	templates   sideKind = "templates"
	ofSnapshot  sideKind = "snapshot"
	writtenDown sideKind = "report"
)

func readSides(ctx context.Context, s Streams, before, after string, opt scan.Options) (old, next *diffSide, err error) {
	old, next = &diffSide{path: before}, &diffSide{path: after}
	for _, d := range []*diffSide{old, next} {
		if d.kind, err = kindOf(d.path); err != nil {
			return nil, nil, err
		}
	}
	if old.kind != next.kind && old.kind != writtenDown && next.kind != writtenDown {
		return nil, nil, &cloud.Error{What: fmt.Sprintf("%s is a %s and %s is not: they have no resource in common", snapshotOf(old, next).path, ofSnapshot, snapshotOf(next, old).path),
			Hint: "haechi scan aws --compare compares an account with templates"}
	}
	for _, d := range []*diffSide{old, next} {
		opt := opt
		if old.kind == templates && next.kind == templates {
			opt.Source = d.called // so that both are called the same
		}
		if err := d.read(ctx, s, opt); err != nil {
			return nil, nil, err
		}
	}
	if old.source != next.source && old.kind == ofSnapshot && next.kind == ofSnapshot {
		tellProblems(s, []*cloud.Error{{What: fmt.Sprintf("%s is of %s and %s of %s: they have no resource in common", old.path, old.source, next.path, next.source)}})
	}
	return old, next, nil
}

func snapshotOf(a, b *diffSide) *diffSide {
	if a.kind == ofSnapshot {
		return a
	}
	return b
}

func kindOf(path string) (sideKind, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("cannot read %s: %w", path, errors.Unwrap(err))
	case !info.Mode().IsRegular():
		return templates, nil
	case isSnapshot(path):
		return ofSnapshot, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("cannot read %s: %w", path, errors.Unwrap(err))
	}
	defer func() { _ = f.Close() }() // it was only read
	beginning := make([]byte, sniffLength)
	n, _ := io.ReadFull(f, beginning) // a short file is shorter
	if compact := bytes.Join(bytes.Fields(beginning[:n]), nil); bytes.HasPrefix(compact, []byte(`{"format":"haechi-report"`)) {
		return writtenDown, nil
	}
	return templates, nil
}

// called is what a template is called on both sides: its path below the folder, and nothing for a
// template that is a side itself.
func (d *diffSide) called(path string) string {
	rel, err := filepath.Rel(d.path, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

func (d *diffSide) read(ctx context.Context, s Streams, opt scan.Options) error {
	switch d.kind {
	case ofSnapshot:
		return d.readSnapshot(ctx, opt)
	case writtenDown:
		return d.readReport()
	}
	report, err := scan.Paths(ctx, []string{d.path}, opt)
	if errors.Is(err, scan.ErrNothingRead) {
		return nothingRead(s, report, []string{d.path})
	}
	if err != nil {
		return err
	}
	tellProblems(s, report.Problems)
	d.judged(report)
	documents, _, err := scan.Read(ctx, []string{d.path}, opt) // its problems were told
	if err != nil {
		return err
	}
	d.estate = &finding.Estate{}
	for _, doc := range documents {
		d.add(doc.Graph, d.called(doc.Path))
	}
	d.side.Missing = d.missing(nil)
	d.estate.Missing = d.side.Missing
	return nil
}

func (d *diffSide) readSnapshot(ctx context.Context, opt scan.Options) error {
	kept, err := snapshot.ReadFile(d.path)
	if err != nil {
		return err
	}
	report, err := scanSnapshot(ctx, d.path, kept, opt)
	if err != nil {
		return err
	}
	d.taken, d.source = kept.Taken, kept.Source
	d.judged(report)
	d.estate = &finding.Estate{}
	d.add(kept.Graph, kept.Source)
	d.side.Missing = d.missing(kept.Coverage)
	d.estate.Missing = d.side.Missing
	return nil
}

func (d *diffSide) judged(r *finding.Report) {
	d.side.Rules = map[string]bool{}
	for _, one := range r.Rules {
		d.side.Rules[one.ID] = true
	}
	for i := range r.Findings {
		d.side.Findings = append(d.side.Findings, r.Findings[i].Known())
	}
}

func (d *diffSide) add(g *cloud.Graph, source string) {
	for _, r := range g.All() {
		d.estate.Resources = append(d.estate.Resources, finding.Placed{Source: source, Resource: masked.Resource(r)})
	}
	d.unread = append(d.unread, g.Unread()...)
}

// missing prepares the answer to whether a resource that is not there may be there.
func (d *diffSide) missing(c *cloud.Coverage) func(typ, account, region string) (cloud.Reason, bool) {
	lost := map[string]cloud.Reason{}
	for _, u := range d.unread {
		if _, known := lost[u.Type]; !known {
			lost[u.Type] = u.Why
		}
	}
	type place struct{ account, region string }
	read := map[place]bool{}
	if c != nil {
		for _, n := range c.Calls {
			read[place{n.Account, n.Region}] = true
		}
	}
	return func(typ, account, region string) (cloud.Reason, bool) {
		for _, t := range []string{typ, cloud.AnyType} {
			if why, ok := lost[t]; ok {
				return why, true
			}
		}
		if len(read) > 0 && region != "" && !read[place{account, region}] {
			return cloud.Because(cloud.NotInSource, region), true
		}
		return cloud.Reason{}, false
	}
}

// lost lists the listings that were not read, each once. That nobody reads a type is nothing that
// went wrong.
func (d *diffSide) lost() (all []cloud.Unread) {
	seen := map[string]bool{}
	for _, u := range d.unread {
		if key := u.Type + "\x00" + u.Why.String(); u.Why.Code != cloud.NotInSource && !seen[key] {
			seen[key] = true
			all = append(all, cloud.Unread{Type: u.Type, Why: masked.Reason(u.Why)})
		}
	}
	return all
}

// readReport reads the failures that a report in JSON tells.
func (d *diffSide) readReport() error {
	text, err := readUpTo(d.path, maxBulk)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", d.path, err)
	}
	var r struct {
		FormatVersion int
		Rules         []struct{ ID string }
		Coverage      *struct {
			Complete bool
			Calls    []struct{ Account, Region string }
		}
		Findings []struct {
			Rule, Title, Fingerprint, EvidenceHash, Verdict string
			Severity                                        rule.Severity
			Resource                                        struct{ ID, Type, Name, Account, Region string }
			Location                                        struct {
				File, Call   string
				Line, Column int32
			}
		}
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: d.path}}, What: "not a report of haechi", Err: err, Hint: "haechi scan -o json --output-file FILE writes one"}
	}
	if r.FormatVersion != 1 {
		return &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: d.path}}, What: fmt.Sprintf("the report has version %d of the format, and this haechi reads 1", r.FormatVersion), Hint: "use the haechi that wrote it"}
	}
	d.side.Rules = map[string]bool{}
	for _, one := range r.Rules {
		d.side.Rules[one.ID] = true
	}
	verdicts := map[string]rule.Verdict{"pass": rule.Pass, "fail": rule.Fail, "unknown": rule.Unknown}
	for _, f := range r.Findings {
		place := cloud.Pos{Line: f.Location.Line, Column: f.Location.Column}
		k := finding.Known{Fingerprint: f.Fingerprint, EvidenceHash: f.EvidenceHash, Rule: f.Rule, Severity: f.Severity, Verdict: verdicts[f.Verdict],
			Title: rule.Text{EN: f.Title, KO: f.Title}, ID: f.Resource.ID, Type: f.Resource.Type, Name: f.Resource.Name, Account: f.Resource.Account, Region: f.Resource.Region}
		if f.Location.File != "" || f.Location.Call != "" {
			place.Origin = &cloud.Origin{File: f.Location.File, Call: f.Location.Call}
			k.Place = place.String()
		}
		d.side.Findings = append(d.side.Findings, k)
	}
	if c := r.Coverage; c != nil {
		calls := &cloud.Coverage{}
		for _, n := range c.Calls {
			calls.Calls = append(calls.Calls, cloud.Calls{Account: n.Account, Region: n.Region})
		}
		if !c.Complete { // it does not say of which types
			d.unread = []cloud.Unread{{Type: cloud.AnyType, Why: cloud.Because(cloud.NotChecked, "not everything was read")}}
		}
		d.side.Missing = d.missing(calls)
	}
	return nil
}
