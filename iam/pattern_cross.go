package iam

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
