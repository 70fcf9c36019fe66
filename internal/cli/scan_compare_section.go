package cli

import (
	"bufio"
	"fmt"
	"io"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/drift"
	"github.com/haechi-dev/haechi/report"
)

// driftSection is the comparison as the page and SARIF show it.
func driftSection(r *drift.Result, lang string) *report.Drift {
	p := &driftPrinter{diffPrinter{bufio.NewWriter(io.Discard), lang}}
	d := &report.Drift{Title: p.word("title"), Summary: fmt.Sprintf(p.word("summary"), r.Compared, len(r.Deployments), r.Unread)}
	if r.Same() {
		d.Summary = p.word("same") + " " + d.Summary
	}
	kind := func(id string, rows []report.DriftRow) {
		d.Kinds = append(d.Kinds, report.DriftKind{ID: id, Title: p.word(id), Rows: rows})
	}
	var changed, undeclared, missing, unmanaged []report.DriftRow
	for _, c := range r.Changed {
		row := driftRow(c.Live, c.Template, c.Stack)
		row.Pos = c.Declared.Pos
		for _, one := range c.Changes {
			row.Changes = append(row.Changes, report.DriftChange{Path: one.Path, Template: p.value(one.Template), Live: p.value(one.Live), Pos: one.Pos})
		}
		changed = append(changed, row)
	}
	for _, u := range r.Undeclared {
		undeclared = append(undeclared, driftRow(u.Live, u.Template, u.Stack))
	}
	for _, m := range r.Missing {
		row := driftRow(m.Declared, m.Template, m.Stack)
		row.Pos = m.Declared.Pos
		missing = append(missing, row)
	}
	for _, live := range r.Unmanaged {
		unmanaged = append(unmanaged, driftRow(live, "", drift.Stack{}))
	}
	kind("changed", changed)
	kind("undeclared", undeclared)
	kind("missing", missing)
	kind("unmanaged", unmanaged)
	for _, path := range r.NotDeployed {
		d.Notes = append(d.Notes, p.word("notdeployed")+": "+path)
	}
	for _, s := range r.Foreign {
		d.Notes = append(d.Notes, p.word("foreign")+": "+stackName(s))
	}
	return d
}

func driftRow(r *cloud.Resource, template string, s drift.Stack) report.DriftRow {
	row := report.DriftRow{ID: r.ID, Type: r.Type, Name: r.Label(), Template: template}
	if s.Name != "" {
		row.Stack = stackName(s)
	}
	return row
}
