package diagram

import "strings"

// width estimates the width of a text in pixels, in the system's sans-serif font at a size. Nobody knows
// which font that is, so it errs on the wide side, that of DejaVu Sans. Hangul, Han and Kana are as wide
// as high.
func width(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300 && r <= 0x1faff:
			w += 1
		case strings.ContainsRune("ijl.,:;'|!I()[]{} /-tfr", r):
			w += 0.44
		case strings.ContainsRune("mwMW@%…", r):
			w += 1
		case r >= 'A' && r <= 'Z':
			w += 0.76
		default:
			w += 0.68
		}
	}
	return w * size
}

// fit cuts a text to a width. The middle goes: the ends of names tell them apart.
func fit(s string, size, limit float64) string {
	if width(s, size) <= limit {
		return s
	}
	letters := []rune(s)
	for n := len(letters) - 1; n > 2; n-- {
		head := (n*3 + 4) / 5
		short := string(letters[:head]) + "…" + string(letters[len(letters)-(n-head):])
		if width(short, size) <= limit {
			return short
		}
	}
	return "…"
}
