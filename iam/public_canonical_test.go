package iam

import "testing"

// A canonical user is somebody, perhaps of another account, and not anybody.
func TestPublicCanonicalUsers(t *testing.T) {
	const id = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
	statement := func(principal, more string) string {
		return `{"Effect":"Allow","Principal":` + principal + `,"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"` + more + `}`
	}
	named := `{"CanonicalUser":"` + id + `"}`
	for _, c := range []struct {
		name, statements string
		want             int
	}{
		{"one", statement(named, ""), 1},
		{"twice", statement(named, "") + "," + statement(named, ""), 1},
		{"an identity of the template", statement(`{"CanonicalUser":"<Identity.S3CanonicalUserId>"}`, ""), 0},
		{"denied", statement(named, "") + `,{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}`, 0},
		{"denied by name", statement(named, "") + `,{"Effect":"Deny","Principal":` + named + `,"Action":"s3:*","Resource":"*"}`, 0},
		{"a condition on another account", statement(named, `,"Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}`), 0},
	} {
		d, err := Parse(holed(t, `{"Version":"2012-10-17","Statement":[`+c.statements+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		anyone, all := Public(d, Zone{Account: "444455556666", Type: "AWS::S3::Bucket"})
		if anyone.Verdict != No || len(all) != c.want {
			t.Errorf("%s: %s, %s", c.name, anyone.Verdict, exposureTexts(all))
		}
		for _, e := range all {
			if e.Principal != id || e.Public || e.Answer.Verdict != Maybe || len(e.Answer.Why) == 0 || len(e.Statements) == 0 || e.Statements[0] != d.Statements[0] {
				t.Errorf("%s: %+v", c.name, e)
			}
		}
	}
}

// An answer that is open says why.
func TestOpenAnswersHaveReasons(t *testing.T) {
	for _, statement := range []string{
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"StringFits":{"aws:Referer":"x"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"NullIfExists":{"aws:Referer":"true"}}}`,
		`{"Effect":"?<E>","Principal":"*","Action":"s3:GetObject","Resource":"*"}`,
	} {
		d, err := Parse(holed(t, `{"Version":"2012-10-17","Statement":[`+statement+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		anyone, all := Public(d, Zone{Account: "444455556666", Type: "AWS::S3::Bucket"})
		if anyone.Verdict != Maybe || len(anyone.Why) == 0 {
			t.Errorf("%s: %s %v", statement, anyone.Verdict, anyone.Why)
		}
		for _, e := range all {
			if e.Answer.Verdict == Maybe && len(e.Answer.Why) == 0 {
				t.Errorf("%s: %s is let in without a reason", statement, e.Principal)
			}
		}
	}
}
