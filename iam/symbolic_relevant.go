package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// overlaps reports whether two statements can apply to the same action. It errs on the side of
// yes.
func overlaps(a, b *Statement) bool {
	if a.NotAction != nil || b.NotAction != nil || len(a.Unknown) > 0 || len(b.Unknown) > 0 {
		return true
	}
	for i := range a.Action {
		for j := range b.Action {
			if overlapActions(&a.Action[i], &b.Action[j]) {
				return true
			}
		}
	}
	return false
}

func overlapActions(p, q *Pattern) bool {
	switch {
	case p.form.all || q.form.all || !p.Constant() || !q.Constant():
		return true
	case p.form.exact && q.form.exact:
		return p.form.literal == q.form.literal
	case q.form.exact:
		p, q = q, p
		fallthrough
	case p.form.exact:
		return globset.Match(strings.ToLower(q.Text), p.form.literal)
	}
	a, _, _ := strings.Cut(strings.ToLower(p.Text), ":")
	b, _, _ := strings.Cut(strings.ToLower(q.Text), ":")
	return a == b || strings.ContainsAny(a+b, "*?")
}

// relevant keeps the statements of documents that can matter where n applies.
func relevant(documents []*Document, n *Statement, keep func(*Statement) bool) []*Document {
	var all []*Document
	for _, d := range documents {
		var statements []*Statement
		for _, s := range d.Statements {
			if s == n || keep(s) && overlaps(n, s) {
				statements = append(statements, s)
			}
		}
		if len(statements) > 0 {
			all = append(all, &Document{Version: d.Version, Statements: statements})
		}
	}
	return all
}

// identity is a text that is equal for statements that mean the same by their words: elements and
// lists in any order.
func (s *Statement) identity() string {
	var b strings.Builder
	list := func(name string, patterns []Pattern, present bool) {
		if !present {
			return
		}
		texts := make([]string, len(patterns))
		for i, p := range patterns {
			texts[i] = p.Text
			if p.form.how.variables {
				texts[i] += "\x01"
			}
		}
		slices.Sort(texts)
		b.WriteString(name + "\x02" + strings.Join(texts, "\x03") + "\x04")
	}
	b.WriteString(s.Effect.String())
	list("Action", s.Action, s.Action != nil)
	list("NotAction", s.NotAction, s.NotAction != nil)
	list("Resource", s.Resource, s.Resource != nil)
	list("NotResource", s.NotResource, s.NotResource != nil)
	for name, p := range map[string]*Principals{"Principal": s.Principal, "NotPrincipal": s.NotPrincipal} {
		if p == nil {
			continue
		}
		texts := make([]string, len(p.Named))
		for i, n := range p.Named {
			texts[i] = n.Kind.String() + "\x01" + n.Name.Text
		}
		slices.Sort(texts)
		b.WriteString(name + "\x02" + strings.Join(texts, "\x03") + "\x04")
	}
	conditions := make([]string, len(s.Condition))
	for i, c := range s.Condition {
		texts := make([]string, len(c.Values))
		for j, v := range c.Values {
			texts[j] = v.Text
			if v.form.how.variables {
				texts[j] += "\x01"
			}
		}
		slices.Sort(texts)
		conditions[i] = strings.ToLower(c.Operator.Text+"\x01"+c.Key) + "\x02" + strings.Join(texts, "\x03")
	}
	slices.Sort(conditions)
	b.WriteString(strings.Join(conditions, "\x04"))
	return b.String()
}

// unchanged are the identities of statements of from that still grant in to what they granted:
// Allow statements, when no Deny of from is gone that could have held them back.
func unchanged(from, to []*Document) map[string]bool {
	same := map[string]bool{}
	denies := map[string]bool{}
	for _, d := range to {
		for _, s := range d.Statements {
			if s.Effect == Deny && len(s.Unknown) == 0 {
				denies[s.identity()] = true
			}
		}
	}
	var gone []*Statement
	for _, d := range from {
		for _, s := range d.Statements {
			if s.Effect != Allow && !(s.Effect == Deny && denies[s.identity()]) {
				gone = append(gone, s)
			}
		}
	}
	for _, d := range from {
		for _, s := range d.Statements {
			if s.Effect == Allow && len(s.Unknown) == 0 && !slices.ContainsFunc(gone, func(g *Statement) bool { return overlaps(s, g) }) {
				same[s.identity()] = true
			}
		}
	}
	return same
}
