package validate

import (
	"slices"
	"strings"
)

// wildcardChecks are about wildcards in the values of conditions.
func wildcardChecks() []check {
	// star reports whether the key is compared with all texts.
	star := func(c *condition) bool {
		if !c.like || c.open || c.class != stringClass && c.class != arnClass {
			return false
		}
		for _, v := range c.values {
			if strings.Trim(v.s, "*") == "" && v.s != "" {
				return true
			}
		}
		return false
	}
	// What a comparison with * says depends on the operator alone: for a request with the key, it is
	// true unless negated; for one without, IfExists and ForAllValues say true, ForAnyValue false,
	// and otherwise it is true when negated.
	says := func(c *condition) (present, absent bool) {
		present = !c.negated
		switch {
		case c.qualifier == "ForAllValues" || c.ifExists:
			absent = true
		case c.qualifier == "ForAnyValue":
			absent = false
		default:
			absent = c.negated
		}
		return present, absent
	}
	row := func(code, title, text, fix, format string, present, absent bool) check {
		return check{code: code, title: title, kind: Suggestion, text: text, fix: fix, conditions: func(c *condition, r report) {
			if !star(c) {
				return
			}
			if p, a := says(c); p == present && a == absent {
				r.at(c.key.pos, format, quote(c.key.s), c.name)
			}
		}}
	}
	return []check{
		{
			code: "WILDCARD_WITHOUT_LIKE_OPERATOR", kind: Warning, title: "Wildcard without like operator",
			text: "For this operator * and ? are plain characters.", fix: "Use the Like form of the operator",
			conditions: func(c *condition, r report) {
				for _, v := range c.values {
					if c.class == stringClass && !c.like && strings.ContainsAny(withoutVariables(v.s), "*?") {
						r.at(v.pos, "The operator %s takes the wildcard in %s literally", c.base, quote(v.s))
					}
				}
			},
		},
		row("EQUIVALENT_TO_NULL_FALSE", "Equivalent to null false",
			"The comparison asks only whether the key is there.", `Use Null with "false"`, "The condition key %s with %s asks only whether the key is present", true, false),
		row("EQUIVALENT_TO_NULL_TRUE", "Equivalent to null true",
			"The comparison asks only whether the key is missing.", `Use Null with "true"`, "The condition key %s with %s asks only whether the key is absent", false, true),
		row("REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION", "Redundant key due to wildcard in condition",
			"The comparison is true for every request.", "Remove the key", "The condition key %s with %s is always true", true, true),
		row("REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION", "Redundant statement due to wildcard in condition",
			"The comparison is true for no request, so the statement does nothing.", "Remove the key or the statement", "The condition key %s with %s is never true", false, false),
		{
			code: "WILDCARD_USAGE_TOO_PERMISSIVE", kind: Error, title: "Wildcard usage too permissive",
			text: "The key identifies an account, an organisation or a network; a wildcard in it lets in others that nobody thought of.", fix: "Use whole values",
			conditions: func(c *condition, r report) {
				for _, v := range c.values {
					if c.like && permissive(c, v.s, strings.ContainsAny(withoutVariables(v.s), "*?"), "*?") {
						r.at(v.pos, "The wildcard in %s is too permissive for the condition key %s", quote(v.s), quote(c.key.s))
					}
				}
			},
		}, {
			code: "VARIABLE_USAGE_TOO_PERMISSIVE", kind: Error, title: "Variable usage too permissive",
			text: "The key identifies an account, an organisation or a network; a policy variable in it may hold a wildcard that somebody else chose.", fix: "Use whole values",
			conditions: func(c *condition, r report) {
				for _, v := range c.values {
					named := false
					for _, variable := range variables(v.s) {
						named = named || !variable.literal() && !variable.open && !setByAWS(variable.name())
					}
					if permissive(c, v.s, named, variableMark) {
						r.at(v.pos, "The policy variable in %s is too permissive for the condition key %s", quote(v.s), quote(c.key.s))
					}
				}
			},
		},
	}
}

// setByAWS reports whether the value of a variable is one that nobody chooses: such a comparison
// says that two things belong to the same account or organisation.
func setByAWS(key string) bool {
	return slices.ContainsFunc(append(sensitive(), "aws:PrincipalOrgPaths", "aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths"),
		func(known string) bool { return strings.EqualFold(known, strings.TrimSpace(key)) })
}

// sensitive are the keys in which wildcards have no use
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive).
func sensitive() []string {
	return []string{"aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:SourceAccount",
		"aws:SourceOrgID", "aws:SourceVpc", "aws:SourceVpce", "aws:VpceAccount", "aws:VpceOrgID"}
}

// permissive reports whether what may stand for anything (one of the marks of a masked value) stands
// where it may not: anywhere in the value of a sensitive key; within the first six characters of
// a path of an organisation; in aws:userid before the colon, except alone.
func permissive(c *condition, value string, has bool, marks string) bool {
	if !has || c.class != stringClass && c.class != arnClass {
		return false
	}
	for _, key := range sensitive() {
		if c.is(key) {
			return true
		}
	}
	masked := maskVariables(value)
	switch {
	case c.is("aws:PrincipalOrgPaths"), c.is("aws:ResourceOrgPaths"), c.is("aws:SourceOrgPaths"), c.is("aws:VpceOrgPaths"):
		at := strings.IndexAny(masked, marks)
		return at >= 0 && at < 6
	case c.is("aws:userid"):
		left, _, colon := strings.Cut(masked, ":")
		return strings.ContainsAny(left, marks) && (!colon || len(left) != 1)
	}
	return false
}

// variableMark stands for a policy variable in a masked text.
const variableMark = "\x01"

func maskVariables(s string) string { return replaceVariables(s, variableMark) }

// withoutVariables removes the policy variables from a text: ${*} is no wildcard.
func withoutVariables(s string) string { return replaceVariables(s, "") }

func replaceVariables(s, by string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "${")
		end := strings.IndexByte(s[max(i, 0):], '}')
		if i < 0 || end < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i] + by)
		s = s[i+end+1:]
	}
}
