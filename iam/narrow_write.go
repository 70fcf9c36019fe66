package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// assignUses finds for each use the part that allows it. What no closed part allows for a statement
// is left to [shrinker].
func (n *narrowing) assignUses(used []Use) (requests []*Request) {
	if !n.used {
		return nil
	}
	requests = n.assign(used)
	var rest []grantUse
	for _, g := range n.grants {
		req := &Request{Action: g.action, Resource: g.resource, Open: true}
		if !n.reach(g, req) {
			rest = append(rest, g)
		}
	}
	n.grants = rest
	return requests
}

// reach notes a use in the closed parts of its statement.
func (n *narrowing) reach(g grantUse, req *Request) (found bool) {
	a := LookupAction(g.action)
	for i := range n.parts {
		p := &n.parts[i]
		if p.from != g.statement || !p.closed || !slices.ContainsFunc(p.actions, func(text string) bool {
			action := ActionPattern(text)
			return action.Match(req.Action, req) != No
		}) {
			continue
		}
		for j := range p.patterns {
			switch {
			case req.Resource == "*" && (a == nil || !a.Scopable()) && p.patterns[j].Text != "*":
				continue // the request is for nothing, and only "*" allows it
			case req.Resource != "*" && p.patterns[j].Match(req.Resource, req) == No:
				continue
			}
			found = true
			p.hits = appendNew(p.hits, g.action)
			p.reached = appendNew(p.reached, p.resources[j])
		}
	}
	return found
}

// write builds the new document: what denies first, as it stood.
func (n *narrowing) write(exact bool) *cloud.Value {
	var blocks []block
	list := cloud.NewList(cloud.Pos{})
	sids := map[string]int{}
	keep := func(s *Statement) {
		list.Append(s.Source)
		if s.SID != "" {
			sids[s.SID]++
		}
	}
	for _, s := range n.old.Statements {
		if s.Effect == Deny {
			keep(s)
		}
	}
	for _, s := range n.old.Statements {
		switch {
		case s.Effect == Deny:
		case n.used && len(s.Unknown) == 0 && s.Source.Known():
			blocks = append(blocks, n.usedParts(s)...)
			blocks = append(blocks, n.blocksOf(s, exact)...)
		case n.used && len(s.Unknown) == 0 && s.Effect == Allow && (s.Action != nil && s.Resource != nil):
			blocks = append(blocks, n.usedParts(s)...)
			blocks = append(blocks, n.blocksOf(s, exact)...)
		case n.whole[s]:
			keep(s)
		default:
			for _, p := range n.parts {
				if p.from == s {
					blocks = append(blocks, p.block)
				}
			}
		}
	}
	for _, b := range merge(n.notKept(blocks)) {
		list.Append(b.value(sids, n.values))
	}
	return cloud.NewMap(cloud.Pos{}).Set("Version", cloud.NewString(cloud.Pos{}, n.version())).Set("Statement", list)
}

// notKept leaves out of the blocks what statements that stay as they are allow without conditions.
func (n *narrowing) notKept(blocks []block) (rest []block) {
	if n.used {
		return blocks
	}
	for _, b := range blocks {
		b.actions = slices.DeleteFunc(slices.Clone(b.actions), func(action string) bool {
			return slices.ContainsFunc(n.old.Statements, func(s *Statement) bool { return n.whole[s] && s.allowsAll(action, b.resources) })
		})
		if len(b.actions) > 0 {
			rest = append(rest, b)
		}
	}
	return rest
}

// allowsAll reports whether a statement allows an action pattern on all of the resource patterns,
// whoever asks and under any circumstances. It errs on the side of no.
func (s *Statement) allowsAll(action string, resources []string) bool {
	if s.Effect != Allow || s.Action == nil || s.Resource == nil || s.Condition != nil || s.Principal != nil || s.NotPrincipal != nil || len(s.Unknown) > 0 {
		return false
	}
	return slices.ContainsFunc(s.Action, func(p Pattern) bool {
		return p.Constant() && globCovers(strings.ToLower(p.Text), strings.ToLower(action))
	}) &&
		!slices.ContainsFunc(resources, func(text string) bool {
			return !slices.ContainsFunc(s.Resource, func(p Pattern) bool { return globCovers(p.Text, text) })
		})
}

func (n *narrowing) version() string {
	if n.old.Version == "" {
		return string(Version2008)
	}
	return string(n.old.Version)
}

// usedParts are the closed parts of a statement with the actions that are used, and what services
// do on behalf of the holder, which no log tells.
func (n *narrowing) usedParts(s *Statement) (all []block) {
	for i := range n.around.Contacts {
		if c := &n.around.Contacts[i]; c.Actions != nil {
			all = append(all, n.onBehalf(s, c)...)
		}
	}
	for _, p := range n.parts {
		if p.from == s && p.closed && !p.service && len(p.hits) > 0 {
			slices.Sort(p.hits)
			slices.Sort(p.reached)
			all = append(all, block{from: s, actions: p.hits, resources: p.reached})
		}
	}
	return all
}

// onBehalf is what of a statement a contact needs.
func (n *narrowing) onBehalf(s *Statement, c *Contact) (all []block) {
	for _, name := range c.Actions {
		req := &Request{Action: name, Open: true}
		action := LookupAction(name)
		if action == nil || !slices.ContainsFunc(s.Action, func(p Pattern) bool { return p.Match(name, req) == Yes }) {
			continue
		}
		b := block{from: s, actions: []string{name}}
		for i := range s.Resource {
			r := &s.Resource[i]
			found, within, doubt := n.resourcesOf(c, []*Action{action}, r)
			if len(found) == 0 && (within || doubt != "") {
				found = []string{r.Text}
			}
			b.resources = union(b.resources, found)
		}
		if len(b.resources) > 0 {
			all = append(all, b)
		}
	}
	return all
}
