package iam

import "testing"

// FuzzNewAccess holds the search to what must hold of any two documents: it ends, a policy allows
// nothing that it does not allow, and a witness is one.
func FuzzNewAccess(f *testing.F) {
	seeds := []string{
		`{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`,
		`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::a*b?c/${aws:username}/*"}]}`,
		`{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": ["111122223333", "*"]}, "Action": ["*", "sqs:Send*"], "Resource": "arn:*:sqs:*", "Condition": {"ForAnyValue:StringLike": {"aws:TagKeys": ["a*", "${aws:PrincipalTag/x, 'y'}"]}, "NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}]}`,
		`{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "x:y", "Condition": {"NumericLessThan": {"k": "1e400"}, "Bool": {"b": "maybe"}, "Null": {"k": "false"}, "ArnLike": {"a": "arn:aws:*:*:*:*?*"}}}]}`,
	}
	for _, a := range seeds {
		for _, b := range seeds {
			f.Add([]byte(a), []byte(b))
		}
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a)+len(b) > 4096 {
			return
		}
		from, err := ParseJSON("a.json", a)
		if err != nil {
			return
		}
		to, err := ParseJSON("b.json", b)
		if err != nil {
			return
		}
		got := NewAccess([]*Document{from}, []*Document{to})
		if got.Verdict == Yes && (to.allows(got.Witness) != Yes || from.allows(got.Witness) != No) {
			t.Errorf("%+v is no witness", got.Witness)
		}
		if same := NewAccess([]*Document{to}, []*Document{to}); same.Verdict == Yes {
			t.Errorf("a policy allows %+v, which it does not allow", same.Witness)
		}
		Public(from, Zone{})
	})
}
