package iam

import (
	"slices"
	"strings"
)

// guard is what the organisation's policies leave of a resource policy.
type guard struct {
	rcp     *Document // what RCPs deny, or nil
	scps    []level
	account string // that owns the resource, when it is sure
}

// level is an SCP, of one level of the organisation.
type level struct {
	*Document
	allows bool // it says what it allows, too
}

// newGuard reads the policies of a zone. Of RCPs only what they deny matters, for RCPFullAWSAccess is
// always attached; so it is with an SCP that allows nothing, for then FullAWSAccess stands beside
// it. Neither asks who the principal is but by conditions.
func newGuard(zone *Zone) *guard {
	g := &guard{}
	if zone.Sure {
		g.account = zone.Account
	}
	if len(zone.RCP) > 0 {
		g.rcp = unnamed(zone.RCP, func(s *Statement) bool { return s.Effect != Allow })
	}
	for _, d := range zone.SCP {
		one := level{Document: unnamed([]*Document{d}, func(*Statement) bool { return true })}
		one.allows = slices.ContainsFunc(one.Statements, func(s *Statement) bool { return s.Effect == Allow })
		g.scps = append(g.scps, one)
	}
	return g
}

// unnamed puts statements of several documents into one, without their principals.
func unnamed(documents []*Document, keep func(*Statement) bool) *Document {
	all := &Document{Version: Version2012}
	for _, d := range documents {
		for _, s := range d.Statements {
			if keep(s) {
				one := *s
				one.Principal, one.NotPrincipal, one.Index = nil, nil, len(all.Statements)
				all.Statements = append(all.Statements, &one)
			}
		}
	}
	all.index = newIndex(all)
	return all
}

// reachedByRCP reports whether RCPs reach the service of an action, as far as is known: what they deny
// elsewhere closes nothing
// (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html).
func reachedByRCP(action string) bool {
	prefix, _, _ := strings.Cut(strings.ToLower(action), ":")
	s := LookupService(prefix)
	return s != nil && s.RCP
}

// unreached is a service that RCPs do not reach, so that a question about all services has one.
const unreached = "lambda"

// limit is what the guard leaves of a limit: the resource is of the account.
func (g *guard) limit(l limit) limit {
	l.account = g.account
	if g.rcp != nil {
		l.rcp = map[*Statement]bool{}
		for _, s := range g.rcp.Statements {
			l.rcp[s] = true
		}
		if l.services == nil {
			l.prefixes = append(slices.Clone(l.prefixes), unreached)
		}
	}
	return l
}

// documents are the policies that a question about requests is put to, and how far they let them pass.
func (c *crowd) documents() [][]*Document {
	all := [][]*Document{{c.document}}
	if c.guard.rcp != nil {
		all = append(all, []*Document{c.guard.rcp})
	}
	for _, d := range c.scps() {
		all = append(all, []*Document{d.Document})
	}
	return all
}

// scps are the SCPs that bind the crowd: principals of the organisation.
func (c *crowd) scps() []level {
	if c.governed {
		return c.guard.scps
	}
	return nil
}

// words are all statements whose conditions a request of the crowd may meet.
func (c *crowd) words() *Document {
	if c.guard.rcp == nil && len(c.scps()) == 0 {
		return c.document
	}
	all := &Document{}
	for _, group := range c.documents() {
		all.Statements = append(all.Statements, group[0].Statements...)
	}
	return all
}

func (c *crowd) goal(q *question, sides []side) status {
	result := q.allows(sides[0])
	next := 1
	if c.guard.rcp != nil {
		result = both(result, not(q.denies(sides[next])))
		next++
	}
	for i, d := range c.scps() {
		if d.allows {
			result = both(result, q.allows(sides[next+i]))
		} else {
			result = both(result, not(q.denies(sides[next+i])))
		}
	}
	return result
}

// confirm replays a request.
func (c *crowd) confirm(req *Request) bool {
	if c.document.allows(req) != Yes {
		return false
	}
	if d := c.guard.rcp; d != nil && reachedByRCP(req.Action) && d.denies(req) != No {
		return false
	}
	for _, d := range c.scps() {
		if d.allows && d.Document.allows(req) != Yes || !d.allows && d.denies(req) != No {
			return false
		}
	}
	return true
}

// denies reports whether a statement of a document denies a request.
func (d *Document) denies(req *Request) Truth {
	any := No
	for _, s := range d.Statements {
		switch s.Effect {
		case Deny:
			any = any.Or(s.Applies(req, IdentityPolicy))
		case EffectUnknown:
			any = any.Or(s.Applies(req, IdentityPolicy).And(Maybe))
		}
	}
	return any
}

// denies tells whether a side denies the request.
func (q *question) denies(s side) status {
	deny := statusNo
	for _, i := range s.deny {
		if deny = either(deny, q.row(i)); deny == statusYes {
			break
		}
	}
	return deny
}
