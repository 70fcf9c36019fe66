package report

import (
	"html/template"
	"strings"

	"github.com/haechi-dev/haechi/diagram"
)

// Entry is a section of the page: the ways from the internet into functions.
type Entry struct {
	Summary string // "5 ways from the internet …"
	Picture *diagram.Picture
	Changes []string // what would break most of them, in order
}

type pageEntry struct {
	Summary string
	Picture template.HTML
	Changes []string
	Open    bool
}

// Limits of the section.
const (
	maxOpenPicture = 60 // things in a picture that is shown without being asked for
	maxChanges     = 12
)

// entry puts the picture into the page, and its style into that of the page.
func (v *view) entry(p *page) error {
	e := v.opt.Entry
	if e == nil || e.Picture == nil || len(e.Picture.Nodes) == 0 {
		return nil
	}
	var b strings.Builder
	if err := diagram.Fragment(&b, e.Picture.Shown(v.shown)); err != nil {
		return err
	}
	p.Entry = &pageEntry{Summary: v.shown(e.Summary), Picture: template.HTML(b.String()), Open: len(e.Picture.Nodes) <= maxOpenPicture}
	for i, change := range e.Changes {
		if i == maxChanges && len(e.Changes) > maxChanges {
			p.Entry.Changes = append(p.Entry.Changes, v.lang.say("n.more", len(e.Changes)-i))
			break
		}
		p.Entry.Changes = append(p.Entry.Changes, v.shown(change))
	}
	p.Style += template.CSS("\n" + diagram.Style())
	return nil
}
