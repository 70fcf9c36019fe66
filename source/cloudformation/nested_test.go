package cloudformation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

func ids(doc *Document) []string {
	var all []string
	for _, r := range doc.Graph.All() {
		all = append(all, r.ID)
	}
	return all
}

// TestNestedStack: one graph, parameters going down, outputs coming up, references across.
func TestNestedStack(t *testing.T) {
	path := write(t, "main.yaml", `
Parameters: {Stage: {Type: String}}
Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested/data.yaml
      Parameters: {Name: !Sub "orders-${Stage}", Target: !GetAtt Fn.Arn, Names: !Join [",", [a, !Ref Fn]]}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Environment: {Variables: {QUEUE: !GetAtt Data.Outputs.Url, NONE: !GetAtt Data.Outputs.None}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Data.Outputs.Arn}
`, "nested/data.yaml", `
Parameters: {Name: {Type: String}, Target: {Type: String}, Names: {Type: CommaDelimitedList}, Local: {Type: String}}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name, Tags: !Ref Names}}
  Permission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Target, Principal: !Ref Local}}
  Deeper: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./deeper.yaml}}
Outputs:
  Arn: {Value: !GetAtt Queue.Arn}
  Url: {Value: !Ref Queue}
`, "nested/deeper.yaml", `Resources: {Topic: {Type: AWS::SNS::Topic}}`)
	doc, err := Read(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Data", "Data/Queue", "Data/Permission", "Data/Deeper", "Data/Deeper/Topic", "Fn", "Mapping"}, ids(doc)); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	g := doc.Graph
	queue := g.Resource("Data/Queue")
	for _, tt := range []struct {
		v    *cloud.Value
		want string
	}{
		{queue.Properties.Get("QueueName"), `"orders-${Stage}"`},
		{queue.Properties.Get("Tags"), `["a","${Fn}"]`},
		{g.Resource("Data/Permission").Properties.Get("Principal"), `"${Data/Local}"`},
		{g.Resource("Data/Deeper/Topic").Names[0], `"arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Data/Deeper/Topic.TopicName}"`},
		{g.Resource("Fn").Properties.Path("Environment", "Variables", "QUEUE"), `"https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/orders-${Stage}"`},
	} {
		if got := show(tt.v); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
	if got, _ := g.Target("AWS::SQS::Queue", g.Resource("Mapping").Properties.Get("EventSourceArn")); got != queue {
		t.Errorf("the event source is %v", got)
	}
	if got, _ := g.Target("AWS::Lambda::Function", g.Resource("Data/Permission").Properties.Get("FunctionName")); got != g.Resource("Fn") {
		t.Errorf("the permission is for %v", got)
	}
	if got := problems(doc); len(got) != 2 || !strings.Contains(got[0], "has no output None") || !strings.Contains(got[1], `"Data", "Fn" depend on each other`) {
		t.Errorf("problems: %q", got)
	}
	if len(doc.Files) != 3 || g.OfType("AWS::SNS::Topic").Unread != nil {
		t.Errorf("files %v, unread %v", doc.Files, g.OfType("AWS::SNS::Topic").Unread)
	}
}

func TestNestedStackNotRead(t *testing.T) {
	for _, tt := range []struct{ name, properties, want string }{
		{"remote", `{TemplateURL: "https://s3.amazonaws.com/b/t.yaml"}`, "the template https://s3.amazonaws.com/b/t.yaml is not part of what was read"},
		{"unknown", `{TemplateURL: !Sub "${P}/t.yaml"}`, "parameter P has no value"},
		{"absent", `{}`, "the template of N is not part of what was read"},
		{"missing file", `{TemplateURL: gone.yaml}`, `nested stack N cannot be evaluated: nested stack "N" cannot be read`},
		{"itself", `{TemplateURL: template.yaml}`, `nested stack N cannot be evaluated: nested stack "N" leads back to`},
		{"no template", `{TemplateURL: .}`, `nested stack N cannot be evaluated: nested stack "N" cannot be read`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := read(t, Options{}, "Parameters: {P: {Type: String}}\nResources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: "+tt.properties+"}\n"+
				"  F: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt N.Outputs.X}}\n")
			unread := doc.Graph.OfType("AWS::SQS::Queue").Unread
			if len(unread) != 1 || !strings.HasPrefix(unread[0].String(), tt.want) {
				t.Errorf("unread: %v, want %s", unread, tt.want)
			}
			if got := show(doc.Graph.Resource("F").Properties.Get("TopicName")); got != `"${N.Outputs.X}"` {
				t.Errorf("output is %s", got)
			}
		})
	}
}

// TestConditionalNestedStack: what a stack that may not exist declares may not exist either.
func TestConditionalNestedStack(t *testing.T) {
	path := write(t, "main.yaml", `
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a], D: !Equals [1, 2]}
Resources:
  N: {Type: AWS::CloudFormation::Stack, Condition: C, Properties: {TemplateURL: n.yaml}}
  M: {Type: AWS::CloudFormation::Stack, Condition: D, Properties: {TemplateURL: n.yaml}}
`, "n.yaml", `Resources: {T: {Type: AWS::SNS::Topic}}`)
	doc, err := Read(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"N", "N/T"}, ids(doc)); diff != "" {
		t.Fatalf("resources (-want +got):\n%s", diff)
	}
	if got := doc.Graph.Resource("N/T").Condition; got != "C" {
		t.Errorf("condition %q", got)
	}
}

func TestInclude(t *testing.T) {
	path := write(t, "main.yaml", `
Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}
Parameters: {Dir: {Type: String, Default: part}}
Mappings:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: !Sub "${Dir}/mappings.yaml"}}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !FindInMap [M, a, b]
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: properties.json}}
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Tags: {"Fn::Transform": {Name: AWS::Include, Parameters: {Location: s3://bucket/tags.yaml}}}
      DataProtectionPolicy: {A: 1, "Fn::Transform": {Name: AWS::Include, Parameters: {Location: gone.yaml}}}
`, "part/mappings.yaml", "M: {a: {b: 30}}", "properties.json", `{"QueueName": {"Fn::Sub": "q-${Dir}"}}`,
		"more.yaml", "Resources: {More: {Type: AWS::SNS::Topic}}")
	doc, err := Read(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := show(doc.Graph.Resource("Queue").Properties), `{"VisibilityTimeout":30,"QueueName":"q-part"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	topic := doc.Graph.Resource("Topic").Properties
	if got, want := show(topic.Get("Tags")), `{"haechi:unknown":"the included file s3://bucket/tags.yaml is not part of what was read"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := show(topic.Get("DataProtectionPolicy")), `{"haechi:unknown":"the included file gone.yaml is not part of what was read"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if doc.Graph.Resource("More") == nil {
		t.Error("the resource of the included file is missing")
	}
	if len(doc.Problems) != 1 || len(doc.Files) != 4 {
		t.Errorf("problems %q, files %v", problems(doc), doc.Files)
	}
}

// TestMacro: what a macro of the account makes is not read.
func TestMacro(t *testing.T) {
	doc := read(t, Options{}, "Transform: [Mine, AWS::LanguageExtensions]\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Made}}\n")
	if unread := doc.Graph.OfType("AWS::SQS::Queue").Unread; len(unread) != 1 || unread[0].Args[0] != "macro Mine" {
		t.Errorf("unread: %v", unread)
	}
	if len(doc.Problems) != 0 {
		t.Errorf("problems: %q", problems(doc))
	}
}

func TestLoops(t *testing.T) {
	doc := read(t, Options{}, `
Transform: AWS::LanguageExtensions
Parameters: {P: {Type: CommaDelimitedList}, Names: {Type: CommaDelimitedList, Default: "a,b"}}
Mappings: {Kinds: {a: {x: [one, two]}, b: {x: [three]}}}
Conditions:
  Fn::ForEach::Conditions: [X, !Ref Names, {"Is${X}": !Equals [!Ref X, a]}]
Resources:
  Fn::ForEach::Queues:
    - X
    - !Ref Names
    - Queue${X}: {Type: AWS::SQS::Queue, Condition: !Sub "Is${X}", Properties: {QueueName: !Ref X}}
      Topic${X}: {Type: AWS::SNS::Topic, DeletionPolicy: !If ["Is${X}", Retain, Delete], Properties: {TopicName: !GetAtt ["Queue${X}", Arn]}}
      Fn::ForEach::Inner: [Y, !FindInMap [Kinds, !Ref X, x], {"Bucket${X}${Y}": {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${X}-${Y}"}}}]
  Fn::ForEach::Unknown: [X, !Ref P, {"Alarm${X}": {Type: AWS::CloudWatch::Alarm}}]
`)
	if diff := cmp.Diff([]string{"Queuea", "Topica", "Bucketaone", "Bucketatwo", "Topicb", "Bucketbthree"}, ids(doc)); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if got := show(doc.Graph.Resource("Topica").Attributes); got != `{"DeletionPolicy":"Retain"}` {
		t.Errorf("attributes %s", got)
	}
	if got := show(doc.Graph.Resource("Bucketatwo").Properties); got != `{"BucketName":"a-two"}` {
		t.Errorf("properties %s", got)
	}
	if unread := doc.Graph.OfType("AWS::CloudWatch::Alarm").Unread; len(unread) != 1 || unread[0].Code != cloud.NoParameterValue {
		t.Errorf("unread alarms: %v", unread)
	}
	if unread := doc.Graph.OfType("AWS::SQS::Queue").Unread; unread != nil || len(doc.Problems) != 0 {
		t.Errorf("unread queues: %v, problems %q", unread, problems(doc))
	}
}

// TestAssembly: stages are nested assemblies, nested stacks are assets, and the manifest binds a
// stack to its environment.
func TestAssembly(t *testing.T) {
	path := write(t, "cdk.out/manifest.json", `{"version": "36.0.0", "artifacts": {
		"assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}},
		"Dev.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Dev.assets.json"}},
		"Dev": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region", "properties": {"templateFile": "Dev.template.json"}},
		"Bad": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "gone.json"}},
		"Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}}`,
		"cdk.out/Dev.template.json", `{"Resources": {
			"Fn1": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"S3Bucket": {"Fn::Sub": "cdk-${AWS::AccountId}"}, "S3Key": "1.zip"}},
				"Metadata": {"aws:cdk:path": "Dev/Fn/Resource", "aws:asset:path": "asset.1", "aws:asset:property": "Code"}},
			"Nested1": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}]]}},
				"Metadata": {"aws:cdk:path": "Dev/Nested", "aws:asset:path": "Nested.template.json", "aws:asset:property": "TemplateURL"}}},
			"Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version"}},
			"Rules": {"CheckBootstrapVersion": {"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": [["1"], {"Ref": "BootstrapVersion"}]}]}}]}}}`,
		"cdk.out/Nested.template.json", `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "Dev/Nested/Topic/Resource"}}}}`,
		"cdk.out/assembly-Prod/manifest.json", `{"artifacts": {"Prod": {"type": "aws:cloudformation:stack", "environment": "aws://123456789012/eu-west-1",
			"properties": {"templateFile": "Prod.template.json", "parameters": {"Name": "q"}},
			"metadata": {"/Prod/Queue/Resource": [{"type": "aws:cdk:logicalId", "data": "Q"}], "/Prod/X": [{"type": "aws:cdk:logicalId", "data": "X"}, 7], "/Y": 1}}}}`,
		"cdk.out/assembly-Prod/Prod.template.json", `{"Parameters": {"Name": {"Type": "String"}}, "Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Name"}}}}}`)
	docs, err := ReadAssembly(filepath.Dir(path), Options{})
	if err == nil || !strings.Contains(err.Error(), "gone.json") {
		t.Errorf("error: %v", err)
	}
	if len(docs) != 2 || docs[0].Kind != CDK || docs[1].Kind != CDK {
		t.Fatalf("documents: %v", docs)
	}
	if got, want := show(docs[0].Graph.Resource("Q").ARN), `"arn:aws:sqs:eu-west-1:123456789012:q"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := docs[0].Graph.Resource("Q").Path; got != "Prod/Queue/Resource" {
		t.Errorf("path %q", got)
	}
	dev := docs[1].Graph
	if diff := cmp.Diff([]string{"Fn1", "Nested1", "Nested1/Topic"}, ids(docs[1])); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if got := dev.Resource("Nested1/Topic").Path; got != "Dev/Nested/Topic/Resource" {
		t.Errorf("path %q", got)
	}
	if got := dev.Resource("Fn1").Attributes.Path("Metadata", "aws:asset:path").Str(); got != "asset.1" {
		t.Errorf("asset %q", got)
	}
	if len(docs[1].Problems) != 0 {
		t.Errorf("problems: %q", problems(docs[1]))
	}
}

// TestAssemblyInCircles: folders that contain each other are read once.
func TestAssemblyInCircles(t *testing.T) {
	path := write(t, "a/manifest.json", `{"artifacts": {"b": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "b"}},
		"self": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}}`)
	if err := os.Symlink(filepath.Dir(path), filepath.Join(filepath.Dir(path), "b")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if docs, err := ReadAssembly(filepath.Dir(path), Options{}); len(docs) != 0 || err != nil {
		t.Errorf("documents %v, error %v", docs, err)
	}
	if _, err := ReadAssembly(t.TempDir(), Options{}); err == nil {
		t.Error("an empty folder is no assembly")
	}
	path = write(t, "manifest.json", `{"artifacts": {"a": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "../../x.json"}}, "b": {"type": "cdk:cloud-assembly"}}}`)
	if _, err := ReadAssembly(filepath.Dir(path), Options{}); err == nil || !strings.Contains(err.Error(), "outside of the assembly") || !strings.Contains(err.Error(), "names no file") {
		t.Errorf("error %v", err)
	}
}
