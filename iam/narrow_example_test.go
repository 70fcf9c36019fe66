package iam_test

import (
	"encoding/json"
	"fmt"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// A function that knows one table and polls one queue needs no more than these.
func ExampleNarrow() {
	policy, err := iam.ParseJSON("policy.json", []byte(`{"Version": "2012-10-17", "Statement": {
		"Effect": "Allow", "Action": ["dynamodb:PutItem", "sqs:*", "ses:SendEmail"], "Resource": "*"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	arn := func(text string) []*cloud.Value { return []*cloud.Value{cloud.NewString(cloud.Pos{}, text)} }
	around := &iam.Surroundings{Contacts: []iam.Contact{
		{Name: "orders", Why: "the variable TABLE", Resources: arn("arn:aws:dynamodb:eu-west-1:111122223333:table/orders")},
		{Name: "jobs", Why: "polling", Resources: arn("arn:aws:sqs:eu-west-1:111122223333:jobs"),
			Actions: []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}},
	}}
	narrowed, err := iam.Narrow([]*iam.Document{policy}, around, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range narrowed.Source.Get("Statement").Items() {
		text, _ := json.Marshal([]*cloud.Value{s.Get("Action"), s.Get("Resource")})
		fmt.Println(string(text))
	}
	for _, c := range narrowed.Changes {
		if c.Stays() {
			fmt.Println(c.Action, "stays:", c.Why)
		}
	}
	// Output:
	// ["dynamodb:PutItem","arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]
	// [["sqs:DeleteMessage","sqs:GetQueueAttributes","sqs:ReceiveMessage"],"arn:aws:sqs:eu-west-1:111122223333:jobs"]
	// ["ses:SendEmail","*"]
	// ses:SendEmail stays: nothing says what it is used on
}
