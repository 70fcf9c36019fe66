package iam

import (
	"slices"
	"strings"
)

// symbol is one step of a text or a pattern with holes.
type symbol struct {
	kind PieceKind // Literal (one character), Star, AnyChar, Hole
	char rune
	name string // of a Hole; or stays
}

// maxHoleCells bounds pattern length times text length; beyond it the answer is Maybe.
const maxHoleCells = 1 << 18

// matchHoles compares pieces without variables with a text, either of which has holes. A hole of
// the pattern may be filled with wildcards, too.
func matchHoles(pieces []Piece, text string) Truth {
	return matchSymbols(patternSymbols(pieces), textSymbols(text))
}

func matchSymbols(p, s []symbol) Truth {
	for len(p) > 0 && len(s) > 0 && sameSymbol(p[0], s[0]) {
		p, s = p[1:], s[1:]
	}
	for len(p) > 0 && len(s) > 0 && sameSymbol(p[len(p)-1], s[len(s)-1]) {
		p, s = p[:len(p)-1], s[:len(s)-1]
	}
	switch {
	case len(p)*len(s) > maxHoleCells:
		return Maybe
	case walk(p, s, true):
		return Yes
	case walk(p, s, false):
		return Maybe
	}
	return No
}

// sameSymbol reports whether two symbols are the same text whatever fills the holes, so that they
// may be dropped from both ends.
func sameSymbol(p, s symbol) bool {
	return p == s && (p.kind == Literal || p.kind == Hole)
}

func patternSymbols(pieces []Piece) (all []symbol) {
	for _, p := range pieces {
		switch p.Kind {
		case Literal:
			all = append(all, textSymbols(p.Text)...)
		case Hole:
			all = append(all, symbol{kind: Hole, name: p.Hole.Name})
		default:
			all = append(all, symbol{kind: p.Kind})
		}
	}
	return all
}

func textSymbols(text string) (all []symbol) {
	for text != "" {
		plain, rest, hole := strings.Cut(text, string(holeMark))
		for _, r := range plain {
			all = append(all, symbol{kind: Literal, char: r})
		}
		if !hole {
			break
		}
		name, after, _ := strings.Cut(rest, string(holeMark))
		all = append(all, symbol{kind: Hole, name: name})
		text = after
	}
	return all
}

// walk moves the set of all places in the pattern over the text. When sure, a hole is a character
// of its own that only itself and a star match; otherwise it is any text it may stand for.
func walk(p, s []symbol, sure bool) bool {
	now, next := make([]bool, len(p)+1), make([]bool, len(p)+1)
	now[0] = true
	for _, c := range s {
		skip(p, now, sure)
		clear(next)
		for i, here := range now {
			if here {
				step(p, i, c, next, sure)
			}
		}
		now, next = next, now
		if !slices.Contains(now, true) {
			return false
		}
	}
	skip(p, now, sure)
	return now[len(p)]
}

// skip adds the places reached by letting stars (and holes) be empty.
func skip(p []symbol, set []bool, sure bool) {
	for i := range p {
		if set[i] && (p[i].kind == Star || p[i].kind == Hole && !sure && mayBeEmpty(p[i].name)) {
			set[i+1] = true
		}
	}
}

func step(p []symbol, i int, c symbol, next []bool, sure bool) {
	if c.kind == Hole && !sure {
		// The hole stands for any text: it takes the pattern as far as its characters go.
		next[i] = true
		for ; i < len(p) && (p[i].kind != Literal || mayHold(c.name, p[i].char)); i++ {
			next[i+1] = true
		}
		return
	}
	if i == len(p) {
		return
	}
	switch p[i].kind {
	case Star:
		next[i] = next[i] || p[i].name != stays || c.char != ':'
	case AnyChar:
		next[i+1] = next[i+1] || c.kind == Literal && (p[i].name != stays || c.char != ':')
	case Literal:
		next[i+1] = next[i+1] || p[i] == c
	case Hole:
		next[i+1] = next[i+1] || p[i] == c
		if !sure && mayHold(p[i].name, c.char) {
			next[i], next[i+1] = true, true
		}
	}
}

// mayHold reports whether the text of a hole may contain a character. Of the pseudo parameters
// the alphabet is known
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html).
func mayHold(name string, r rune) bool {
	switch name {
	case "AWS::AccountId":
		return r >= '0' && r <= '9'
	case "AWS::Region":
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-'
	case "AWS::Partition":
		return r >= 'a' && r <= 'z' || r == '-'
	}
	return true
}

func mayBeEmpty(name string) bool { return mayHold(name, ':') }
