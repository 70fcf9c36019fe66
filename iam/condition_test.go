package iam_test

import (
	"fmt"
	"testing"
)

// Each line is a condition, a context, and whether the condition holds. Sources:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
var conditionCases = []struct {
	condition, context string
	want               bool
}{
	{`"StringEquals":{"k":"a"}`, `{"k":"a"}`, true},
	{`"StringEquals":{"k":"a"}`, `{"K":"a"}`, true},
	{`"StringEquals":{"k":"a"}`, `{"k":"A"}`, false},
	{`"StringEquals":{"k":"a"}`, `{}`, false},
	{`"StringEquals":{"k":["b","a"]}`, `{"k":"a"}`, true},
	{`"StringEquals":{"k":"a*"}`, `{"k":"ab"}`, false},
	{`"StringEquals":{"k":"a*"}`, `{"k":"a*"}`, true},
	{`"StringEquals":{"k":"a"}`, `{"k":["a"]}`, true},
	{`"StringEquals":{"k":"a"}`, `{"k":["a","b"]}`, false},
	{`"StringEquals":{"k":[]}`, `{"k":"a"}`, false},
	{`"StringEquals":{"k":true}`, `{"k":"true"}`, true},
	{`"StringEquals":{"k":5}`, `{"k":5}`, true},
	{`"stringequals":{"k":"a"}`, `{"k":"a"}`, true},
	{`"StringEquals":{"k":"a","l":"b"}`, `{"k":"a"}`, false},
	{`"StringEquals":{"k":"a","l":"b"}`, `{"k":"a","l":"b"}`, true},
	{`"StringEquals":{"k":"a"},"Bool":{"m":"true"}`, `{"k":"a","m":"false"}`, false},
	{`"StringNotEquals":{"k":"a"}`, `{"k":"b"}`, true},
	{`"StringNotEquals":{"k":["a","b"]}`, `{"k":"b"}`, false},
	{`"StringNotEquals":{"k":["a","b"]}`, `{"k":"c"}`, true},
	{`"StringNotEquals":{"k":"a"}`, `{}`, true},
	{`"StringNotEquals":{"k":"a"}`, `{"k":["b","c"]}`, false},
	{`"StringEqualsIfExists":{"k":"a"}`, `{}`, true},
	{`"StringEqualsIfExists":{"k":"a"}`, `{"k":"b"}`, false},
	{`"StringNotEqualsIfExists":{"k":"a"}`, `{}`, true},
	{`"StringNotEqualsIfExists":{"k":"a"}`, `{"k":"a"}`, false},
	{`"StringEqualsIgnoreCase":{"k":"aB"}`, `{"k":"Ab"}`, true},
	{`"StringNotEqualsIgnoreCase":{"k":"aB"}`, `{"k":"Ab"}`, false},
	{`"StringLike":{"k":"a*c?"}`, `{"k":"abbbcd"}`, true},
	{`"StringLike":{"k":"a*c?"}`, `{"k":"abbbc"}`, false},
	{`"StringLike":{"k":"?"}`, `{"k":"값"}`, true},
	{`"StringLike":{"k":"a*"}`, `{"k":"A"}`, false},
	{`"StringLike":{"k":"arn:a:*"}`, `{"k":"arn:a:b:c:d:e:f"}`, true},
	{`"StringNotLike":{"k":["a*","b*"]}`, `{"k":"bc"}`, false},
	{`"StringNotLike":{"k":["a*","b*"]}`, `{"k":"cc"}`, true},

	{`"NumericEquals":{"k":"10"}`, `{"k":"10.0"}`, true},
	{`"NumericEquals":{"k":"9007199254740993"}`, `{"k":"9007199254740992"}`, false},
	{`"NumericNotEquals":{"k":"10"}`, `{"k":"11"}`, true},
	{`"NumericLessThan":{"k":"10"}`, `{"k":"9"}`, true},
	{`"NumericLessThan":{"k":"10"}`, `{"k":"10"}`, false},
	{`"NumericLessThanEquals":{"k":10}`, `{"k":10}`, true},
	{`"NumericGreaterThan":{"k":"10"}`, `{"k":"9"}`, false},
	{`"NumericGreaterThan":{"k":"-1.5"}`, `{"k":"-1.25"}`, true},
	{`"NumericGreaterThanEquals":{"k":"10"}`, `{"k":"1e1"}`, true},
	{`"NumericLessThan":{"k":"10"}`, `{"k":"x"}`, false},
	{`"NumericNotEquals":{"k":"10"}`, `{"k":"x"}`, false},
	{`"NumericLessThanIfExists":{"k":"10"}`, `{}`, true},
	{`"NumericEquals":{"k":"0x10"}`, `{"k":"16"}`, false},

	{`"DateEquals":{"k":"2026-01-01T00:00:00Z"}`, `{"k":"2026-01-01T01:00:00+01:00"}`, true},
	{`"DateNotEquals":{"k":"2026-01-01"}`, `{"k":"2026-01-01T00:00:00Z"}`, false},
	{`"DateLessThan":{"k":"2026-01-01T00:00:00Z"}`, `{"k":"2025-12-31T23:59:59Z"}`, true},
	{`"DateLessThan":{"k":"1767225600"}`, `{"k":"2026-01-01T00:00:00Z"}`, false},
	{`"DateLessThanEquals":{"k":"1767225600"}`, `{"k":"2026-01-01T00:00:00Z"}`, true},
	{`"DateGreaterThan":{"k":"2026-01"}`, `{"k":"2026-01-01T00:00:01Z"}`, true},
	{`"DateGreaterThanEquals":{"k":"2026-01-02T00:00Z"}`, `{"k":"2026-01-01T00:00:01.5Z"}`, false},
	{`"DateGreaterThan":{"k":"yesterday"}`, `{"k":"2026-01-01T00:00:01Z"}`, false},

	{`"Bool":{"k":"true"}`, `{"k":"True"}`, true},
	{`"Bool":{"k":true}`, `{"k":false}`, false},
	{`"Bool":{"k":"false"}`, `{}`, false},
	{`"BoolIfExists":{"k":"false"}`, `{}`, true},
	{`"BinaryEquals":{"k":"QmluYXJ5"}`, `{"k":"QmluYXJ5"}`, true},
	{`"BinaryEquals":{"k":"QmluYXJ5"}`, `{"k":"qmluYXJ5"}`, false},

	{`"IpAddress":{"k":"203.0.113.0/24"}`, `{"k":"203.0.113.7"}`, true},
	{`"IpAddress":{"k":"203.0.113.9/24"}`, `{"k":"203.0.113.7"}`, true},
	{`"IpAddress":{"k":["198.51.100.0/24","203.0.113.7"]}`, `{"k":"203.0.113.7"}`, true},
	{`"IpAddress":{"k":"203.0.113.0/24"}`, `{"k":"203.0.114.7"}`, false},
	{`"IpAddress":{"k":"2001:DB8::/32"}`, `{"k":"2001:db8:1::1"}`, true},
	{`"IpAddress":{"k":"2001:DB8::/32"}`, `{"k":"203.0.113.7"}`, false},
	{`"IpAddress":{"k":"0.0.0.0/0"}`, `{"k":"::1"}`, false},
	{`"NotIpAddress":{"k":["203.0.113.0/24","198.51.100.0/24"]}`, `{"k":"198.51.100.1"}`, false},
	{`"NotIpAddress":{"k":["203.0.113.0/24","198.51.100.0/24"]}`, `{"k":"192.0.2.1"}`, true},
	{`"NotIpAddress":{"k":"203.0.113.0/24"}`, `{}`, true},
	{`"NotIpAddressIfExists":{"k":"203.0.113.0/24"}`, `{"k":"203.0.113.1"}`, false},

	{`"ArnEquals":{"k":"arn:aws:sns:*:111111111111:t"}`, `{"k":"arn:aws:sns:eu-west-1:111111111111:t"}`, true},
	{`"ArnLike":{"k":"arn:aws:sns:*:t"}`, `{"k":"arn:aws:sns:eu-west-1:111111111111:t"}`, false},
	{`"ArnLike":{"k":"arn:aws:iam::111111111111:role/*"}`, `{"k":"arn:aws:iam::111111111111:role/a/b:c"}`, true},
	{`"ArnLike":{"k":"arn:aws:iam::*:role/a"}`, `{"k":"arn:aws:iam::111111111111:user:role/a"}`, false},
	{`"ArnLike":{"k":"*"}`, `{"k":"arn:aws:iam::111111111111:role/a"}`, true},
	{`"ArnLike":{"k":"arn:aws:iam::1:role/?"}`, `{"k":"arn:aws:iam::1:role/ab"}`, false},
	{`"ArnNotEquals":{"k":"arn:aws:iam::1:role/a"}`, `{"k":"arn:aws:iam::1:role/b"}`, true},
	{`"ArnNotLike":{"k":["arn:aws:iam::1:role/a*","arn:aws:iam::1:role/b*"]}`, `{"k":"arn:aws:iam::1:role/bb"}`, false},
	{`"ArnNotLike":{"k":"arn:aws:iam::1:role/a*"}`, `{}`, true},

	{`"Null":{"k":"true"}`, `{}`, true},
	{`"Null":{"k":"true"}`, `{"k":"a"}`, false},
	{`"Null":{"k":"false"}`, `{"k":"a"}`, true},
	{`"Null":{"k":false}`, `{}`, false},
	{`"Null":{"k":["true","false"]}`, `{}`, true},
	{`"Null":{"k":"true"}`, `{"k":[]}`, true},

	{`"ForAllValues:StringEquals":{"k":["a","b"]}`, `{"k":["a","b"]}`, true},
	{`"ForAllValues:StringEquals":{"k":["a","b"]}`, `{"k":["a"]}`, true},
	{`"ForAllValues:StringEquals":{"k":["a","b"]}`, `{"k":["a","c"]}`, false},
	{`"ForAllValues:StringEquals":{"k":["a","b"]}`, `{}`, true},
	{`"ForAllValues:StringEquals":{"k":["a","b"]}`, `{"k":[]}`, true},
	{`"ForAllValues:StringEquals":{"k":["a","b"]}`, `{"k":""}`, true},
	{`"ForAllValues:StringEquals":{"k":"a"}`, `{"k":"a"}`, true},
	{`"ForAllValues:StringLike":{"k":"a*"}`, `{"k":["ab","ac"]}`, true},
	{`"ForAllValues:StringNotEquals":{"k":["a","b"]}`, `{"k":["c","d"]}`, true},
	{`"ForAllValues:StringNotEquals":{"k":["a","b"]}`, `{"k":["c","a"]}`, false},
	{`"ForAnyValue:StringEquals":{"k":["a","b"]}`, `{"k":["c","a"]}`, true},
	{`"ForAnyValue:StringEquals":{"k":["a","b"]}`, `{"k":["c"]}`, false},
	{`"ForAnyValue:StringEquals":{"k":["a","b"]}`, `{}`, false},
	{`"ForAnyValue:StringEquals":{"k":["a","b"]}`, `{"k":[]}`, false},
	{`"ForAnyValue:StringEqualsIfExists":{"k":["a","b"]}`, `{}`, true},
	{`"ForAnyValue:StringNotEquals":{"k":["a","b"]}`, `{"k":["a","c"]}`, true},
	{`"ForAnyValue:StringNotEquals":{"k":["a","b"]}`, `{"k":["a","b"]}`, false},
	{`"ForAnyValue:StringNotEquals":{"k":["a","b"]}`, `{}`, false},
	{`"foranyvalue:stringlike":{"k":"o-1/*"}`, `{"k":["o-2/r/","o-1/r/ou/"]}`, true},

	{`"StringEquals":{"k":"${l}"}`, `{"k":"a","l":"a"}`, true},
	{`"StringEquals":{"k":"${L}/x"}`, `{"k":"a/x","l":"a"}`, true},
	{`"StringEquals":{"k":"${l}"}`, `{"k":"a"}`, false},
	{`"StringNotEquals":{"k":"${l}"}`, `{"k":"a"}`, true},
	{`"StringEquals":{"k":"${l, 'none'}"}`, `{"k":"none"}`, true},
	{`"StringEquals":{"k":"${l,'none'}"}`, `{"k":"none","l":"some"}`, false},
	{`"StringEquals":{"k":"${l}"}`, `{"k":"a","l":["a","b"]}`, false},
	{`"StringLike":{"k":"${l}*"}`, `{"k":"ab","l":"a"}`, true},
	{`"StringLike":{"k":"${l}"}`, `{"k":"ab","l":"a*"}`, false},
	{`"StringLike":{"k":"${l}"}`, `{"k":"a*","l":"a*"}`, true},
	{`"StringLike":{"k":"a${*}"}`, `{"k":"a*"}`, true},
	{`"StringLike":{"k":"a${*}"}`, `{"k":"ab"}`, false},
	{`"StringEquals":{"k":"${$}{l}${?}"}`, `{"k":"${l}?","l":"a"}`, true},
	{`"NumericLessThan":{"k":"${l}"}`, `{"k":"1","l":"2"}`, false},
	{`"NumericNotEquals":{"k":"${l}"}`, `{"k":"1","l":"2"}`, false},
	{`"IpAddress":{"k":"${l}"}`, `{"k":"10.0.0.1","l":"10.0.0.1"}`, false},
	{`"BinaryEquals":{"k":"${l}"}`, `{"k":"QQ==","l":"QQ=="}`, false},
	{`"BinaryEquals":{"k":"${l}"}`, `{"k":"${l}","l":"QQ=="}`, true},
	{`"Null":{"k":"${l}"}`, `{"l":"true"}`, false},
	{`"Bool":{"k":"${l}"}`, `{"k":"true","l":"true"}`, true},
	{`"ArnEquals":{"k":"arn:aws:iam::1:user/${l}"}`, `{"k":"arn:aws:iam::1:user/a:b","l":"a:b"}`, true},
	{`"StringEquals":{"k":"${aws:username}"}`, `{"k":"anna"}`, true},
	{`"StringEquals":{"aws:PrincipalAccount":"111111111111","aws:PrincipalType":"User","aws:ResourceAccount":"111111111111"}`, `{}`, true},
	{`"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:user/team/anna"}`, `{}`, true},
	{`"StringEquals":{"k":"${"}`, `{"k":"${"}`, true},
}

func TestConditions(t *testing.T) {
	for _, c := range conditionCases {
		for _, effect := range []string{"Allow", "Deny"} {
			statement := fmt.Sprintf(`"Effect":%q,"Action":"*","Resource":"*","Condition":{%s}`, effect, c.condition)
			line := decideCase{identity: policy(statement), context: c.context}
			want := map[bool]string{true: map[string]string{"Allow": "allow", "Deny": "explicit-deny"}[effect], false: "implicit-deny"}[c.want]
			if got := decideLine(t, line.line()).Result.String(); got != want {
				t.Errorf("%s {%s} with %s: got %s, want %s", effect, c.condition, c.context, got, want)
			}
		}
	}
}

// Before version 2012-10-17 there are no variables: they are text.
func TestVariablesNeedVersion(t *testing.T) {
	const doc = `{"Version":%q,"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::bucket/${aws:username}","Condition":{"StringEquals":{"k":"${l}"}}}}`
	for _, c := range []struct{ version, resource, context, want string }{
		{"2012-10-17", "arn:aws:s3:::bucket/anna", `{"k":"a","l":"a"}`, "allow"},
		{"2008-10-17", "arn:aws:s3:::bucket/anna", `{"k":"a","l":"a"}`, "implicit-deny"},
		{"2008-10-17", "arn:aws:s3:::bucket/${aws:username}", `{"k":"${l}"}`, "allow"},
		{"", "arn:aws:s3:::bucket/${aws:username}", `{"k":"${l}"}`, "allow"},
		{"2012-10-17", "arn:aws:s3:::bucket/${aws:username}", `{"k":"${l}"}`, "implicit-deny"},
	} {
		line := decideCase{identity: fmt.Sprintf(doc, c.version), resource: c.resource, context: c.context}
		if got := decideLine(t, line.line()).Result.String(); got != c.want {
			t.Errorf("version %q, %s: got %s, want %s", c.version, c.resource, got, c.want)
		}
	}
}

// An operator that IAM does not have makes the answer unknown where it depends on it.
func TestUnknownOperator(t *testing.T) {
	strange := policy(`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringMatches":{"k":"a"}}`)
	runDecide(t, []decideCase{
		{name: "alone", identity: strange, want: "unknown"},
		{name: "beside an allow", identity: "[" + strange + "," + policy(all) + "]", want: "allow"},
		{name: "of another action", identity: policy(`"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{"StringMatches":{"k":"a"}}`), want: "implicit-deny"},
		{name: "in a deny", identity: policy(all, `"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringMatches":{"k":"a"}}`), want: "unknown"},
		{name: "in a deny of what is not allowed", identity: policy(`"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringMatches":{"k":"a"}}`), want: "implicit-deny"},
	})
}
