package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/schema"
)

// TestDeclaredParameters: parameters are there for rules and are no resources.
func TestDeclaredParameters(t *testing.T) {
	path := write(t, "main.yaml", `
Parameters:
  Stage: {Type: String, AllowedValues: [dev, 1], Default: dev, Description: where}
  Count: {Type: Number, Default: 3, NoEcho: "true", MinValue: 1}
  Wrong: {Default: 1}
Resources:
  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n.yaml, Parameters: {P: x}}}
  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n.yaml, Parameters: {P: y}}}
`, "n.yaml", `
Parameters: {P: {Type: String}}
Resources: {T: {Type: AWS::SNS::Topic}}`)
	doc, err := Read(path, Options{Parameters: map[string]string{"Stage": "1"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range doc.Parameters {
		got[p.ID] = show(p.Properties)
		if p.Type != schema.Parameter || p.Pos.IsZero() || placeless(p.Properties) != "" || doc.Graph.Resource(p.ID) != nil {
			t.Errorf("%s: %+v", p.ID, p)
		}
	}
	want := map[string]string{
		"Parameters.Stage": `{"Name":"Stage","Type":"String","AllowedValues":["dev","1"],"Default":"dev","Description":"where"}`,
		"Parameters.Count": `{"Name":"Count","Type":"Number","Default":"3","NoEcho":true}`,
		"A/Parameters.P":   `{"Name":"P","Type":"String"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
