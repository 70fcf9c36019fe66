package validate

import (
	"slices"
	"strings"
)

// dataChecks are about condition keys that do not protect what they seem to, and about what
// resource control policies do to services.
func dataChecks() []check {
	return []check{
		{
			code: "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", kind: SecurityWarning, title: "DynamoDB attributes without select",
			text: "The key holds the attributes that a request names; a read that names none returns them all.", fix: "Add a condition that dynamodb:Select is SPECIFIC_ATTRIBUTES",
			conditions: func(c *condition, r report) {
				if c.effect != "Allow" || !c.is("dynamodb:Attributes") || c.condOpen || c.class == nullClass {
					return
				}
				reads := c.notAction.present || slices.ContainsFunc(c.action.items, func(a text) bool {
					return slices.ContainsFunc([]string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"},
						func(read string) bool { return covers(a.s, read, true) })
				})
				selects := slices.ContainsFunc(c.given("dynamodb:Select"), func(c *condition) bool {
					return c.class == stringClass && !c.negated && slices.ContainsFunc(c.values, func(v text) bool { return v.s == "SPECIFIC_ATTRIBUTES" || !v.whole() })
				})
				if reads && !selects {
					r.at(c.key.pos, "The condition on %s does not hold for reads that name no attributes", quote(c.key.s))
				}
			},
		}, {
			code: "S3_PREFIX_IN_NEGATIVE_CONTEXT", kind: SecurityWarning, title: "S3 prefix in negative context",
			text: "Who lists a shorter prefix sees what is below it, and does not match the condition.", fix: "Allow with StringLike, or deny with StringNotLike",
			conditions: func(c *condition, r report) {
				if c.is("s3:prefix") && c.class == stringClass && (c.effect == "Deny" && !c.negated || c.effect == "Allow" && c.negated) {
					r.at(c.key.pos, "%s with %s on s3:prefix does not keep anybody from listing", c.effect, c.base)
				}
			},
		}, {
			code: "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY", kind: Warning, title: "RCP missing related principal condition key",
			text: "The statement denies services too, which act on your behalf and have no such key.", fix: `Add "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}`,
			statement: func(s *statement, r report) {
				keys := []string{"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalTag/"}
				rcpNeeds(s, r, keys, func(c *condition) bool { return c.is("aws:PrincipalIsAWSService") && c.says("false") }, "without aws:PrincipalIsAWSService")
			},
		}, {
			code: "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY", kind: Warning, title: "RCP missing related service principal condition key",
			text: "The statement denies your own principals too, whose requests have no such key.", fix: `Add "Bool": {"aws:PrincipalIsAWSService": "true"}`,
			statement: func(s *statement, r report) {
				rcpNeeds(s, r, sourceKeys(), func(c *condition) bool { return c.is("aws:PrincipalIsAWSService") && c.says("true") }, "without aws:PrincipalIsAWSService")
			},
		}, {
			code: "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK", kind: Warning, title: "RCP missing service condition key null check",
			text: "Some services call without the key; the statement denies them.", fix: `Add "Null": {"aws:SourceAccount": "false"} or "Null": {"aws:SourceArn": "false"}`,
			statement: func(s *statement, r report) {
				rcpNeeds(s, r, []string{"aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceAccount"}, func(c *condition) bool {
					return c.class == nullClass && (c.is("aws:SourceAccount") || c.is("aws:SourceArn")) && c.says("false")
				}, "without a Null check of the source")
			},
		},
	}
}

// says reports whether a value is, or may be, a text.
func (c *condition) says(value string) bool {
	return c.open || slices.ContainsFunc(c.values, func(v text) bool { return strings.EqualFold(v.s, value) || !v.whole() })
}

// rcpNeeds reports the first of the keys in a denying statement of a resource control policy that
// lacks a companion.
func rcpNeeds(s *statement, r report, keys []string, companion func(*condition) bool, what string) {
	if s.Type != RCP || s.effect != "Deny" || s.condOpen || slices.ContainsFunc(s.conditions, companion) {
		return
	}
	for _, c := range s.given(keys...) {
		if c.class != nullClass {
			r.at(c.key.pos, "The condition key %s stands %s", quote(c.key.s), what)
			return
		}
	}
}
