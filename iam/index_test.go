package iam

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// unprepared is a document without any index.
func unprepared(d *Document) *Document {
	plain := *d
	plain.index, plain.Statements = nil, nil
	for _, s := range d.Statements {
		c := *s
		c.Condition = append([]Condition(nil), s.Condition...)
		for i := range c.Condition {
			c.Condition[i].many = nil
		}
		for _, p := range []**Principals{&c.Principal, &c.NotPrincipal} {
			if *p != nil {
				q := **p
				q.many, *p = nil, &q
			}
		}
		plain.Statements = append(plain.Statements, &c)
	}
	return &plain
}

// largeDocument writes a document with long lists and many statements over a small alphabet.
func largeDocument(rng *rand.Rand, principals bool) string {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	several := func(one func() string) []string {
		n := 1 + rng.IntN(2)
		if rng.IntN(4) == 0 {
			n = 45
		}
		var all []string
		for range n {
			all = append(all, one())
		}
		return all
	}
	action := func() string {
		return pick("s3:GetObject", "S3:getobject", "s3:Get*", "*", "s3:*Object", "s3:?etObject", "sqs:*", "s*:GetObject", "s3:PutObject", fmt.Sprintf("s3:Get%d*", rng.IntN(90)))
	}
	resource := func() string {
		return pick("*", "arn:aws:s3:::data/*", "arn:aws:s3:::data", "arn:aws:s3:::d*/a", "arn:aws:s3", "arn:*:s3:::data/a", "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::data/${aws:PrincipalTag/t, 'a'}",
			fmt.Sprintf("arn:aws:s3:::data/%d*", rng.IntN(90)), "arn:aws:sqs:*:q", "data", "arn:aws:s3:::?ata/??", "arn:aws:sqs:*:*:*")
	}
	name := func() string {
		return pick("*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:role/path/app", "arn:aws:iam::111122223333:user/anna",
			"arn:aws:sts::111122223333:assumed-role/app/x", fmt.Sprintf("arn:aws:iam::111122223333:role/r%d", rng.IntN(90)), fmt.Sprintf("4444%08d", rng.IntN(90)))
	}
	var statements []map[string]any
	for range 1 + rng.IntN(3)*30 {
		s := map[string]any{"Effect": pick("Allow", "Allow", "Deny")}
		s[pick("Action", "Action", "Action", "NotAction")] = several(action)
		if !principals || rng.IntN(4) > 0 {
			s[pick("Resource", "Resource", "Resource", "NotResource")] = several(resource)
		}
		if principals {
			s[pick("Principal", "Principal", "NotPrincipal")] = map[string]any{"AWS": several(name)}
		}
		if rng.IntN(2) == 0 {
			kinds := []map[string]any{
				{pick("", "ForAnyValue:", "ForAllValues:") + pick("StringEquals", "StringNotEquals", "StringLike", "StringNotLike"): map[string]any{"aws:PrincipalTag/t": several(func() string { return pick("a", "b*", "*", "${aws:username}", fmt.Sprint(rng.IntN(50))) })}},
				{pick("IpAddress", "NotIpAddress"): map[string]any{"aws:SourceIp": several(func() string { return fmt.Sprintf("10.%d.0.0/%d", rng.IntN(4), 8+rng.IntN(25)) })}},
				{pick("ArnLike", "ArnNotEquals"): map[string]any{"aws:SourceArn": several(resource)}},
				{pick("NumericLessThan", "NumericEquals", "NumericNotEquals"): map[string]any{"n": several(func() string { return pick("1", "2.0", "2", "x", "1e1") })}},
				{pick("DateLessThan", "DateGreaterThanEquals"): map[string]any{"aws:CurrentTime": several(func() string { return pick("2030-01-01", "2020-01-01T00:00:00Z", "never") })}},
				{pick("Bool", "boolIfExists"): map[string]any{pick("aws:SecureTransport", "aws:MultiFactorAuthPresent"): pick("true", "false", "perhaps")}},
				{"Null": map[string]any{pick("aws:PrincipalTag/t", "aws:PrincipalTag/none", "aws:TagKeys"): several(func() string { return pick("true", "false") })}},
				{pick("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "BinaryEquals"): map[string]any{pick("aws:PrincipalTag/t", "AWS:principaltag/T"): several(func() string { return pick("A", "b1", "ſ", fmt.Sprint(rng.IntN(50))) })}},
				{pick("StringEquals", "StringNotEquals", "StringLikeIfExists", "ForAnyValue:StringLikeIfExists") + pick("", "", ""): map[string]any{pick("aws:PrincipalTag/none", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:username"): several(resource)}},
				{pick("ForAllValues:", "ForAnyValue:") + pick("StringLike", "StringNotLike", "StringEquals", "NumericLessThan", "ArnLike"): map[string]any{"aws:TagKeys": several(func() string { return pick("a", "b*", "", "${aws:username}", "3", fmt.Sprint(rng.IntN(50))) })}},
				{"StringEquals": map[string]any{"aws:PrincipalTag/t": several(func() string { return fmt.Sprint(rng.IntN(9)) })}, "stringequals": map[string]any{"AWS:PrincipalTag/T": several(func() string { return pick("a", "7") })}},
			}
			all := map[string]any{}
			for range 1 + rng.IntN(2) {
				maps.Copy(all, kinds[rng.IntN(len(kinds))])
			}
			if rng.IntN(30) == 0 {
				all["StringFits"] = map[string]any{"n": "1"}
			}
			s["Condition"] = all
		}
		statements = append(statements, s)
	}
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Decisions with and without indexes are the same, statements and reasons included.
func TestIndexesChangeNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	counts := map[Result]int{}
	for range 250 {
		principals := rng.IntN(2) == 0
		text := largeDocument(rng, principals)
		if rng.IntN(4) == 0 { // what a template leaves open
			text = strings.ReplaceAll(strings.ReplaceAll(text, "data/7", "<Data>/7"), `"b*"`, `"<T>*"`)
		}
		v := holed(t, text)
		fast, err := Parse(v)
		if err != nil {
			t.Fatal(err)
		}
		slow := unprepared(fast)
		for range 24 {
			pick := func(list ...string) string { return list[rng.IntN(len(list))] }
			who, err := ParsePrincipal(pick("arn:aws:iam::111122223333:role/app", "arn:aws:sts::111122223333:assumed-role/app/x", "arn:aws:iam::111122223333:user/anna", "111122223333", "444400000007", "arn:aws:iam::111122223333:role/r7", "*"))
			if err != nil {
				t.Fatal(err)
			}
			req := &Request{Principal: who, Action: pick("s3:GetObject", "S3:Get7x", "s3:PutObject", "sqs:SendMessage", Text(withHoles("s3:<X>"))), Open: rng.IntN(8) == 0, ResourceAccount: "111122223333",
				Resource: pick("arn:aws:s3:::data", "arn:aws:s3:::data/a", "arn:aws:s3:::data/7x", "arn:aws:s3:::anna/1", "arn:aws:sqs:eu-west-1:111122223333:q", "*", "data", Text(withHoles("arn:aws:s3:::<B>/a"))),
				Context: map[string][]string{"aws:PrincipalTag/t": {pick("a", "b", "7", "anna", Text(withHoles("<T>")))}, "aws:SourceIp": {pick("10.1.0.0", "10.3.255.255", "::ffff:10.1.2.3", "8.8.8.8", "none")},
					"aws:SourceArn": {pick("arn:aws:s3:::data/a", "arn:aws:sqs:eu-west-1:111122223333:q")}, "n": {pick("1", "2", "x")}, "aws:CurrentTime": {pick("2025-06-01T00:00:00Z", "1900000000")}}}
			switch rng.IntN(12) {
			case 0, 1:
				req.Context["aws:PrincipalTag/t"] = []string{"a", "b1"}
			case 2:
				delete(req.Context, "aws:PrincipalTag/t")
			case 3:
				req.Context["aws:principaltag/t"] = req.Context["aws:PrincipalTag/t"]
				delete(req.Context, "aws:PrincipalTag/t")
			case 4:
				req.Context["aws:PrincipalTag/t"] = []string{}
			}
			if rng.IntN(2) == 0 {
				req.Context["aws:TagKeys"] = [][]string{{"a"}, {"a", "b1"}, {"", "3"}, {"", ""}, {"49"}}[rng.IntN(5)]
				req.Context["aws:SecureTransport"] = []string{pick("true", "false")}
			}
			endpoint, bounded, all := rng.IntN(3) == 0, rng.IntN(4) == 0, policy(t, `{"Effect":"Allow","Action":"*","Resource":"*"}`)
			of := func(d *Document) *Policies {
				p := &Policies{Identity: []*Document{d}}
				switch {
				case principals && endpoint:
					p = &Policies{Identity: all, Endpoint: []*Document{d}}
				case principals:
					p = &Policies{Resource: d}
				}
				if bounded {
					p.Boundary = all
				}
				return p
			}
			Decide(req, of(fast)) // so that the next has its indexes
			got, want := Decide(req, of(fast)), Decide(req, of(slow))
			counts[want.Result]++
			same := got.Result == want.Result && len(got.By) == len(want.By) && got.More == want.More && reflect.DeepEqual(got.Missing, want.Missing) && reflect.DeepEqual(got.Why, want.Why)
			for i := range want.By {
				same = same && got.By[i].Statement.Index == want.By[i].Statement.Index
			}
			if !same {
				t.Fatalf("%v by %v why %v, want %v by %v why %v\n%+v", got.Result, placesOf(got), got.Why, want.Result, placesOf(want), want.Why, req)
			}
		}
	}
	for r := ResultUnknown; r <= ResultImplicitDeny; r++ {
		if counts[r] < 50 {
			t.Errorf("only %d decisions are %v", counts[r], r)
		}
	}
}

func placesOf(d *Decision) (all []string) {
	for _, p := range d.By {
		text, err := p.Statement.Source.MarshalJSON()
		if err != nil {
			text = []byte(err.Error())
		}
		all = append(all, string(text))
	}
	return all
}
