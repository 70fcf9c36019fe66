package iam

import "strings"

// form is what is known about a pattern before any request, to decide most requests without
// walking its pieces.
type form struct {
	constant bool // neither variables nor holes
	holes    bool
	how      syntax
	exact    string // of a constant without wildcards, and whole: the text itself
	isExact  bool
	isAll    bool    // a star and nothing else
	glob     []Piece // pieces with case folded when how.fold
	segments [][]Piece
}

func formOf(pieces []Piece, how syntax) form {
	f := form{constant: true, how: how}
	f.glob = pieces
	if how.fold {
		f.glob = make([]Piece, len(pieces))
		for i, p := range pieces {
			if p.Kind == Literal {
				p.Text = strings.ToLower(p.Text)
			}
			f.glob[i] = p
		}
	}
	f.isExact = true
	var b strings.Builder
	for _, p := range f.glob {
		switch p.Kind {
		case Variable:
			f.constant = false
			f.isExact = false
		case Hole:
			f.constant, f.holes, f.isExact = false, true, false
		case Star, AnyChar:
			f.isExact = false
		default:
			b.WriteString(p.Text)
		}
	}
	if f.isExact {
		f.exact = b.String()
	}
	f.isAll = len(f.glob) == 1 && f.glob[0].Kind == Star
	return f
}
