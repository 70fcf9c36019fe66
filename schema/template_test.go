package schema

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

func TestFill(t *testing.T) {
	const account, region = "123456789012", "eu-west-1"
	cases := []struct {
		name, typ, attribute string
		values               map[string]string
		want                 string
	}{
		{"function", "AWS::Lambda::Function", "", map[string]string{"FunctionName": "f"}, "arn:aws:lambda:eu-west-1:123456789012:function:f"},
		{"attribute", "AWS::SQS::Queue", "Arn", map[string]string{"QueueName": "q"}, "arn:aws:sqs:eu-west-1:123456789012:q"},
		{"queue URL", "AWS::SQS::Queue", "QueueUrl", map[string]string{"QueueName": "q"}, "https://sqs.eu-west-1.amazonaws.com/123456789012/q"},
		{"topic", "AWS::SNS::Topic", "TopicArn", map[string]string{"TopicName": "t"}, "arn:aws:sns:eu-west-1:123456789012:t"},
		{"bucket", "AWS::S3::Bucket", "Arn", map[string]string{"BucketName": "b"}, "arn:aws:s3:::b"},
		{"role without path", "AWS::IAM::Role", "Arn", map[string]string{"RoleName": "r"}, "arn:aws:iam::123456789012:role/r"},
		{"role with path", "AWS::IAM::Role", "Arn", map[string]string{"RoleName": "r", "Path": "/app/"}, "arn:aws:iam::123456789012:role/app/r"},
		{"managed policy", "AWS::IAM::ManagedPolicy", "PolicyArn", map[string]string{"ManagedPolicyName": "p"}, "arn:aws:iam::123456789012:policy/p"},
		{"inline policy", "AWS::IAM::Policy", "", nil, ""},
		{"parameter", "AWS::SSM::Parameter", "", map[string]string{"Name": "p"}, "arn:aws:ssm:eu-west-1:123456789012:parameter/p"},
		{"parameter in a tree", "AWS::SSM::Parameter", "", map[string]string{"Name": "/a/p"}, "arn:aws:ssm:eu-west-1:123456789012:parameter/a/p"},
		{"key alias", "AWS::KMS::Alias", "", map[string]string{"AliasName": "alias/k"}, "arn:aws:kms:eu-west-1:123456789012:alias/k"},
		{"rule", "AWS::Events::Rule", "Arn", map[string]string{"Name": "r"}, "arn:aws:events:eu-west-1:123456789012:rule/r"},
		{"rule on the default bus", "AWS::Events::Rule", "Arn", map[string]string{"Name": "r", "EventBusName": "default"}, "arn:aws:events:eu-west-1:123456789012:rule/r"},
		{"rule on a bus", "AWS::Events::Rule", "Arn", map[string]string{"Name": "r", "EventBusName": "b"}, "arn:aws:events:eu-west-1:123456789012:rule/b/r"},
		{"rule on a bus by ARN", "AWS::Events::Rule", "Arn", map[string]string{"Name": "r", "EventBusName": "arn:aws:events:eu-west-1:123456789012:event-bus/b"}, "arn:aws:events:eu-west-1:123456789012:rule/b/r"},
		{"schedule", "AWS::Scheduler::Schedule", "Arn", map[string]string{"Name": "s"}, "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/s"},
		{"log group", "AWS::Logs::LogGroup", "Arn", map[string]string{"LogGroupName": "/aws/lambda/f"}, "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:*"},
		{"log group itself", "AWS::Logs::LogGroup", "", map[string]string{"LogGroupName": "g"}, "arn:aws:logs:eu-west-1:123456789012:log-group:g"},
		{"alias", "AWS::Lambda::Alias", "AliasArn", map[string]string{"FunctionName": "f", "Name": "live"}, "arn:aws:lambda:eu-west-1:123456789012:function:f:live"},
		{"alias by ARN", "AWS::Lambda::Alias", "AliasArn", map[string]string{"FunctionName": "arn:aws:lambda:eu-west-2:1:function:f", "Name": "live"}, "arn:aws:lambda:eu-west-2:1:function:f:live"},
		{"state machine", "AWS::StepFunctions::StateMachine", "Arn", map[string]string{"StateMachineName": "m"}, "arn:aws:states:eu-west-1:123456789012:stateMachine:m"},
		{"table", "AWS::DynamoDB::Table", "Arn", map[string]string{"TableName": "t"}, "arn:aws:dynamodb:eu-west-1:123456789012:table/t"},
		{"global table", "AWS::DynamoDB::GlobalTable", "Arn", map[string]string{"TableName": "t"}, "arn:aws:dynamodb:eu-west-1:123456789012:table/t"},
		{"stage", "AWS::ApiGateway::Stage", "", map[string]string{"RestApiId": "a", "StageName": "s"}, "arn:aws:apigateway:eu-west-1::/restapis/a/stages/s"},
		{"stream", "AWS::Kinesis::Stream", "Arn", map[string]string{"Name": "s"}, "arn:aws:kinesis:eu-west-1:123456789012:stream/s"},
		{"delivery stream", "AWS::KinesisFirehose::DeliveryStream", "Arn", map[string]string{"DeliveryStreamName": "s"}, "arn:aws:firehose:eu-west-1:123456789012:deliverystream/s"},
		{"instance", "AWS::RDS::DBInstance", "DBInstanceArn", map[string]string{"DBInstanceIdentifier": "d"}, "arn:aws:rds:eu-west-1:123456789012:db:d"},
		{"security group", "AWS::EC2::SecurityGroup", "", map[string]string{"GroupId": "sg-1"}, "arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1"},
		{"load balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", "", map[string]string{"LoadBalancerArn": "arn:x"}, "arn:x"},
		{"nothing to go by", "AWS::S3::Bucket", "Arn", nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := Lookup(c.typ)
			template := r.ARN
			if c.attribute != "" {
				template = r.Attributes[c.attribute].Template
			}
			given := map[string]string{"Partition": "aws", "Account": account, "Region": region, "URLSuffix": "amazonaws.com"}
			got := r.Fill(template, func(name string) *cloud.Value {
				for _, values := range []map[string]string{given, c.values} {
					if v, ok := values[name]; ok {
						return cloud.NewString(cloud.Pos{}, v)
					}
				}
				return nil
			})
			if got.Str() != c.want {
				t.Errorf("%s of %s is %q, want %q", c.attribute, c.typ, got.Str(), c.want)
			}
		})
	}
}

func TestFillWithHoles(t *testing.T) {
	r := Lookup("AWS::Lambda::Alias")
	why := cloud.Because(cloud.NoParameterValue, "Stage")
	got := r.Fill(r.ARN, func(name string) *cloud.Value {
		switch name {
		case "Name":
			return cloud.NewUnknown(cloud.Pos{}, why)
		case "FunctionName": // Fn::GetAtt of a function that the graph knows nothing of
			ref := &cloud.Reference{Resource: "F", Attribute: "Arn"}
			return cloud.NewParts(cloud.Pos{}, cloud.Part{Hole: &cloud.Hole{Name: "F.Arn", Ref: ref}})
		}
		return cloud.NewString(cloud.Pos{}, name)
	})
	parts := got.Parts()
	if len(parts) != 3 || parts[0].Hole == nil || parts[0].Hole.Name != "F.Arn" || parts[1].Text != ":" {
		t.Fatalf("got %+v", parts)
	}
	if hole := parts[2].Hole; hole == nil || !hole.Reason.Equal(why) {
		t.Errorf("the alias's name is %+v", parts[2])
	}
}

func TestFillKeepsReferences(t *testing.T) {
	r := Lookup("AWS::Lambda::Version")
	ref := cloud.Reference{Resource: "F", Attribute: "Ref"}
	got := r.Fill(r.ARN, func(name string) *cloud.Value {
		v := cloud.NewString(cloud.Pos{}, name)
		if name == "FunctionName" {
			v.WithRefs(ref)
		}
		return v
	})
	if refs := got.Refs(); len(refs) != 1 || refs[0] != ref {
		t.Errorf("the references are %v", refs)
	}
}
