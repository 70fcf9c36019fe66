package iam

import (
	"slices"
	"strings"
)

// runsOn reports whether an ARN fits a pattern when the stars that end a segment may run on past
// the colon: "If the * wildcard is the last character of a resource ARN segment, it can expand to
// match beyond the colon boundaries"
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html). So
// arn:aws:lambda:*:function:f, where an account is missing, covers the function f. Other wildcards
// stay in their segment.
func (f *form) runsOn(pieces []Piece, segments [][]Piece, text string) bool {
	if !globMatch(pieces, text) { // as if every wildcard could run on
		return false
	}
	if !f.inner {
		return true
	}
	var all []symbol
	for i, segment := range segments[:f.written] {
		if i > 0 {
			all = append(all, symbol{kind: Literal, char: ':'})
		}
		symbols := patternSymbols(segment)
		for j, p := range symbols {
			ends := p.kind == Star && j == len(symbols)-1
			if i < 5 && !ends && (p.kind == Star || p.kind == AnyChar) {
				p.name = stays
			}
			all = append(all, p)
		}
	}
	s := textSymbols(text)
	return len(all)*len(s) <= maxHoleCells && walk(all, s, true)
}

// stays marks a wildcard that does not match a colon.
const stays = "stays"

// shifted is the other reading of an ARN whose star runs on: one in which the star stands for the
// segments that are missing after it. It is nil for a pattern in which nothing seems to be missing;
// what such a star covers beyond its segment no ARN of AWS has.
func (f *form) shifted(segments [][]Piece) [][]Piece {
	missing := 6 - f.written
	if missing == 0 && namesNoAccount(segments[4]) {
		missing = 1
	}
	if !f.cross || missing == 0 {
		return nil
	}
	var all [][]Piece
	for i, segment := range segments[:f.written] {
		all = append(all, segment)
		if n := len(segment); n > 0 && segment[n-1].Kind == Star && missing > 0 && i < f.written-1 {
			for ; missing > 0; missing-- {
				all = append(all, []Piece{{Kind: Star, Text: "*"}})
			}
		}
	}
	if len(all) > 6 {
		all = append(all[:5], slices.Concat(all[5], []Piece{{Kind: Literal, Text: ":"}}, all[6]))
	}
	return all
}

// namesNoAccount reports whether the fifth segment spells what no account is called.
func namesNoAccount(segment []Piece) bool {
	for _, p := range segment {
		if p.Kind == Literal && strings.Trim(p.Text, "0123456789") != "" && p.Text != "aws" {
			return true
		}
	}
	return false
}
