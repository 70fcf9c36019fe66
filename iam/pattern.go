package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Pattern is a text of a policy: an action, a resource or a value of a condition, taken apart
// into pieces. Whether its wildcards are wildcards depends on where it stands: in StringEquals a
// star is a star.
type Pattern struct {
	Text   string // as written, holes in the form of Text
	Pieces []Piece
	Pos    cloud.Pos

	form form
}

// PieceKind tells the pieces of a pattern apart.
type PieceKind uint8

// The pieces.
const (
	Literal  PieceKind = iota // itself
	Star                      // *: any text
	AnyChar                   // ?: any one character
	Variable                  // ${key} or ${key, 'default'}: a value of the request
	Hole                      // a text that the template leaves open
)

// Piece is one piece of a pattern.
type Piece struct {
	Kind    PieceKind
	Text    string      // Literal: the text; Variable: the condition key; Star and AnyChar: the wildcard as written
	Default *string     // Variable: the text for an absent key, or nil
	Hole    *cloud.Hole // Hole
	// Escaped marks the literals ${*}, ${?} and ${$}, which are no wildcards anywhere.
	Escaped bool
}

// Constant reports whether the pattern has neither variables nor holes.
func (p *Pattern) Constant() bool { return p.form.constant }

// FirstHole returns the first hole, or nil.
func (p *Pattern) FirstHole() *cloud.Hole {
	for i := range p.Pieces {
		if p.Pieces[i].Kind == Hole {
			return p.Pieces[i].Hole
		}
	}
	return nil
}

// syntax says which notations a pattern knows.
type syntax struct {
	variables bool // ${…}: only since version 2012-10-17, and not in actions
	fold      bool // no case: actions
	arn       bool // an ARN is held against its pattern segment by segment
	cross     bool // a star that ends a segment may run on past the colon: resources
}

func newPattern(v *cloud.Value, how syntax) Pattern {
	p := Pattern{Pos: v.Pos}
	if reason, unknown := v.Reason(); unknown {
		hole := &cloud.Hole{Name: "unknown at " + v.Pos.String(), Reason: reason}
		p.Text, p.Pieces = Text(cloud.NewParts(v.Pos, cloud.Part{Hole: hole})), []Piece{{Kind: Hole, Hole: hole}}
	} else if v.HasHoles() {
		p.Text = Text(v)
		for _, part := range v.Parts() {
			if part.Hole != nil {
				p.Pieces = append(p.Pieces, Piece{Kind: Hole, Hole: part.Hole})
			} else {
				p.Pieces = appendPieces(p.Pieces, part.Text, how.variables)
			}
		}
	} else {
		p.Text, _ = v.Scalar()
		p.Pieces = appendPieces(nil, p.Text, how.variables)
	}
	p.form = formOf(p.Pieces, how)
	return p
}

// appendPieces takes a text apart in one walk.
func appendPieces(pieces []Piece, text string, variables bool) []Piece {
	start, i := 0, 0
	for i < len(text) {
		var p Piece
		width := 1
		switch c := text[i]; {
		case c == '*':
			p = Piece{Kind: Star, Text: "*"}
		case c == '?':
			p = Piece{Kind: AnyChar, Text: "?"}
		case c == '$' && variables && strings.HasPrefix(text[i+1:], "{"):
			end := strings.IndexByte(text[i:], '}')
			if end < 0 {
				return append(pieces, Piece{Kind: Literal, Text: text[start:]})
			}
			p, width = dollarPiece(text[i+2:i+end]), end+1
		default:
			i++
			continue
		}
		if start < i {
			pieces = append(pieces, Piece{Kind: Literal, Text: text[start:i]})
		}
		pieces = append(pieces, p)
		i += width
		start = i
	}
	if start < len(text) {
		pieces = append(pieces, Piece{Kind: Literal, Text: text[start:]})
	}
	return pieces
}

// dollarPiece reads what stands between the braces of ${…}.
func dollarPiece(inner string) Piece {
	if inner == "*" || inner == "?" || inner == "$" {
		return Piece{Kind: Literal, Text: inner, Escaped: true}
	}
	key, value, hasDefault := strings.Cut(inner, ",")
	p := Piece{Kind: Variable, Text: strings.TrimSpace(key)}
	if hasDefault {
		value = strings.TrimSpace(value)
		if n := len(value); n >= 2 && value[0] == '\'' && value[n-1] == '\'' {
			value = value[1 : n-1]
		}
		p.Default = &value
	}
	return p
}

// Text returns the text of a string value with each hole written as its name between two NUL
// bytes, which no policy can contain: so the texts of two values are equal when the values are.
// Requests about something a template declares have such texts. It is "" for other values.
func Text(v *cloud.Value) string {
	if s, ok := v.Scalar(); ok {
		return s
	}
	var b strings.Builder
	for _, part := range v.Parts() {
		if part.Hole != nil {
			b.WriteString("\x00" + part.Hole.Name + "\x00")
		} else {
			b.WriteString(part.Text)
		}
	}
	return b.String()
}
