package cloudformation

import (
	"fmt"
	"strings"
	"testing"
)

const small = `
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: dev}}
Globals: {Function: {Runtime: python3.13, Timeout: 20}}
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Table}}
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Table}}]
      Events: {Get: {Type: Api, Properties: {Path: /orders, Method: get}}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: worker.handler
      Events: {Queue: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}
  Table: {Type: AWS::Serverless::SimpleTable}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "orders-${Stage}"}}
Outputs:
  Url: {Value: !Sub "https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com/Prod/"}
`

func benchmark(b *testing.B, template string) {
	path := write(b, "template.yaml", template)
	b.SetBytes(int64(len(template)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(path, Options{Region: "eu-west-1"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadSmall(b *testing.B) { benchmark(b, small) }

// BenchmarkReadLarge reads 500 resources, as many as a stack may have.
func BenchmarkReadLarge(b *testing.B) {
	var t strings.Builder
	t.WriteString("Parameters: {Stage: {Type: String, Default: dev}}\nResources:\n")
	for i := range 125 {
		fmt.Fprintf(&t, `  Queue%[1]d:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "orders-%[1]d-${Stage}"
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Queue0.Arn, maxReceiveCount: 3}
  Role%[1]d:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: lambda.amazonaws.com}}]}
      Policies: [{PolicyName: p, PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "sqs:*", Resource: !GetAtt Queue%[1]d.Arn}]}}]
  Function%[1]d:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role%[1]d.Arn
      Environment: {Variables: {QUEUE: !Ref Queue%[1]d, STAGE: !Ref Stage, HOST: !Join [".", [a, !Ref "AWS::URLSuffix"]]}}
  Mapping%[1]d:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Function%[1]d, EventSourceArn: !GetAtt Queue%[1]d.Arn}
`, i)
	}
	benchmark(b, t.String())
}
