package iam_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// names are what the placeholders of ARNs are filled with: plain ones, and ones that are made anew.
var names = []string{"orders", "orders-2", "a/b", "0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef", "2026/11/24/part-1.gz", "x"}

// randomUse makes a request for an action of the policy's own.
func randomUse(rng *rand.Rand, actions []*iam.Action) iam.Use {
	a := actions[rng.IntN(len(actions))]
	u := iam.Use{Action: a.String()}
	if len(a.Resources) == 0 || rng.IntN(6) == 0 {
		return u
	}
	format := a.Resources[rng.IntN(len(a.Resources))].Type.ARN
	for strings.Contains(format, "${") {
		start, end := strings.Index(format, "${"), strings.IndexByte(format, '}')
		value := names[rng.IntN(len(names))]
		switch format[start+2 : end] {
		case "Partition":
			value = "aws"
		case "Region":
			value = "eu-west-1"
		case "Account":
			value = "111122223333"
		}
		format = format[:start] + value + format[end+1:]
	}
	u.Resource = format
	return u
}

// Used is within new, and new within old, for policies that AWS wrote and for uses at random.
func TestShrinkStaysBetweenUsedAndOld(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	managed := iam.ManagedPolicies()
	shrunk, unproved, narrower := 0, 0, 0
	for range 120 {
		name := managed[rng.IntN(len(managed))]
		policy := iam.ManagedPolicy(name)
		if policy == nil || len(policy.JSON) > 8000 {
			continue
		}
		old, err := iam.ParseJSON(name, policy.JSON)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var actions []*iam.Action
		for _, s := range old.Statements {
			for _, p := range s.Action {
				actions = append(actions, iam.Actions(p.Text)...)
			}
		}
		if len(actions) == 0 {
			continue
		}
		var used []iam.Use
		for range 1 + rng.IntN(12) {
			used = append(used, randomUse(rng, actions))
		}
		s, err := iam.Shrink(old, used)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		shrunk++
		switch s.NewAccess.Verdict {
		case iam.Yes:
			t.Errorf("%s: %+v", name, s.NewAccess.Witness)
		case iam.Maybe:
			unproved++
		}
		if iam.NewAccess([]*iam.Document{s.Document}, []*iam.Document{old}).Verdict == iam.Yes {
			narrower++
		}
		again, err := iam.Shrink(s.Document, used)
		if err != nil || again.Kept != s.Kept {
			t.Errorf("%s: of %d uses the shrunk policy allows %d: %v", name, s.Kept, again.Kept, err)
		}
	}
	if shrunk < 80 || unproved > shrunk/20 || narrower < shrunk*3/4 {
		t.Errorf("shrunk %d, not proved %d, really smaller %d", shrunk, unproved, narrower)
	}
}

func FuzzShrink(f *testing.F) {
	f.Add(`{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}`, `{"s3:GetObject": ["arn:aws:s3:::b/1/2", "arn:aws:s3:::b/1/3"]}`)
	f.Add(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "NotResource": "*x?"}, {"Effect": "Deny", "Action": "*", "Resource": "*q"}]}`, `["ec2:DescribeInstances", {"action": "s3:GetObject", "resource": "arn:aws:s3:::b/a*?${x"}]`)
	f.Fuzz(func(t *testing.T, policy, used string) {
		old, err := iam.ParseJSON("policy", []byte(policy))
		if err != nil {
			return
		}
		uses, err := iam.ParseUses("used", []byte(used))
		if err != nil || len(uses) > 50 {
			return
		}
		s, err := iam.Shrink(old, uses)
		if err == nil && s.NewAccess.Verdict == iam.Yes {
			t.Errorf("allows more: %+v", s.NewAccess.Witness)
		}
		if err != nil && strings.Contains(err.Error(), "no smaller policy") {
			t.Error(err)
		}
	})
}

func ExampleShrink() {
	old, err := iam.ParseJSON("policy.json", []byte(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	shrunk, err := iam.Shrink(old, []iam.Use{
		{Action: "s3:GetObject", Resource: "arn:aws:s3:::orders/in/a.csv"},
		{Action: "s3:GetObject", Resource: "arn:aws:s3:::orders/in/b.csv"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range shrunk.Document.Statements {
		fmt.Println(s.Effect, s.Action[0].Text, "on", s.Resource[0].Text)
	}
	fmt.Println("allows something new:", shrunk.NewAccess.Verdict)
	// Output:
	// Allow s3:GetObject on arn:aws:s3:::orders/in/*
	// allows something new: no
}
