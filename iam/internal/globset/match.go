package globset

// Match reports whether a text matches a glob, case counting. It goes back to the last star only,
// so it takes at most len(text) times len(glob) steps.
func Match(glob, text string) bool {
	if isASCII(glob) && isASCII(text) {
		return matchRunes([]byte(glob), []byte(text))
	}
	return matchRunes([]rune(glob), []rune(text))
}

// Glob is a glob that is matched many times.
type Glob struct {
	bytes []byte
	runes []rune // when it has letters beyond ASCII
}

// Compile prepares a glob.
func Compile(glob string) Glob {
	if isASCII(glob) {
		return Glob{bytes: []byte(glob)}
	}
	return Glob{runes: []rune(glob)}
}

// Compiled reports whether the glob is one, and not the zero Glob.
func (g Glob) Compiled() bool { return g.bytes != nil || g.runes != nil }

// MatchASCII is Match for a text that is ASCII.
func (g Glob) MatchASCII(text []byte) bool {
	if g.runes != nil {
		return matchRunes(g.runes, []rune(string(text)))
	}
	return matchRunes(g.bytes, text)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func matchRunes[T byte | rune](g, t []T) bool {
	i, j, star, mark := 0, 0, -1, 0
	for i < len(t) {
		switch {
		case j < len(g) && g[j] == '*':
			star, mark = j, i
			j++
		case j < len(g) && (g[j] == '?' || g[j] == t[i]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	for j < len(g) && g[j] == '*' {
		j++
	}
	return j == len(g)
}
