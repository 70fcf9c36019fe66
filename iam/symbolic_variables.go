package iam

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// maxAssignments bounds the combinations of values of policy variables.
const maxAssignments = 400

// assignments lists values of the policy variables, together: for each variable a plain one, none,
// one of each class that the conditions on the key tell apart, and those with which a pattern
// becomes the text of another. The first is the plainest. It is not complete when there are more
// than a question can be put for.
func assignments(documents [][]*Document, only func(key string) ([][]string, bool), budget *int) (all []map[string][]string, complete bool) {
	keys, conditions := variables(documents)
	more := map[string][]string{}
	for _, f := range fillers(documents) {
		more[f.key] = append(more[f.key], f.text)
	}
	options, complete := make([][][]string, len(keys)), true
	for i, key := range keys {
		plain := plainValue(key)
		if i > 0 && plain == "somebody" { // what is not said to be equal is not
			plain += strconv.Itoa(i + 1)
		}
		list, enough := variableValues(key, plain, conditions[key], more[key], budget)
		options[i], complete = list, complete && enough
	}
	shareValues(keys, options, func(a, b string) bool {
		return compared(conditions[a], b) || compared(conditions[b], a) || inOnePlace(documents, a, b)
	})
	for i, key := range keys {
		if only == nil {
			break
		}
		if values, bound := only(key); bound {
			options[i] = values
		}
	}
	total := 1
	for _, list := range options {
		if total *= len(list); total > maxAssignments {
			total, complete = maxAssignments+1, false
		}
	}
	return combine(keys, options), complete
}

// variables are the keys that policies use as variables, in order, and the conditions on them.
func variables(documents [][]*Document) (keys []string, conditions map[string][]*Condition) {
	used := map[string]bool{}
	conditions = map[string][]*Condition{}
	for _, group := range documents {
		for _, d := range group {
			for _, s := range d.Statements {
				for _, p := range s.patterns() {
					for _, piece := range p.Pieces {
						if piece.Kind == Variable {
							used[strings.ToLower(piece.Text)] = true
						}
					}
				}
				for i := range s.Condition {
					key := strings.ToLower(s.Condition[i].Key)
					conditions[key] = append(conditions[key], &s.Condition[i])
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(used)), conditions
}

// shareValues gives two variables that may have to be equal all values of both.
func shareValues(keys []string, options [][][]string, related func(a, b string) bool) {
	for i := range keys {
		for j := range i {
			if !related(keys[i], keys[j]) {
				continue
			}
			for _, values := range options[j] {
				options[i] = appendValue(options[i], values)
			}
			for _, values := range options[i] {
				options[j] = appendValue(options[j], values)
			}
		}
	}
}

func compared(conditions []*Condition, key string) bool {
	return slices.ContainsFunc(conditions, func(c *Condition) bool { return c.names(key) })
}

// inOnePlace reports whether two variables stand in one place of two texts for the same thing.
func inOnePlace(documents [][]*Document, a, b string) bool {
	for _, group := range alike(documents) {
		before := map[string]bool{}
		for _, key := range []string{a, b} {
			for _, p := range group {
				for k, piece := range p.Pieces {
					if piece.Kind != Variable || !strings.EqualFold(piece.Text, key) {
						continue
					}
					at := tailOf(textBefore(p.Pieces[:k]))
					if key == a {
						before[at] = true
					} else if before[at] {
						return true
					}
				}
			}
		}
	}
	return false
}

// names reports whether a condition compares its key with a variable.
func (c *Condition) names(key string) bool {
	for _, p := range c.Values {
		for _, piece := range p.Pieces {
			if piece.Kind == Variable && strings.EqualFold(piece.Text, key) {
				return true
			}
		}
	}
	return false
}

// variableValues are the values of one variable: the plain one first, then none (unless every
// request has the key), then what else the conditions and the texts of the policies need.
func variableValues(key, plain string, conditions []*Condition, fillers []string, budget *int) (list [][]string, complete bool) {
	s := &space{budget: budget}
	c := &classifier{}
	for _, condition := range conditions {
		c.atoms = append(c.atoms, func(candidate choice) Truth { return s.holds(condition, key, candidate.values) })
	}
	for _, text := range []string{plain, "anyone-else", "q7", "Z-9"} { // rather than an empty text
		c.add(choice{values: []string{text}})
	}
	found, complete := s.candidates(key, conditions)
	for _, values := range found {
		if len(values) > 0 {
			c.add(choice{values: values})
		}
	}
	for i := range c.choices {
		list = append(list, c.choices[i].values)
	}
	if !slices.Contains(alwaysThere, key) {
		list = slices.Insert(list, 1, nil)
	}
	for _, text := range fillers {
		list = appendValue(list, []string{text})
	}
	return list, complete && !c.full
}

func appendValue(list [][]string, values []string) [][]string {
	for _, have := range list {
		if slices.Equal(have, values) {
			return list
		}
	}
	return append(list, values)
}

// combine gives every key each of its options: first those that differ from the plain values in
// one key only, because most witnesses are among them.
func combine(keys []string, options [][][]string) (all []map[string][]string) {
	at := make([]int, len(keys))
	put := func() {
		one := make(map[string][]string, len(keys))
		for i, key := range keys {
			one[key] = options[i][at[i]]
		}
		all = append(all, one)
	}
	put()
	for i := range keys {
		for at[i] = 1; at[i] < len(options[i]) && len(all) < maxAssignments; at[i]++ {
			put()
		}
		at[i] = 0
	}
	for len(all) < maxAssignments {
		i := 0
		for ; i < len(keys); i++ {
			if at[i]++; at[i] < len(options[i]) {
				break
			}
			at[i] = 0
		}
		if i == len(keys) {
			break
		}
		differs := 0
		for _, n := range at {
			differs += min(n, 1)
		}
		if differs > 1 {
			put()
		}
	}
	return all
}

func plainValue(key string) string {
	switch {
	case strings.HasSuffix(key, "account"):
		return outsiderAccount
	case strings.HasSuffix(key, "userid"):
		return "AIDAEXAMPLEUSERID1234"
	}
	return "somebody"
}

// filler is a text that a variable may have to be for a pattern to name what another names.
type filler struct{ key, text string }

// fillers compares every text that has a variable with the others that stand for the same thing:
// resources, and values of one condition key.
func fillers(documents [][]*Document) []filler {
	groups := alike(documents)
	seen := map[filler]bool{}
	var all []filler
	add := func(key, text string) {
		f := filler{strings.ToLower(key), text}
		if text != "" && !seen[f] && len(all) < maxAssignments {
			seen[f] = true
			all = append(all, f)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		for i := range groups[name] {
			p := &groups[name][i]
			for k, piece := range p.Pieces {
				if piece.Kind != Variable {
					continue
				}
				before := tailOf(textBefore(p.Pieces[:k]))
				if piece.Default != nil {
					add(piece.Text, *piece.Default)
				}
				for j := range groups[name] {
					if rest, ok := strings.CutPrefix(tailOf(groups[name][j].Text), before); ok && i != j {
						add(piece.Text, component(rest))
						if n := len(component(rest)); n < len(rest) && strings.IndexByte("*?", rest[n]) >= 0 {
							add(piece.Text, rest[:n]+"xx"[:1+strings.Count(rest[n:n+1], "*")]) // and more than where the wildcard begins
						}
					}
				}
			}
			// The key itself may be compared with a text.
			for k := range groups {
				for _, piece := range p.Pieces {
					if piece.Kind == Variable && strings.EqualFold(piece.Text, k) {
						for _, v := range groups[k] {
							if v.Constant() {
								add(piece.Text, shortest.Replace(v.Text))
							}
						}
					}
				}
			}
		}
	}
	return all
}

func textBefore(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Kind {
		case Variable:
			b.WriteString("${" + p.Text + "}")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// tailOf is the last segment of an ARN, and any other text whole.
func tailOf(text string) string {
	if parts := strings.SplitN(text, ":", 6); len(parts) == 6 && parts[0] == "arn" {
		return parts[5]
	}
	return text
}

// component is the beginning of a text up to a separator or a wildcard.
func component(text string) string {
	if i := strings.IndexAny(text, "/:*?$"); i >= 0 {
		return text[:i]
	}
	return text
}

// alike groups the patterns that stand for the same thing: resources, under "", and the values of
// each condition key.
func alike(documents [][]*Document) map[string][]Pattern {
	groups := map[string][]Pattern{}
	for _, group := range documents {
		for _, d := range group {
			for _, s := range d.Statements {
				groups[""] = append(append(groups[""], s.Resource...), s.NotResource...)
				for _, c := range s.Condition {
					key := strings.ToLower(c.Key)
					groups[key] = append(groups[key], c.Values...)
				}
			}
		}
	}
	return groups
}
