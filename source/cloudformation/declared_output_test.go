package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/schema"
)

// TestDeclaredOutputs: outputs are there for rules and are no resources.
func TestDeclaredOutputs(t *testing.T) {
	path := write(t, "main.yaml", `
Parameters:
  Stage: {Type: String, Default: dev}
  Password: {Type: String, NoEcho: true}
Conditions: {Never: !Equals [a, b]}
Resources:
  Key: {Type: AWS::IAM::AccessKey, Properties: {UserName: u}}
  Client: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: p}}
  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n.yaml}}
  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n.yaml}}
Outputs:
  Plain: {Description: where, Value: !Sub "${Stage}-${AWS::Region}"}
  Id: {Value: !Ref Key}
  Secret: {Value: !GetAtt Key.SecretAccessKey, Export: {Name: x}}
  Long: {Value: {Fn::GetAtt: [Client, ClientSecret]}}
  Joined: {Value: !Join ["", [a, !Ref Password, !Sub "${Password}${Key.SecretAccessKey}"]]}
  Mapped: {Value: !Sub ["${P}", {P: !Ref Password}]}
  Resolved: {Value: "x{{resolve:secretsmanager:db:SecretString:password}}"}
  Left: {Condition: Never, Value: !Ref Password}
  Broken: [1]
  Empty: {Description: nothing}
`, "n.yaml", `
Resources: {T: {Type: AWS::SNS::Topic}}
Outputs: {T: {Value: !Ref T}}`)
	doc, err := Read(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, o := range doc.Outputs {
		got[o.ID] = show(o.Properties.Get("Reveals"))
		if o.Type != schema.Output || o.Pos.IsZero() || placeless(o.Properties) != "" || doc.Graph.Resource(o.ID) != nil {
			t.Errorf("%s: %+v", o.ID, o)
		}
	}
	want := map[string]string{
		"Outputs.Plain":    `[]`,
		"Outputs.Id":       `[]`,
		"Outputs.Secret":   `["Key.SecretAccessKey"]`,
		"Outputs.Long":     `["Client.ClientSecret"]`,
		"Outputs.Joined":   `["Password","Password","Key.SecretAccessKey"]`,
		"Outputs.Mapped":   `["Password"]`,
		"Outputs.Resolved": `["{{resolve:secretsmanager:db:SecretString:password}}"]`,
		"A/Outputs.T":      `[]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
