package reach

import (
	"strings"

	"github.com/haechi-dev/haechi/iam"
)

// within gives the name of something in a thing that a pattern is about: of an object for the pattern
// arn:aws:s3:::bucket/uploads/*, of an index of a table, of a version of a function. The pattern does
// not match the thing.
func within(p *iam.Pattern, arn string) (text string, found bool) {
	colons := 0
	for i, piece := range p.Pieces {
		if piece.Kind != iam.Literal {
			continue
		}
		for k := range len(piece.Text) {
			c := piece.Text[k]
			if colons >= 5 && (c == '/' || c == ':') && owner(p.Pieces[:i], piece.Text[:k]).fits(arn) {
				return arn + example(p.Pieces[i:], k), true
			}
			if c == ':' {
				colons++
			}
		}
	}
	return "", false
}

// prefix is the beginning of a pattern, up to what separates a thing from what is in it.
type prefix struct {
	text     string
	constant bool
}

func owner(pieces []iam.Piece, last string) prefix {
	var b strings.Builder
	constant := true
	for _, piece := range pieces {
		switch piece.Kind {
		case iam.Hole:
			constant = false
			b.WriteString("\x00" + piece.Hole.Name + "\x00")
		case iam.Variable:
			return prefix{}
		default:
			b.WriteString(piece.Text)
		}
	}
	b.WriteString(last)
	return prefix{b.String(), constant}
}

func (p prefix) fits(arn string) bool {
	if p.text == arn {
		return true
	}
	if !p.constant || !strings.ContainsAny(p.text, "*?") {
		return false
	}
	pattern := iam.ResourcePattern(p.text)
	return pattern.Match(arn, nil) == iam.Yes
}

// example is a text that matches pieces, from a place in the first of them on.
func example(pieces []iam.Piece, from int) string {
	var b strings.Builder
	for _, piece := range pieces {
		switch piece.Kind {
		case iam.Literal:
			b.WriteString(piece.Text[from:])
		case iam.Star:
			b.WriteString("object")
		case iam.AnyChar:
			b.WriteString("x")
		case iam.Hole:
			b.WriteString("\x00" + piece.Hole.Name + "\x00")
		case iam.Variable:
			b.WriteString("object")
		}
		from = 0
	}
	return b.String()
}
