package iam

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// Most requests that are looked for are plain: an action that a statement names, on the resource
// that it names, in the context that its conditions ask for. They are tried before the search. It is
// faster, and they are the ones that people understand.

// Limits of what is tried for one statement, and for one question.
const (
	maxQuickActions = 6
	maxQuick        = 96
	maxQuickAll     = 512
)

// quick tries plain requests to which part applies.
func (in inquiry) quick(part *Statement) *Request {
	if in.narrow != nil || in.tries == nil || len(part.Unknown) > 0 {
		return nil
	}
	asked := []*Statement{part}
	if in.also != nil {
		asked = append(asked, in.also)
	}
	context, ok := plainContext(asked, in.budget)
	if !ok {
		return nil
	}
	principals := []Principal{outsider()}
	if part.Principal != nil || part.NotPrincipal != nil {
		principals = candidatePrincipals([]*Statement{part})
		principals = append(principals[3:], principals[:3]...) // those it names first
	}
	tried := 0
	for _, name := range in.plainActions(part, asked) {
		if !allHave(name, context) {
			continue
		}
		for _, resource := range plainResources(name, asked, in.limit.types) {
			for _, p := range principals {
				if tried++; tried > maxQuick || *in.tries <= 0 {
					return nil
				}
				*in.tries--
				req := &Request{Action: name, Resource: resource, Principal: p, Context: maps.Clone(in.always)}
				maps.Copy(req.Context, context)
				if in.confirm(req) {
					return req
				}
			}
		}
	}
	return nil
}

// alwaysHas gives a value to each key that every request has and the statements look at, but for
// those that follow from the principal.
func alwaysHas(documents [][]*Document) map[string][]string {
	conditions := map[string][]*Condition{}
	for _, group := range documents {
		for _, d := range group {
			for _, s := range d.Statements {
				for i := range s.Condition {
					key := strings.ToLower(s.Condition[i].Key)
					if slices.Contains(alwaysThere, key) && !strings.HasPrefix(key, "aws:principal") {
						conditions[key] = append(conditions[key], &s.Condition[i])
					}
				}
			}
		}
	}
	all := map[string][]string{}
	s := &space{}
	for key, list := range conditions {
		if candidates, _ := s.candidates(key, list); len(candidates) > 0 {
			all[key] = candidates[0]
		}
	}
	return all
}

func allHave(action string, context map[string][]string) bool {
	for key, values := range context {
		if len(values) > 0 && !canHave(action, key) {
			return false
		}
	}
	return true
}

// plainActions are some actions of a statement, each of another kind. Where it allows any, they are
// those of the services whose resources are named.
func (in inquiry) plainActions(part *Statement, asked []*Statement) (names []string) {
	kinds := map[kind]bool{}
	add := func(name string, a *Action) bool {
		if in.limit.hasAction(name) {
			if a != nil {
				if kinds[kindOf(a)] {
					return true
				}
				kinds[kindOf(a)] = true
			}
			names = append(names, name)
		}
		return len(names) < maxQuickActions
	}
	if in.limit.one != "" {
		return []string{in.limit.one}
	}
	patterns := part.Action
	if part.NotAction != nil || len(patterns) == 1 && patterns[0].form.all {
		patterns = nil
		for _, s := range asked {
			for i := range s.Resource {
				if segments := s.Resource[i].form.segments; segments != nil && LookupService(literalText(segments[2])) != nil {
					patterns = append(patterns, ActionPattern(literalText(segments[2])+":*"))
				}
			}
		}
	}
	for i := range patterns {
		p := &patterns[i]
		switch {
		case !p.Constant() || p.form.all:
		case p.form.exact:
			name, a := p.Text, LookupAction(p.Text)
			if a != nil {
				name = a.String()
			}
			if !add(name, a) {
				return names
			}
		default:
			if service, _, _ := strings.Cut(p.Text, ":"); strings.ContainsAny(service, "*?") {
				continue
			}
			for _, a := range Actions(p.Text) {
				if !add(a.String(), a) {
					return names
				}
			}
		}
	}
	return names
}

// plainContext satisfies the conditions of some statements, each key for itself.
func plainContext(statements []*Statement, budget *int) (map[string][]string, bool) {
	s := &space{budget: budget}
	conditions := map[string][]*Condition{}
	for _, st := range statements {
		for i := range st.Condition {
			c := &st.Condition[i]
			if len(c.Unknown) > 0 {
				return nil, false
			}
			for _, p := range c.Values {
				if !p.Constant() {
					return nil, false // a variable has its value from the search
				}
			}
			key := strings.ToLower(c.Key)
			conditions[key] = append(conditions[key], c)
		}
	}
	context := map[string][]string{}
	for key, list := range conditions {
		candidates, _ := s.candidates(key, list)
		found := false
		for _, values := range candidates {
			all := Yes
			for _, c := range list {
				all = all.And(s.holds(c, key, values))
			}
			if all == Yes {
				context[key], found = values, true
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	return context, true
}

// plainResources are ARNs that an action can name, made of its formats and of the patterns of the
// statements.
func plainResources(name string, statements []*Statement, types func(*ResourceType) bool) (all []string) {
	a := LookupAction(name)
	if a == nil {
		return nil
	}
	if !a.Scopable() {
		return []string{"*"}
	}
	var patterns [][]string
	for _, s := range statements {
		for i := range s.Resource {
			p := &s.Resource[i]
			switch {
			case !p.Constant():
			case p.form.segments != nil:
				globs := make([]string, 6)
				for j := range 6 {
					globs[j] = glob(p.form.segments[j])
				}
				patterns = append(patterns, globs)
			}
		}
	}
	for _, r := range a.ordinary() {
		if types != nil && !types(r.Type) {
			continue
		}
		for one := range strings.SplitSeq(r.Type.ARN, ", ") { // a few types have two
			format := formatGlobs(one)
			if format == nil {
				continue
			}
			for _, p := range append(patterns, format) {
				if text := spellIn(format, p); text != "" {
					all = append(all, fromGlob(text))
				}
				if len(all) == maxQuick {
					return all
				}
			}
		}
	}
	return all
}

// spellIn spells a pattern as an ARN of a format, or gives "" when it cannot.
func spellIn(format, pattern []string) string {
	parts := make([]string, 6)
	for i := range 6 {
		g := pattern[i]
		if g == "*" {
			g = format[i]
		}
		parts[i] = plainText(i, g)
		if parts[i] == "" || !strings.ContainsAny(g, "*?") {
			parts[i] = filled.Replace(g)
		}
		if !globset.Match(format[i], parts[i]) || !globset.Match(pattern[i], parts[i]) {
			return ""
		}
	}
	if isBucket(format) && strings.Contains(parts[5], "/") {
		return ""
	}
	return strings.Join(parts, ":")
}
