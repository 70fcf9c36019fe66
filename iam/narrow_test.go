package iam_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

func text(s string) *cloud.Value { return cloud.NewString(cloud.Pos{}, s) }

func narrow(t *testing.T, policy string, around *iam.Surroundings, used []iam.Use) (*iam.Narrowed, string) {
	t.Helper()
	n, err := iam.Narrow([]*iam.Document{document(t, policy)}, around, used)
	if err != nil {
		t.Fatal(err)
	}
	out, err := n.Source.Get("Statement").MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return n, string(out)
}

func TestNarrow(t *testing.T) {
	table := iam.Contact{Name: "Orders", Why: "TABLE", Resources: []*cloud.Value{text("arn:aws:dynamodb:eu-west-1:111122223333:table/orders")}}
	hole := cloud.Part{Hole: &cloud.Hole{Name: "Orders", Reason: cloud.Because(cloud.AtDeployment, "Orders")}}
	unnamed := iam.Contact{Name: "Orders", Why: "TABLE", Resources: []*cloud.Value{cloud.NewParts(cloud.Pos{}, cloud.Part{Text: "arn:aws:dynamodb:eu-west-1:111122223333:table/"}, hole)}}
	queue := iam.Contact{Name: "Jobs", Why: "polling", Actions: []string{"sqs:ReceiveMessage", "sqs:DeleteMessage"}, Resources: []*cloud.Value{text("arn:aws:sqs:eu-west-1:111122223333:jobs")}}
	for _, c := range []struct {
		name, action, resource string
		around                 iam.Surroundings
		want                   string
	}{
		{"a wildcard", `"dynamodb:*"`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{table}},
			`[{"Effect":"Allow","Action":"dynamodb:*","Resource":["arn:aws:dynamodb:eu-west-1:111122223333:table/orders","arn:aws:dynamodb:eu-west-1:111122223333:table/orders/*"]}]`},
		{"an action", `"dynamodb:GetItem"`, `"arn:aws:dynamodb:*:*:table/*"`, iam.Surroundings{Contacts: []iam.Contact{table}},
			`[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]`},
		{"a table elsewhere", `"dynamodb:GetItem"`, `"arn:aws:dynamodb:us-east-1:*:table/*"`, iam.Surroundings{Contacts: []iam.Contact{table}},
			`[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:us-east-1:*:table/*"}]`},
		{"a name that may fit", `"dynamodb:GetItem"`, `"arn:aws:dynamodb:*:*:table/orders-*"`, iam.Surroundings{Contacts: []iam.Contact{unnamed}},
			`[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:*:*:table/orders-*"}]`},
		{"one that is narrow", `"dynamodb:Query"`, `"arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*"`, iam.Surroundings{Contacts: []iam.Contact{table}},
			`[{"Effect":"Allow","Action":"dynamodb:Query","Resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*"}]`},
		{"what is polled", `"sqs:*"`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{queue}},
			`[{"Effect":"Allow","Action":["sqs:DeleteMessage","sqs:ReceiveMessage"],"Resource":"arn:aws:sqs:eu-west-1:111122223333:jobs"}]`},
		{"what is polled says nothing about sending", `["sqs:SendMessage", "sqs:ReceiveMessage"]`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{queue}},
			`[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"},{"Effect":"Allow","Action":"sqs:ReceiveMessage","Resource":"arn:aws:sqs:eu-west-1:111122223333:jobs"}]`},
		{"everything", `"*"`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{table, queue}},
			`[{"Effect":"Allow","Action":"dynamodb:*","Resource":["arn:aws:dynamodb:eu-west-1:111122223333:table/orders","arn:aws:dynamodb:eu-west-1:111122223333:table/orders/*"]},` +
				`{"Effect":"Allow","Action":["sqs:DeleteMessage","sqs:ReceiveMessage"],"Resource":"arn:aws:sqs:eu-west-1:111122223333:jobs"}]`},
		{"a gap in the service", `"dynamodb:*"`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{table}, Gaps: []iam.Gap{{Services: []string{"dynamodb"}, Why: "x"}}},
			`[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]`},
		{"a gap in another", `"dynamodb:GetItem"`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{table}, Gaps: []iam.Gap{{Services: []string{"s3"}, Why: "x"}}},
			`[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]`},
		{"what names no resource", `["dynamodb:ListTables", "dynamodb:GetItem"]`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{table}},
			`[{"Effect":"Allow","Action":"dynamodb:ListTables","Resource":"*"},{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}]`},
		{"a role", `"sts:AssumeRole"`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{{Name: "r", Why: "ROLE", Resources: []*cloud.Value{text("arn:aws:iam::444455556666:role/x")}}}},
			`[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::444455556666:role/x"}]`},
		{"nothing known", `"ses:*"`, `"*"`, iam.Surroundings{Contacts: []iam.Contact{table}}, `[{"Effect":"Allow","Action":"ses:*","Resource":"*"}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, got := narrow(t, `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": `+c.action+`, "Resource": `+c.resource+`}}`, &c.around, nil)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if n.NewAccess.Verdict != iam.No {
				t.Error("not proved:", n.NewAccess.Why)
			}
		})
	}
}

// Whatever is known of the surroundings, the uses that the old policy allows stay allowed, and
// nothing else comes in.
func TestNarrowStaysBetweenUsedAndOld(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	managed := iam.ManagedPolicies()
	narrower := 0
	for range 300 {
		policy := iam.ManagedPolicy(managed[rng.IntN(len(managed))])
		if len(policy.JSON) > 6000 {
			continue
		}
		doc := document(t, string(policy.JSON))
		var actions []*iam.Action
		for _, s := range doc.Statements {
			for i := range s.Action {
				actions = append(actions, iam.Actions(s.Action[i].Text)...)
			}
		}
		if len(actions) == 0 {
			continue
		}
		around := &iam.Surroundings{}
		for i := range rng.IntN(4) {
			u := randomUse(rng, actions)
			c := iam.Contact{Name: fmt.Sprint("contact ", i), Resources: []*cloud.Value{text(or(u.Resource, "*"))}}
			if rng.IntN(2) == 0 || u.Resource == "" {
				c.Actions = []string{u.Action}
			}
			around.Contacts = append(around.Contacts, c)
		}
		if rng.IntN(4) == 0 {
			around.Gaps = []iam.Gap{{Services: []string{actions[rng.IntN(len(actions))].Service}, Why: "a gap"}}
		}
		var used []iam.Use
		if rng.IntN(3) > 0 {
			used = []iam.Use{}
			for range rng.IntN(8) {
				used = append(used, randomUse(rng, actions))
			}
		}
		n, err := iam.Narrow([]*iam.Document{doc}, around, used)
		if err != nil {
			t.Fatalf("%s: %v", policy.Name, err)
		}
		if n.NewAccess.Verdict == iam.Yes {
			t.Errorf("%s: allows %v", policy.Name, n.NewAccess.Witness)
		}
		if n.Kept+n.Perhaps+len(n.Refused) != len(used) {
			t.Errorf("%s: %d + %d + %d used, of %d", policy.Name, n.Kept, n.Perhaps, len(n.Refused), len(used))
		}
		for _, c := range n.Changes {
			if !c.Stays() {
				narrower++
			} else if strings.TrimSpace(c.Why) == "" {
				t.Errorf("%s: %s on %s stays and nobody knows why", policy.Name, c.Action, c.Resource)
			}
		}
	}
	if narrower < 50 {
		t.Errorf("only %d wildcards became narrower", narrower)
	}
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
