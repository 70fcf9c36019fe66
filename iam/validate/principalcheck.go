package validate

import (
	"slices"
	"strings"
)

// principalChecks are about the elements Principal and NotPrincipal
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
func principalChecks() []check {
	return []check{
		{
			code: "INVALID_PRINCIPAL_FORMAT", kind: Error, title: "Invalid principal format",
			text: "A principal is *, or an object that says what kind of principals it names.", fix: `Write it as {"AWS": …}, {"Service": …} or {"Federated": …}`,
			statement: func(s *statement, r report) {
				for _, p := range s.principals {
					if p.key == "" && p.name.whole() && p.name.s != "*" {
						r.at(p.name.pos, "The principal %s does not say what it names", quote(p.name.s))
					}
				}
			},
		}, {
			code: "INVALID_PRINCIPAL_KEY", kind: Error, title: "Invalid principal key",
			text: "There is no such kind of principal.", fix: "Use AWS, Service, Federated or CanonicalUser",
			statement: func(s *statement, r report) {
				if !s.principal.present || intrinsic(s.principal.field.Value) {
					return
				}
				for _, f := range s.principal.field.Value.Fields() {
					if !slices.Contains([]string{"AWS", "Service", "Federated", "CanonicalUser"}, f.Key) {
						r.at(f.KeyPos, "There is no principal key %s%s", quote(f.Key), r.policy.didYouMean(f.Key, []string{"AWS", "Service", "Federated", "CanonicalUser"}))
					}
				}
			},
		}, {
			code: "UNSUPPORTED_WILDCARD_IN_PRINCIPAL", kind: Error, title: "Unsupported wildcard in principal",
			text: "A principal is named whole; a wildcard stands for all or not at all.", fix: "Name the principals, or use a condition on aws:PrincipalArn",
			statement: func(s *statement, r report) {
				for _, p := range s.principals {
					if p.key != "" && strings.ContainsAny(p.name.s, "*?") && (p.key != "AWS" || p.name.s != "*") {
						r.at(p.name.pos, "The principal key %s does not support the wildcard in %s", p.key, quote(p.name.s))
					}
				}
			},
		}, {
			code: "INVALID_ROLE_REFERENCE", kind: Warning, title: "Invalid role reference",
			text: "The identifier of a role stands where its ARN belongs: mostly the role was deleted.", fix: "Use the ARN of the role",
			statement: func(s *statement, r report) { uniqueID(s, r, "AROA", "role") },
		}, {
			code: "INVALID_USER_REFERENCE", kind: Warning, title: "Invalid user reference",
			text: "The identifier of a user stands where its ARN belongs: mostly the user was deleted.", fix: "Use the ARN of the user",
			statement: func(s *statement, r report) { uniqueID(s, r, "AIDA", "user") },
		}, {
			code: "ALLOW_WITH_NOT_PRINCIPAL", kind: SecurityWarning, title: "Allow with NotPrincipal",
			text: "Everybody else is allowed, anonymous callers too.", fix: "Name those who are allowed in Principal",
			statement: func(s *statement, r report) {
				if s.effect == "Allow" && s.principal.present && s.notPrincipal {
					r.at(s.principal.field.KeyPos, "Allow with NotPrincipal")
				}
			},
		}, {
			code: "FEDERATED_PRINCIPAL_NOT_SUPPORTED", kind: Error, title: "Federated principal not supported",
			text: "Only a trust policy knows identity providers.", fix: "Name the role that the provider's users assume",
			statement: func(s *statement, r report) {
				for _, p := range s.principals {
					if s.Type != Trust && s.Type.principals() && p.key == "Federated" {
						r.at(p.name.pos, "A policy of the type %s does not support the federated principal %s", s.Type, quote(p.name.s))
					}
				}
			},
		},
	}
}

func uniqueID(s *statement, r report, prefix, what string) {
	for _, p := range s.principals {
		if p.key == "AWS" && p.name.whole() && strings.HasPrefix(p.name.s, prefix) && len(p.name.s) >= 16 {
			r.at(p.name.pos, "The principal %s is the identifier of a %s", quote(p.name.s), what)
		}
	}
}

// services returns the principals that are services.
func (s *statement) services() (found []principal) {
	for _, p := range s.principals {
		if p.key == "Service" && !s.notPrincipal {
			found = append(found, p)
		}
	}
	return found
}

// sourceKeys say on whose behalf a service calls.
func sourceKeys() []string {
	return []string{"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"}
}

// weakKeys were used for the same before there were source keys.
func weakKeys() []string { return []string{"aws:Referer", "aws:SourceOwner", "AWS:SourceOwner"} }

// servicePrincipalChecks are about services as principals
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
func servicePrincipalChecks() []check {
	unrestricted := func(s *statement) bool {
		return s.Type == Resource && s.effect == "Allow" && len(s.services()) > 0 && !s.condOpen && len(s.given(sourceKeys()...)) == 0
	}
	return []check{
		{
			code: "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", kind: SecurityWarning, title: "Restrict access to service principal",
			text: "The service acts for all its customers: anybody can make it use the resource.", fix: "Add a condition on aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths",
			statement: func(s *statement, r report) {
				if unrestricted(s) && len(s.given(weakKeys()...)) == 0 {
					r.at(s.services()[0].name.pos, "The service %s is allowed for whomever it acts", quote(s.services()[0].name.s))
				}
			},
		}, {
			code: "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", kind: Suggestion, title: "Recommended condition key for service principal",
			text: "The key was not made for saying on whose behalf a service acts.", fix: "Use aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths",
			statement: func(s *statement, r report) {
				if !unrestricted(s) {
					return
				}
				for _, c := range s.given(weakKeys()...) {
					r.at(c.key.pos, "The service %s is restricted by %s", quote(s.services()[0].name.s), quote(c.key.s))
				}
			},
		}, {
			code: "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", kind: Error, title: "Unsupported condition key for service principal",
			text: "A service belongs to no organisation and no account, so the condition is never true for it.", fix: "Remove the key, or use aws:SourceOrgID or aws:SourceAccount",
			statement: func(s *statement, r report) {
				if s.effect != "Allow" || len(s.services()) == 0 || len(s.services()) < len(s.principals) {
					return
				}
				for _, c := range s.given("aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:PrincipalTag/") {
					if c.needs() {
						r.at(c.key.pos, "Requests of a service do not have the condition key %s", quote(c.key.s))
					}
				}
			},
		}, {
			code: "INVALID_SERVICE_PRINCIPAL_FORMAT", kind: Error, title: "Invalid service principal format",
			text: "No service has such a name as a principal.", fix: "Use the format service.amazonaws.com, and for kms:ViaService service.region.amazonaws.com",
			statement: func(s *statement, r report) {
				for _, p := range s.principals {
					if p.key == "Service" && p.name.whole() && !p.name.wild() && !strings.Contains(p.name.s, "${") && !serviceName(p.name.s) {
						r.at(p.name.pos, "%s is not the name of a service", quote(p.name.s))
					}
				}
			},
			conditions: func(c *condition, r report) {
				keys := []string{"aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast",
					"iam:PassedToService", "iam:AWSServiceName", "kms:ViaService"}
				if c.class != stringClass || !slices.ContainsFunc(keys, c.is) {
					return
				}
				for _, v := range c.values {
					if open(v.s) {
						continue
					}
					if !serviceName(v.s) || c.is("kms:ViaService") && strings.Count(v.s, ".") < 3 {
						r.at(v.pos, "%s is not the name of a service for %s", quote(v.s), quote(c.key.s))
					}
				}
			},
		},
	}
}

// serviceName reports whether a text has the form of a service principal: labels of small letters
// and digits before the domain of a partition.
func serviceName(s string) bool {
	name := ""
	for _, domain := range []string{".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".amazon.com", ".aws.internal", ".c2s.ic.gov", ".sc2s.sgov.gov", ".aws.dev", ".aws.com"} {
		if before, ok := strings.CutSuffix(s, domain); ok {
			name = before
		}
	}
	if name == "" {
		return false
	}
	for _, label := range strings.Split(name, ".") {
		if label == "" || strings.ContainsFunc(label, func(c rune) bool {
			return !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_')
		}) {
			return false
		}
	}
	return true
}
