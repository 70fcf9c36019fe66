package iam

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestNewAccessWithVariables(t *testing.T) {
	object := func(resource, condition string) string {
		s := `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "` + resource + `"`
		if condition != "" {
			s += `, "Condition": ` + condition
		}
		return s + "}"
	}
	const start = `{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*"`
	for _, c := range []struct {
		name, from, to string
		want           Truth
	}{
		{"who has no tag", object("arn:aws:s3:::b/${aws:PrincipalTag/t}/*", "") + "," + object("*", `{"Null": {"aws:PrincipalTag/t": "false"}}`), object("*", ""), Yes},
		{"the default", object("arn:aws:s3:::b/x/*", `{"Null": {"aws:PrincipalTag/t": "false"}}`), object("arn:aws:s3:::b/${aws:PrincipalTag/t, 'x'}/*", `{"Null": {"aws:PrincipalTag/t": "true"}}`), Yes},
		{"not the plainest value", "", object("arn:aws:s3:::b/${aws:username}/*", `{"StringNotLike": {"aws:username": "some*"}}`), Yes},
		{"two with values", "", object("arn:aws:s3:::${aws:PrincipalTag/a}/${aws:PrincipalTag/b}/*", `{"StringEquals": {"aws:PrincipalTag/a": "ra", "aws:PrincipalTag/b": "rb"}}`), Yes},
		{"two in another order", object("arn:aws:s3:::b/${aws:PrincipalTag/a}/${aws:PrincipalTag/b}", ""), object("arn:aws:s3:::b/${aws:PrincipalTag/b}/${aws:PrincipalTag/a}", ""), Yes},
		{"two that are equal", "", object("arn:aws:s3:::b/${aws:PrincipalTag/a}/*", `{"StringEquals": {"aws:PrincipalTag/b": "${aws:PrincipalTag/a}", "aws:PrincipalTag/a": "${aws:PrincipalTag/b}"}}`), Yes},
		{"neither has the tag", start + `, "Condition": {"StringEquals": {"aws:ResourceTag/t": "${aws:PrincipalTag/t}"}}},` + start + `, "Condition": {"Null": {"aws:PrincipalTag/t": "false"}}}`, start + "}", Yes},
		{"with or without", object("*", `{"Null": {"aws:PrincipalTag/t": "false"}}`) + "," + object("*", `{"Null": {"aws:PrincipalTag/t": "true"}}`), object("arn:aws:s3:::b/${aws:PrincipalTag/t, 'x'}/*", ""), No},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NewAccess(policy(t, c.from), policy(t, c.to)); got.Verdict != c.want {
				t.Errorf("got %s %+v %v, want %s", got.Verdict, got.Witness, got.Why, c.want)
			}
		})
	}
}

// variableStatements writes statements with policy variables over a small alphabet.
func variableStatements(rng *rand.Rand) string {
	names := []string{"*", "x", "y*", "${aws:PrincipalTag/a}", "${aws:PrincipalTag/a}*", "${aws:PrincipalTag/b}", "${aws:PrincipalTag/b, 'x'}"}
	conditions := []string{`{"StringEquals": {"aws:PrincipalTag/a": "x"}}`, `{"StringNotLike": {"aws:PrincipalTag/b": "x*"}}`, `{"Null": {"aws:PrincipalTag/a": "true"}}`,
		`{"StringEquals": {"aws:PrincipalTag/a": "${aws:PrincipalTag/b}"}}`, `{"StringNotEqualsIfExists": {"aws:PrincipalTag/b": ["y", "somebody"]}}`}
	var all []string
	for range 1 + rng.IntN(3) {
		s := `{"Effect": "Allow"`
		if rng.IntN(3) == 0 {
			s = `{"Effect": "Deny"`
		}
		name, _ := json.Marshal("arn:aws:sqs:us-east-1:111122223333:" + names[rng.IntN(len(names))])
		s += `, "Action": "sqs:SendMessage", "Resource": ` + string(name)
		if rng.IntN(2) == 0 {
			s += `, "Condition": ` + conditions[rng.IntN(len(conditions))]
		}
		all = append(all, s+"}")
	}
	return strings.Join(all, ",")
}

func TestNewAccessWithVariablesAgreesWithEnumeration(t *testing.T) {
	var all []*Request
	values := [][]string{{}, {"x"}, {"y"}, {"yy"}, {"z"}}
	for _, name := range []string{"x", "xx", "y", "yy", "yz", "z", "zz", "other"} {
		for _, a := range values {
			for _, b := range values {
				all = append(all, &Request{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:111122223333:" + name, Principal: outsider(),
					Context: map[string][]string{"aws:principaltag/a": a, "aws:principaltag/b": b}})
			}
		}
	}
	rng := rand.New(rand.NewPCG(21, 22))
	for range 1200 {
		a, b := variableStatements(rng), variableStatements(rng)
		from, to := policy(t, a), policy(t, b)
		got := NewAccess(from, to)
		if got.Verdict == Yes {
			continue // replayed already
		}
		for _, req := range all {
			if to[0].allows(req) == Yes && from[0].allows(req) == No {
				t.Errorf("from %s\nto %s\ngot %s, but there is %+v", a, b, got.Verdict, req)
			}
		}
		if got.Verdict == Maybe {
			t.Fatalf("from %s\nto %s\nunknown: %v", a, b, got.Why)
		}
	}
}
