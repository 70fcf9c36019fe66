package iam_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/iam"
)

func shrink(t *testing.T, policy string, used ...iam.Use) (*iam.Shrunk, string) {
	t.Helper()
	old, err := iam.ParseJSON("old.json", []byte(policy))
	if err != nil {
		t.Fatal(err)
	}
	s, err := iam.Shrink(old, used)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s.Source.Get("Statement"))
	if err != nil {
		t.Fatal(err)
	}
	return s, string(text)
}

func use(action string, resources ...string) (all []iam.Use) {
	if len(resources) == 0 {
		resources = []string{""}
	}
	for _, r := range resources {
		all = append(all, iam.Use{Action: action, Resource: r})
	}
	return all
}

func TestShrink(t *testing.T) {
	const everything = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`
	for _, c := range []struct {
		name, policy string
		used         [][]iam.Use
		want         string
	}{
		{"actions without case, grouped by resource", everything, [][]iam.Use{
			use("dynamodb:getitem", "arn:aws:dynamodb:eu-west-1:1:table/orders"), use("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:1:table/orders"),
			use("sqs:SendMessage", "arn:aws:sqs:eu-west-1:1:mail")},
			`[{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem"],"Resource":"arn:aws:dynamodb:eu-west-1:1:table/orders"},
			  {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:1:mail"}]`},
		{"several objects are their folder", everything, [][]iam.Use{use("s3:GetObject", "arn:aws:s3:::b/in/a.csv", "arn:aws:s3:::b/in/b.csv"), use("s3:PutObject", "arn:aws:s3:::b/out/report.pdf")},
			`[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/in/*"},{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/out/report.pdf"}]`},
		{"what looks like a variable", everything, [][]iam.Use{use("s3:GetObject", "arn:aws:s3:::b/${x}/a")},
			`[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${$}{x}/a"}]`},
		{"no wider than it was", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::b/in/a*", "arn:aws:s3:::b/in/b*"]}}`,
			[][]iam.Use{use("s3:GetObject", "arn:aws:s3:::b/in/a.csv", "arn:aws:s3:::b/in/b.csv")},
			`[{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/in/a.csv","arn:aws:s3:::b/in/b.csv"]}]`},
		{"resources of two statements, one in the other", `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a/*"},
			{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/x"}]}`, [][]iam.Use{use("s3:GetObject")},
			`[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"}]`},
		{"names that are made anew", everything, [][]iam.Use{
			use("logs:PutLogEvents", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:log-stream:2026/11/24/[$LATEST]0123456789abcdef"),
			use("ecs:StopTask", "arn:aws:ecs:eu-west-1:1:task/web/0123456789abcdef0123456789abcdef"),
			use("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf"),
			use("s3:PutObject", "arn:aws:s3:::b/logs/2026/11/24/part-0001.gz"),
			use("kms:Decrypt", "arn:aws:kms:eu-west-1:1:key/01234567-89ab-cdef-0123-456789abcdef")},
			`[{"Effect":"Allow","Action":"ecs:StopTask","Resource":"arn:aws:ecs:eu-west-1:1:task/web/*"},
			  {"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:eu-west-1:1:key/01234567-89ab-cdef-0123-456789abcdef"},
			  {"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:log-stream:*"},
			  {"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/logs/*/part-*.gz"},
			  {"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:1:secret:db-??????"}]`},
		{"conditions and denies stay", `{"Version": "2012-10-17", "Statement": [
			{"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},
			{"Sid": "Never", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"},
			{"Sid": "Unused", "Effect": "Allow", "Action": "iam:*", "Resource": "*"}]}`,
			[][]iam.Use{use("s3:GetObject", "arn:aws:s3:::b/k"), use("s3:ListBucket", "arn:aws:s3:::b")},
			`[{"Sid":"Never","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"},
			  {"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}},
			  {"Sid":"Read2","Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}]`},
		{"actions without resources", everything, [][]iam.Use{use("ec2:DescribeInstances"), use("s3:ListAllMyBuckets", "*")},
			`[{"Effect":"Allow","Action":["ec2:DescribeInstances","s3:ListAllMyBuckets"],"Resource":"*"}]`},
		{"unknown resource of an action that has one", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}}`,
			[][]iam.Use{use("s3:GetObject")}, `[{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}]`},
		{"what is excluded stays so", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::b/in/c*"}}`,
			[][]iam.Use{use("s3:GetObject", "arn:aws:s3:::b/in/a.csv", "arn:aws:s3:::b/in/b.csv", "arn:aws:s3:::b/out/1.csv", "arn:aws:s3:::b/out/2.csv")},
			`[{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/in/a.csv","arn:aws:s3:::b/in/b.csv","arn:aws:s3:::b/out/*.csv"]}]`},
		{"policy variables stay", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}/*"}}`,
			[][]iam.Use{use("s3:GetObject", "arn:aws:s3:::b/ann/a.csv")}, `[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}]`},
		{"nothing used", everything, nil, `[]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var used []iam.Use
			for _, u := range c.used {
				used = append(used, u...)
			}
			s, got := shrink(t, c.policy, used...)
			var a, b any
			if err := json.Unmarshal([]byte(c.want), &a); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(got), &b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if s.NewAccess.Verdict != iam.No || len(s.Refused) > 0 || s.Kept != len(used) {
				t.Errorf("new access %v %v, refused %v, kept %d of %d", s.NewAccess.Verdict, s.NewAccess.Why, s.Refused, s.Kept, len(used))
			}
		})
	}
}

// A policy of a resource stays with its principals.
func TestShrinkResourcePolicy(t *testing.T) {
	const ann, bob = "arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:user/bob"
	policy := `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"},
		{"Effect": "Deny", "Principal": {"AWS": "` + bob + `"}, "Action": "s3:Get*", "Resource": "*"}]}`
	s, got := shrink(t, policy, iam.Use{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Principal: ann}, iam.Use{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Principal: bob},
		iam.Use{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/k"})
	want := `[{"Effect":"Deny","Principal":{"AWS":"` + bob + `"},"Action":"s3:Get*","Resource":"*"},` +
		`{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/k"}]`
	if got != want || s.Kept != 2 || len(s.Refused) != 1 || s.Refused[0].Principal != bob || s.NewAccess.Verdict != iam.No {
		t.Errorf("%s\nkept %d, refused %v, %v", got, s.Kept, s.Refused, s.NewAccess.Verdict)
	}
}

func TestShrinkSetsAside(t *testing.T) {
	s, got := shrink(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:*", "sns:Publish"], "Resource": "*"}, {"Effect": "Deny", "Action": "sqs:PurgeQueue", "Resource": "*"}]}`,
		append(use("sqs:PurgeQueue", "arn:aws:sqs:eu-west-1:1:q"), append(use("s3:GetObject", "arn:aws:s3:::b/k"), use("sqs:SendMessage", "arn:aws:sqs:eu-west-1:1:q")...)...)...)
	if len(s.Refused) != 2 || s.Kept != 1 {
		t.Errorf("refused %v, kept %d: %s", s.Refused, s.Kept, got)
	}
	if diff := cmp.Diff([]string{"sns:Publish"}, s.Unused); diff != "" {
		t.Error(diff)
	}
}
