package cloudformation

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

const identities = `
Parameters: {Name: {Type: String}}
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {FunctionName: orders}}
  Other: {Type: AWS::Lambda::Function}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Other}}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !GetAtt Other.Arn, Name: live, FunctionVersion: !GetAtt Version.Version}}
  NamedAlias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: orders, Name: live, FunctionVersion: "1"}}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Topic: {Type: AWS::SNS::Topic}
  Table: {Type: AWS::DynamoDB::Table}
  Role: {Type: AWS::IAM::Role, Properties: {Path: /service/, RoleName: worker}}
  Bucket: {Type: AWS::S3::Bucket}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/aws/lambda/${Fn}"}}
  Key: {Type: AWS::KMS::Key}
  Machine: {Type: AWS::StepFunctions::StateMachine}
  Api: {Type: AWS::ApiGateway::RestApi}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: prod}}
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: db}}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: AWS_IAM}}
  R:
    Type: Custom::Subject
    Properties:
      V: `

// TestTargets: however a property names a resource, the graph finds it.
func TestTargets(t *testing.T) {
	tests := []struct{ expression, typ, want string }{
		{`!Ref Fn`, "AWS::Lambda::Function", "Fn"},
		{`!GetAtt Fn.Arn`, "AWS::Lambda::Function", "Fn"},
		{`!Sub "${Fn.Arn}:live"`, "AWS::Lambda::Function", "Fn"},
		{`!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"`, "AWS::Lambda::Function", "Fn"},
		{`orders`, "AWS::Lambda::Function", "Fn"},
		{`"arn:aws:lambda:eu-west-1:123456789012:function:orders"`, "AWS::Lambda::Function", "Fn"},
		{`"arn:aws:lambda:eu-west-1:123456789012:function:orders:prod"`, "AWS::Lambda::Function", "Fn"},
		{`!Sub "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:orders"`, "AWS::Lambda::Function", "Fn"},
		{`!Ref Alias`, "AWS::Lambda::Function", "Other"},
		{`!Ref Alias`, "AWS::Lambda::Alias", "Alias"},
		{`!Ref Version`, "AWS::Lambda::Function", "Other"},
		{`!Ref Version`, "AWS::Lambda::Version", "Version"},
		{`!Ref NamedAlias`, "AWS::Lambda::Function", "Fn"},
		{`!Ref Queue`, "AWS::SQS::Queue", "Queue"},
		{`!GetAtt Queue.Arn`, "AWS::SQS::Queue", "Queue"},
		{`!GetAtt Queue.QueueName`, "AWS::SQS::Queue", "Queue"},
		{`jobs`, "AWS::SQS::Queue", "Queue"},
		{`"https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"`, "AWS::SQS::Queue", "Queue"},
		{`!Ref Topic`, "AWS::SNS::Topic", "Topic"},
		{`!GetAtt Topic.TopicName`, "AWS::SNS::Topic", "Topic"},
		{`!Ref Table`, "AWS::DynamoDB::Table", "Table"},
		{`!GetAtt Table.StreamArn`, "AWS::DynamoDB::Table", "Table"},
		{`!GetAtt Role.Arn`, "AWS::IAM::Role", "Role"},
		{`"arn:aws:iam::123456789012:role/service/worker"`, "AWS::IAM::Role", "Role"},
		{`!Sub "${Bucket.Arn}/*"`, "AWS::S3::Bucket", "Bucket"},
		{`!GetAtt Bucket.RegionalDomainName`, "AWS::S3::Bucket", "Bucket"},
		{`!Ref Log`, "AWS::Logs::LogGroup", "Log"},
		{`/aws/lambda/orders`, "AWS::Logs::LogGroup", "Log"},
		{`!Ref Log`, "AWS::Lambda::Function", ""}, // a name that contains a name is not that name
		{`!Ref Key`, "AWS::KMS::Key", "Key"},
		{`!GetAtt Key.Arn`, "AWS::KMS::Key", "Key"},
		{`!Ref Machine`, "AWS::StepFunctions::StateMachine", "Machine"},
		{`!Sub "arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod"`, "AWS::ApiGateway::RestApi", "Api"},
		{`!Sub "arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/${Stage}"`, "AWS::ApiGateway::Stage", "Stage"},
		{`!Sub "arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod"`, "AWS::ApiGateway::Stage", "Stage"},
		{`!Ref Secret`, "AWS::SecretsManager::Secret", "Secret"},
		{`!Join ["", ["arn:aws:execute-api:eu-west-1:123456789012:", !Ref Api, "/*"]]`, "AWS::ApiGateway::RestApi", "Api"},
		{`!Select [2, !Split ["/", !GetAtt Url.FunctionUrl]]`, "AWS::Lambda::Url", "Url"},
		{`!Select [2, !Split ["://", !Sub "x://y://${Url.FunctionUrl}"]]`, "AWS::Lambda::Url", "Url"},
		{`!Ref Name`, "AWS::SQS::Queue", ""},
		{`other`, "AWS::SQS::Queue", ""},
	}
	for _, tt := range tests {
		t.Run(tt.expression+" "+tt.typ, func(t *testing.T) {
			g := read(t, Options{Region: "eu-west-1", Account: "123456789012"}, identities+tt.expression+"\n").Graph
			got, why := g.Target(tt.typ, g.Resource("R").Properties.Get("V"))
			name := ""
			if got != nil {
				name = got.ID
			}
			if name != tt.want || name == "" && why == nil {
				t.Errorf("target %q (%v), want %q", name, why, tt.want)
			}
		})
	}
}

// TestUnknownParameterMayName: a name that is not known may be any.
func TestUnknownParameterMayName(t *testing.T) {
	g := read(t, Options{}, identities+"!Ref Name\n").Graph
	if r, why := g.Target("AWS::SQS::Queue", g.Resource("R").Properties.Get("V")); r != nil || why == nil || why.Code != cloud.NoParameterValue {
		t.Errorf("target %v, reason %v", r, why)
	}
}
