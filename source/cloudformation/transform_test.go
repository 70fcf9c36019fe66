package cloudformation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestServerless: what the transform makes is resolved like what was written.
func TestServerless(t *testing.T) {
	path := write(t, "template.yaml", `
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters: {Stage: {Type: String, Default: dev}}
Globals:
  Function: {Runtime: python3.13, Handler: app.handler, Timeout: 20}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "jobs-${Stage}"}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/worker
      AutoPublishAlias: live
      Policies: [{SQSPollerPolicy: {QueueName: !GetAtt Queue.QueueName}}]
      Events:
        Jobs: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}}
  Fn::ForEach::Functions:
  - Name
  - [one, two]
  - Fn${Name}: {Type: AWS::Serverless::Function, Properties: {InlineCode: "pass", Timeout: 3}}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: flow.asl.json, Role: "arn:aws:iam::123456789012:role/flow"}
`, "flow.asl.json", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`)
	doc, err := Read(path, Options{Region: "eu-west-1"})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Problems) != 0 || doc.Kind != SAM {
		t.Errorf("problems %q, kind %s", problems(doc), doc.Kind)
	}
	g := doc.Graph
	worker := g.Resource("Worker")
	code := worker.Properties.Get("Code")
	if got, want := show(code), `{"S3Bucket":"${Worker.Code.Bucket}","S3Key":"${Worker.Code.Key}"}`; got != want {
		t.Errorf("code %s, want %s", got, want)
	}
	if got := worker.Attributes.Path("Metadata", "aws:asset:path").Str(); got != "src/worker" {
		t.Errorf("the code is at %q", got)
	}
	if worker.Properties.Get("Timeout").Pos.Line != 5 {
		t.Errorf("the timeout is at %s", worker.Properties.Get("Timeout").Pos)
	}
	mapping := g.OfType("AWS::Lambda::EventSourceMapping").Certain[0]
	if got, _ := g.Target("AWS::SQS::Queue", mapping.Properties.Get("EventSourceArn")); got != g.Resource("Queue") {
		t.Errorf("the mapping reads %v", got)
	}
	if got, _ := g.Target("AWS::Lambda::Function", mapping.Properties.Get("FunctionName")); got != worker {
		t.Errorf("the mapping invokes %v", got)
	}
	if mapping.Generated != "Worker" || worker.Generated != "" || g.Resource("WorkerRole").Generated != "Worker" {
		t.Errorf("generated from %q, %q", mapping.Generated, worker.Generated)
	}
	if g.Resource("Fnone") == nil || g.Resource("Fntwo") == nil {
		t.Error("the loop's functions are missing")
	}
	if got := show(g.Resource("Flow").Properties.Get("DefinitionString")); !strings.Contains(got, "StartAt") {
		t.Errorf("definition %s", got)
	}
}

// TestLocalCode: templates that are not packaged yet name files on this machine.
func TestLocalCode(t *testing.T) {
	path := write(t, "template.yaml", `
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {Code: ./src, Handler: a.b}, Metadata: {Mine: 1}}
  Inline: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: pass}}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: api.yaml}}
  Lost: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: lost.yaml}}
  Flow: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionS3Location: s3://b/k}}
`, "api.yaml", `{openapi: 3.0.1, paths: {/x: {get: {uri: !Sub "${Fn.Arn}"}}}}`)
	doc, err := Read(path, Options{Region: "eu-west-1"})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"Fn":     `{"Code":{"S3Bucket":"${Fn.Code.Bucket}","S3Key":"${Fn.Code.Key}"},"Handler":"a.b"}`,
		"Inline": `{"Code":{"ZipFile":"pass"}}`,
		"Api":    `{"Body":{"openapi":"3.0.1","paths":{"/x":{"get":{"uri":"arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:${Fn}"}}}}}`,
		"Lost":   `{"BodyS3Location":{"Bucket":"${Lost.BodyS3Location.Bucket}","Key":"${Lost.BodyS3Location.Key}"}}`,
		"Flow":   `{"DefinitionS3Location":"s3://b/k"}`,
	} {
		if got := show(doc.Graph.Resource(id).Properties); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	if got, want := show(doc.Graph.Resource("Fn").Attributes), `{"Metadata":{"Mine":1,"aws:asset:path":"./src","aws:asset:property":"Code"}}`; got != want {
		t.Errorf("attributes %s, want %s", got, want)
	}
	if len(doc.Problems) != 1 {
		t.Errorf("problems %q", problems(doc))
	}
}

// TestServerlessRefused: what the transform refuses is a problem; the rest is read.
func TestServerlessRefused(t *testing.T) {
	doc := read(t, Options{}, `
Transform: AWS::Serverless-2016-10-31
Resources:
  Bad: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, CodeUri: s3://b/k, Runtime: python3.13, Events: 3}}
  Good:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: pass
      Handler: a.b
      Runtime: python3.13
      Events:
        Wrong:
          Type: S3
          Properties: {Bucket: NoSuchBucket, Events: "s3:ObjectCreated:*"}
        Right:
          Type: Schedule
          Properties: {Schedule: rate(1 hour)}
  Uses: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Bad}}
`)
	if doc.Graph.Resource("Good") == nil || doc.Graph.Resource("GoodRight") == nil || doc.Graph.Resource("Bad") != nil {
		t.Errorf("resources %v", ids(doc))
	}
	if len(doc.Problems) != 2 {
		t.Errorf("problems %q", problems(doc))
	}
	if doc.Graph.OfType("AWS::Lambda::Function").Unread == nil {
		t.Error("nothing says that a function is missing")
	}
	_, err := Read(write(t, "t.yaml", "Transform: AWS::Serverless-2016-10-31\nResources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: [1]}}}"), Options{})
	if err == nil {
		t.Error("a template of nothing but mistakes was read")
	}
}

// TestServerlessSecret: the transform, which resolves some references itself, sees no secret.
func TestServerlessSecret(t *testing.T) {
	doc := read(t, Options{Parameters: map[string]string{"Given": "hunter3"}}, `
Transform: AWS::Serverless-2016-10-31
Parameters: {Password: {Type: String, NoEcho: true, Default: hunter2}, Given: {Type: String, NoEcho: "true"}}
Conditions: {Has: !Equals [!Ref Password, hunter2]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: pass
      Handler: a.b
      Runtime: python3.13
      FunctionName: !Ref Given
      Description: !If [Has, "yes", "no"]
      Tags: {T: !Ref Password}
      Environment: {Variables: {P: !Ref Password, Q: !Sub "${Given}"}}
      Policies: [{SSMParameterReadPolicy: {ParameterName: !Ref Password}}]
      Events:
        E: {Type: Schedule, Properties: {Schedule: rate(1 hour), Input: !Ref Password, Name: !Ref Given}}
        A: {Type: Api, Properties: {Path: !Ref Password, Method: get}}
  G: {Type: AWS::Serverless::Function, Properties: {InlineCode: pass, Handler: a.b, Runtime: python3.13, AutoPublishAlias: !Ref Password}}
`)
	if got := doc.Graph.Resource("F").Properties.Get("Description").Str(); got != "yes" {
		t.Errorf("the condition gave %q", got)
	}
	all := strings.Join(problems(doc), "\n")
	for _, r := range doc.Graph.All() {
		all += r.ID + show(r.Properties) + show(r.ARN)
	}
	if i := strings.Index(all, "hunter"); i >= 0 {
		t.Errorf("a secret is shown in %s", all[max(0, i-200):i+20])
	}
}

// TestServerlessApplication: a local application is a nested stack.
func TestServerlessApplication(t *testing.T) {
	path := write(t, "template.yaml", `
Transform: AWS::Serverless-2016-10-31
Resources:
  App: {Type: AWS::Serverless::Application, Properties: {Location: app/template.yaml, Parameters: {Stage: prod}}}
  Shared: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: "arn:aws:serverlessrepo:us-east-1:123456789012:applications/a", SemanticVersion: 1.0.0}}}
`, "app/template.yaml", `
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String}}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: !Ref Stage}}
`)
	doc, err := Read(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"App", "App/Table", "Shared"}, ids(doc)); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if table := doc.Graph.Resource("App/Table"); table.Type != "AWS::DynamoDB::Table" || table.Properties.Get("TableName").Str() != "prod" {
		t.Errorf("table %s", show(table.Properties))
	}
	if unread := doc.Graph.OfType("AWS::SNS::Topic").Unread; len(unread) != 1 {
		t.Errorf("unread %v", unread)
	}
	want := "the template of the application arn:aws:serverlessrepo:us-east-1:123456789012:applications/a 1.0.0 of nested stack Shared was not read"
	if got := problems(doc); len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("problems: %q", got)
	}
	if url := show(doc.Graph.Resource("Shared").Properties.Get("TemplateURL")); strings.Contains(url, "https:") {
		t.Errorf("TemplateURL %s", url)
	}
}
