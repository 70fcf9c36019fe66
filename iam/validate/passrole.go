package validate

import (
	"slices"
	"strings"
)

// grant is how a statement allows one action.
type grant struct {
	named   bool // by its name
	star    bool // by a pattern
	not     bool // by NotAction
	exclude bool // NotResource
	all     bool // its resources have a wildcard that stands for unrelated ones
	pos     text
}

// grants looks at how the statement allows an action; narrow says which wildcards do not stand for unrelated resources.
func (s *statement) grants(action string, narrow func(resource string) bool) (g grant) {
	for _, a := range s.action.items {
		switch {
		case strings.EqualFold(a.s, action):
			g.named, g.pos = true, a
		case a.whole() && strings.ContainsAny(a.s, "*?") && covers(a.s, action, true):
			if !g.named {
				g.pos = a
			}
			g.star = true
		}
	}
	if s.notAction.present && !s.notAction.open {
		g.not = !slices.ContainsFunc(s.notAction.items, func(a text) bool { return !a.whole() || covers(a.s, action, true) })
		g.pos = text{pos: s.notAction.field.KeyPos}
	}
	if !g.named && !g.star && !g.not {
		return g
	}
	g.exclude = s.notResrc.present && !slices.ContainsFunc(s.notResrc.items, func(x text) bool { return x.s == "*" })
	g.all = slices.ContainsFunc(s.resource.items, func(x text) bool { return x.whole() && strings.ContainsAny(x.s, "*?") && !narrow(x.s) })
	return g
}

// grantRows are the six ways in which a statement allows an action for too much.
func grantRows(prefix, title string, kind Kind, action, text, fix string, notResourceFix string, applies func(*statement) bool, narrow func(string) bool) []check {
	row := func(suffix, name, says string, test func(grant) bool) check {
		f := fix
		if strings.Contains(suffix, "NOT_RESOURCE") {
			f = notResourceFix
		}
		return check{code: prefix + "_WITH_" + suffix, kind: kind, title: title + " with " + name, text: text, fix: f, statement: func(s *statement, r report) {
			// AWS's API knows identity policies only; a boundary or session policy grants nothing.
			if s.Type != Identity || s.effect != "Allow" || !applies(s) {
				return
			}
			if g := s.grants(action, narrow); test(g) {
				r.at(g.pos.pos, "%s", says)
			}
		}}
	}
	return []check{
		row("NOT_RESOURCE", "NotResource", "The action "+action+" is allowed for all but the resources in NotResource", func(g grant) bool { return g.named && g.exclude }),
		row("STAR_IN_ACTION_AND_NOT_RESOURCE", "star in action and NotResource", "A wildcard in Action allows "+action+" for all but the resources in NotResource",
			func(g grant) bool { return g.star && !g.named && g.exclude }),
		row("NOT_ACTION_AND_NOT_RESOURCE", "NotAction and NotResource", "NotAction allows "+action+" for all but the resources in NotResource", func(g grant) bool { return g.not && g.exclude }),
		row("STAR_IN_RESOURCE", "star in resource", "The action "+action+" is allowed on resources with a wildcard", func(g grant) bool { return g.named && g.all }),
		row("STAR_IN_ACTION_AND_RESOURCE", "star in action and resource", "A wildcard in Action allows "+action+", on resources with a wildcard", func(g grant) bool { return g.star && !g.named && g.all }),
		row("STAR_IN_RESOURCE_AND_NOT_ACTION", "star in resource and NotAction", "NotAction allows "+action+", on resources with a wildcard", func(g grant) bool { return g.not && g.all }),
	}
}

// restricts reports whether the statement has a condition that a key must meet.
func (s *statement) restricts(key string) bool {
	return s.condOpen || slices.ContainsFunc(s.given(key), func(c *condition) bool { return c.needs() })
}

// passRoleChecks are about iam:PassRole, with which a role is given to a service
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
func passRoleChecks() []check {
	// role/Service* is narrow: many services begin the names of their roles so.
	narrow := func(resource string) bool {
		a, ok := arnOf(text{s: resource})
		name, role := strings.CutPrefix(a.resource, "role/")
		return ok && (a.service == "iam" || !strings.ContainsAny(a.service, "*?")) && (role && name != "" && !strings.ContainsAny(name[:1], "*?") || !overlap(a.resource, "role/*"))
	}
	return grantRows("PASS_ROLE", "Pass role", SecurityWarning, "iam:PassRole",
		"Who may pass any role to a service may do whatever any role may.",
		"Name the roles, or add the condition key iam:PassedToService", "Name the roles in Resource",
		func(s *statement) bool { return !s.restricts("iam:PassedToService") }, narrow)
}

// linkedRoleChecks are about iam:CreateServiceLinkedRole
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html).
func linkedRoleChecks() []check {
	narrow := func(resource string) bool {
		a, ok := arnOf(text{s: resource})
		name, linked := strings.CutPrefix(a.resource, "role/aws-service-role/")
		return ok && (linked && name != "" && !strings.ContainsAny(name[:1], "*?") || !overlap(a.resource, "role/aws-service-role/*"))
	}
	return grantRows("CREATE_SLR", "Create SLR", Warning, "iam:CreateServiceLinkedRole",
		"Service-linked roles can be made for services that nobody meant.",
		"Name the roles, or add the condition key iam:AWSServiceName", "Name the roles in Resource",
		func(s *statement) bool { return !s.restricts("iam:AWSServiceName") }, narrow)
}
