package iam

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// A witness is a shortest request with its action, mostly that of the first statement that gives one: none has fewer condition keys, and of those with
// as few none has a shorter text behind the account of its resource. Keys that every request has do
// not count, and partition, Region and account are the usual ones where any will do. Of requests
// that are equally short the first one found stays, which is the plainest.

// maxShorten is what may be spent on finding a shorter witness: positions of globs. Beyond it the
// witness stays as it is.
const maxShorten = 40_000

// length is how long a request is: first by its keys, then by its resource.
type length struct{ keys, resource int }

func lengthOf(req *Request) length {
	l := length{resource: nameLength(req.Resource)}
	for key, values := range req.Context {
		if len(values) > 0 && !slices.Contains(alwaysThere, strings.ToLower(key)) {
			l.keys++
		}
	}
	return l
}

// nameLength is the number of letters of an ARN behind its account; "*" has none.
func nameLength(resource string) int {
	if parts := strings.SplitN(resource, ":", 6); len(parts) == 6 {
		return utf8.RuneCountInString(parts[5])
	}
	return 0
}

func (l length) less(o length) bool {
	return l.keys < o.keys || l.keys == o.keys && l.resource < o.resource
}

// shortest returns a shortest request with the action of one that was found, which it is itself when
// none is shorter.
func (in inquiry) shortest(found *Request) *Request {
	best := lengthOf(found)
	if best.keys == 0 && best.resource <= leastName(found.Action) {
		return found
	}
	budget := maxShorten
	in.budget = &budget
	one := &Statement{Effect: Allow, Action: []Pattern{ActionPattern(found.Action)}}
	var documents [][]*Document
	for _, group := range in.documents {
		documents = append(documents, relevant(group, nil, one, func(*Statement) bool { return true }))
	}
	about := in.limit
	about.one = found.Action
	all, _ := assignments(documents, in.values, in.budget)
	base, sides, _ := newQuestion(in.budget, about, documents...)
	for _, fixed := range all {
		keys := lengthOf(&Request{Context: fixed}).keys
		if keys > best.keys {
			continue
		}
		q, _ := base.with(fixed, (*question).addShortest)
		q.goal = func(q *question) status { return in.goal(q, sides) }
		if in.narrow != nil {
			in.narrow(q)
		}
		if shorter := q.shorter(keys, best, in.confirm); shorter != nil {
			found, best = shorter, lengthOf(shorter)
		}
		base.nodes = q.nodes
		if budget <= 0 || q.nodes > maxSearch {
			break
		}
	}
	return found
}

// plainer returns a request with fewer condition keys than one that was found for a statement, when
// another statement gives one at once; then it may have another action.
func (in inquiry) plainer(found *Request, of *Statement) *Request {
	for _, d := range in.documents[0] {
		for _, n := range d.Statements {
			best := lengthOf(found)
			if best.keys == 0 {
				return found
			}
			if n.Effect == Deny || n == of {
				continue
			}
			part := n
			if in.reduce != nil {
				part = in.reduce(n)
			}
			if part == nil {
				continue
			}
			if req := in.quick(part); req != nil {
				if req = in.shortest(req); lengthOf(req).keys < best.keys {
					found = req
				}
			}
		}
	}
	return found
}

// shorter searches a request that is shorter than best: with no more keys than it has to have, keys
// being those of the variables.
func (q *question) shorter(keys int, best length, confirm func(*Request) bool) (found *Request) {
	resources := q.space.dimensions[dimensionResource].choices
	for few := 0; keys+few <= best.keys && found == nil; few++ {
		q.few = &few
		if keys+few == best.keys { // only those with a shorter resource are left
			n := slices.IndexFunc(resources, func(c choice) bool { return nameLength(c.texts[0]) >= best.resource })
			if n < 0 {
				n = len(resources)
			}
			q.space.dimensions[dimensionResource].choices = resources[:n]
			if n == 0 {
				return nil
			}
		}
		q.real = nil
		q.search(func() bool {
			req := q.witness()
			if req == nil || !lengthOf(req).less(best) || !confirm(req) {
				return false
			}
			found = req
			return true
		})
	}
	return found
}

// optionalKeys are how many keys the request has so far that not every request has, but for those of
// the variables.
func (q *question) optionalKeys() (n int) {
	for d := dimensionKeys; d < len(q.chosen); d++ {
		dim := &q.space.dimensions[d]
		if _, fixed := q.space.fixed[dim.key]; !fixed && q.chosen[d] >= 0 && len(dim.choices[q.chosen[d]].values) > 0 && !slices.Contains(alwaysThere, dim.key) {
			n++
		}
	}
	return n
}

// addShortest finds the classes of resources that the only action can name, each with a shortest one,
// the shortest first.
func (q *question) addShortest(statements []*Statement) (full bool) {
	c := q.bindResources(statements)
	texts, complete := q.space.resources.spell(&q.space.limit)
	for _, text := range texts {
		c.add(choice{texts: []string{text}})
	}
	q.space.spelled = true
	return q.setDimension(dimensionResource, c) || !complete
}

// anyFormat is that of an ARN of which nothing is known.
var anyFormat = []string{"arn", "?*", "?*", "*", "*", "?*"}

// formatsOf are the formats of the ARNs that an action can name, and whether it can name none.
func formatsOf(action string, l *limit) (formats [][]string, none bool) {
	a := LookupAction(action)
	switch {
	case a == nil:
		return [][]string{slices.Clone(anyFormat)}, true
	case !a.Scopable():
		return nil, true
	}
	for _, r := range a.ordinary() {
		if l.types != nil && !l.types(r.Type) {
			continue
		}
		for one := range strings.SplitSeq(r.Type.ARN, ", ") { // a few types have two
			if format := formatIn(one, l.account); format != nil {
				formats = append(formats, format)
			}
		}
	}
	return formats, false
}

// leastName is the least number of letters that a resource of an action has behind its account.
func leastName(action string) int {
	formats, none := formatsOf(action, &limit{})
	if none {
		return 0
	}
	least := 1 << 30
	for _, f := range formats {
		least = min(least, utf8.RuneCountInString(strings.ReplaceAll(f[5], "*", "")))
	}
	return least
}

// spell lists ARNs that the only action of a limit can name, one of every class at least that the patterns tell apart,
// the shortest first. It is not complete when there are too many.
func (r *resourceSpace) spell(l *limit) (texts []string, complete bool) {
	formats, none := formatsOf(l.one, l)
	if none {
		texts = append(texts, "*")
	}
	complete = true
	for _, format := range formats {
		heads, ok := r.heads(format)
		complete = complete && ok
		for _, head := range heads {
			globs := []string{format[5]}
			if isBucket(format) {
				globs = append(globs, "*/*")
			}
			named := len(globs)
			for i := range r.patterns {
				if g := r.patterns[i][5]; head.alive.Has(i) && !slices.Contains(globs[named:], g) {
					globs = append(globs, g)
				}
			}
			classes, ok := r.kept.partition(globs, globset.Options{Budget: r.budget, Plain: true, Avoid: punctuation})
			complete = complete && ok
			for _, c := range classes {
				if c.Member.Has(0) && (named == 1 || !c.Member.Has(1)) {
					texts = append(texts, fromGlob(head.text+c.Witness))
				}
			}
		}
	}
	slices.SortStableFunc(texts, func(a, b string) int { return cmp.Compare(nameLength(a), nameLength(b)) })
	return texts, complete
}

// maxHeads bounds the first five segments that are tried for one format.
const maxHeads = 64

// heads are the first five segments of ARNs of a format, the plainest first: one for each set of
// patterns that they leave.
func (r *resourceSpace) heads(format []string) (found []partial, complete bool) {
	alive := globset.NewSet(len(r.patterns))
	for i := range r.patterns {
		alive.Add(i)
	}
	found = []partial{{alive: alive}}
	for i := range 5 {
		classes, n := r.withFormat(i, format[i])
		classes = slices.Clone(classes)
		slices.SortStableFunc(classes, func(a, b globset.Class) int { return cmp.Compare(plainness(i, a.Witness), plainness(i, b.Witness)) })
		var next []partial
		seen := map[string]bool{}
		for _, p := range found {
			for _, c := range classes {
				if !c.Member.Has(n) {
					continue
				}
				rest := globset.NewSet(len(r.patterns))
				for j := range r.patterns {
					if p.alive.Has(j) && c.Member.Has(r.at[j][i]) {
						rest.Add(j)
					}
				}
				if k := rest.Key(); !seen[k] {
					seen[k] = true
					next = append(next, partial{rest, p.text + c.Witness + ":"})
				}
			}
		}
		if len(next) > maxHeads {
			return next[:maxHeads], false
		}
		found = next
	}
	return found, true
}

// plainness is the place of a text among those that are usual in a segment; others follow.
func plainness(segment int, text string) int {
	if i := slices.Index(plainSegments[segment], text); i >= 0 {
		return i
	}
	return len(plainSegments[segment])
}
