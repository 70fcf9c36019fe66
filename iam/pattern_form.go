package iam

import (
	"slices"
	"strings"
)

// form is what is known about a pattern before any request, so that most requests are decided
// without walking its pieces.
type form struct {
	how      syntax
	constant bool    // neither variables nor holes
	holes    bool    // has holes
	wild     bool    // has wildcards
	pieces   []Piece // those of the pattern, without case when how.fold

	all      bool   // constant: a star and nothing else
	exact    bool   // constant without wildcards; its text is literal
	literal  string // exact: the whole; arn with a constant head: the text before the sixth segment
	segments [][]Piece
	short    bool     // an ARN with fewer than six segments, completed with stars
	headed   bool     // an ARN whose first five segments are literal: literal is them
	written  int      // segments that are written
	cross    bool     // a star that ends a segment may run on past the colon
	inner    bool     // other wildcards before the last segment, which may not
	flat     bool     // every wildcard before the last segment may: segments do not matter
	typed    *typed   // constant: what an operator that compares no texts compares
	parts    []string // of other constant patterns: the texts between wildcards, which a text must have
	chunks   []string // of most constant patterns: the texts between stars, which are all there is to match
}

func formOf(pieces []Piece, how syntax) form {
	f := form{how: how, constant: true, pieces: pieces}
	if how.fold {
		f.pieces = make([]Piece, len(pieces))
		for i, p := range pieces {
			if p.Kind == Literal {
				p.Text = strings.ToLower(p.Text)
			}
			f.pieces[i] = p
		}
	}
	for _, p := range f.pieces {
		switch p.Kind {
		case Variable:
			f.constant = false
		case Hole:
			f.constant, f.holes = false, true
		case Star, AnyChar:
			f.wild = true
		}
	}
	f.all = len(f.pieces) == 1 && f.pieces[0].Kind == Star
	if f.constant && !f.wild {
		f.exact, f.literal = true, literalText(f.pieces)
	}
	if how.arn {
		f.segment()
	}
	if f.constant && f.wild && (f.segments == nil || f.flat || f.headed) {
		f.chunks = chunksOf(f.pieces)
	}
	if f.constant && f.wild && f.chunks == nil && !f.short {
		f.parts = chunksOf(starsFor(f.pieces))
	}
	return f
}

// starsFor writes every wildcard as a star.
func starsFor(pieces []Piece) []Piece {
	all := slices.Clone(pieces)
	for i := range all {
		if all[i].Kind == AnyChar {
			all[i].Kind = Star
		}
	}
	return all
}

// segment splits an ARN on its first five colons. Missing segments are stars
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
func (f *form) segment() {
	if len(f.pieces) == 0 || f.pieces[0].Kind != Literal || !strings.HasPrefix(f.pieces[0].Text, "arn:") {
		return
	}
	f.segments = make([][]Piece, 0, 6)
	all := make([]Piece, 0, len(f.pieces)+5) // the segments stand in it one after the other
	start := 0
	for _, p := range f.pieces {
		for p.Kind == Literal && len(f.segments) < 5 {
			before, after, colon := strings.Cut(p.Text, ":")
			if !colon {
				break
			}
			if before != "" {
				all = append(all, Piece{Kind: Literal, Text: before})
			}
			f.segments = append(f.segments, all[start:len(all):len(all)])
			start, p.Text = len(all), after
		}
		if p.Kind != Literal || p.Text != "" {
			all = append(all, p)
		}
	}
	f.segments = append(f.segments, all[start:])
	f.written = len(f.segments)
	f.wildcards()
	for len(f.segments) < 6 {
		f.segments, f.short = append(f.segments, []Piece{{Kind: Star, Text: "*"}}), true
	}
	f.flat = f.cross && !f.inner && !f.short
	if f.exact {
		f.exact = !f.short
		return
	}
	f.head()
}

// wildcards tells those that may run on past a colon from those that may not.
func (f *form) wildcards() {
	for i, segment := range f.segments[:min(f.written, 5)] {
		for j, p := range segment {
			switch {
			case p.Kind == Star && j == len(segment)-1:
				f.cross = f.cross || f.how.cross && i < f.written-1
			case p.Kind == Star || p.Kind == AnyChar:
				f.inner = true
			}
		}
	}
}

func (f *form) head() {
	var b strings.Builder
	for _, segment := range f.segments[:5] {
		for _, p := range segment {
			if p.Kind != Literal {
				return
			}
			b.WriteString(p.Text)
		}
		b.WriteByte(':')
	}
	f.headed, f.literal = true, b.String()
}

func literalText(pieces []Piece) string {
	if len(pieces) == 1 {
		return pieces[0].Text
	}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}
