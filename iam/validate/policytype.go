package validate

import (
	"strings"

	"github.com/haechi-dev/haechi/iam"
)

// typeChecks are about what a type of policy does not have.
func typeChecks() []check {
	return []check{
		{
			code: "UNSUPPORTED_PRINCIPAL", kind: Error, title: "Unsupported principal",
			text: "A policy of an identity is for that identity, and names no principal.", fix: "Remove the element",
			statement: func(s *statement, r report) {
				if s.Type.identity() && s.principal.present {
					r.at(s.principal.field.KeyPos, "A policy of the type %s does not support %s", s.Type, s.principal.field.Key)
				}
			},
		}, {
			code: "SCP_SYNTAX_ERROR_PRINCIPAL", kind: Error, title: "SCP syntax error principal",
			text: "A service control policy applies to whole accounts, and names no principal.", fix: "Remove it; the condition key aws:PrincipalArn can narrow the statement",
			statement: func(s *statement, r report) {
				if s.Type == SCP && s.principal.present {
					r.at(s.principal.field.KeyPos, "A service control policy does not support %s", s.principal.field.Key)
				}
			},
		}, {
			code: "SCP_SYNTAX_ERROR_ACTION_WILDCARD", kind: Error, title: "SCP syntax error action wildcard",
			text: "In a service control policy the wildcard of an action stands at its end.", fix: "List the actions",
			statement: func(s *statement, r report) {
				for _, a := range s.actions() {
					if s.Type == SCP && strings.ContainsAny(strings.TrimSuffix(a.s, "*"), "*?") {
						r.at(a.pos, "The action %s has a wildcard that is not at its end", quote(a.s))
					}
				}
			},
		}, {
			code: "RCP_SYNTAX_ERROR_PRINCIPAL", kind: Error, title: "RCP syntax error principal",
			text: "A resource control policy is for all principals.", fix: `Use "Principal": "*", and conditions to narrow it`,
			statement: func(s *statement, r report) {
				if s.Type != RCP {
					return
				}
				for _, p := range s.principals {
					if p.name.whole() && (p.name.s != "*" || p.key != "") {
						r.at(p.name.pos, "A resource control policy is for the principal * only")
					}
				}
				if s.principal.present && s.notPrincipal {
					r.at(s.principal.field.KeyPos, "A resource control policy does not support NotPrincipal")
				}
			},
		}, {
			code: "RCP_SYNTAX_ERROR_ALLOW", kind: Error, title: "RCP syntax error allow",
			text: "A resource control policy only takes away: its statements deny, except for the one that allows everything.", fix: "Deny, or allow all principals and resources without a condition",
			statement: func(s *statement, r report) {
				if s.Type != RCP || s.effect != "Allow" {
					return
				}
				all := !s.notResrc.present && !s.value.Has("Condition") && !s.notPrincipal
				for _, x := range s.resource.items {
					all = all && (x.s == "*" || !x.whole())
				}
				for _, p := range s.principals {
					all = all && (p.name.s == "*" || !p.name.whole())
				}
				if !all {
					r.at(s.value.Pos, "The statement allows something in particular")
				}
			},
		}, {
			code: "RCP_SYNTAX_ERROR_NOTACTION", kind: Error, title: "RCP syntax error NotAction",
			text: "A resource control policy names the actions it is about.", fix: "Use Action",
			statement: func(s *statement, r report) {
				if s.Type == RCP && s.notAction.present {
					r.at(s.notAction.field.KeyPos, "A resource control policy does not support NotAction")
				}
			},
		}, {
			code: "RCP_SYNTAX_ERROR_ACTION", kind: Error, title: "RCP syntax error action",
			text: "Resource control policies apply to some services only.", fix: "Name actions of services that support resource control policies",
			statement: func(s *statement, r report) {
				for _, a := range s.action.items {
					prefix, _, ok := strings.Cut(a.s, ":")
					if s.Type != RCP || !ok || strings.ContainsAny(prefix, "*?"+hole) {
						continue
					}
					if service := iam.LookupService(prefix); service != nil && !service.RCP {
						r.at(a.pos, "Resource control policies do not apply to the service %s", prefix)
					}
				}
			},
		}, {
			code: "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", kind: Error, title: "Role trust policy syntax error NotPrincipal",
			text: "A trust policy names whom it trusts.", fix: "Use Principal",
			statement: func(s *statement, r report) {
				if s.Type == Trust && s.principal.present && s.notPrincipal {
					r.at(s.principal.field.KeyPos, "A trust policy does not support NotPrincipal")
				}
			},
		}, {
			code: "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", kind: Error, title: "Role trust policy syntax error resource",
			text: "A trust policy is about the role it belongs to.", fix: "Remove the element",
			statement: func(s *statement, r report) {
				for _, e := range []element{s.resource, s.notResrc} {
					if s.Type == Trust && e.present {
						r.at(e.field.KeyPos, "A trust policy does not support %s", e.field.Key)
					}
				}
			},
		}, {
			code: "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", kind: Error, title: "Role trust policy unsupported wildcard in principal",
			text: "A trust policy names whom it trusts.", fix: "Name accounts, users, roles, services or providers",
			statement: func(s *statement, r report) {
				for _, p := range s.principals {
					if s.Type == Trust && p.key == "" && p.name.s == "*" {
						r.at(p.name.pos, `A trust policy does not support "Principal": "*"`)
					}
				}
			},
		},
	}
}
