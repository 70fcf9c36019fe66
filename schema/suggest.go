package schema

// Suggest returns the property of a resource or object type that a misspelt name most likely
// means, or "" when none is near. Letters of the wrong case count as no mistake at all.
func Suggest(typ, name string) string {
	var candidates []string
	for candidate := range Embedded().Properties(typ) {
		candidates = append(candidates, candidate)
	}
	return nearest(name, candidates, min((len(name)+2)/3, 4))
}

// SuggestType returns the known resource type that is nearest to a misspelt one, or "".
func SuggestType(typ string) string {
	return nearest(typ, Types(), len(typ)/3)
}

// maxName bounds the length of a name worth comparing; the longest type has 68 letters.
const maxName = 100

// nearest returns the candidate with the fewest mistakes, at most allowed; of several the first in
// the alphabet.
func nearest(name string, candidates []string, allowed int) string {
	if len(name) > maxName {
		return ""
	}
	name = fold(name)
	best, least := "", allowed+1
	for _, candidate := range candidates {
		d := distance(name, fold(candidate), least+1)
		if d < least || d == least && best != "" && candidate < best {
			best, least = candidate, d
		}
	}
	return best
}

// fold makes the ASCII letters small. Names have no others.
func fold(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// distance counts the bytes to insert, delete, replace or swap with their neighbour to make a into
// b (optimal string alignment), or returns limit when it is not below.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	smallest := 0 // in the last row
	for i := 1; i <= len(a); i++ {
		previous := smallest
		row[0], smallest = i, i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			smallest = min(smallest, row[j])
		}
		if smallest >= limit && previous >= limit { // a swap looks two rows back
			return limit
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
