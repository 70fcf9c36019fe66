package entry_test

import (
	"fmt"
	"strings"
)

const (
	starter = "  AR: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: [apigateway.amazonaws.com, states.amazonaws.com]}, Action: sts:AssumeRole}}, Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: ['events:PutEvents', 'states:StartExecution', 'lambda:InvokeFunction', 'sqs:SendMessage'], Resource: '*'}]}}]}}\n"
	toBus   = `
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: a}}
  I: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationSubtype: EventBridge-PutEvents, CredentialsArn: !GetAtt AR.Arn, RequestParameters: {Source: WebApp, DetailType: Order, Detail: $request.body%s}}}
  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'POST /x', Target: !Sub 'integrations/${I}'}}
` + starter
	onDefault  = "  Rule: {Type: AWS::Events::Rule, Properties: {EventPattern: %s, Targets: [{Id: t, Arn: !GetAtt F.Arn}]}}\n"
	machineOf  = "  M: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: !GetAtt AR.Arn, %s}}\n"
	toMachine  = "  MR: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'POST /m', Target: !Sub 'integrations/${MI}'}}\n  MI: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationSubtype: StepFunctions-StartExecution, CredentialsArn: !GetAtt AR.Arn, RequestParameters: {StateMachineArn: !Ref M, Input: x}}}\n  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: a}}\n" + starter
	throughMR  = "open none: api Api > route POST /m > machine M > function F"
	putBucket  = "  B: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: %s}}\n  BP: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref B, PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: %s, Resource: !Sub '${B.Arn}/%s'}]}}}\n"
	streamREST = `
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Method: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: PUT, AuthorizationType: NONE, Integration: {Type: AWS, Credentials: !GetAtt AR.Arn, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:kinesis:action/%s', RequestTemplates: {application/json: '{"StreamName": "%s"}'}}}}
  AR: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}}, Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: kinesis:*, Resource: %s}]}}]}}
  K: {Type: AWS::Kinesis::Stream, Properties: {Name: clicks}}
  E: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt K.Arn, FunctionName: !Ref F}}
`
)

// What comes through a door is held against patterns, notifications and definitions.
var eventTests = []kindTest{
	{"pattern of a bus that matches", strings.Replace(fmt.Sprintf(openBus, ""), "{source: [x]}", "{source: [{anything-but: [a]}], detail: {a: {b: [{exists: true}]}}}", 1) + permission("events.amazonaws.com", ""), []string{"open none: bus Bus > rule Rule > function F"}},
	{"pattern of AWS's own events", strings.Replace(fmt.Sprintf(openBus, ""), "{source: [x]}", "{source: [aws.s3, aws.ec2]}", 1) + permission("events.amazonaws.com", ""), []string{"closed none: bus Bus > rule Rule > function F"}},
	{"pattern of AWS's own events by a prefix", strings.Replace(fmt.Sprintf(openBus, ""), "{source: [x]}", "{source: [{prefix: aws.}]}", 1) + permission("events.amazonaws.com", ""), []string{"closed none: bus Bus > rule Rule > function F"}},
	{"pattern with a parameter", strings.Replace(fmt.Sprintf(openBus, ""), "{source: [x]}", "!Ref Auth", 1) + permission("events.amazonaws.com", ""), []string{"perhaps none: bus Bus > rule Rule > function F"}},
	{"rule with a schedule only", strings.Replace(fmt.Sprintf(openBus, ""), "EventPattern: {source: [x]}", "ScheduleExpression: rate(1 day)", 1) + permission("events.amazonaws.com", ""), nil},
	{"API to the default bus", fmt.Sprintf(toBus, "") + fmt.Sprintf(onDefault, "{source: [WebApp], detail-type: [Order]}") + permission("events.amazonaws.com", ""), []string{"open none: api Api > route POST /x > bus default > rule Rule > function F"}},
	{"API to the default bus, another type", fmt.Sprintf(toBus, "") + fmt.Sprintf(onDefault, "{source: [WebApp], detail-type: [Refund]}") + permission("events.amazonaws.com", ""), nil},
	{"API to a bus", fmt.Sprintf(toBus, ", EventBusName: !Ref Bus") + strings.Replace(fmt.Sprintf(openBus, ", Condition: {Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-1}"), "[x]", "[WebApp]", 1) + permission("events.amazonaws.com", ""), []string{"open none: api Api > route POST /x > bus Bus > rule Rule > function F"}},
	{"bucket that tells the default bus", fmt.Sprintf(putBucket, "{EventBridgeConfiguration: {}}", "s3:PutObject", "*") + fmt.Sprintf(onDefault, "{source: [aws.s3], detail-type: [Object Created], detail: {bucket: {name: [!Ref B]}}}") + permission("events.amazonaws.com", ""), []string{"open none: bucket B > bus default > rule Rule > function F"}},
	{"bucket that tells of another bucket", fmt.Sprintf(putBucket, "{EventBridgeConfiguration: {}}", "s3:PutObject", "*") + fmt.Sprintf(onDefault, "{source: [aws.s3], detail: {bucket: {name: [other]}}}") + permission("events.amazonaws.com", ""), nil},
	{"bucket that tells the default bus of what is removed", fmt.Sprintf(putBucket, "{EventBridgeConfiguration: {}}", "s3:PutObject", "*") + fmt.Sprintf(onDefault, "{source: [aws.s3], detail-type: [Object Deleted]}") + permission("events.amazonaws.com", ""), nil},
	{"bucket that tells of what is removed", fmt.Sprintf(putBucket, "{LambdaConfigurations: [{Event: 's3:ObjectRemoved:*', Function: !GetAtt F.Arn}]}", "s3:PutObject", "*") + permission("s3.amazonaws.com", ""), nil},
	{"bucket that lets anybody remove", fmt.Sprintf(putBucket, "{LambdaConfigurations: [{Event: 's3:ObjectRemoved:*', Function: !GetAtt F.Arn}]}", "s3:DeleteObject", "*") + permission("s3.amazonaws.com", ""), []string{"open none: bucket B > function F"}},
	{"bucket, another folder", fmt.Sprintf(putBucket, "{LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt F.Arn, Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}]}}}]}", "s3:PutObject", "out/*") + permission("s3.amazonaws.com", ""), nil},
	{"bucket, a folder of it", fmt.Sprintf(putBucket, "{LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt F.Arn, Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}, {Name: suffix, Value: .csv}]}}}]}", "s3:PutObject", "in/new/*") + permission("s3.amazonaws.com", ""), []string{"open none: bucket B > function F"}},
	{"machine whose definition names a function", toMachine + fmt.Sprintf(machineOf, `DefinitionString: !Sub '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${F.Arn}", "End": true}}}'`), []string{throughMR}},
	{"machine whose definition names a function by a parameter", toMachine + fmt.Sprintf(machineOf, `DefinitionString: !Sub '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "${F}"}, "End": true}}}'`), []string{throughMR}},
	{"machine with substitutions", toMachine + fmt.Sprintf(machineOf, `DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Call}", "End": true}}}', DefinitionSubstitutions: {Call: !GetAtt F.Arn}`), []string{throughMR}},
	{"machine as an object", toMachine + fmt.Sprintf(machineOf, `Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt F.Arn, End: true}}}`), []string{throughMR}},
	{"machine whose function is written out", toMachine + fmt.Sprintf(machineOf, `DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:other", "End": true}}}'`), nil},
	{"machine whose role may not call", strings.Replace(toMachine, "'lambda:InvokeFunction', ", "", 1) + fmt.Sprintf(machineOf, `Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt F.Arn, End: true}}}`), []string{"closed none: api Api > route POST /m > machine M > trigger M > function F"}},
	{"API whose role may not start the machine", strings.Replace(toMachine, "'states:StartExecution', ", "", 1) + fmt.Sprintf(machineOf, `Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt F.Arn, End: true}}}`), []string{"closed none: api Api > route POST /m > machine M > function F"}},
	{"machine that calls nothing", toMachine + fmt.Sprintf(machineOf, `DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Comment": "F", "End": true}}}'`), nil},
	{"machine that puts into a queue", toMachine + fmt.Sprintf(machineOf, `Definition: {StartAt: A, States: {A: {Type: Task, Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {QueueUrl: !Ref Q}, End: true}}}`) +
		fmt.Sprintf(openQueue, ", Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}", ""), []string{"open none: api Api > route POST /m > machine M > queue Q > mapping E > function F"}},
	{"stream that the template names", fmt.Sprintf(streamREST, "PutRecord", "clicks", "!GetAtt K.Arn"), []string{"open none: api Api > route PUT / > stream K > mapping E > function F"}},
	{"stream that the request names", fmt.Sprintf(streamREST, "PutRecord", "$input.params(1)", "!Sub '${K.Arn}*'"), []string{"perhaps none: api Api > route PUT / > stream K > mapping E > function F"}},
	{"stream that the role does not reach", fmt.Sprintf(streamREST, "PutRecord", "$input.params(1)", "arn:aws:kinesis:*:*:stream/other"), nil},
	{"stream that is read", fmt.Sprintf(streamREST, "GetRecords", "clicks", "!GetAtt K.Arn"), nil},
}
