package diagram

import (
	"bufio"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

//go:embed style.css
var style string // set by the compiler and never assigned

// Style is the style sheet of pictures, for a page that holds them.
func Style() string { return strings.TrimSpace(style) }

const (
	margin    = 24.0
	headRoom  = 64.0
	columnGap = 54.0
	minWidth  = 110.0
	maxWidth  = 270.0
	nameSize  = 13
	smallSize = 10.2 // 11 pixels, and not bold
)

// SVG writes the picture as a file that needs nothing else.
func SVG(w io.Writer, p *Picture) error { return write(w, p, true) }

// Fragment writes the picture for a page that has the style already.
func Fragment(w io.Writer, p *Picture) error { return write(w, p, false) }

// drawing is a picture with places for everything.
type drawing struct {
	*layout
	x, widths     []float64 // of the layers
	width, height float64
}

func draw(p *Picture) *drawing {
	d := &drawing{layout: arrange(p)}
	x := margin
	for _, layer := range d.layers {
		w := 0.0
		for _, one := range layer {
			if one.node != nil {
				w = max(w, minWidth, width(one.node.Label, nameSize)+26, width(one.node.Detail, smallSize)+26)
			}
		}
		w = min(w, maxWidth)
		d.x, d.widths = append(d.x, x), append(d.widths, w)
		x += w + columnGap
	}
	d.width = max(x-columnGap+margin, 360, width(p.Title, 15)+2*margin)
	for _, note := range p.Notes {
		d.width = max(d.width, min(width(note, 12)+2*margin, 900))
	}
	d.height = headRoom + d.layout.height + 30
	if len(p.Legend) > 0 {
		d.height += 26
	}
	d.height += 18 * float64(len(p.Notes))
	return d
}

func write(out io.Writer, p *Picture, alone bool) error {
	d := draw(p)
	b := bufio.NewWriter(out)
	size := fmt.Sprintf(` width="%.0f" height="%.0f"`, d.width, d.height)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" class="hp" role="img" aria-label="%s" viewBox="0 0 %.0f %.0f"%s>`, escape(p.Title), d.width, d.height, size)
	if alone {
		fmt.Fprintf(b, "<style>%s</style>", Style())
		fmt.Fprintf(b, "\n"+`<rect class="ground" width="%.0f" height="%.0f"/>`, d.width, d.height)
	}
	fmt.Fprintf(b, "\n"+`<text class="title" x="%.0f" y="28">%s</text>`, margin, escape(p.Title))
	for band, text := range p.Columns {
		if band < len(d.bands) && d.bands[band] < len(d.x) && d.occupied(band) {
			fmt.Fprintf(b, "\n"+`<text class="head" x="%.0f" y="52">%s</text>`, d.x[d.bands[band]], escape(text))
		}
	}
	for _, states := range [][]string{{"", "closed", "guarded"}, {"perhaps"}, {"open"}} { // the worst on top
		for i := range d.lines {
			if contains(states, d.lines[i].edge.State) {
				d.edge(b, &d.lines[i])
			}
		}
	}
	for _, layer := range d.layers {
		for _, one := range layer {
			if one.node != nil {
				d.node(b, one)
			}
		}
	}
	d.foot(b, p)
	fmt.Fprint(b, "\n</svg>\n")
	return b.Flush()
}

func contains(all []string, s string) bool {
	for _, one := range all {
		if one == s {
			return true
		}
	}
	return false
}

func (d *drawing) occupied(band int) bool {
	for _, layer := range d.layers {
		for _, one := range layer {
			if one.node != nil && one.node.Band == band {
				return true
			}
		}
	}
	return false
}

func (d *drawing) node(b io.Writer, one *place) {
	n := one.node
	x, y, w := d.x[one.layer], headRoom+one.y-one.height/2, d.widths[one.layer]
	full := n.Label
	if n.Detail != "" {
		full += "\n" + n.Detail
	}
	fmt.Fprintf(b, "\n<g><title>%s</title>", escape(full))
	if n.Count > 1 {
		fmt.Fprintf(b, `<rect class="many" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6"/>`, x+4, y+4, w, one.height)
	}
	fmt.Fprintf(b, `<rect class="box %s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6"/>`, n.State, x, y, w, one.height)
	fmt.Fprintf(b, `<rect class="bar %s" x="%.1f" y="%.1f" width="4" height="%.1f" rx="2"/>`, n.Kind, x, y, one.height)
	room := w - 20
	if n.Detail == "" {
		fmt.Fprintf(b, `<text class="name" x="%.1f" y="%.1f">%s</text></g>`, x+12, y+one.height/2+4.5, escape(fit(n.Label, nameSize, room)))
		return
	}
	fmt.Fprintf(b, `<text class="name" x="%.1f" y="%.1f">%s</text>`, x+12, y+18, escape(fit(n.Label, nameSize, room)))
	fmt.Fprintf(b, `<text class="detail" x="%.1f" y="%.1f">%s</text></g>`, x+12, y+34, escape(fit(n.Detail, smallSize, room)))
}

// edge draws a curve that leaves and enters every place level.
func (d *drawing) edge(b io.Writer, l *line) {
	var path strings.Builder
	for i, one := range l.places {
		y := headRoom + one.y
		left, right := d.x[one.layer], d.x[one.layer]+d.widths[one.layer]
		if i == 0 {
			fmt.Fprintf(&path, "M%.1f %.1f", right, y)
			continue
		}
		before := l.places[i-1]
		x0, y0 := d.x[before.layer]+d.widths[before.layer], headRoom+before.y
		middle := (x0 + left) / 2
		fmt.Fprintf(&path, "C%.1f %.1f %.1f %.1f %.1f %.1f", middle, y0, middle, y, left, y)
		if i < len(l.places)-1 {
			fmt.Fprintf(&path, "H%.1f", right)
		}
	}
	title := ""
	if l.edge.Label != "" {
		title = "<title>" + escape(l.edge.Label) + "</title>"
	}
	fmt.Fprintf(b, "\n"+`<path class="edge %s" d="%s">%s</path>`, l.edge.State, path.String(), title)
}

func (d *drawing) foot(b io.Writer, p *Picture) {
	y := headRoom + d.layout.height + 34
	x := margin
	for _, k := range p.Legend {
		fmt.Fprintf(b, "\n"+`<path class="edge key %s" d="M%.1f %.1fh24"/><text class="note" x="%.1f" y="%.1f">%s</text>`, k.State, x, y-4, x+32, y, escape(k.Text))
		x += 32 + width(k.Text, 12) + 28
	}
	if len(p.Legend) > 0 {
		y += 22
	}
	for _, note := range p.Notes {
		fmt.Fprintf(b, "\n"+`<text class="note" x="%.1f" y="%.1f">%s</text>`, margin, y, escape(fit(note, 12, d.width-2*margin)))
		y += 18
	}
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // cannot be: a Builder takes everything
	}
	return b.String()
}
