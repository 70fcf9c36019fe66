package validate

import "strings"

// maxName bounds the length of a name worth comparing.
const maxName = 80

// didYouMean is the function didYouMean for the first names of a document that are wrong.
func (p *policy) didYouMean(name string, candidates []string) string {
	if p.suggested++; p.suggested > maxSuggestions {
		return ""
	}
	return didYouMean(name, candidates)
}

// didYouMean returns "; did you mean …?" with the name nearest to a misspelt one, or "".
func didYouMean(name string, candidates []string) string {
	if len(name) > maxName || len(name) < 3 { // of so few letters any other is near
		return ""
	}
	best, least := "", min((len(name)+2)/3, 4)+1
	small := strings.ToLower(name)
	for _, candidate := range candidates {
		other := strings.ToLower(candidate)
		d := distance(small, other, least)
		if d == least && len(other) > 5 && strings.HasPrefix(small, other) {
			d = least - 1 // SendMessageBatch is SendMessage
		}
		if d < least {
			best, least = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// distance counts the letters to insert, delete or replace to make a into b, or returns limit when
// it is not below.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal, smallest := row[0], i
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
			smallest = min(smallest, row[j])
		}
		if smallest >= limit {
			return limit
		}
	}
	return min(row[len(b)], limit)
}
