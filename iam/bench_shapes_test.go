package iam_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// Shapes of large policies that an index by action alone does not help with.
var shapes = []struct {
	name      string
	statement func(i int) string // of a document; or
	list      func(i int) string // of one list of texts, in the statement around
	around    string
	principal string
	action    string
	resource  string
	context   map[string][]string
	want      string
}{
	{name: "one action with many resources", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":["sqs:Send*","sqs:Get*"],"Resource":"arn:aws:sqs:*:*:orders-%d-*"}`, i)
	}, action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-west-1:111111111111:orders-x-1", want: "implicit-deny"},
	{name: "prefixes of one bucket", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::data/%d*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::data/x/1", want: "implicit-deny"},
	{name: "all actions", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::b%d/*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::b77/k", want: "explicit-deny"},
	{name: "a star in the middle", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:Get*","Resource":"arn:aws:s3:::*-%d-*/x?z"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a-b-c/xyz", want: "implicit-deny"},
	{name: "a variable", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::home/${aws:username}/%d/*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::home/anna/x/1", want: "implicit-deny"},
	{name: "many wildcards of one service", around: `{"Effect":"Allow","Action":[%s],"Resource":"*"}`, list: func(i int) string { return fmt.Sprintf(`"s3:Get%dThing*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "many actions", around: `{"Effect":"Allow","Action":[%s],"Resource":"*"}`, list: func(i int) string { return fmt.Sprintf(`"s3:GetThing%d"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "many in NotAction", around: `{"Effect":"Deny","NotAction":[%s],"Resource":"*"}`, list: func(i int) string { return fmt.Sprintf(`"s3:Get%dThing*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "explicit-deny"},
	{name: "many resources", around: `{"Effect":"Allow","Action":"s3:GetObject","Resource":[%s]}`, list: func(i int) string { return fmt.Sprintf(`"arn:aws:s3:::b%d/*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "many in NotResource", around: `{"Effect":"Deny","Action":"s3:*","NotResource":[%s]}`, list: func(i int) string { return fmt.Sprintf(`"arn:aws:s3:::b%d/*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::b7/b", want: "implicit-deny"},
	{name: "NotAction statements", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","NotAction":["iam:Get%d*","s3:*"],"Resource":"arn:aws:sqs:*:*:q%d"}`, i, i)
	}, action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-west-1:111111111111:orders-x-1", want: "implicit-deny"},
	{name: "tags", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"t-%d"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:PrincipalTag/team": {"t-x"}}, want: "implicit-deny"},
	{name: "networks", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.%d.%d.0/24"}}}`, i/256, i%256)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:SourceIp": {"203.0.113.7"}}, want: "implicit-deny"},
	{name: "many networks", around: `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":[%s]}}}`, list: func(i int) string { return fmt.Sprintf(`"10.%d.%d.0/24"`, i/256, i%256) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:SourceIp": {"203.0.113.7"}}, want: "explicit-deny"},
	{name: "many values", around: `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":[%s]}}}`, list: func(i int) string { return fmt.Sprintf(`"vpce-0a1b2c%d"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:SourceVpce": {"vpce-x"}}, want: "explicit-deny"},
	{name: "many value globs", around: `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotLike":{"aws:userid":[%s]}}}`, list: func(i int) string { return fmt.Sprintf(`"AROA0A1B2C%d:*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:userid": {"AROAX:session"}}, want: "explicit-deny"},
	{name: "many ARN globs", around: `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":[%s]}}}`, list: func(i int) string { return fmt.Sprintf(`"arn:aws:iam::*:role/app-%d-*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "explicit-deny"},
	{name: "many principals", around: `{"Effect":"Allow","Principal":{"AWS":[%s]},"Action":"s3:*","Resource":"*"}`, list: func(i int) string { return fmt.Sprintf(`"arn:aws:iam::111111111111:role/app-%d"`, i) },
		principal: "arn:aws:sts::111111111111:assumed-role/app/x", action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "statements with principals", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app-%d"},"Action":"s3:*","Resource":"*"}`, i)
	}, principal: "arn:aws:sts::111111111111:assumed-role/app/x", action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "everything denied", statement: func(int) string { return `{"Effect":"Deny","Action":"*","Resource":"*"}` }, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "explicit-deny"},
	{name: "everything denied, with names", statement: func(i int) string {
		return fmt.Sprintf(`{"Sid":"%d","Effect":"Deny","Action":"s3:*","Resource":"*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "explicit-deny"},
	{name: "all denied on one condition", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/t":"%d"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "explicit-deny"},
	{name: "an absent key", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/t%d":"a*"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: many("aws:RequestTag/x%d", 20), want: "implicit-deny"},
	{name: "keys without end", around: `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{%s}}}`, list: func(i int) string { return fmt.Sprintf(`"k:%d":"v"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: many("aws:RequestTag/x%d", 20), want: "explicit-deny"},
	{name: "two conditions", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/%d*"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:SecureTransport": {"true"}}, want: "implicit-deny"},
	{name: "tags with wildcards", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/t":"*%d*"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:PrincipalTag/t": {"abcdefghi"}}, want: "implicit-deny"},
	{name: "tags of the resource and of the caller", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/t%d":"${aws:PrincipalTag/t}"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:PrincipalTag/t": {"a"}, "aws:ResourceTag/t7": {"b"}}, want: "implicit-deny"},
	{name: "a variable as the value", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/t":"${aws:PrincipalTag/t}%d"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:PrincipalTag/t": {"a"}, "aws:ResourceTag/t": {"a"}}, want: "implicit-deny"},
	{name: "all values", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b","%d"]}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:TagKeys": {"a", "b", "c"}}, want: "implicit-deny"},
	{name: "any value", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringNotLike":{"aws:TagKeys":["a*","b*","%d"]}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:TagKeys": {"a", "b", "a1", "b1", "a2", "b2"}}, want: "implicit-deny"},
	{name: "moments", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"20%02d-01-02T03:04:05Z"}}}`, i%20)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:CurrentTime": {"2026-01-01T00:00:00Z"}}, want: "implicit-deny"},
	{name: "numbers", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"%d"}}}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:MultiFactorAuthAge": {"90000"}}, want: "implicit-deny"},
	{name: "many numbers", around: `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericNotEquals":{"aws:MultiFactorAuthAge":[%s]}}}`, list: func(i int) string { return fmt.Sprintf(`"%d"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:MultiFactorAuthAge": {"90000"}}, want: "explicit-deny"},
	{name: "many variables", around: `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:ResourceTag/t":[%s]}}}`, list: func(i int) string { return fmt.Sprintf(`"${aws:PrincipalTag/t}*%d"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:PrincipalTag/t": {"a"}, "aws:ResourceTag/t": {"a12b"}}, want: "implicit-deny"},
	{name: "variables all over", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*${aws:PrincipalTag/t}*${aws:PrincipalTag/u,'%d'}"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::abc/abcabc", context: map[string][]string{"aws:PrincipalTag/t": {"a"}}, want: "implicit-deny"},
	{name: "a caller in every case", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"aws:PrincipalTag/t":"Team-%d"},"StringNotEqualsIgnoreCase":{"aws:PrincipalTag/u":"TEAM-%d"}}}`, i, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:PrincipalTag/t": {"team-x"}, "aws:PrincipalTag/u": {"team-x"}}, want: "implicit-deny"},
	{name: "many principals of several kinds", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":{"Service":"s%d.amazonaws.com","AWS":["%012d","arn:aws:iam::111111111111:role/p/%d"]},"Action":"s3:*","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:*:*:%012d:*"}}}`, i, i, i, i)
	}, principal: "arn:aws:sts::111111111111:assumed-role/app/x", action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:SourceArn": {"arn:aws:sns:eu-west-1:111111111111:t"}}, want: "implicit-deny"},
	{name: "canonical users", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":{"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7c%08d"},"Action":"s3:*","Resource":"*"}`, i)
	}, principal: "arn:aws:sts::111111111111:assumed-role/app/x", action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "no networks", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":["10.%d.%d.0/24","203.0.113.0/24"]}}}`, i/256, i%256)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::a/b", context: map[string][]string{"aws:SourceIp": {"203.0.113.7"}}, want: "implicit-deny"},
	{name: "short names behind a variable", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::home/${aws:username}/%d*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::home/anna/x/1", want: "implicit-deny"},
	{name: "short names between stars", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*%d*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::abcdefgh/ijklmnop", want: "implicit-deny"},
	{name: "one letter", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","Resource":"*%s"}`, strings.NewReplacer("0", "a*", "1", "a?", "2", "aa").Replace(strconv.FormatInt(int64(i)+243, 3))+"b*")
	}, action: "s3:GetObject", resource: "arn:aws:s3:::" + strings.Repeat("a", 60) + "/" + strings.Repeat("a", 200), want: "implicit-deny"},
	{name: "question marks", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*?%d?*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::abcdefgh/ijklmnop", want: "implicit-deny"},
	{name: "stars before the last segment", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:e*-%d:*1:q"}`, i)
	}, action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-west-1:111111111111:q", want: "implicit-deny"},
	{name: "NotResource statements", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::a%d/*","arn:aws:s3:::b/*"]}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::b/k", want: "implicit-deny"},
	{name: "all but one NotAction", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","NotAction":["s3:*","iam:Get%d*"],"Resource":"*"}`, i)
	}, action: "s3:GetObject", resource: "arn:aws:s3:::b/k", want: "implicit-deny"},
	{name: "short names of actions", around: `{"Effect":"Allow","Action":[%s],"Resource":"*"}`, list: func(i int) string { return fmt.Sprintf(`"s3:*%d*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "actions of any service", around: `{"Effect":"Allow","Action":[%s],"Resource":"*"}`, list: func(i int) string { return fmt.Sprintf(`"*:Get%d*"`, i) },
		action: "s3:GetObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "everybody and somebody", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:role/%d","111111111111"]},"Action":"s3:Put*","Resource":"*"}`, i)
	}, principal: "arn:aws:sts::111111111111:assumed-role/app/x", action: "s3:PutObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "denied to all but", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111111111111:role/%d","arn:aws:iam::111111111111:user/anna"]},"Action":"s3:*","Resource":"*"}`, i)
	}, principal: "arn:aws:iam::111111111111:user/anna", action: "s3:PutObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "accounts on a condition", statement: func(i int) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"arn:aws:s3:::a/*","Condition":{"StringEquals":{"aws:PrincipalAccount":["22222222%04d","333333333333"]}}}`, i)
	}, principal: "arn:aws:sts::111111111111:assumed-role/app/x", action: "s3:PutObject", resource: "arn:aws:s3:::a/b", want: "implicit-deny"},
	{name: "a mixture", statement: func(i int) string {
		return []string{
			fmt.Sprintf(`{"Effect":"Deny","NotAction":["s3:Get*","iam:x%d"],"Resource":"arn:aws:s3:::*%d"}`, i, i),
			fmt.Sprintf(`{"Effect":"Allow","Action":["s3:Get*","iam:x%d"],"NotResource":"arn:aws:s3:::a*","Condition":{"StringLike":{"aws:PrincipalTag/t":["x%d*","y"]}}}`, i, i),
			fmt.Sprintf(`{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalTag/t}%d","Condition":{"Null":{"aws:PrincipalTag/t":"false"}}}`, i),
			`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"StringNotEquals":{"aws:PrincipalTag/t":"a"}}}`,
		}[i%4]
	}, action: "s3:GetObject", resource: "arn:aws:s3:::b/k", context: map[string][]string{"aws:PrincipalTag/t": {"a"}, "aws:SecureTransport": {"true"}}, want: "implicit-deny"},
}

// many is a context with many keys.
func many(key string, n int) map[string][]string {
	context := map[string][]string{}
	for i := range n {
		context[fmt.Sprintf(key, i)] = []string{"v"}
	}
	return context
}

// grow writes a policy of 90 kB.
func grow(statement, list func(i int) string, around string) string {
	var b strings.Builder
	one := statement
	if list != nil {
		one = list
	}
	for i := 0; b.Len() < 90_000; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(one(i))
	}
	inner := b.String()
	if list != nil {
		inner = fmt.Sprintf(around, inner)
	}
	return `{"Version":"2012-10-17","Statement":[` + inner + `]}`
}

func BenchmarkDecideShapes(b *testing.B) {
	for _, c := range shapes {
		b.Run(c.name, func(b *testing.B) {
			d := document(b, grow(c.statement, c.list, c.around))
			p := &iam.Policies{Identity: []*iam.Document{d}}
			name := c.principal
			if name == "" {
				name = user
			} else {
				p = &iam.Policies{Resource: d}
			}
			who, err := iam.ParsePrincipal(name)
			if err != nil {
				b.Fatal(err)
			}
			req := &iam.Request{Principal: who, Action: c.action, Resource: c.resource, ResourceAccount: who.Account, Context: c.context}
			for range 2 { // the second makes the index
				if d := iam.Decide(req, p); d.Result.String() != c.want {
					b.Fatal(d.Result)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if d := iam.Decide(req, p); d.Result.String() != c.want {
					b.Fatal(d.Result)
				}
			}
		})
	}
}
