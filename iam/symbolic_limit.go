package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// limit says which actions and resources a question is about. The zero limit is none.
type limit struct {
	who      func(p *Principal) bool    // whose requests count, nil for all
	one      string                     // the only action, when not ""
	prefixes []string                   // of services that are looked at though no statement names them
	services func(prefix string) bool   // whose actions count, nil for all
	actions  func(name string) bool     // which count, nil for all
	types    func(t *ResourceType) bool // which resources, nil for all
	account  string                     // that owns the resources, "" for any
	rcp      map[*Statement]bool        // statements that count only in services that RCPs reach
}

// limitTo is the limit of a question about a pattern of actions.
func limitTo(p *Pattern) limit {
	if p.form.exact {
		if known := LookupAction(p.Text); known != nil {
			return limit{one: known.String()}
		}
		return limit{one: p.Text}
	}
	if !p.Constant() || p.form.all {
		return limit{}
	}
	service, _, _ := strings.Cut(strings.ToLower(p.Text), ":")
	return limit{
		services: func(prefix string) bool { return globset.Match(service, prefix) },
		actions:  func(name string) bool { return p.Match(name, nil) == Yes },
	}
}

func (l *limit) hasService(prefix string) bool { return l.services == nil || l.services(prefix) }
func (l *limit) hasAction(name string) bool    { return l.actions == nil || l.actions(name) }

// and is the limit of requests to which a statement applies, too.
func (l limit) and(s *Statement) limit {
	if l.one != "" || s.Action == nil {
		return l
	}
	for i := range s.Action {
		if p := &s.Action[i]; !p.Constant() || p.form.all {
			return l
		}
	}
	if len(s.Action) == 1 && s.Action[0].form.exact {
		if one := limitTo(&s.Action[0]); l.hasAction(one.one) {
			one.types, one.who, one.account, one.rcp = l.types, l.who, l.account, l.rcp
			return one
		}
	}
	set := newActionSet(s.Action)
	crosses := len(set.parts[""]) > 0
	services := map[string]bool{}
	for prefix := range set.parts {
		services[prefix] = true
	}
	for name := range set.exact {
		prefix, _, _ := strings.Cut(name, ":")
		services[prefix] = true
	}
	return limit{
		services: func(prefix string) bool { return (crosses || services[prefix]) && l.hasService(prefix) },
		actions:  func(name string) bool { return set.holds(strings.ToLower(name)) != No && l.hasAction(name) },
		types:    l.types,
		who:      l.who,
		account:  l.account,
		rcp:      l.rcp,
	}
}

// about leaves of a statement the actions that a pattern has, too, or returns nil when there are none.
func about(n *Statement, p *Pattern) *Statement {
	if len(n.Unknown) > 0 || n.Action == nil || p.form.all {
		return n
	}
	left := *n
	left.Action = nil
	for i := range n.Action {
		a := &n.Action[i]
		switch {
		case !overlapActions(a, p):
		case p.form.exact && a.Constant():
			left.Action = append(left.Action, *p)
			return &left
		default:
			left.Action = append(left.Action, *a)
		}
	}
	if left.Action == nil {
		return nil
	}
	return &left
}
