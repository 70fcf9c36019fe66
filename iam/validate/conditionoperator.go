package validate

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// operatorChecks are about condition operators and whether they suit the key
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
func operatorChecks() []check {
	return []check{
		{
			code: "INVALID_CONDITION_OPERATOR", kind: Error, title: "Invalid condition operator",
			text: "There is no such operator.", fix: "Use a condition operator",
			statement: func(s *statement, r report) {
				for _, block := range s.value.Get("Condition").Fields() {
					if operatorOf(block.Key).base == "" && !strings.HasPrefix(block.Key, "Fn::") && block.Key != "Ref" {
						var names []string
						for _, op := range bases() {
							names = append(names, op.base)
						}
						r.at(block.KeyPos, "There is no condition operator %s%s", quote(block.Key), r.policy.didYouMean(block.Key, names))
					}
				}
			},
		}, {
			code: "NULL_WITH_IF_EXISTS", kind: Error, title: "Null with IfExists",
			text: "Null asks whether the key is there; IfExists contradicts it.", fix: "Remove the suffix",
			conditions: func(c *condition, r report) {
				if c.class == nullClass && c.ifExists {
					r.at(c.block.KeyPos, "The operator Null has the suffix IfExists")
				}
			},
		}, {
			code: "NULL_WITH_QUALIFIER", kind: Suggestion, title: "Null with qualifier",
			text: "With ForAllValues, Null is always true; with ForAnyValue, never.", fix: "Remove the qualifier",
			conditions: func(c *condition, r report) {
				if c.class == nullClass && c.qualifier != "" {
					r.at(c.block.KeyPos, "The operator Null has the qualifier %s", c.qualifier)
				}
			},
		}, {
			code: "MISSING_QUALIFIER", kind: Error, title: "Missing qualifier",
			text: "A request can have several values for the key, and a single comparison does not say which of them it means.", fix: "Use ForAllValues or ForAnyValue",
			conditions: func(c *condition, r report) {
				// AWS documents events:detail-type without a qualifier, though it is listed with several values.
				if c.info != nil && c.info.Multi && c.qualifier == "" && c.class != nullClass && c.base != "" && !c.is("events:detail-type") {
					r.at(c.key.pos, "The condition key %s has several values", quote(c.key.s))
				}
			},
		}, {
			code: "FORALLVALUES_WITH_SINGLE_VALUED_KEY", kind: SecurityWarning, title: "ForAllValues with single valued key",
			text: "ForAllValues is true for requests that lack the key, and for a key with one value it adds nothing else.", fix: "Remove ForAllValues",
			conditions: func(c *condition, r report) {
				if c.qualifier == "ForAllValues" && c.info != nil && !c.info.Multi && c.class != nullClass && !c.foreignAudience() {
					r.at(c.block.KeyPos, "ForAllValues with %s, which has one value, is true when it is absent", quote(c.key.s))
				}
			},
		}, {
			code: "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", kind: SecurityWarning, title: "ForAnyValue with audience claim type",
			text: "The audience of a token of this provider is one value.", fix: "Remove ForAnyValue",
			conditions: func(c *condition, r report) {
				if c.qualifier == "ForAnyValue" && c.audience() && !c.foreignAudience() {
					r.at(c.block.KeyPos, "ForAnyValue with %s, which has one value", quote(c.key.s))
				}
			},
		}, {
			code: "CONFIRM_AUDIENCE_CLAIM_TYPE", kind: Suggestion, title: "Confirm audience claim type",
			text: "Whether the audience of a token is one value or several is for the provider to say; only with several does a qualifier belong.", fix: "Remove the qualifier when the provider sends one audience",
			conditions: func(c *condition, r report) {
				if c.qualifier != "" && c.foreignAudience() {
					r.at(c.block.KeyPos, "%s with the audience %s", c.qualifier, quote(c.key.s))
				}
			},
		}, {
			code: "TYPE_MISMATCH", kind: Warning, title: "Type mismatch",
			text: "The operator compares other values than the key has.", fix: "Use an operator for the type of the key",
			conditions: func(c *condition, r report) {
				if c.info == nil || c.class == noClass || c.class == nullClass {
					return
				}
				if fit := suits(c.info); fit[0] != c.class && !contains(fit, c.class) {
					r.at(c.block.KeyPos, "The condition key %s takes operators for the type %s, not %s", quote(c.key.s), fit[0], c.base)
				}
			},
		}, {
			code: "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", kind: SecurityWarning, title: "String like operator with ARN condition keys",
			text: "In StringLike a star goes past the colons of an ARN, into the account and the service; in ArnLike it does not.", fix: "Use ArnLike",
			conditions: func(c *condition, r report) {
				if c.class == stringClass && c.like && c.info != nil && c.info.Type == iam.KeyARN {
					r.at(c.block.KeyPos, "%s with the condition key %s, which is an ARN", c.base, quote(c.key.s))
				}
			},
		}, {
			code: "INVALID_CONDITION_DATA_TYPE", kind: Error, title: "Invalid condition data type",
			text: "The values of one key are of different JSON types.", fix: "Write all as strings",
			conditions: func(c *condition, r report) {
				kinds := map[cloud.Kind]bool{}
				for _, v := range c.value.Items() {
					if known(v) {
						kinds[v.Kind()] = true
					}
				}
				if len(kinds) > 1 {
					r.at(c.value.Pos, "The values of %s are of different types", quote(c.key.s))
				}
			},
		}, {
			code: "INVALID_CONDITION_MULTIPLE_BOOLEAN", kind: Error, title: "Invalid condition multiple Boolean",
			text: "A comparison with true and with false is always true.", fix: "Use one value",
			conditions: func(c *condition, r report) {
				if (c.class == boolClass || c.class == nullClass) && c.qualifier == "" && len(c.values) > 1 {
					r.at(c.value.Pos, "%s has %d values for %s", c.base, len(c.values), quote(c.key.s))
				}
			},
		},
	}
}

func contains(all []class, c class) bool {
	for _, have := range all {
		if have == c {
			return true
		}
	}
	return false
}

// suits returns the classes of operators that suit a key, the recommended one first. ARNs are
// compared as strings too, and times as numbers of seconds.
func suits(k *iam.ConditionKey) []class {
	switch k.Type {
	case iam.KeyARN:
		return []class{arnClass, stringClass}
	case iam.KeyBool:
		return []class{boolClass}
	case iam.KeyDate:
		return []class{dateClass, numericClass}
	case iam.KeyNumeric:
		return []class{numericClass, dateClass}
	case iam.KeyIP:
		return []class{ipClass}
	case iam.KeyBinary:
		return []class{binaryClass}
	}
	if strings.ContainsAny(k.Name, "$<") || strings.HasPrefix(strings.ToLower(k.Name), "kms:encryptioncontext:") {
		// Whoever sets a tag chooses what its values are.
		return []class{stringClass, arnClass, numericClass, dateClass, boolClass, ipClass, binaryClass}
	}
	if strings.HasSuffix(strings.ToLower(k.Name), "arn") {
		return []class{stringClass, arnClass} // some keys that hold ARNs are listed as strings
	}
	return []class{stringClass}
}

// audience reports whether the key is the audience of a token.
func (c *condition) audience() bool {
	provider, claim, ok := strings.Cut(c.key.s, ":")
	return ok && strings.EqualFold(claim, "aud") && strings.Contains(provider, ".")
}

// foreignAudience reports whether the key is the audience of a token of a provider about which it
// is not known that it sends one audience.
func (c *condition) foreignAudience() bool {
	if !c.audience() {
		return false
	}
	provider, _, _ := strings.Cut(strings.ToLower(c.key.s), ":")
	switch provider {
	case "accounts.google.com", "cognito-identity.amazonaws.com", "token.actions.githubusercontent.com", "www.amazon.com", "graph.facebook.com":
		return false
	}
	return true
}
