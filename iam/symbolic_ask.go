package iam

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// inquiry is a question put for every value that policy variables can usefully have.
type inquiry struct {
	documents [][]*Document
	goal      func(q *question, sides []side) status
	reduce    func(n *Statement) *Statement // leaves of an Allow what can be new, nil when nothing can; or nil
	narrow    func(q *question)             // restricts the choices, or nil
	confirm   func(req *Request) bool       // replays a witness through the concrete evaluator
	budget    *int
}

// ask answers an inquiry, one Allow of the first group of documents after the other: only the
// statements that can apply together with it are looked at.
func ask(in inquiry) Answer {
	answer := Answer{Verdict: No}
	budget := maxBudget
	in.budget = &budget
	for _, d := range in.documents[0] {
		for _, n := range d.Statements {
			if n.Effect == Deny {
				continue
			}
			part := n
			if in.reduce != nil {
				if part = in.reduce(n); part == nil {
					continue
				}
			}
			switch one := in.about(n, part); one.Verdict {
			case Yes:
				return one
			case Maybe:
				answer.because(one.Why...)
			}
		}
	}
	return answer
}

// about answers the inquiry for requests to which part, which is n or a part of it, applies.
func (in inquiry) about(n, part *Statement) Answer {
	answer := Answer{Verdict: No}
	documents := [][]*Document{relevant(in.documents[0], n, part, func(s *Statement) bool { return s.Effect != Allow })}
	for _, group := range in.documents[1:] {
		documents = append(documents, relevant(group, n, part, func(*Statement) bool { return true }))
	}
	all, complete := assignments(documents)
	if !complete {
		answer.because(cloud.Because(cloud.NotChecked, "the policies use too many policy variables"))
	}
	base, sides, fullBase := newQuestion(documents...)
	base.space.budget = in.budget
	for _, fixed := range all {
		q, full := base.with(fixed)
		full = full || fullBase
		q.goal = func(q *question) status { return in.goal(q, sides) }
		if in.narrow != nil {
			in.narrow(q)
		}
		if full {
			answer.because(cloud.Because(cloud.NotChecked, "the policies tell too many classes of requests apart"))
		}
		found := q.search(func() bool {
			req := q.witness()
			if req == nil || !in.confirm(req) {
				return false
			}
			answer.Witness = req
			return true
		})
		base.nodes = q.nodes // the limit is for all values of the variables together
		switch found {
		case Yes:
			return Answer{Verdict: Yes, Witness: answer.Witness}
		case Maybe:
			answer.because(q.vague...)
		}
		if *in.budget <= 0 || q.nodes > maxSearch {
			answer.because(cloud.Because(cloud.NotChecked, "the policies tell too many classes of requests apart"))
			return answer
		}
	}
	return answer
}

func (a *Answer) because(reasons ...cloud.Reason) {
	a.Verdict = Maybe
next:
	for _, r := range reasons {
		for _, have := range a.Why {
			if have.Equal(r) {
				continue next
			}
		}
		a.Why = append(a.Why, r)
	}
}

// witness makes a request of what is chosen, or nil when no such request exists.
func (q *question) witness() *Request {
	real := q.space.realize(q.chosen[dimensionAction], q.chosen[dimensionResource])
	if real == nil {
		return nil
	}
	req := &Request{Action: real.action, Resource: real.resource, Principal: outsider(), Context: map[string][]string{}}
	if c := q.chosen[dimensionPrincipal]; c >= 0 {
		req.Principal = q.space.dimensions[dimensionPrincipal].choices[c].principal
	}
	maps.Copy(req.Context, q.space.fixed)
	for d := dimensionKeys; d < len(q.chosen); d++ {
		at := max(q.chosen[d], 0)
		values := q.space.dimensions[d].choices[at].values
		key := q.space.dimensions[d].key
		if len(values) > 0 && q.chosen[d] >= 0 && !canHave(real.action, key) {
			return nil
		}
		req.Context[key] = values
	}
	return req
}

// canHave reports whether requests for an action can have a condition key. Global keys every
// request can have; of an action we do not know, we do not know.
func canHave(action, key string) bool {
	if strings.HasPrefix(key, "aws:") {
		return true
	}
	a := LookupAction(action)
	return a == nil || a.HasKey(key)
}

// maxAssignments bounds the combinations of values of policy variables.
const maxAssignments = 400

// assignments lists values of the policy variables: a plain one for each, and those with which a
// pattern becomes the text of another.
func assignments(documents [][]*Document) (all []map[string][]string, complete bool) {
	var patterns []Pattern
	keys := map[string]bool{}
	for _, group := range documents {
		for _, d := range group {
			for _, s := range d.Statements {
				patterns = append(patterns, s.patterns()...)
			}
		}
	}
	for _, p := range patterns {
		for _, piece := range p.Pieces {
			if piece.Kind == Variable {
				keys[strings.ToLower(piece.Text)] = true
			}
		}
	}
	plain := map[string][]string{}
	for key := range keys {
		plain[key] = []string{plainValue(key)}
	}
	all = []map[string][]string{plain}
	vary := func(base map[string][]string, key, filler string) bool {
		if len(all) == maxAssignments {
			return false
		}
		more := maps.Clone(base)
		more[key] = []string{filler}
		all = append(all, more)
		return true
	}
	// One variable after the other has the text that another pattern has in its place; that two
	// have at once matters only where one text has both, and the pairs are few there.
	for _, f := range fillers(documents) {
		if !vary(plain, f.key, f.text) {
			return all, false
		}
	}
	return all, true
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
				for j := range groups[name] {
					if rest, ok := strings.CutPrefix(tailOf(groups[name][j].Text), before); ok && i != j {
						add(piece.Text, component(rest))
					}
				}
			}
			// The key itself may be compared with a text.
			for k := range groups {
				for _, piece := range p.Pieces {
					if piece.Kind == Variable && strings.EqualFold(piece.Text, k) {
						for _, v := range groups[k] {
							if v.Constant() {
								add(piece.Text, strings.NewReplacer("*", "", "?", "x").Replace(v.Text))
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

// allows reports whether a document alone allows a request: some Allow applies, and no Deny.
func (d *Document) allows(req *Request) Truth {
	kind := d.kind()
	allow, deny := No, No
	for _, s := range d.Statements {
		applies := s.Applies(req, kind)
		switch s.Effect {
		case Allow:
			allow = allow.Or(applies)
		case Deny:
			deny = deny.Or(applies)
		default:
			allow, deny = allow.Or(applies.And(Maybe)), deny.Or(applies.And(Maybe))
		}
	}
	return allow.And(deny.Not())
}

// kind is what kind of policy a document is as far as its statements show: one of a resource
// names principals.
func (d *Document) kind() PolicyKind {
	for _, s := range d.Statements {
		if s.Principal != nil || s.NotPrincipal != nil {
			return ResourcePolicy
		}
	}
	return IdentityPolicy
}

// alone combines documents that are attached together: any of them allows, any of them denies.
func alone(documents []*Document) *Document {
	all := &Document{Version: Version2012}
	for _, d := range documents {
		all.Statements = append(all.Statements, d.Statements...)
	}
	return all
}
