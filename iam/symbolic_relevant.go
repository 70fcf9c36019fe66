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

// relevant keeps the statements of documents that can matter where part, a part of n, applies, and
// puts part in the place of n.
func relevant(documents []*Document, n, part *Statement, keep func(*Statement) bool) []*Document {
	var all []*Document
	for _, d := range documents {
		var statements []*Statement
		for _, s := range d.Statements {
			switch {
			case s == n:
				statements = append(statements, part)
			case keep(s) && overlaps(part, s):
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
	b.WriteString(s.Effect.String())
	for _, list := range [][]Pattern{s.Action, s.NotAction, s.Resource, s.NotResource} {
		b.WriteString("\x04" + identityOf(list))
	}
	for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
		b.WriteByte('\x04')
		if p != nil {
			b.WriteString(p.identity())
		}
	}
	conditions := make([]string, len(s.Condition))
	for i := range s.Condition {
		conditions[i] = s.Condition[i].identity()
	}
	slices.Sort(conditions)
	b.WriteString("\x04" + strings.Join(conditions, "\x05"))
	return b.String()
}

func (c *Condition) identity() string {
	return strings.ToLower(c.Operator.Text+"\x01"+c.Key) + "\x02" + identityOf(c.Values)
}

func (p *Principals) identity() string {
	texts := make([]string, len(p.Named))
	for i, n := range p.Named {
		texts[i] = n.Kind.String() + "\x01" + n.Name.Text
	}
	slices.Sort(texts)
	return strings.Join(texts, "\x03")
}

// identityOf is a text for patterns in any order; nil is another than none.
func identityOf(patterns []Pattern) string {
	if patterns == nil {
		return "\x06"
	}
	texts := make([]string, len(patterns))
	for i, p := range patterns {
		texts[i] = p.Text
		if p.form.how.variables {
			texts[i] += "\x01"
		}
	}
	slices.Sort(texts)
	return strings.Join(texts, "\x03")
}
