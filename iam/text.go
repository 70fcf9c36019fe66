package iam

import "strings"

const holeMark = '\x00'

// subject is a text that patterns are held against, split once for all of them.
type subject struct {
	text  string
	holes bool
	cut   [5]int // places of the first five colons outside holes
	cuts  int
}

func newSubject(text string) subject {
	s := subject{text: text, holes: strings.IndexByte(text, holeMark) >= 0}
	inside := false
	for i := 0; i < len(text) && s.cuts < 5; i++ {
		switch text[i] {
		case holeMark:
			inside = !inside
		case ':':
			if !inside {
				s.cut[s.cuts] = i
				s.cuts++
			}
		}
	}
	return s
}

// isARN reports whether the text has the six segments of an ARN.
func (s *subject) isARN() bool { return s.cuts == 5 && strings.HasPrefix(s.text, "arn:") }

// segment returns one of the six segments of an ARN.
func (s *subject) segment(i int) string {
	start, end := 0, len(s.text)
	if i > 0 {
		start = s.cut[i-1] + 1
	}
	if i < 5 {
		end = s.cut[i]
	}
	return s.text[start:end]
}

func hasHole(text string) bool { return strings.IndexByte(text, holeMark) >= 0 }

// holeName returns the name of the first hole of a text.
func holeName(text string) string {
	_, after, _ := strings.Cut(text, string(holeMark))
	name, _, _ := strings.Cut(after, string(holeMark))
	return name
}
