package cloudformation

import (
	"testing"
)

// TestImportWithinGraph: nested stacks may import what their siblings export.
func TestImportWithinGraph(t *testing.T) {
	path := write(t, "main.yaml", `
Resources:
  User: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: user.yaml}}
  Owner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: owner.yaml}}
`, "owner.yaml", `
Conditions: {No: !Equals [a, b]}
Resources: {Queue: {Type: AWS::SQS::Queue}}
Outputs:
  Arn: {Value: !GetAtt Queue.Arn, Export: {Name: !Sub "${AWS::Region}-queue"}}
  One: {Value: 1, Export: {Name: twice}}
  Two: {Value: 2, Export: {Name: twice}}
  No: {Condition: No, Value: 3, Export: {Name: no}}
  Self: {Value: !ImportValue self, Export: {Name: self}}
`, "user.yaml", `
Resources:
  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !ImportValue {"Fn::Sub": "${AWS::Region}-queue"}}}
  Others: {Type: "Custom::X", Properties: {A: !ImportValue twice, B: !ImportValue no, C: !ImportValue elsewhere, D: !ImportValue self}}
`)
	doc, err := Read(path, Options{Region: "eu-west-1"})
	if err != nil {
		t.Fatal(err)
	}
	g := doc.Graph
	mapping := g.Resource("User/Mapping").Properties.Get("EventSourceArn")
	if got, why := g.Target("AWS::SQS::Queue", mapping); got == nil || got.ID != "Owner/Queue" || mapping.Pos.Origin.File == "" || mapping.Pos.Line != 3 {
		t.Errorf("the import is %v, %v at %v", got, why, mapping.Pos)
	}
	others := g.Resource("User/Others").Properties
	for key, want := range map[string]string{"A": `"${Fn::ImportValue twice}"`, "B": `"${Fn::ImportValue no}"`, "C": `"${Fn::ImportValue elsewhere}"`} {
		if got := show(others.Get(key)); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	if why, ok := others.Get("D").Reason(); !ok {
		t.Errorf("an export that imports itself gives %s, %v", show(others.Get("D")), why)
	}
}
