package reach

import (
	"github.com/haechi-dev/haechi/cloud"
)

// attachments are the types of resources that give a policy to principals, and the properties
// that name these.
var attachments = map[string][]struct{ property, target string }{
	"AWS::IAM::Policy":      {{"Roles", roleType}, {"Users", userType}, {"Groups", groupType}},
	managedType:             {{"Roles", roleType}, {"Users", userType}, {"Groups", groupType}},
	"AWS::IAM::RolePolicy":  {{"RoleName", roleType}},
	"AWS::IAM::UserPolicy":  {{"UserName", userType}},
	"AWS::IAM::GroupPolicy": {{"GroupName", groupType}},
}

// attach follows a resource that says something about principals that other resources declare.
func (m *Map) attach(r *cloud.Resource) {
	if places := attachments[r.Type]; places != nil {
		h := held{why: existence(r), managed: m.managed[r.ID]}
		if h.managed != nil {
			h.doc = h.managed.doc
		} else {
			h.doc = m.document(r.Properties.Get("PolicyDocument"))
		}
		for _, place := range places {
			m.each(place.target, r.Properties.Get(place.property), func(target *cloud.Resource, why *cloud.Reason) {
				m.give(target, h.perhaps(why))
			})
		}
		return
	}
	switch r.Type {
	case userType:
		m.each(groupType, r.Properties.Get("Groups"), func(g *cloud.Resource, why *cloud.Reason) { m.join(r, g, why) })
	case additionType:
		m.each(groupType, r.Properties.Get("GroupName"), func(g *cloud.Resource, _ *cloud.Reason) {
			m.each(userType, r.Properties.Get("Users"), func(u *cloud.Resource, why *cloud.Reason) { m.join(u, g, why) })
		})
	case keyType:
		m.each(userType, r.Properties.Get("UserName"), func(u *cloud.Resource, why *cloud.Reason) {
			if why == nil {
				m.byID[u.ID].keys++
			}
		})
	case profileType:
		m.each(roleType, r.Properties.Get("Roles"), func(role *cloud.Resource, why *cloud.Reason) {
			if why == nil {
				m.byID[role.ID].profile = true
			}
		})
	}
}

func (h held) perhaps(why *cloud.Reason) held {
	if why != nil {
		h.why = why
	}
	return h
}

// each calls f for every resource of the type that a text or a list of texts names. Where that
// depends on what is not known, it calls f with the reason for every resource that may be meant.
func (m *Map) each(typ string, v *cloud.Value, f func(*cloud.Resource, *cloud.Reason)) {
	items := []*cloud.Value{v}
	if v.Is(cloud.List) {
		items = v.Items()
	}
	for _, item := range items {
		target, why := m.graph.Target(typ, item)
		switch {
		case target != nil:
			f(target, existence(target))
		case why != nil && why.Code != cloud.NotInSource:
			listing := m.graph.OfType(typ)
			for _, r := range listing.Certain {
				f(r, why)
			}
			for _, possible := range listing.Possible {
				f(possible.Resource, why)
			}
		}
	}
}

func (m *Map) give(target *cloud.Resource, h held) {
	if p := m.byID[target.ID]; p != nil {
		p.identity = appendHeld(p.identity, h)
		return
	}
	for _, g := range m.groups {
		if g.resource == target {
			g.identity = appendHeld(g.identity, h)
		}
	}
}

// appendHeld adds a document once: a role may name a policy that names the role.
func appendHeld(all []held, h held) []held {
	for i, have := range all {
		if have.doc == h.doc {
			if h.why == nil {
				all[i].why = nil
			}
			return all
		}
	}
	return append(all, h)
}

// join makes a user a member of a group, perhaps.
func (m *Map) join(user, g *cloud.Resource, why *cloud.Reason) {
	for _, group := range m.groups {
		if p := m.byID[user.ID]; p != nil && group.resource == g {
			p.groups = append(p.groups, membership{group, why})
		}
	}
}
