package report

// pageDrift is a section of the page: what was changed by hand.
type pageDrift struct {
	Title, Summary string
	Kinds          []pageDriftKind
	Notes          []string
}

type pageDriftKind struct {
	Title string
	Count int
	Open  bool
	Rows  []pageDriftRow
	More  string
}

type pageDriftRow struct {
	Name, Type, Place string
	Notes             []string
	Changes           []pageDriftChange
}

type pageDriftChange struct{ Path, Template, Live, Place string }

// Limits of the section: who has more to look at takes JSON.
const (
	maxOpenRows = 30
	maxRows     = 500
)

func (v *view) drift() *pageDrift {
	d := v.opt.Drift
	if d == nil {
		return nil
	}
	out := &pageDrift{Title: v.shown(d.Title), Summary: v.shown(d.Summary)}
	for _, k := range d.Kinds {
		if len(k.Rows) == 0 {
			continue
		}
		kind := pageDriftKind{Title: v.shown(k.Title), Count: len(k.Rows), Open: len(k.Rows) <= maxOpenRows}
		for i, row := range k.Rows {
			if i == maxRows {
				kind.More = v.lang.say("n.more", len(k.Rows)-i)
				break
			}
			kind.Rows = append(kind.Rows, v.driftRow(row))
		}
		out.Kinds = append(out.Kinds, kind)
	}
	for _, note := range d.Notes {
		out.Notes = append(out.Notes, v.shown(note))
	}
	return out
}

func (v *view) driftRow(row DriftRow) pageDriftRow {
	out := pageDriftRow{Name: v.shown(row.Name), Type: v.shown(row.Type)}
	if row.Pos.File() != "" {
		out.Place = v.shown(slashed(row.Pos.String()))
	} else {
		out.Place = v.shown(row.Template)
	}
	if row.Stack != "" {
		out.Notes = append(out.Notes, v.shown(row.Stack))
	}
	for _, c := range row.Changes {
		change := pageDriftChange{Path: v.shown(c.Path), Template: v.shown(c.Template), Live: v.shown(c.Live)}
		if c.Pos.File() != "" {
			change.Place = v.shown(slashed(c.Pos.String()))
		}
		out.Changes = append(out.Changes, change)
	}
	return out
}
