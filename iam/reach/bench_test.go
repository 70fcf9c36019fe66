package reach_test

import (
	"fmt"
	"testing"

	"github.com/haechi-dev/haechi/iam/reach"
)

// company is an account with many roles and users: each role is trusted by the account, each
// tenth user may create functions with some of them.
func company(n int) obj {
	r := obj{}
	root := trust(obj{"AWS": "arn:aws:iam::" + account + ":root", "Service": "lambda.amazonaws.com"})
	for i := range n {
		role := obj{"RoleName": fmt.Sprintf("role-%d", i), "AssumeRolePolicyDocument": root,
			"Policies": inline(statement("Allow", []any{"s3:GetObject", "sts:AssumeRole"}, []any{fmt.Sprintf("arn:aws:s3:::bucket-%d/*", i), fmt.Sprintf("arn:aws:iam::*:role/role-%d", i+1)}))}
		if i == n-1 {
			role["ManagedPolicyArns"] = []any{adminPolicy}
		}
		r[fmt.Sprintf("Role%d", i)] = resource("AWS::IAM::Role", role)
		user := inline(statement("Allow", "dynamodb:*", "*"))
		if i%10 == 0 {
			user = inline(statement("Allow", []any{"iam:PassRole", "lambda:*"}, []any{fmt.Sprintf("arn:aws:iam::*:role/role-%d*", i), "arn:aws:lambda:*:*:function:team-*"}))
		}
		r[fmt.Sprintf("User%d", i)] = resource("AWS::IAM::User", obj{"UserName": fmt.Sprintf("user-%d", i), "Policies": user})
	}
	return r
}

func BenchmarkEverybodyToAdmin(b *testing.B) {
	g := read(b, company(100))
	for b.Loop() {
		m := reach.New(g, reach.Options{})
		found := 0
		for _, name := range m.Principals() {
			p, err := m.Find(name, reach.Admin)
			if err != nil {
				b.Fatal(err)
			}
			if p != nil {
				found++
			}
		}
		if found != 110 {
			b.Fatalf("%d of 200 reach admin", found)
		}
	}
}
