package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text of unknown origin safe to show: control characters become their pictures,
// characters that reorder or hide what follows become the replacement character. It keeps the
// number of characters, so columns stay right. Newlines are control characters too.
func clean(s string) string {
	if !dirty(s) {
		return s
	}
	return strings.Map(cleanRune, s)
}

func dirty(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == 0x7f || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

func cleanRune(r rune) rune {
	switch {
	case r < 0x20:
		return 0x2400 + r // SYMBOL FOR NULL and following
	case r == 0x7f:
		return 0x2421
	case r >= 0x80 && r < 0xa0, // C1: 0x9b alone starts a terminal sequence
		r == 0x2028, r == 0x2029,
		r >= 0xe0000 && r < 0xe0080, // tags
		r >= 0xfff9 && r <= 0xfffb,
		unicode.Is(unicode.Bidi_Control, r), // CVE-2021-42574, "Trojan Source"
		r == 0xfeff, r == 0x200b, r == utf8.RuneError:
		return unicode.ReplacementChar
	}
	return r
}

// wide are the ranges that take two columns of a terminal: the East Asian Wide and Fullwidth
// blocks of https://www.unicode.org/Public/UCD/latest/ucd/EastAsianWidth.txt and emoji.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x2329, 0x232a, 1}, {0x23e9, 0x23ec, 1},
		{0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x26a1, 0x26a1, 1},
		{0x2705, 0x2705, 1}, {0x270a, 0x270b, 1}, {0x2728, 0x2728, 1}, {0x274c, 0x274c, 1},
		{0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1}, {0x2b1b, 0x2b1c, 1},
		{0x2b50, 0x2b50, 1}, {0x2e80, 0x303e, 1}, {0x3041, 0x33ff, 1}, {0x3400, 0x4dbf, 1},
		{0x4e00, 0x9fff, 1}, {0xa000, 0xa4c6, 1}, {0xa960, 0xa97c, 1}, {0xac00, 0xd7a3, 1},
		{0xf900, 0xfaff, 1}, {0xfe10, 0xfe19, 1}, {0xfe30, 0xfe6b, 1}, {0xff01, 0xff60, 1},
		{0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x16fe0, 0x18cd5, 1}, {0x1b000, 0x1b2fb, 1}, {0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1},
		{0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1}, {0x1f200, 0x1f320, 1}, {0x1f32d, 0x1f64f, 1},
		{0x1f680, 0x1f6fc, 1}, {0x1f7e0, 0x1f7eb, 1}, {0x1f90c, 0x1faf8, 1}, {0x20000, 0x3fffd, 1},
	},
}

// runeWidth is how many columns of a terminal a character takes.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

func textWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// pad fills a text with blanks up to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-textWidth(s)))
}

// clip shortens a text to a width, ending in … when something was cut.
func clip(s string, width int) string {
	if textWidth(s) <= width {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > width-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// wrap breaks a text at blanks into lines of at most a width. Korean, too, is broken at blanks;
// a word longer than a line is broken anywhere.
func wrap(s string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		w := textWidth(word)
		if used > 0 && used+1+w > width {
			lines, line, used = append(lines, line), "", 0
		}
		for used == 0 && w > width {
			head := clip(word, width+1)
			head = strings.TrimSuffix(head, "…")
			if head == "" {
				break
			}
			lines, word = append(lines, head), word[len(head):]
			w = textWidth(word)
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+w
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
