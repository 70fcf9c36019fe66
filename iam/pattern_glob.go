package iam

import (
	"strings"
	"unicode/utf8"
)

// globMatch reports whether a text matches pieces that are literals, stars and question marks. A
// star is followed leftmost and never taken back: the text between two stars, found once as far
// left as it goes, leaves the most for the rest. So a*a*a*… takes one walk over the text. A
// question mark stands for one character, not one byte.
func globMatch(pieces []Piece, s string) bool {
	first, rest, star := cutStar(pieces)
	n, ok := chunkAt(first, s)
	if !ok {
		return false
	}
	if !star {
		return n == len(s)
	}
	s = s[n:]
	for {
		var chunk []Piece
		chunk, rest, star = cutStar(rest)
		if !star {
			return chunkAtEnd(chunk, s)
		}
		if s, ok = afterChunk(chunk, s); !ok {
			return false
		}
	}
}

// chunksOf returns the texts before, between and after the stars of pieces without question marks,
// or nil when there are some.
func chunksOf(pieces []Piece) (chunks []string) {
	for star := true; star; {
		var chunk []Piece
		chunk, pieces, star = cutStar(pieces)
		for i := range chunk {
			if chunk[i].Kind != Literal {
				return nil
			}
		}
		chunks = append(chunks, literalText(chunk))
	}
	return chunks
}

// chunksMatch is globMatch for chunks. The ends are tried first: they differ the most.
func chunksMatch(chunks []string, s string) bool {
	first, last := chunks[0], chunks[len(chunks)-1]
	if len(s) < len(first)+len(last) || !strings.HasSuffix(s, last) || !strings.HasPrefix(s, first) {
		return false
	}
	s = s[len(first) : len(s)-len(last)]
	for _, chunk := range chunks[1 : len(chunks)-1] {
		i := strings.Index(s, chunk)
		if i < 0 {
			return false
		}
		s = s[i+len(chunk):]
	}
	return true
}

// cutStar splits pieces at the first star.
func cutStar(pieces []Piece) (before, after []Piece, star bool) {
	for i := range pieces {
		if pieces[i].Kind == Star {
			return pieces[:i], pieces[i+1:], true
		}
	}
	return pieces, nil, false
}

// chunkAt matches a chunk without stars at the start of s and returns how much of s it takes.
func chunkAt(chunk []Piece, s string) (n int, ok bool) {
	for i := range chunk {
		if chunk[i].Kind == AnyChar {
			_, w := utf8.DecodeRuneInString(s[n:])
			if w == 0 {
				return 0, false
			}
			n += w
			continue
		}
		if !strings.HasPrefix(s[n:], chunk[i].Text) {
			return 0, false
		}
		n += len(chunk[i].Text)
	}
	return n, true
}

func chunkAtEnd(chunk []Piece, s string) bool {
	for i := len(chunk) - 1; i >= 0; i-- {
		if chunk[i].Kind == AnyChar {
			_, w := utf8.DecodeLastRuneInString(s)
			if w == 0 {
				return false
			}
			s = s[:len(s)-w]
			continue
		}
		if !strings.HasSuffix(s, chunk[i].Text) {
			return false
		}
		s = s[:len(s)-len(chunk[i].Text)]
	}
	return true
}

// afterChunk finds a chunk as far left as it goes and returns what follows it.
func afterChunk(chunk []Piece, s string) (rest string, ok bool) {
	switch {
	case len(chunk) == 0:
		return s, true
	case len(chunk) == 1 && chunk[0].Kind == Literal:
		i := strings.Index(s, chunk[0].Text)
		if i < 0 {
			return "", false
		}
		return s[i+len(chunk[0].Text):], true
	case onlyAnyChars(chunk):
		n, ok := chunkAt(chunk, s)
		return s[n:], ok
	}
	return shiftAnd(chunk, s)
}

func onlyAnyChars(chunk []Piece) bool {
	for i := range chunk {
		if chunk[i].Kind != AnyChar {
			return false
		}
	}
	return true
}

// shiftAnd finds a chunk with question marks among literals: bit i of a set says that the first
// i+1 characters of the chunk end here (Baeza-Yates and Gonnet, "A New Approach to Text
// Searching", 1992). The time is the length of the text times the length of the chunk over 64.
func shiftAnd(chunk []Piece, s string) (rest string, ok bool) {
	masks, length := chunkMasks(chunk)
	other := masks[-1]
	words := len(other)
	set := make([]uint64, words)
	last := uint(length - 1)
	for at, r := range s {
		mask, known := masks[r]
		if !known {
			mask = other
		}
		carry := uint64(1)
		for w := range set {
			next := set[w] >> 63
			set[w] = (set[w]<<1 | carry) & mask[w]
			carry = next
		}
		if set[last/64]&(1<<(last%64)) != 0 {
			_, width := utf8.DecodeRuneInString(s[at:])
			return s[at+width:], true
		}
	}
	return "", false
}

// chunkMasks gives for each character of the chunk the places where it fits; -1 is every other one.
func chunkMasks(chunk []Piece) (masks map[rune][]uint64, length int) {
	for i := range chunk {
		if chunk[i].Kind == AnyChar {
			length++
		} else {
			length += utf8.RuneCountInString(chunk[i].Text)
		}
	}
	words := (length + 63) / 64
	masks = map[rune][]uint64{-1: make([]uint64, words)}
	at := uint(0)
	for i := range chunk {
		if chunk[i].Kind == AnyChar {
			at++
			continue
		}
		for _, r := range chunk[i].Text {
			if masks[r] == nil {
				masks[r] = make([]uint64, words)
			}
			masks[r][at/64] |= 1 << (at % 64)
			at++
		}
	}
	at = 0
	for i := range chunk {
		if chunk[i].Kind != AnyChar {
			at += uint(utf8.RuneCountInString(chunk[i].Text))
			continue
		}
		for _, mask := range masks {
			mask[at/64] |= 1 << (at % 64)
		}
		at++
	}
	return masks, length
}
