package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// narrowed returns the resources that a statement needs for the uses of one action, sorted; nil
// when the statement has no element about resources.
func (s *Statement) narrowed(uses []grantUse, exact bool) []string {
	if s.Resource == nil && s.NotResource == nil {
		return nil
	}
	var all []string
	open := map[*Pattern][]string{} // resources by the pattern that lets them in
	var order []*Pattern
	for _, u := range uses {
		switch {
		case u.resource == "*" && s.Resource != nil:
			all = append(all, s.whole(u.action)...)
		case u.resource == "*":
			all = append(all, "*") // NotResource: what is not excluded has no name
		case u.pattern != nil && !narrowable(u.pattern):
			all = append(all, u.pattern.Text)
		default:
			if open[u.pattern] == nil {
				order = append(order, u.pattern)
			}
			name := u.resource
			switch {
			case strings.ContainsAny(name, "*?") && !s.letsIn(u.pattern, name):
				name = escape(name)
			case hasDollar(name) && s.hasVariables():
				name = strings.ReplaceAll(name, "${", "${$}{")
			}
			open[u.pattern] = append(open[u.pattern], name)
		}
	}
	for _, p := range order {
		names := open[p]
		if !exact {
			names = generalise(names, func(glob string) bool { return s.letsIn(p, glob) })
		}
		all = append(all, names...)
	}
	return withoutCovered(all)
}

// whole are the resources for a use whose resource is not known: all that the statement has for
// the action.
func (s *Statement) whole(action string) (all []string) {
	a := LookupAction(action)
	for i := range s.Resource {
		p := &s.Resource[i]
		if p.Text == "*" && (a == nil || !a.Scopable()) {
			return []string{"*"}
		}
		all = append(all, p.Text)
	}
	return all
}

// narrowable reports whether a pattern has something to narrow and nothing that is narrow already:
// a policy variable.
func narrowable(p *Pattern) bool {
	return p.Constant() && slices.ContainsFunc(p.Pieces, func(piece Piece) bool { return piece.Kind == Star || piece.Kind == AnyChar })
}

// escape writes a text as a pattern that matches nothing else.
func escape(text string) string {
	if !strings.ContainsAny(text, "*?$") {
		return text
	}
	return strings.NewReplacer("*", "${*}", "?", "${?}", "${", "${$}{").Replace(text)
}

// hasVariables reports whether ${…} in a resource of the statement is a variable.
func (s *Statement) hasVariables() bool {
	patterns := s.Resource
	if patterns == nil {
		patterns = s.NotResource
	}
	return len(patterns) > 0 && patterns[0].form.how.variables
}

// letsIn reports whether a pattern of the statement, or all but what it excludes, contains a glob.
func (s *Statement) letsIn(p *Pattern, glob string) bool {
	if p != nil {
		return globCovers(p.Text, glob)
	}
	for i := range s.NotResource {
		if !s.NotResource[i].Constant() || globsMeet(s.NotResource[i].Text, glob) {
			return false
		}
	}
	return true
}

// globCovers reports whether every string that one glob matches is matched by another.
func globCovers(wide, narrow string) bool {
	if wide == "*" || wide == narrow {
		return true
	}
	classes, ok := globset.Partition([]string{wide, narrow}, globset.Options{Limit: 4000})
	return ok && !slices.ContainsFunc(classes, func(c globset.Class) bool { return c.Member.Has(1) && !c.Member.Has(0) })
}

func globsMeet(a, b string) bool {
	classes, ok := globset.Partition([]string{a, b}, globset.Options{Limit: 4000})
	return !ok || slices.ContainsFunc(classes, func(c globset.Class) bool { return c.Member.Has(0) && c.Member.Has(1) })
}

func withoutCovered(all []string) []string {
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > 200 {
		return all // pairs would take long, and nobody reads so many
	}
	var kept []string
	for i, glob := range all {
		covered := false
		for j, other := range all {
			covers := i != j && strings.ContainsAny(other, "*?") && globCovers(other, glob)
			covered = covered || covers && (j < i || !globCovers(glob, other)) // of two that say the same one stays
		}
		if !covered {
			kept = append(kept, glob)
		}
	}
	return kept
}
