package rule

import (
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/haechi-dev/haechi/cloud"
)

func (d *decoder) expression(n *yaml.Node) expression {
	e := expression{text: strings.TrimRight(d.text(n), "\n"), pos: d.pos(n)}
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		e.pos.Line++ // the text starts on the line after the indicator
		e.pos.Column = 1
	case n.Style&yaml.SingleQuotedStyle != 0:
		e.quote = '\''
		e.pos.Column++
	case n.Style&yaml.DoubleQuotedStyle != 0:
		e.quote = '"'
		e.pos.Column++
	}
	e.written = d.file
	for range e.pos.Line - 1 {
		_, e.written, _ = strings.Cut(e.written, "\n")
	}
	return e
}

// place finds a line and column of an expression in its file. YAML drops indentation and joins
// lines, but it keeps everything else in order: what is not white space is counted.
func (e expression) place(line, column int) cloud.Pos {
	before := 0
	for i, text := range strings.SplitAfter(e.text, "\n") {
		if i+1 > line {
			break
		}
		for j, r := range []rune(text) {
			if i+1 == line && j >= column {
				break
			}
			if !unicode.IsSpace(r) {
				before++
			}
		}
	}
	p := e.pos
	written := []rune(e.written)
	i := int(p.Column) - 1
	for ; i < len(written) && (before > 0 || unicode.IsSpace(written[i])); i++ {
		switch {
		case written[i] == '\n':
			p.Line++
			p.Column = 0
		case unicode.IsSpace(written[i]):
		case e.escapes(written[i:]):
			i++
			p.Column++
			before--
		default:
			before--
		}
		p.Column++
	}
	p.EndLine, p.EndColumn = p.Line, p.Column+1
	return p
}

// escapes reports whether a quoted text writes one letter with two.
func (e expression) escapes(s []rune) bool {
	return len(s) > 1 && (e.quote == '"' && s[0] == '\\' || e.quote == '\'' && s[0] == '\'' && s[1] == '\'')
}
