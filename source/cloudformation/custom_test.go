package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBucketNotifications: written as aws-cdk-lib 2 writes it.
func TestBucketNotifications(t *testing.T) {
	doc := read(t, Options{}, `
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {BUCKET: !Ref Bucket}}}}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Bucket: {Type: AWS::S3::Bucket}
  BucketNotifications:
    Type: Custom::S3BucketNotifications
    Properties:
      ServiceToken: x
      BucketName: !Ref Bucket
      NotificationConfiguration:
        EventBridgeConfiguration: {}
        LambdaFunctionConfigurations:
          - Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
            Filter: {Key: {FilterRules: [{Name: suffix, Value: .jpg}]}}
            LambdaFunctionArn: !GetAtt Fn.Arn
        QueueConfigurations: [{Events: ["s3:ObjectTagging:*"], QueueArn: !GetAtt Queue.Arn}]
        TopicConfigurations: [{Events: ["s3:ObjectRestore:*"], TopicArn: !Ref Topic}]
      Managed: true
  More:
    Type: Custom::S3BucketNotifications
    Properties: {BucketName: !Ref Bucket, Managed: false, NotificationConfiguration: {QueueConfigurations: [{Events: [e], QueueArn: q}]}}
  Perhaps: {Type: AWS::S3::Bucket, Properties: {BucketName: b}}
  PerhapsNotifications:
    Type: Custom::S3BucketNotifications
    Condition: C
    Properties: {BucketName: !Ref Perhaps, NotificationConfiguration: {EventBridgeConfiguration: {}}}
  Elsewhere: {Type: "Custom::S3BucketNotifications", Properties: {BucketName: elsewhere, NotificationConfiguration: {}}}
  Computed: {Type: AWS::S3::Bucket}
  ComputedNotifications:
    Type: Custom::S3BucketNotifications
    Properties: {BucketName: !Ref Computed, NotificationConfiguration: {LambdaFunctionConfigurations: !If [C, [], []]}}
`)
	g := doc.Graph
	config := g.Resource("Bucket").Properties.Get("NotificationConfiguration")
	want := `{"EventBridgeConfiguration":{"EventBridgeEnabled":true},"LambdaConfigurations":[` +
		`{"Event":"s3:ObjectCreated:*","Function":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Fn}","Filter":{"S3Key":{"Rules":[{"Name":"suffix","Value":".jpg"}]}}},` +
		`{"Event":"s3:ObjectRemoved:*","Function":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Fn}","Filter":{"S3Key":{"Rules":[{"Name":"suffix","Value":".jpg"}]}}}],` +
		`"QueueConfigurations":[{"Event":"s3:ObjectTagging:*","Queue":"arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Queue.QueueName}"},{"Event":"e","Queue":"q"}],` +
		`"TopicConfigurations":[{"Event":"s3:ObjectRestore:*","Topic":"arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic.TopicName}"}]}`
	if diff := cmp.Diff(want, show(config)); diff != "" {
		t.Errorf("notifications (-want +got):\n%s", diff)
	}
	if line := config.Path("LambdaConfigurations").Items()[0].Get("Function").Pos.Line; line != 19 {
		t.Errorf("the function stands in line %d", line)
	}
	if at := placeless(config); at != "" {
		t.Errorf("%s has no place", at)
	}
	if got := g.Referrers(g.Resource("Fn"), "AWS::S3::Bucket", "NotificationConfiguration", "LambdaConfigurations", "*", "Function").Certain; len(got) != 1 {
		t.Errorf("the function is triggered by %v", got)
	}
	for id, want := range map[string]string{"Perhaps": "condition C is not known", "Computed": "Custom::S3BucketNotifications cannot be evaluated: its configuration is computed"} {
		v := g.Resource(id).Properties.Get("NotificationConfiguration")
		if id == "Computed" {
			v = v.Get("LambdaConfigurations")
		}
		if why, _ := v.Reason(); why.String() != want {
			t.Errorf("%s: %s, want %s", id, show(v), want)
		}
	}
	if len(doc.Problems) != 0 {
		t.Errorf("problems: %q", problems(doc))
	}
}

func TestLogRetention(t *testing.T) {
	doc := read(t, Options{}, `
Resources:
  Fn: {Type: AWS::Lambda::Function}
  FnLogRetention:
    Type: Custom::LogRetention
    Properties: {ServiceToken: x, LogGroupName: !Sub "/aws/lambda/${Fn}", RetentionInDays: 7}
    Metadata: {"aws:cdk:path": Dev/Fn/LogRetention/Resource}
  Ever: {Type: "Custom::LogRetention", Properties: {LogGroupName: /app, RemovalPolicy: destroy}}
  Far: {Type: "Custom::LogRetention", Properties: {LogGroupName: /far, LogGroupRegion: us-east-1}}
  Twice: {Type: "Custom::LogRetention", Properties: {LogGroupName: /declared}}
  Declared: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /declared}}
  Filter: {Type: AWS::Logs::SubscriptionFilter, Properties: {LogGroupName: !GetAtt FnLogRetention.LogGroupName}}
`)
	g := doc.Graph
	if diff := cmp.Diff([]string{"Fn", "FnLogRetention", "Ever", "Far", "Twice", "Declared", "Filter", "FnLogRetentionLogGroup", "EverLogGroup"}, ids(doc)); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	group := g.Resource("FnLogRetentionLogGroup")
	if got, want := show(group.Properties), `{"LogGroupName":"/aws/lambda/${Fn}","RetentionInDays":7}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if group.Generated != "FnLogRetention" || group.Path != "Dev/Fn/LogRetention/Resource" || group.Pos.Line != 4 || placeless(group.Properties) != "" {
		t.Errorf("generated %q, path %q, at %v", group.Generated, group.Path, group.Pos)
	}
	if got := g.Referrers(g.Resource("Fn"), "AWS::Logs::LogGroup", "LogGroupName").Certain; len(got) != 1 || got[0] != group {
		t.Errorf("log groups of the function: %v", got)
	}
	if got, _ := g.Target("AWS::Logs::LogGroup", g.Resource("Filter").Properties.Get("LogGroupName")); got != group {
		t.Errorf("the filter is on %v", got)
	}
	for id, want := range map[string]string{"FnLogRetentionLogGroup": "Retain", "EverLogGroup": "Delete"} {
		if got := g.Resource(id).Attributes.Get("DeletionPolicy"); got.Str() != want {
			t.Errorf("%s: %s", id, show(got))
		}
	}
	if len(doc.Problems) != 0 {
		t.Errorf("problems: %q", problems(doc))
	}
}
