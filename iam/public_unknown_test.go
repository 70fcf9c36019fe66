package iam

import "testing"

// What a template leaves open makes an answer unknown where it may let somebody in.
func TestPublicUnknown(t *testing.T) {
	const open = `"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"`
	for _, c := range []struct {
		name, statements string
		want             Truth
	}{
		{"an action", `{"Effect":"Allow","Principal":"*","Action":"<A>","Resource":"*"}`, Maybe},
		{"an action of a service", `{"Effect":"Allow","Principal":"*","Action":"s3:<A>","Resource":"*"}`, Maybe},
		{"an action beside a known one", `{"Effect":"Allow","Principal":"*","Action":["<A>","s3:GetObject"],"Resource":"*"}`, Yes},
		{"actions", `{"Effect":"Allow","Principal":"*","Action":"?<A>","Resource":"*"}`, Maybe},
		{"what is not allowed", `{"Effect":"Allow","Principal":"*","NotAction":"?<A>","Resource":"*"}`, Maybe},
		{"a statement", `"?<S>"`, Maybe},
		{"a statement beside a closed one", `"?<S>",{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:*","Resource":"*"}`, Maybe},
		{"a statement that may deny", `"?<S>",{` + open + `}`, Maybe},
		{"an effect", `{"Effect":"?<E>","Principal":"*","Action":"s3:GetObject","Resource":"*"}`, Maybe},
		{"an effect of a statement about ourselves", `{"Effect":"?<E>","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"*"}`, No},
		{"a principal", `{"Effect":"Allow","Principal":{"AWS":"<P>"},"Action":"s3:GetObject","Resource":"*"}`, Maybe},
		{"a role of the account", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::<AWS::AccountId>:role/<R>"},"Action":"s3:GetObject","Resource":"*"}`, No},
		{"principals", `{"Effect":"Allow","Principal":"?<P>","Action":"s3:GetObject","Resource":"*"}`, Maybe},
		{"a resource", `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"<R>"}`, Maybe},
		{"a bucket", `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::<B>/*"}`, Yes},
		{"a bucket by its ARN", `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"<B.Arn>/*"}`, Maybe},
		{"conditions", `{` + open + `,"Condition":"?<C>"}`, Maybe},
		{"a value", `{` + open + `,"Condition":{"StringEquals":{"aws:SourceVpce":"<V>"}}}`, No},
		{"a pattern", `{` + open + `,"Condition":{"StringLike":{"aws:PrincipalOrgID":"<V>"}}}`, Maybe},
		{"a denial", `{` + open + `},{"Effect":"Deny","Principal":"*","Action":"?<A>","Resource":"*"}`, Maybe},
		{"a denial of something else", `{` + open + `},{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"?<R>"}`, Yes},
		{"a denial of some", `{` + open + `},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/<P>/*"}`, Yes},
	} {
		for _, typ := range []string{"", "AWS::S3::Bucket"} {
			d, err := Parse(holed(t, `{"Version":"2012-10-17","Statement":[`+c.statements+`]}`))
			if err != nil {
				t.Fatal(err)
			}
			got, all := Public(d, Zone{Account: "444455556666", Type: typ})
			if got.Verdict != c.want {
				t.Errorf("%s (%s): %s %+v %v (%s), want %s", c.name, typ, got.Verdict, got.Witness, got.Why, exposureTexts(all), c.want)
			}
			if (got.Verdict == Maybe) != (len(got.Why) > 0) {
				t.Errorf("%s: %s because %v", c.name, got.Verdict, got.Why)
			}
		}
	}
}
