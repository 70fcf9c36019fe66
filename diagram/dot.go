package diagram

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// colors of states in DOT, which has no style sheets.
var colors = map[string]string{"open": "#b3261e", "perhaps": "#9a6700", "guarded": "#1b6e3c", "closed": "#8b9593", "": "#8b9593"}

// DOT writes the picture in the language of Graphviz (https://graphviz.org/doc/info/lang.html).
func DOT(out io.Writer, p *Picture) error {
	b := bufio.NewWriter(out)
	fmt.Fprintf(b, "digraph haechi {\n  label=%s; labelloc=t; rankdir=LR; nodesep=0.2; ranksep=0.9;\n  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];\n", quote(p.Title))
	for _, n := range p.Nodes {
		label := n.Label
		if n.Detail != "" {
			label += "\n" + n.Detail
		}
		line := "solid"
		if n.State == "perhaps" {
			line = "dashed"
		}
		fmt.Fprintf(b, "  %s [label=%s, color=\"%s\", style=\"rounded,%s\"];\n", quote(n.ID), quote(label), colors[n.State], line)
	}
	for _, e := range p.Edges {
		line := "solid"
		if e.State == "perhaps" {
			line = "dashed"
		}
		fmt.Fprintf(b, "  %s -> %s [color=\"%s\", style=%s", quote(e.From), quote(e.To), colors[e.State], line)
		if e.Label != "" {
			fmt.Fprintf(b, ", label=%s, fontsize=9", quote(e.Label))
		}
		fmt.Fprint(b, "];\n")
	}
	for _, note := range p.Notes {
		fmt.Fprintf(b, "  // %s\n", strings.ReplaceAll(note, "\n", " "))
	}
	fmt.Fprint(b, "}\n")
	return b.Flush()
}

// quote writes a quoted ID of DOT: only quotes and backslashes need care, and line ends a spelling.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", " ").Replace(s) + `"`
}

// JSON writes the picture as data.
func JSON(out io.Writer, p *Picture) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}
