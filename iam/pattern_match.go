package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// ResourcePattern reads a text as the element Resource of version 2012-10-17 does.
func ResourcePattern(text string) Pattern {
	return newPattern(cloud.NewString(cloud.Pos{}, text), syntax{variables: true, arn: true, cross: true})
}

// ActionPattern reads a text as the element Action does.
func ActionPattern(text string) Pattern {
	return newPattern(cloud.NewString(cloud.Pos{}, text), syntax{fold: true})
}

// Match reports whether a text matches the pattern with its wildcards, in the way of the element
// it stands in: actions without case, ARNs by segments. The request gives the values of policy
// variables; it may be nil for a pattern without any.
func (p *Pattern) Match(text string, req *Request) Truth {
	if p.form.how.fold {
		text = strings.ToLower(text)
	}
	s := newSubject(text)
	if p.form.all {
		return Yes
	}
	if p.form.constant && !s.holes {
		return truth(p.form.matchConstant(&s))
	}
	if req == nil {
		req = &Request{}
	}
	e := newEvaluation(req, nil)
	return p.match(&s, &e)
}

// match is Match for a text whose case is folded already.
func (p *Pattern) match(s *subject, e *evaluation) Truth {
	f := &p.form
	if f.all {
		return Yes
	}
	if f.constant && !s.holes {
		return truth(f.matchConstant(s))
	}
	pieces, segments := f.pieces, f.segments
	if !f.constant {
		if e.req.Open && !f.holes && !s.holes && !f.mayMatch(s.text) {
			return No
		}
		if !f.holes && !s.holes && !e.starts(f, s.text) {
			return No
		}
		if !f.holes && !s.holes && (f.flat || f.headed) { // segments do not matter
			e.room, e.resolvedHole = e.room[:0], false
			whole, known := e.resolved(f.pieces)
			if known != Yes {
				return known
			}
			if !e.resolvedHole {
				return truth(globMatch(whole, s.text))
			}
		}
		var known Truth
		if pieces, segments, known = e.resolve(f); known != Yes {
			return known
		}
	}
	holes := f.holes || s.holes || e.resolvedHole
	switch {
	case segments != nil && s.isARN():
		t := matchSegments(segments, s, holes)
		switch {
		case t == Yes || !f.cross:
		case !holes:
			return truth(f.runsOn(pieces, segments, s.text))
		default:
			if shifted := f.shifted(segments); shifted != nil {
				return t.Or(matchSegments(shifted, s, holes))
			}
		}
		return t
	case !holes:
		return truth(segments == nil && globMatch(pieces, s.text))
	case segments != nil:
		return matchHoles(pieces, s.text).And(Maybe) // the text begins with a hole, where nothing is sure
	}
	return matchHoles(pieces, s.text)
}

func (f *form) matchConstant(s *subject) bool {
	switch {
	case f.exact:
		return f.literal == s.text
	case f.parts != nil && !chunksMatch(f.parts, s.text):
		return false
	case f.chunks != nil:
		return chunksMatch(f.chunks, s.text)
	case f.segments == nil || f.flat:
		return globMatch(f.pieces, s.text)
	case f.headed:
		return strings.HasPrefix(s.text, f.literal) && globMatch(f.segments[5], s.text[len(f.literal):])
	case !s.isARN():
		return false
	}
	return matchSegments(f.segments, s, false) == Yes || f.cross && f.runsOn(f.pieces, f.segments, s.text)
}

// mayMatch reports whether a text matches for some values of the variables, nearly: it tells texts
// that lack a literal of the pattern.
func (f *form) mayMatch(text string) bool {
	pieces := make([]Piece, 0, len(f.pieces)+1)
	for _, p := range f.pieces {
		if p.Kind == Variable {
			p = Piece{Kind: Star}
		}
		pieces = append(pieces, p)
	}
	if f.short {
		pieces = append(pieces, Piece{Kind: Star})
	}
	return globMatch(pieces, text)
}

func matchSegments(segments [][]Piece, s *subject, holes bool) Truth {
	all := Yes
	for i := range segments {
		if holes {
			all = all.And(matchHoles(segments[i], s.segment(i)))
		} else {
			all = truth(globMatch(segments[i], s.segment(i)))
		}
		if all == No {
			return No
		}
	}
	return all
}

// equal compares the text of the pattern, wildcards being characters, with a text.
func (p *Pattern) equal(text string, fold bool, e *evaluation) Truth {
	f := &p.form
	if f.constant && !hasHole(text) {
		if fold {
			return truth(strings.EqualFold(p.plain(), text))
		}
		return truth(p.plain() == text)
	}
	if !f.holes && !fold && !hasHole(text) && !e.spells(f.pieces, text) {
		return No
	}
	pieces := f.pieces
	if !f.constant {
		var known Truth
		if pieces, known = e.resolvePieces(f.pieces); known != Yes {
			return known
		}
	}
	if !f.holes && !hasHole(text) && !e.resolvedHole {
		whole := literalText(pieces)
		return truth(whole == text || fold && strings.EqualFold(whole, text))
	}
	if fold {
		pieces, text = foldPieces(pieces), foldText(text)
	}
	return matchHoles(literalPieces(pieces), text)
}

// plain is the text of a constant pattern: as written, but for ${*} and its like.
func (p *Pattern) plain() string {
	if p.form.exact {
		return p.form.literal
	}
	return literalText(p.Pieces)
}

// literalPieces makes wildcards the characters they are written with.
func literalPieces(pieces []Piece) []Piece {
	all := make([]Piece, len(pieces))
	for i, p := range pieces {
		if p.Kind == Star || p.Kind == AnyChar {
			p.Kind = Literal
		}
		all[i] = p
	}
	return all
}

func foldPieces(pieces []Piece) []Piece {
	all := make([]Piece, len(pieces))
	for i, p := range pieces {
		if p.Kind != Hole {
			p.Text = strings.ToLower(p.Text)
		}
		all[i] = p
	}
	return all
}

// foldText lowers the letters of a text outside its holes.
func foldText(text string) string {
	parts := strings.Split(text, string(holeMark))
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.ToLower(parts[i])
	}
	return strings.Join(parts, string(holeMark))
}
