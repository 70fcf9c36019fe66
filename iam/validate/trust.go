package validate

import (
	"slices"
	"strings"
)

// trustChecks are about the trust policy of a role.
func trustChecks() []check {
	return []check{
		{
			code: "MISMATCHED_ACTION_FOR_PRINCIPAL", kind: Error, title: "Mismatched action for principal",
			text: "Users of a SAML provider assume a role with AssumeRoleWithSAML, those of an OpenID Connect provider with AssumeRoleWithWebIdentity, all others with AssumeRole.", fix: "Use the action that belongs to the principal",
			statement: mismatchedAction,
		}, {
			code: "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", kind: Error, title: "Missing action for roles anywhere trust policy",
			text: "IAM Roles Anywhere assumes a role with tags and a source identity.", fix: "Allow sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession",
			document: func(p *policy, r report) {
				need := []string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}
				var first *statement
				for _, s := range p.statements {
					if p.Type != Trust || s.effect != "Allow" || !slices.ContainsFunc(s.services(), func(p principal) bool { return p.name.s == "rolesanywhere.amazonaws.com" }) {
						continue
					}
					if first == nil {
						first = s
					}
					if s.action.open || s.notAction.present {
						return
					}
					need = slices.DeleteFunc(need, func(name string) bool {
						return slices.ContainsFunc(s.action.items, func(a text) bool { return !a.whole() || covers(a.s, name, true) })
					})
				}
				if first != nil && len(need) > 0 {
					r.statement = first.index
					r.at(first.value.Pos, "rolesanywhere.amazonaws.com is not allowed %s", strings.Join(need, " and "))
				}
			},
		}, {
			code: "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", kind: Suggestion, title: "Redundant principal in role trust policy",
			text: "Who trusts a role trusts all its sessions.", fix: "Remove the session",
			statement: func(s *statement, r report) {
				for _, p := range s.principals {
					role, ok := roleOfSession(p.name.s)
					if s.Type == Trust && p.key == "AWS" && p.name.whole() && ok {
						for _, q := range s.principals {
							if q.key == "AWS" && matchesRole(q.name.s, role) {
								r.at(p.name.pos, "The session %s belongs to the role %s", quote(p.name.s), quote(q.name.s))
							}
						}
					}
				}
			},
		},
	}
}

// roleOfSession returns the ARN of the role of a session, as of a role without a path.
func roleOfSession(s string) (role string, ok bool) {
	a, ok := arnOf(text{s: s})
	rest, session := strings.CutPrefix(a.resource, "assumed-role/")
	if !ok || !session {
		return "", false
	}
	name, _, _ := strings.Cut(rest, "/")
	return "arn:" + a.partition + ":iam::" + a.account + ":role/" + name, true
}

// matchesRole reports whether an ARN is that of a role, perhaps with a path that sessions do not show.
func matchesRole(s, role string) bool {
	at, name := strings.LastIndexByte(s, '/'), strings.LastIndexByte(role, '/')
	return at > 0 && s[at:] == role[name:] && strings.HasPrefix(s, role[:name])
}

// provider tells what a federated principal is: "saml", "oidc", or "" for neither.
func provider(s string) string {
	if a, ok := arnOf(text{s: s}); ok && a.prefix == "arn" {
		switch {
		case a.service == "iam" && strings.HasPrefix(a.resource, "saml-provider/"):
			return "saml"
		case a.service == "iam" && strings.HasPrefix(a.resource, "oidc-provider/"):
			return "oidc"
		}
		return ""
	}
	if strings.Contains(s, ".") && !strings.ContainsAny(s, ": *") {
		return "oidc" // cognito-identity.amazonaws.com, accounts.google.com
	}
	return ""
}

// mismatchedAction finds actions that no principal of the statement can use, and federated
// principals that can use no action of it.
func mismatchedAction(s *statement, r report) {
	if s.Type != Trust || s.notPrincipal || !s.principal.present || s.principal.open || s.action.open || len(s.principals) == 0 {
		return
	}
	kinds := map[string]bool{}
	for _, p := range s.principals {
		switch {
		case !p.name.whole():
			return
		case p.key == "Federated":
			kind := provider(p.name.s)
			if kind == "" {
				return // its form is another finding
			}
			kinds[kind] = true
		case p.name.s == "*":
			return
		default:
			kinds["other"] = true
		}
	}
	needs := map[string]string{"sts:assumerole": "other", "sts:assumerolewithsaml": "saml", "sts:assumerolewithwebidentity": "oidc"}
	for _, a := range s.action.items {
		if kind := needs[strings.ToLower(a.s)]; kind != "" && !kinds[kind] {
			var names []string
			for _, p := range s.principals[:min(len(s.principals), 3)] {
				names = append(names, quote(p.name.s))
			}
			r.at(a.pos, "The action %s does not go with %s", quote(a.s), strings.Join(names, ", "))
		}
	}
}

// federationChecks are about identity providers in trust policies
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html).
func federationChecks() []check {
	const github = "token.actions.githubusercontent.com"
	isGitHub := func(p principal) bool {
		return p.key == "Federated" && (p.name.s == github || strings.HasSuffix(p.name.s, ":oidc-provider/"+github))
	}
	return []check{
		{
			code: "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", kind: Error, title: "Invalid federated principal syntax in role trust policy",
			text: "An identity provider is a domain name, or the ARN of a SAML or OpenID Connect provider.", fix: "Use the domain name or the ARN of the provider",
			statement: func(s *statement, r report) {
				for _, p := range s.principals {
					if s.Type == Trust && p.key == "Federated" && p.name.whole() && !p.name.wild() && provider(p.name.s) == "" {
						r.at(p.name.pos, "%s is no identity provider", quote(p.name.s))
					}
				}
			},
		}, {
			code: "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", kind: SecurityWarning, title: "Missing condition key for OIDC principal",
			text: "Everybody with an account at the provider can assume the role.", fix: "Add conditions on the provider's keys, its aud and sub",
			statement: func(s *statement, r report) {
				if s.Type != Trust || s.effect != "Allow" || s.condOpen || s.notPrincipal {
					return
				}
				for _, p := range s.principals {
					if p.key != "Federated" || !p.name.whole() || provider(p.name.s) != "oidc" {
						continue
					}
					domain := p.name.s
					if _, after, ok := strings.Cut(domain, ":oidc-provider/"); ok {
						domain = after
					}
					if !slices.ContainsFunc(s.conditions, func(c *condition) bool { return c.has(domain+":") || strings.Contains(c.key.s, "/") && c.has(domain) }) {
						r.at(p.name.pos, "There is no condition on the tokens of %s", quote(domain))
					}
				}
			},
		}, {
			code: "MISSING_GITHUB_REPO_CONDITION_KEY", kind: SecurityWarning, title: "Missing GitHub repo condition key",
			text: "Every workflow on GitHub, of anybody, can assume the role.", fix: "Add a condition on " + github + ":sub with the repository and the branch",
			statement: func(s *statement, r report) {
				if s.Type != Trust || s.effect != "Allow" || s.condOpen || s.notPrincipal {
					return
				}
				if i := slices.IndexFunc(s.principals, isGitHub); i >= 0 && len(s.given(github+":sub", github+":job_workflow_ref")) == 0 {
					r.at(s.principals[i].name.pos, "There is no condition on %s:sub", github)
				}
			},
		}, {
			code: "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", kind: Warning, title: "Specific GitHub repo and branch recommended",
			text: "The wildcard lets in more repositories or branches than were meant.", fix: "Name the repository and the branch; the branch may stand in " + github + ":ref",
			conditions: func(c *condition, r report) {
				if c.Type != Trust || c.effect != "Allow" || !c.is(github+":sub") || !c.like {
					return
				}
				ref := len(c.given(github+":ref")) > 0
				for _, v := range c.values {
					star := strings.IndexAny(v.s, "*?")
					// repo:OWNER/NAME:…: a wildcard after the second colon is the branch.
					if star >= 0 && (!ref || strings.Count(v.s[:star], ":") < 2) {
						r.at(v.pos, "The subject %s has a wildcard", quote(v.s))
					}
				}
			},
		},
	}
}
