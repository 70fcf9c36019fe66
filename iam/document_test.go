package iam

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	d, err := ParseJSON("p.json", []byte(`{
  "Version": "2012-10-17", "Id": "x", "Extra": 1,
  "Statement": {
    "Sid": "One", "Effect": "Deny", "Effect": "Allow", "Colour": "red",
    "NotPrincipal": {"AWS": ["111111111111", "*"], "Service": "s3.amazonaws.com", "Strange": "y"},
    "Action": "s3:*", "NotResource": ["a", "b"],
    "Condition": {"StringLike": {"k": ["x*", 5, true]}, "Null": {"l": false}}
  }
}`))
	if err != nil {
		t.Fatal(err)
	}
	s := d.Statements[0]
	switch {
	case d.Version != Version2012 || d.ID != "x" || len(d.Foreign) != 1 || len(d.Statements) != 1:
		t.Errorf("document: %+v", d)
	case len(d.Duplicates) != 1 || d.Duplicates[0].Key != "Effect" || s.Effect != Allow:
		t.Errorf("the last of two keys counts: %v %v", d.Duplicates, s.Effect)
	case s.SID != "One" || s.Pos.Line != 3 || len(s.Foreign) != 1 || s.Foreign[0].Key != "Colour":
		t.Errorf("statement: %+v", s)
	case len(s.NotPrincipal.Named) != 4 || s.NotPrincipal.Named[2].Kind != NameService || s.NotPrincipal.Named[3].Kind != NameOther:
		t.Errorf("principals: %+v", s.NotPrincipal)
	case len(s.NotResource) != 2 || s.Resource != nil || s.Action[0].Pos.Line != 6:
		t.Errorf("patterns: %+v", s)
	case len(s.Condition) != 2 || s.Condition[0].Values[1].Text != "5" || s.Condition[1].Values[0].Text != "false" || s.Condition[1].Pos.Line != 7:
		t.Errorf("conditions: %+v", s.Condition)
	}
}

func TestParseMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`[]`, "a policy document is an object, not a list"},
		{`{}`, "without Statement"},
		{`{"Statement": [1]}`, "1:16: statement 1 is a number"},
		{`{"Statement": {"Effect": "allow", "Action": "*"}}`, `effect "allow" (write Allow or Deny, with a capital)`},
		{`{"Statement": {"Action": "*"}}`, "no Effect"},
		{`{"Statement": {"Effect": "Allow"}}`, "neither Action nor NotAction"},
		{`{"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*"}}`, "both Action and NotAction"},
		{`{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*"}}`, "both Resource and NotResource"},
		{`{"Statement": {"Effect": "Allow", "Action": [{}]}}`, "Action holds a map"},
		{`{"Statement": {"Effect": "Allow", "Action": null}}`, "Action holds a null"},
		{`{"Statement": {"Effect": "Allow", "Action": "*", "Condition": []}}`, "Condition is a list"},
		{`{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": "x"}}}`, "operator Bool holds a string"},
		{`{"Statement": `, "the text ends too early"},
		{`"{\"Statement\": 1"`, "the text is not a policy document"},
		{strings.Repeat("[", 100), "nested more than 64 levels"},
	} {
		_, err := ParseJSON("p.json", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "p.json:") {
			t.Errorf("%s: got %v, want %s", c.text, err, c.want)
		}
	}
}

func TestPieces(t *testing.T) {
	p := ResourcePattern("a*${b}?${c, 'd'}${*}${e")
	want := []PieceKind{Literal, Star, Variable, AnyChar, Variable, Literal, Literal}
	if len(p.Pieces) != len(want) {
		t.Fatalf("%+v", p.Pieces)
	}
	for i, kind := range want {
		if p.Pieces[i].Kind != kind {
			t.Errorf("piece %d: %+v", i, p.Pieces[i])
		}
	}
	if p.Pieces[2].Text != "b" || *p.Pieces[4].Default != "d" || !p.Pieces[5].Escaped || p.Pieces[6].Text != "${e" {
		t.Errorf("%+v", p.Pieces)
	}
}

func TestParseOperator(t *testing.T) {
	for _, c := range []struct {
		text string
		want Operator
	}{
		{"StringLike", Operator{Base: StringLike}},
		{"ForAllValues:StringNotLikeIfExists", Operator{Base: StringNotLike, Set: ForAllValues, IfExists: true}},
		{"foranyvalue:arnequals", Operator{Base: ArnEquals, Set: ForAnyValue}},
		{"NullIfExists", Operator{IfExists: true}},
		{"ForSomeValues:StringLike", Operator{}},
		{"IfExists", Operator{}},
		{"", Operator{}},
	} {
		c.want.Text = c.text
		if got := ParseOperator(c.text); got != c.want {
			t.Errorf("%q: got %+v, want %+v", c.text, got, c.want)
		}
	}
	for b := StringEquals; b <= Null; b++ {
		if b.Negated() && (b.Positive().Negated() || strings.Replace(b.String(), "Not", "", 1) != b.Positive().String()) {
			t.Errorf("%v negates %v", b, b.Positive())
		}
	}
}

func TestParsePrincipal(t *testing.T) {
	for _, c := range []struct {
		text    string
		kind    PrincipalKind
		account string
		behind  string
	}{
		{"*", Anonymous, "", ""},
		{"anonymous", Anonymous, "", ""},
		{"111111111111", Root, "111111111111", ""},
		{"arn:aws-cn:iam::111111111111:root", Root, "111111111111", ""},
		{"arn:aws:iam::111111111111:user/a/b", User, "111111111111", ""},
		{"arn:aws:iam::111111111111:role/a/b", Role, "111111111111", "arn:aws:iam::111111111111:role/a/b"},
		{"arn:aws:sts::111111111111:assumed-role/b/s", RoleSession, "111111111111", "arn:aws:iam::111111111111:role/b"},
		{"arn:aws:sts::111111111111:federated-user/b", FederatedSession, "111111111111", "arn:aws:iam::111111111111:user/b"},
		{"arn:aws:iam::111111111111:saml-provider/p", Federated, "111111111111", ""},
		{"accounts.google.com", Federated, "", ""},
		{"lambda.amazonaws.com", Service, "", ""},
		{"arn:\x00AWS::Partition\x00:iam::\x00AWS::AccountId\x00:role/r", Role, "\x00AWS::AccountId\x00", "arn:\x00AWS::Partition\x00:iam::\x00AWS::AccountId\x00:role/r"},
	} {
		p, err := ParsePrincipal(c.text)
		if err != nil || p.Kind != c.kind || p.Account != c.account || p.Behind != c.behind {
			t.Errorf("%q: %+v %v", c.text, p, err)
		}
	}
	for _, text := range []string{"", "anna", "arn:aws:iam::111111111111:group/g", "arn:aws:iam:::user/x", "arn:aws:s3:::b", "arn:aws:iam"} {
		if p, err := ParsePrincipal(text); err == nil {
			t.Errorf("%q is read as %+v", text, p)
		}
	}
}
