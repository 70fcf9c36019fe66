package schema

import "strings"

// HasPath reports whether a resource type has a property at a path. The step "*" stands for every
// item of a list or value of a map. Below free-form JSON every path exists.
func HasPath(typ string, path []string) bool {
	db := Embedded()
	r := db.Lookup(typ)
	if r == nil || len(path) == 0 {
		return false
	}
	p := r.Properties[path[0]]
	return p != nil && hasPath(db, p.Type, path[1:])
}

func hasPath(db *DB, t Type, path []string) bool {
	if len(path) == 0 {
		return true
	}
	switch t.Kind {
	case JSON:
		return true
	case List, Map:
		return path[0] == "*" && hasPath(db, *t.Elem, path[1:])
	case Union:
		for _, alternative := range t.Of {
			if hasPath(db, alternative, path) {
				return true
			}
		}
	case ObjectKind:
		if o := db.Object(t.Name); o != nil && o.Properties[path[0]] != nil {
			return hasPath(db, o.Properties[path[0]].Type, path[1:])
		}
	}
	return false
}

// SuggestType returns the known resource type that is nearest to a misspelt one, or "".
func SuggestType(typ string) string {
	best, least := "", len(typ)/3+1
	for _, known := range Types() {
		if d := distance(strings.ToLower(typ), strings.ToLower(known), least); d < least {
			best, least = known, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes, or limit when it is not below.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal, smallest := row[0], limit
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
			smallest = min(smallest, cost)
		}
		if smallest >= limit {
			return limit
		}
	}
	return min(row[len(b)], limit)
}
