package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// covered takes from the statements that could be new the actions that from visibly grants
// already: an Allow with a wider action, wider resources and fewer conditions, which no Deny that
// is gone could have held back. What it cannot see stays for the search, so it only saves time.
type covered struct {
	allow      []allowing      // of from
	identities map[string]bool // of the same
	gone       []*Statement    // of from: may have denied, and does so no more
}

// allowing is a statement with what is asked of it for every other.
type allowing struct {
	*Statement
	conditions map[string]bool // their identities
	actions    *actionSet      // nil for NotAction
}

func newCovered(from, to []*Document) *covered {
	denies := map[string]bool{}
	for _, d := range to {
		for _, s := range d.Statements {
			if s.Effect == Deny && len(s.Unknown) == 0 {
				denies[s.identity()] = true
			}
		}
	}
	c := &covered{identities: map[string]bool{}}
	for _, d := range from {
		for _, s := range d.Statements {
			switch {
			case s.Effect == Allow && len(s.Unknown) == 0:
				a := allowing{Statement: s, conditions: s.conditionIdentities()}
				if s.Action != nil {
					a.actions = newActionSet(s.Action)
				}
				c.allow, c.identities[s.identity()] = append(c.allow, a), true
			case s.Effect != Allow && !(s.Effect == Deny && denies[s.identity()]):
				c.gone = append(c.gone, s)
			}
		}
	}
	return c
}

// rest returns n without the actions that are granted already, or nil when none is left.
func (c *covered) rest(n *Statement) *Statement {
	if len(n.Unknown) > 0 || n.Action == nil || n.Effect != Allow {
		if n.NotAction != nil && len(n.Unknown) == 0 && c.same(n) {
			return nil
		}
		return n
	}
	if slices.ContainsFunc(c.gone, func(g *Statement) bool { return overlaps(n, g) }) {
		return n
	}
	var wider []*actionSet
	conditions := n.conditionIdentities()
	for i := range c.allow {
		if o := &c.allow[i]; o.actions != nil && o.covers(n, conditions) {
			wider = append(wider, o.actions)
		}
	}
	if len(wider) == 0 {
		return n
	}
	left := *n
	left.Action = nil
	for i := range n.Action {
		a := &n.Action[i]
		if !slices.ContainsFunc(wider, func(w *actionSet) bool { return w.includes(a) }) {
			left.Action = append(left.Action, *a)
		}
	}
	if left.Action == nil {
		return nil
	}
	return &left
}

// same reports whether from has a statement like n, and no Deny that is gone.
func (c *covered) same(n *Statement) bool {
	return !slices.ContainsFunc(c.gone, func(g *Statement) bool { return overlaps(n, g) }) &&
		c.identities[n.identity()]
}

// spans reports whether o applies to all that n applies to, but for the actions.
func (o *Statement) spans(n *Statement) bool {
	return (&allowing{Statement: o, conditions: o.conditionIdentities()}).covers(n, n.conditionIdentities())
}

func (o *allowing) covers(n *Statement, conditions map[string]bool) bool {
	if !samePrincipals(o.Principal, n.Principal) || !samePrincipals(o.NotPrincipal, n.NotPrincipal) {
		return false
	}
	for identity := range o.conditions {
		if !conditions[identity] {
			return false
		}
	}
	if o.Resource == nil || n.Resource == nil {
		return o.Resource == nil && n.Resource == nil && sameTexts(o.NotResource, n.NotResource)
	}
	for i := range n.Resource {
		if !slices.ContainsFunc(o.Resource, func(p Pattern) bool { return p.includes(&n.Resource[i]) }) {
			return false
		}
	}
	return true
}

func (s *Statement) conditionIdentities() map[string]bool {
	if len(s.Condition) == 0 {
		return nil
	}
	all := make(map[string]bool, len(s.Condition))
	for i := range s.Condition {
		all[s.Condition[i].identity()] = true
	}
	return all
}

// includes reports whether every text that q matches p matches too. It errs on the side of no.
func (p *Pattern) includes(q *Pattern) bool {
	switch {
	case p.form.all:
		return true
	case p.Text == q.Text && p.form.how == q.form.how:
		return true
	case !p.Constant() || !q.Constant() || q.form.all:
		return false
	case p.form.segments != nil && q.form.segments != nil:
		for i := range 6 {
			if !includesGlob(glob(p.form.segments[i]), glob(q.form.segments[i])) {
				return false
			}
		}
		return true
	}
	return false
}

// includesGlob compares globs: with the wildcards of the narrower one as letters that nothing but
// a wildcard matches, the wider one still matches.
func includesGlob(wide, narrow string) bool {
	if wide == narrow || wide == "*" {
		return true
	}
	if strings.Contains(wide, "?") && strings.ContainsAny(narrow, "*?") {
		return false // ? matches one letter, and * may be none or many
	}
	return globset.Match(wide, literalGlob(narrow))
}

// includes reports whether a set visibly has all actions of a pattern.
func (s *actionSet) includes(a *Pattern) bool {
	switch {
	case s.all:
		return true
	case !a.Constant() || a.form.all:
		return false
	case a.form.exact && s.exact[a.form.literal]:
		return true
	}
	text := strings.ToLower(a.Text)
	service, _, _ := strings.Cut(text, ":")
	for _, list := range [][]string{s.parts[service], s.parts[""]} {
		for _, g := range list {
			if includesGlob(g, text) {
				return true
			}
		}
	}
	return false
}

func samePrincipals(a, b *Principals) bool {
	if a == nil || b == nil {
		return a == b
	}
	return len(a.Unknown) == 0 && len(b.Unknown) == 0 && a.identity() == b.identity()
}

func sameTexts(a, b []Pattern) bool { return identityOf(a) == identityOf(b) }
