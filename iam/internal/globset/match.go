package globset

// Match reports whether a text matches a glob, case counting. It goes back to the last star only,
// so it takes at most len(text) times len(glob) steps.
func Match(glob, text string) bool {
	if isASCII(glob) && isASCII(text) {
		return matchRunes([]byte(glob), []byte(text))
	}
	return matchRunes([]rune(glob), []rune(text))
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
