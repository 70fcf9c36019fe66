package iam_test

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

func TestDocumentGivenAsText(t *testing.T) {
	pos := cloud.Pos{Origin: &cloud.Origin{File: "t.yaml"}, Line: 7, Column: 3}
	hole := &cloud.Hole{Name: "Bucket", Reason: cloud.Because(cloud.AtDeployment, "Bucket")}
	before := cloud.Part{Text: `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::`}
	user := iam.Principal{Kind: iam.User, Name: "arn:aws:iam::123456789012:user/a", Account: "123456789012"}
	ask := func(d *iam.Document, resource string) iam.Result {
		return iam.Decide(&iam.Request{Principal: user, Action: "s3:GetObject", Resource: resource}, &iam.Policies{Identity: []*iam.Document{d}}).Result
	}
	d, err := iam.Parse(cloud.NewParts(pos, before, cloud.Part{Hole: hole}, cloud.Part{Text: `/*"}}`}))
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(d, "arn:aws:s3:::\x00Bucket\x00/key"); got != iam.ResultAllow {
		t.Errorf("the bucket of the template: %v", got)
	}
	if got := ask(d, "arn:aws:s3:::other/key"); got != iam.ResultUnknown {
		t.Errorf("another bucket: %v", got)
	}
	if got := d.Statements[0].Resource[0].Pos; got != pos {
		t.Errorf("position %v, want that of the text", got)
	}
	d, err = iam.Parse(cloud.NewParts(pos, cloud.Part{Text: `{"Statement": `}, cloud.Part{Hole: hole}, cloud.Part{Text: `}`}))
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(d, "arn:aws:s3:::other/key"); got != iam.ResultUnknown {
		t.Errorf("a statement that is not known: %v", got)
	}
	for _, text := range []string{`"\"{}\""`, `[]`, `{`} {
		if _, err := iam.Parse(cloud.NewString(pos, text)); err == nil {
			t.Errorf("%s is read as a document", text)
		}
	}
}
