package validate

// lower makes an ASCII letter small.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// covers reports whether a pattern matches everything that another, or a text, does. A star of
// the other is covered by a star only, so it is never wrong when it says yes. A star is retried
// from where it was last extended, so the time is at most the product of the lengths; beyond
// maxOverlap it says no, except for a star.
func covers(pattern, other string, fold bool) bool {
	if len(pattern)*len(other) > maxOverlap {
		return pattern == "*"
	}
	p, t, star, mark := 0, 0, -1, 0
	for t < len(other) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && same(pattern[p], other[t], fold):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

func same(p, c byte, fold bool) bool {
	switch {
	case c == '*':
		return false
	case p == '?':
		return true
	case fold:
		return lower(p) == lower(c)
	}
	return p == c
}

// maxOverlap bounds the work of one comparison.
const maxOverlap = 1 << 20

// overlap reports whether there is a text that both patterns match. Beyond maxOverlap it says yes.
func overlap(a, b string) bool {
	if len(a)*len(b) > maxOverlap {
		return true
	}
	// row[j] says whether the rest of a and the rest of b from j have a text in common.
	row, next := make([]bool, len(b)+1), make([]bool, len(b)+1)
	for i := len(a); i >= 0; i-- {
		for j := len(b); j >= 0; j-- {
			switch {
			case i == len(a) && j == len(b):
				row[j] = true
			case i < len(a) && a[i] == '*':
				row[j] = next[j] || j < len(b) && row[j+1]
			case j < len(b) && b[j] == '*':
				row[j] = row[j+1] || i < len(a) && next[j]
			case i == len(a) || j == len(b):
				row[j] = false
			default:
				row[j] = (a[i] == b[j] || a[i] == '?' || b[j] == '?') && next[j+1]
			}
		}
		row, next = next, row
	}
	return next[0]
}

// pattern turns what is not known about a text, and its policy variables, into stars.
func pattern(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == hole[0]:
			b = append(b, '*')
		case s[i] == '$' && i+1 < len(s) && s[i+1] == '{':
			end := i + 2
			for end < len(s) && s[end] != '}' {
				end++
			}
			b = append(b, '*')
			i = end
		default:
			b = append(b, s[i])
		}
	}
	return string(b)
}
