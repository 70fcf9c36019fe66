package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/iam/internal/globset"
)

// limit says which actions and resources a question is about. The zero limit is none.
type limit struct {
	one      string                     // the only action, when not ""
	services func(prefix string) bool   // whose actions count, nil for all
	actions  func(name string) bool     // which count, nil for all
	types    func(t *ResourceType) bool // which resources, nil for all
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
