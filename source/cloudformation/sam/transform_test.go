package sam_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

func parse(t testing.TB, text string) *cloud.Value {
	t.Helper()
	template, err := syntax.Parse(&cloud.Origin{File: "template.yaml"}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return template
}

const mail = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    Handler: app.handler
Resources:
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://code/mail.zip
      AutoPublishAlias: live
      Policies:
        - SQSPollerPolicy: {QueueName: !GetAtt Box.QueueName}
      Events:
        Box:
          Type: SQS
          Properties: {Queue: !GetAtt Box.Arn}
  Box:
    Type: AWS::SQS::Queue
Outputs:
  Alias: {Value: !Ref Mail.Alias}
`

func TestUses(t *testing.T) {
	for text, want := range map[string]bool{
		"Transform: AWS::Serverless-2016-10-31":                            true,
		"Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]": true,
		"Transform: AWS::LanguageExtensions":                               false,
		"Transform: {Name: AWS::Include}":                                  false,
		"Resources: {}":                                                    false,
	} {
		if got := sam.Uses(parse(t, text)); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

func TestGeneratedResourcesNameTheirSource(t *testing.T) {
	_, sources, err := sam.TransformTraced(parse(t, mail), sam.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for id, source := range sources {
		if strings.HasPrefix(id, "MailVersion") {
			id = "MailVersion"
		}
		got[id] = source
	}
	want := map[string]string{"Mail": "Mail", "MailRole": "Mail", "MailAliaslive": "Mail", "MailVersion": "Mail", "MailBox": "Mail"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGeneratedPropertiesKeepTheirLine(t *testing.T) {
	out, err := sam.Transform(parse(t, mail), sam.Options{})
	if err != nil {
		t.Fatal(err)
	}
	resources := out.Get("Resources")
	policy := resources.Path("MailRole", "Properties", "Policies").Items()[0]
	for _, c := range []struct {
		name string
		at   cloud.Pos
		want string
	}{
		{"a global property", resources.Path("Mail", "Properties", "Runtime").Pos, "template.yaml:4:14"},
		{"the code", resources.Path("Mail", "Properties", "Code", "S3Key").Pos, "template.yaml:10:16"},
		{"a policy template", policy.Path("PolicyDocument", "Statement").Items()[0].Get("Action").Pos, "template.yaml:13:11"},
		{"an event", resources.Path("MailBox", "Properties", "FunctionName").Pos, "template.yaml:11:25"},
		{"an event's property", resources.Path("MailBox", "Properties", "EventSourceArn").Pos, "template.yaml:17:31"},
		{"the alias", resources.Path("MailAliaslive", "Properties", "Name").Pos, "template.yaml:11:25"},
		{"the role", resources.Get("MailRole").Pos, "template.yaml:7:3"},
	} {
		if c.at.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.at, c.want)
		}
	}
}

func TestTransformLeavesTheTemplate(t *testing.T) {
	template := parse(t, mail)
	before, _ := json.Marshal(template)
	first, err := sam.Transform(template, sam.Options{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := sam.Transform(template, sam.Options{})
	if err != nil {
		t.Fatal(err)
	}
	after, _ := json.Marshal(template)
	if diff := cmp.Diff(string(before), string(after)); diff != "" {
		t.Error(diff)
	}
	a, _ := json.Marshal(first)
	b, _ := json.Marshal(second)
	if diff := cmp.Diff(string(a), string(b)); diff != "" {
		t.Errorf("the second time it becomes something else: %s", diff)
	}
}

func TestErrorsNameResourceAndProperty(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no resources", "Resources: {}", "template.yaml:1:1: Structure of the SAM template is invalid. 'Resources' section is required"},
		{"unknown property", "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Runtme: x}",
			"template.yaml:4:18: Resource with id [F] is invalid. property Runtme not defined for resource of type AWS::Serverless::Function"},
		{"wrong type", "Resources:\n  T:\n    Type: AWS::Serverless::SimpleTable\n    Properties: {PrimaryKey: [id]}",
			"template.yaml:4:30: Resource with id [T] is invalid. Type of property 'PrimaryKey' is invalid."},
		{"missing property", "Resources:\n  L:\n    Type: AWS::Serverless::LayerVersion",
			"template.yaml:2:3: Resource with id [L] is invalid. Missing required property 'ContentUri'."},
		{"event", "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        E: {Type: Nope}",
			"template.yaml:6:9: Resource with id [F] is invalid. Event with id [E] is invalid. Resource dict has missing or invalid value for key Type. Event Type is: Nope."},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := sam.Transform(parse(t, c.text), sam.Options{})
			var one *cloud.Error
			if !errors.As(err, &one) || one.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestEveryMistakeIsReported(t *testing.T) {
	_, err := sam.Transform(parse(t, "Resources:\n  A: {Type: 'AWS::Serverless::Function'}\n  B: {Type: 'AWS::Serverless::LayerVersion'}"), sam.Options{})
	var invalid *sam.InvalidTemplate
	if !errors.As(err, &invalid) || len(invalid.Errors) != 2 {
		t.Errorf("got %v", err)
	}
}
