package iam

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// What a template leaves open never makes an answer certain that something in its place contradicts:
// each part of some documents is left open, and then filled with what could stand there.
func TestPublicOpenPartsContradictNoFilling(t *testing.T) {
	pools := map[string][]string{
		"Action":    {`"s3:GetObject"`, `"s3:*"`, `"*"`, `"sqs:SendMessage"`, `["s3:PutObject","s3:ListBucket"]`},
		"Resource":  {`"*"`, `"arn:aws:s3:::b/*"`, `"arn:aws:s3:::b"`, `"arn:aws:sqs:us-east-1:444455556666:q"`, `["arn:aws:s3:::b/*","arn:aws:s3:::b"]`},
		"Principal": {`"*"`, `{"AWS":"*"}`, `{"AWS":"111122223333"}`, `{"AWS":"444455556666"}`, `{"Service":"sns.amazonaws.com"}`},
		"AWS":       {`"*"`, `"111122223333"`, `"arn:aws:iam::444455556666:root"`, `["111122223333","*"]`},
		"Service":   {`"sns.amazonaws.com"`, `["sns.amazonaws.com","s3.amazonaws.com"]`},
		"Effect":    {`"Allow"`, `"Deny"`},
		"Condition": {`{}`, `{"StringEquals":{"aws:PrincipalOrgID":"o-abcdefghij"}}`, `{"StringEquals":{"aws:SourceVpce":"vpce-1"}}`, `{"StringLike":{"aws:Referer":"x*"}}`},
		"block":     {`{"aws:PrincipalOrgID":"o-abcdefghij"}`, `{"aws:SourceVpce":"vpce-1"}`, `{"aws:Referer":"x"}`},
		"value":     {`"o-abcdefghij"`, `"*"`, `"vpce-1"`, `"x*"`, `"true"`, `"false"`, `"0.0.0.0/0"`, `"10.0.0.0/8"`, `"203.0.113.0/24"`, `"111122223333"`, `["x","*"]`},
		"Statement": {`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}`, `{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`, `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"*"}`},
	}
	pools["NotAction"], pools["NotResource"], pools["NotPrincipal"] = pools["Action"], pools["Resource"], pools["Principal"]
	allow := `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`
	bases := []string{
		allow,
		`{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::b/*","arn:aws:s3:::b"]}`,
		`{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:444455556666:q"}`,
		`{"Effect":"Allow","Principal":{"AWS":["444455556666","111122223333"],"Service":"sns.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`,
		`{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`,
		`{"Effect":"Allow","Principal":"*","NotAction":"s3:DeleteObject","Resource":"arn:aws:s3:::b/*"}`,
		`{"Effect":"Allow","Principal":"*","NotAction":["*"],"Resource":"*"}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","NotResource":"arn:aws:s3:::b/*"}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-abcdefghij"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringLike":{"aws:PrincipalAccount":["111122223333"]}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24"]}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Null":{"aws:PrincipalOrgID":"false"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"${aws:ResourceOrgID}"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"o-abcdefghij/"}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/x"}}}`,
		allow + `,{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`,
		allow + `,{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-abcdefghij"}}}`,
		allow + `,{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::444455556666:role/x"},"Action":"s3:*","Resource":"*"}`,
		allow + `,{"Effect":"Deny","Principal":"*","NotAction":"s3:DeleteObject","NotResource":"arn:aws:s3:::c/*"}`,
	}
	opens := []*cloud.Value{
		cloud.NewUnknown(cloud.Pos{}, cloud.Because(cloud.NoParameterValue, "P")),
		cloud.NewParts(cloud.Pos{}, cloud.Part{Hole: &cloud.Hole{Name: "P", Reason: cloud.Because(cloud.NoParameterValue, "P")}}),
	}
	public := func(v *cloud.Value) (Answer, bool) {
		d, err := Parse(v)
		if err != nil {
			return Answer{}, false
		}
		got, _ := Public(d, Zone{Account: "444455556666", Type: "AWS::S3::Bucket"})
		return got, true
	}
	for _, base := range bases {
		root := holed(t, `{"Version":"2012-10-17","Statement":[`+base+`]}`)
		each(root, nil, func(path []any) {
			pool := pools[poolOf(path)]
			filled := make([]Truth, len(pool))
			for i, text := range pool {
				filled[i] = Maybe
				if a, ok := public(put(root, path, holed(t, text))); ok {
					filled[i] = a.Verdict
				}
			}
			for i, open := range opens {
				got, ok := public(put(root, path, open))
				if pool == nil || !ok {
					continue
				}
				if (got.Verdict == Maybe) != (len(got.Why) > 0) {
					t.Errorf("%s %v: %s because %v", base, path, got.Verdict, got.Why)
				}
				for j, truth := range filled {
					list := i == 1 && strings.Contains(pool[j], "[") // a text is no list
					if got.Verdict != Maybe && truth != Maybe && truth != got.Verdict && !list {
						t.Errorf("%s %v (%d): %s, but %s with %s", base, path, i, got.Verdict, truth, pool[j])
					}
				}
			}
		})
	}
}

// poolOf names the pool of what can stand in a place of a document.
func poolOf(path []any) string {
	if len(path) < 2 {
		return ""
	}
	var keys []string
	for _, p := range path {
		if k, ok := p.(string); ok {
			keys = append(keys, k)
		}
	}
	last := keys[len(keys)-1]
	if len(keys) > 1 && keys[1] == "Condition" {
		return []string{"Condition", "block", "value"}[len(keys)-2]
	}
	return last
}

// each calls see for every part of a tree.
func each(v *cloud.Value, path []any, see func([]any)) {
	see(path)
	for i, item := range v.Items() {
		each(item, append(path[:len(path):len(path)], i), see)
	}
	for _, f := range v.Fields() {
		each(f.Value, append(path[:len(path):len(path)], f.Key), see)
	}
}

// put is a tree with another part.
func put(v *cloud.Value, path []any, in *cloud.Value) *cloud.Value {
	if len(path) == 0 {
		return in
	}
	if v.Is(cloud.List) {
		out := cloud.NewList(v.Pos)
		for i, item := range v.Items() {
			if i == path[0] {
				item = put(item, path[1:], in)
			}
			out.Append(item)
		}
		return out
	}
	out := cloud.NewMap(v.Pos)
	for _, f := range v.Fields() {
		value := f.Value
		if f.Key == path[0] {
			value = put(value, path[1:], in)
		}
		out.SetAt(f.Key, f.KeyPos, value)
	}
	return out
}
