package cloudformation

import (
	"strings"
	"testing"
)

// TestParameterWithoutValue: a parameter that has its value at deployment only makes nothing of a SAM
// template invalid, and what comes from it is not known.
func TestParameterWithoutValue(t *testing.T) {
	doc := read(t, Options{}, `
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String}, Hash: {Type: String}, Version: {Type: String}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      InlineCode: StageValue
      AutoPublishAlias: !Ref Stage
      AutoPublishCodeSha256: !Ref Hash
      Description: !Sub "in ${Stage} not ${!Stage}"
      Events: {E: {Type: Schedule, Properties: {Schedule: rate(1 hour), Name: !Ref Stage}}}
  App:
    Type: AWS::Serverless::Application
    Properties: {Location: {ApplicationId: "arn:aws:serverlessrepo:us-east-1:123456789012:applications/a", SemanticVersion: !Ref Version}}
`)
	for _, p := range problems(doc) {
		if strings.Contains(p, "is invalid") {
			t.Errorf("problem: %s", p)
		}
	}
	const alias = "FAliasStageValueX" // StageValue is written in the template
	for id, want := range map[string][3]string{
		"F":      {"Description", `"in ${Stage} not ${!Stage} ${Hash}"`},
		alias:    {"Name", `"${Stage}"`},
		"FE":     {"Name", `"${Stage}"`},
		"App":    {"TemplateURL", `"${template of the application arn:aws:serverlessrepo:us-east-1:123456789012:applications/a}"`},
		"FERole": {},
	} {
		r := doc.Graph.Resource(id)
		switch {
		case want[0] == "" && r != nil:
			t.Errorf("there is a resource %s", id)
		case want[0] != "" && r == nil:
			t.Errorf("no resource %s in %v", id, ids(doc))
		case want[0] != "" && show(r.Properties.Get(want[0])) != want[1]:
			t.Errorf("%s: %s is %s, want %s", id, want[0], show(r.Properties.Get(want[0])), want[1])
		}
	}
	if code := doc.Graph.Resource("F").Properties.Path("Code", "ZipFile").Str(); code != "StageValue" {
		t.Errorf("the code is %q", code)
	}
}
