package iam

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func policy(t testing.TB, statements string) []*Document {
	t.Helper()
	d, err := ParseJSON("p.json", []byte(`{"Version": "2012-10-17", "Statement": [`+statements+`]}`))
	if err != nil {
		t.Fatal(err)
	}
	return []*Document{d}
}

func TestNewAccess(t *testing.T) {
	const read = `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"}`
	for _, c := range []struct {
		name, from, to string
		want           Truth
	}{
		{"the same", read, read, No},
		{"more actions", read, `{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::orders/*"}`, Yes},
		{"a wildcard over the same actions", `{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}`, `{"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetBucketAcl"], "Resource": "*"}`, No},
		{"fewer resources", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}`, read, No},
		{"more resources", read, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders*"}`, Yes},
		{"a bucket is no object", read, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::orders/*", "arn:aws:s3:::other"]}`, No},
		{"an action without resources", read, read + `,{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::orders"}`, No},
		{"a deny removed", read + `,{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::orders/secret/*"}`, read, Yes},
		{"a deny that denies nothing", read + `,{"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}`, read, No},
		{"a condition removed", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}`, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}`, Yes},
		{"a condition that always holds", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringLike": {"aws:UserAgent": "*"}}}`, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}`, No},
		{"a wider network", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/16"}}}`, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}`, Yes},
		{"a narrower network", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}`, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/16"}}}`, No},
		{"NotAction leaves more", `{"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"}`, `{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`, Yes},
		{"NotResource", `{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::a/*"}`, `{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]}`, No},
		{"a variable is not everything", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}`, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/*"}`, Yes},
		{"a variable is less than everything", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/*"}`, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}`, No},
		{"the special value of a variable", `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"},{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/admin/*"}`, `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}`, Yes},
		{"a set operator", `{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["a", "b"]}}}`, `{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"dynamodb:Attributes": ["a", "b"]}}}`, Yes},
		{"no Region", `{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:?*:*:*"}`, `{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:*"}`, No},
		{"a parameter of AWS", "", `{"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "arn:aws:ssm:*::parameter/aws/service/*"}`, Yes},
		{"an impossible key", read, read + `,{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"StringEquals": {"s3:prefix": "x"}}}`, No},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewAccess(policy(t, c.from), policy(t, c.to))
			if got.Verdict != c.want {
				t.Errorf("got %s %+v %v, want %s", got.Verdict, got.Witness, got.Why, c.want)
			}
		})
	}
}

// randomStatements writes statements over a small alphabet, so that all requests can be tried.
func randomStatements(rng *rand.Rand) string {
	actions := []string{"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:*", "*", "sqs:Send*", "sns:Publish"}
	resources := []string{"*", "arn:aws:sqs:*:*:a", "arn:aws:sqs:us-east-1:111122223333:*", "arn:aws:sqs:us-east-1:111122223333:a*", "arn:aws:sns:us-east-1:111122223333:b", "arn:aws:sqs:us-east-1:111122223333:?b"}
	conditions := []string{`{"StringEquals": {"aws:PrincipalTag/t": ["x", "y"]}}`, `{"StringNotLike": {"aws:PrincipalTag/t": "x*"}}`, `{"Null": {"aws:PrincipalTag/t": "true"}}`,
		`{"NumericLessThan": {"aws:MultiFactorAuthAge": "10"}}`, `{"StringEqualsIfExists": {"aws:PrincipalTag/t": "y"}}`, `{"NumericGreaterThanEquals": {"aws:MultiFactorAuthAge": "5"}, "StringLike": {"aws:PrincipalTag/t": "?"}}`}
	pick := func(list []string) string {
		v, _ := json.Marshal(list[rng.IntN(len(list))])
		return string(v)
	}
	var all []string
	for range 1 + rng.IntN(3) {
		effect, action, resource := "Allow", "Action", "Resource"
		if rng.IntN(3) == 0 {
			effect = "Deny"
		}
		if rng.IntN(5) == 0 {
			action = "NotAction"
		}
		if rng.IntN(5) == 0 {
			resource = "NotResource"
		}
		s := fmt.Sprintf(`{"Effect": %q, %q: %s, %q: %s`, effect, action, pick(actions), resource, pick(resources))
		if rng.IntN(2) == 0 {
			s += `, "Condition": ` + conditions[rng.IntN(len(conditions))]
		}
		all = append(all, s+"}")
	}
	return strings.Join(all, ",")
}

// requests are all that the statements of randomStatements tell apart, and more.
func requests() []*Request {
	var all []*Request
	for action, resources := range map[string][]string{
		"sqs:SendMessage":    {"arn:aws:sqs:us-east-1:111122223333:a", "arn:aws:sqs:us-east-1:111122223333:ab", "arn:aws:sqs:us-east-1:111122223333:cb", "arn:aws:sqs:eu-west-1:1:a", "arn:aws:sqs:eu-west-1:1:z"},
		"sqs:ReceiveMessage": {"arn:aws:sqs:us-east-1:111122223333:a", "arn:aws:sqs:us-east-1:111122223333:ab", "arn:aws:sqs:us-east-1:111122223333:z", "arn:aws:sqs:eu-west-1:1:a", "arn:aws:sqs:eu-west-1:1:z"},
		"sqs:DeleteMessage":  {"arn:aws:sqs:us-east-1:111122223333:a", "arn:aws:sqs:us-east-1:111122223333:ab", "arn:aws:sqs:us-east-1:111122223333:z", "arn:aws:sqs:eu-west-1:1:a", "arn:aws:sqs:eu-west-1:1:z"},
		"sqs:ListQueues":     {"*"},
		"sns:Publish":        {"arn:aws:sns:us-east-1:111122223333:b", "arn:aws:sns:us-east-1:111122223333:c"},
		"kms:Decrypt":        {"arn:aws:kms:us-east-1:111122223333:key/k"},
	} {
		for _, resource := range resources {
			for _, tag := range [][]string{{}, {"x"}, {"y"}, {"xx"}, {"zz"}, {"z"}} {
				for _, age := range [][]string{{}, {"1"}, {"5"}, {"10"}} {
					all = append(all, &Request{Action: action, Resource: resource, Principal: outsider(), Context: map[string][]string{"aws:principaltag/t": tag, "aws:multifactorauthage": age}})
				}
			}
		}
	}
	return all
}

func TestNewAccessAgreesWithEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	all := requests()
	yes := 0
	for range 1500 {
		a, b := randomStatements(rng), randomStatements(rng)
		from, to := policy(t, a), policy(t, b)
		got := NewAccess(from, to)
		want := No
		for _, req := range all {
			if to[0].allows(req) == Yes && from[0].allows(req) == No {
				want = Yes
				break
			}
		}
		if want == Yes {
			yes++
		}
		// The search knows more requests than the list: of the two errors it can only make one
		// that its witness does not prove.
		if got.Verdict == Maybe || want == Yes && got.Verdict == No {
			t.Fatalf("from %s\nto %s\ngot %s %v, want %s", a, b, got.Verdict, got.Why, want)
		}
		if got.Verdict == Yes && (to[0].allows(got.Witness) != Yes || from[0].allows(got.Witness) != No) {
			t.Fatalf("from %s\nto %s\n%+v is no witness", a, b, got.Witness)
		}
		if got.Verdict == Yes && want == No && !strings.Contains(fmt.Sprint(got.Witness), "future") && got.Witness.Resource != "*" {
			if k := strings.SplitN(got.Witness.Action, ":", 2)[0]; k == "sqs" || k == "sns" {
				t.Logf("the enumeration lacks %+v", got.Witness)
			}
		}
	}
	if yes < 300 || yes > 1300 {
		t.Errorf("%d of 1500 pairs have new access: the sample is lopsided", yes)
	}
}
