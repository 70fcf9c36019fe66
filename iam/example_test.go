package iam_test

import (
	"fmt"

	"github.com/haechi-dev/haechi/iam"
)

func ExampleDecide() {
	identity, err := iam.ParseJSON("identity.json", []byte(`{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Orders", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::orders/*"},
    {"Sid": "TLS", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
  ]
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	anna, err := iam.ParsePrincipal("arn:aws:iam::111111111111:user/anna")
	if err != nil {
		fmt.Println(err)
		return
	}
	req := &iam.Request{Principal: anna, Action: "s3:GetObject", Resource: "arn:aws:s3:::orders/1.json"}
	for _, secure := range []string{"true", "false"} {
		req.Context = map[string][]string{"aws:SecureTransport": {secure}}
		d := iam.Decide(req, &iam.Policies{Identity: []*iam.Document{identity}})
		fmt.Println(d.Result, "by", d.By[0].Statement.SID, "at", d.By[0].Statement.Pos)
	}
	// Output:
	// allow by Orders at identity.json:4:5
	// explicit-deny by TLS at identity.json:5:5
}

func ExampleExplain() {
	req, policies, err := iam.ParseRequest("request.json", []byte(`{
  "principal": "arn:aws:iam::111111111111:role/app", "action": "kms:Decrypt",
  "resource": "arn:aws:kms:eu-west-1:111111111111:key/1",
  "identityPolicies": [{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "kms:*", "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}],
  "resourcePolicy": {"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": "arn:aws:iam::111111111111:role/admin"}}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := iam.Decide(req, policies)
	fmt.Println(d.Result, d.Missing)
	for _, o := range iam.Explain(req, policies, d) {
		fmt.Printf("%v, statement %d: %s\n", o.Kind, o.Statement.Index, o.Because)
	}
	// Output:
	// implicit-deny [the resource policy does not allow it]
	// identity policy, statement 0: it allows, but is not enough: the resource policy does not allow it
	// identity policy, statement 1: its actions do not include kms:Decrypt
	// resource policy, statement 0: it does not name the role
}

func ExamplePattern_Match() {
	queue := iam.ResourcePattern("arn:aws:sqs:*:111111111111:${aws:PrincipalTag/team}-*")
	req := &iam.Request{Context: map[string][]string{"aws:PrincipalTag/team": {"orders"}}}
	fmt.Println(queue.Match("arn:aws:sqs:eu-west-1:111111111111:orders-dead", req))
	fmt.Println(queue.Match("arn:aws:sqs:eu-west-1:222222222222:orders-dead", req))
	action := iam.ActionPattern("sqs:Send*")
	fmt.Println(action.Match("SQS:SendMessage", nil))
	// Output:
	// yes
	// no
	// yes
}
