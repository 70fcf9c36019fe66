package iam_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// small is an identity policy of usual size.
const small = `{"Version":"2012-10-17","Statement":[
 {"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::orders","arn:aws:s3:::orders/*"]},
 {"Sid":"Table","Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query"],"Resource":"arn:aws:dynamodb:eu-west-1:111111111111:table/orders"},
 {"Sid":"Logs","Effect":"Allow","Action":"logs:*","Resource":"*"},
 {"Sid":"TLS","Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`

// large is a policy of 90 kB: many statements of a few services, as generators write them.
func large() string {
	services := []string{"s3", "ec2", "dynamodb", "sqs", "lambda", "iam", "kms", "logs", "sns", "ssm"}
	var b strings.Builder
	b.WriteString(`{"Version":"2012-10-17","Statement":[`)
	for i := 0; b.Len() < 90_000; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		service := services[i%len(services)]
		fmt.Fprintf(&b, `{"Sid":"S%d","Effect":"Allow","Action":["%s:GetThing%d","%s:List*","%s:Describe*","%s:PutThing%d"],"Resource":["arn:aws:%s:*:111111111111:thing/%d/*","arn:aws:%s:::other-%d"]}`,
			i, service, i, service, service, service, i, service, i, service, i)
	}
	return b.String() + `]}`
}

func document(b testing.TB, text string) *iam.Document {
	d, err := iam.ParseJSON("p.json", []byte(text))
	if err != nil {
		b.Fatal(err)
	}
	return d
}

func BenchmarkDecideSmall(b *testing.B) {
	p := &iam.Policies{Identity: []*iam.Document{document(b, small)}}
	who, err := iam.ParsePrincipal(user)
	if err != nil {
		b.Fatal(err)
	}
	req := &iam.Request{Principal: who, Action: "dynamodb:Query", Resource: "arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
		Context: map[string][]string{"aws:SecureTransport": {"true"}}}
	if d := iam.Decide(req, p); d.Result != iam.ResultAllow {
		b.Fatal(d.Result)
	}
	b.ReportAllocs()
	for b.Loop() {
		iam.Decide(req, p)
	}
}

func BenchmarkDecideLarge(b *testing.B) {
	text := large()
	p := &iam.Policies{Identity: []*iam.Document{document(b, text)}}
	who, err := iam.ParsePrincipal(user)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, action, resource, want string }{
		{"hit", "s3:GetThing100", "arn:aws:s3:::other-100", "allow"},
		{"miss", "s3:DeleteThing", "arn:aws:s3:::other-100", "implicit-deny"},
		{"many candidates", "s3:ListThing", "arn:aws:s3:::other-x", "implicit-deny"},
	} {
		b.Run(c.name, func(b *testing.B) {
			req := &iam.Request{Principal: who, Action: c.action, Resource: c.resource}
			if d := iam.Decide(req, p); d.Result.String() != c.want {
				b.Fatal(d.Result)
			}
			b.ReportAllocs()
			for b.Loop() {
				iam.Decide(req, p)
			}
		})
	}
	b.Run("one service", func(b *testing.B) {
		var text strings.Builder
		text.WriteString(`{"Version":"2012-10-17","Statement":[`)
		for i := 0; text.Len() < 90_000; i++ {
			fmt.Fprintf(&text, `{"Effect":"Allow","Action":["sqs:Send*","sqs:Get*"],"Resource":"arn:aws:sqs:*:*:orders-%d-*"},`, i)
		}
		text.WriteString(`{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}`)
		p := &iam.Policies{Identity: []*iam.Document{document(b, text.String())}}
		req := &iam.Request{Principal: who, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111111111111:orders-x-1"}
		if d := iam.Decide(req, p); d.Result != iam.ResultImplicitDeny {
			b.Fatal(d.Result)
		}
		b.ReportAllocs()
		for b.Loop() {
			iam.Decide(req, p)
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			document(b, text)
		}
	})
}

// A whole line: read, parsed and decided.
func BenchmarkParseRequest(b *testing.B) {
	line := []byte(`{"principal":"` + user + `","action":"dynamodb:Query","resource":"arn:aws:dynamodb:eu-west-1:111111111111:table/orders","identityPolicies":[` + small + `]}`)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		req, policies, err := iam.ParseRequest("line", line)
		if err != nil {
			b.Fatal(err)
		}
		iam.Decide(req, policies)
	}
}
