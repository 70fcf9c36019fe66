package validate

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// valueChecks are about the values of conditions.
func valueChecks() []check {
	each := func(test func(*condition, text) bool, format string) func(*condition, report) {
		return func(c *condition, r report) {
			for _, v := range c.values {
				if v.whole() && !strings.Contains(v.s, "${") && test(c, v) {
					r.at(v.pos, format, quote(v.s), c.base)
				}
			}
		}
	}
	of := func(class class, wrong func(string) bool) func(*condition, text) bool {
		return func(c *condition, v text) bool { return c.class == class && wrong(v.s) }
	}
	return []check{
		{
			code: "TYPE_MISMATCH_BOOLEAN", kind: Warning, title: "Type mismatch Boolean",
			text: "The value is neither true nor false, so the comparison is never true.", fix: "Use true or false",
			conditions: each(func(c *condition, v text) bool {
				return (c.class == boolClass || c.class == nullClass) && !strings.EqualFold(v.s, "true") && !strings.EqualFold(v.s, "false")
			}, "%s is no value for the operator %s"),
		}, {
			code: "TYPE_MISMATCH_NUMBER", kind: Warning, title: "Type mismatch number",
			text: "The value is no number, so the comparison is never true.", fix: "Use a number",
			conditions: each(of(numericClass, func(s string) bool { _, err := strconv.ParseFloat(s, 64); return err != nil }), "%s is no number for the operator %s"),
		}, {
			code: "TYPE_MISMATCH_DATE", kind: Warning, title: "Type mismatch date",
			text: "The value is no date, so the comparison is never true.", fix: "Use YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ",
			conditions: each(of(dateClass, func(s string) bool { return !date(s) && !epoch(s) }), "%s is no date for the operator %s"),
		}, {
			code: "INVALID_DATE_VALUE", kind: Warning, title: "Invalid date value",
			text: "Seconds since 1970 are hard to read and may not mean what was meant.", fix: "Use YYYY-MM-DD",
			conditions: each(of(dateClass, func(s string) bool { return !date(s) && epoch(s) }), "%s is a number of seconds for the operator %s"),
		}, {
			code: "TYPE_MISMATCH_STRING", kind: Warning, title: "Type mismatch string",
			text: "The value is not base64, so the comparison is never true.", fix: "Encode the value in base64",
			conditions: each(of(binaryClass, func(s string) bool { _, err := base64.StdEncoding.DecodeString(s); return err != nil }), "%s is not base64 for the operator %s"),
		}, {
			code: "INVALID_REGION", kind: Error, title: "Invalid Region",
			text: "There is no such Region, so the comparison is never true.", fix: "Use the code of a Region",
			conditions: func(c *condition, r report) {
				for _, v := range c.values {
					if (c.is("aws:RequestedRegion") || c.is("ec2:Region")) && !open(v.s) && c.class == stringClass && !knownRegion(v.s) {
						r.at(v.pos, "There is no Region %s%s", quote(v.s), r.policy.didYouMean(v.s, regions()))
					}
				}
			},
		}, {
			code: "INVALID_VPC_FORMAT", kind: Error, title: "Invalid VPC format",
			text: "No VPC has such an identifier.", fix: "Use vpc- and 8 or 17 letters and digits",
			conditions: each(func(c *condition, v text) bool {
				return c.is("aws:SourceVpc") && c.class == stringClass && !v.wild() && !identifier(v.s, "vpc-")
			}, "%s is no VPC for the operator %s"),
		}, {
			code: "INVALID_VPCE_FORMAT", kind: Error, title: "Invalid VPCE format",
			text: "No VPC endpoint has such an identifier.", fix: "Use vpce- and 8 or 17 letters and digits",
			conditions: each(func(c *condition, v text) bool {
				return c.is("aws:SourceVpce") && c.class == stringClass && !v.wild() && !identifier(v.s, "vpce-")
			}, "%s is no VPC endpoint for the operator %s"),
		}, {
			code: "INVALID_KMS_KEY_VALUE", kind: Error, title: "Invalid KMS key value",
			text: "The key of the condition holds the ARN of a KMS key, whatever form the caller uses.", fix: "Use the ARN of the key: arn:aws:kms:region:account:key/id",
			conditions: each(func(c *condition, v text) bool {
				return keyARN(c) && (c.class == stringClass || c.class == arnClass) && !overlap("arn:*:kms:*:*:key/*", v.s)
			}, "%s is not the ARN of a KMS key, for the operator %s"),
		}, {
			code: "REDUNDANT_CONDITION_VALUE_NUM", kind: Suggestion, title: "Redundant condition value num",
			text: "Of several limits only one counts: the greatest of upper limits, the least of lower ones.", fix: "Keep the one that counts",
			conditions: func(c *condition, r report) {
				which := map[string]string{"NumericLessThan": "greatest", "NumericLessThanEquals": "greatest", "NumericGreaterThan": "least", "NumericGreaterThanEquals": "least"}[c.base]
				if which != "" && len(c.values) > 1 && !c.open {
					r.at(c.value.Pos, "Of the values of %s only the %s counts for %s", quote(c.key.s), which, c.base)
				}
			},
		},
	}
}

// keyARN reports whether a condition key holds the ARN of a KMS key.
func keyARN(c *condition) bool {
	return c.is("s3:x-amz-server-side-encryption-aws-kms-key-id") || c.is("s3tables:KMSKeyArn") || c.is("s3vectors:kmsKeyArn")
}

// date reports whether a text is a date of the W3C profile of ISO 8601
// (https://www.w3.org/TR/NOTE-datetime).
func date(s string) bool {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999999Z07:00",
		"2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "20060102T150405Z", "20060102"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return len(s) == 4 && epoch(s)
}

func epoch(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// identifier reports whether a text is a prefix and 8 or 17 letters and digits.
func identifier(s, prefix string) bool {
	id, ok := strings.CutPrefix(s, prefix)
	return ok && (len(id) == 8 || len(id) == 17) && !strings.ContainsFunc(id, func(c rune) bool { return !alphanumeric(c) })
}
