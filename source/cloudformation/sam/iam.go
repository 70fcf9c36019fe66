package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

const policyVersion = "2012-10-17"

// trustPolicy lets a service take a role.
func (p at) trustPolicy(service string) *cloud.Value {
	return p.object("Version", policyVersion, "Statement", p.list(p.object(
		"Action", p.texts("sts:AssumeRole"), "Effect", "Allow", "Principal", p.object("Service", p.texts(service)))))
}

// allow makes a statement; action is a text or a list.
func (p at) allow(action any, on *cloud.Value) *cloud.Value {
	if on == nil {
		on = p.null()
	}
	return p.object("Action", action, "Effect", "Allow", "Resource", on)
}

// inlinePolicy names statements as a policy of a role. Most generated policies have no version.
func (p at) inlinePolicy(name string, statements ...any) *cloud.Value {
	return p.object("PolicyName", name, "PolicyDocument", p.object("Statement", p.list(statements...)))
}

// The policies that let a target send to a destination; id begins their name.

func (p at) sendToQueue(id string, queue *cloud.Value) *cloud.Value {
	return p.inlinePolicy(id+"SQSPolicy", p.allow("sqs:SendMessage", queue))
}

func (p at) publishToTopic(id string, topic *cloud.Value) *cloud.Value {
	return p.inlinePolicy(id+"SNSPolicy", p.allow("sns:publish", topic))
}

func (p at) putIntoBucket(id string, bucket *cloud.Value) *cloud.Value {
	if bucket == nil {
		bucket = p.null()
	}
	return p.inlinePolicy(id+"S3Policy", p.allow("s3:PutObject", p.join("/", bucket, "*")), p.allow("s3:ListBucket", bucket))
}

func (p at) putEvents(id string, bus *cloud.Value) *cloud.Value {
	return p.inlinePolicy(id+"EventBridgePolicy", p.allow("events:PutEvents", bus))
}

func (p at) invokeFunction(id string, function *cloud.Value) *cloud.Value {
	return p.inlinePolicy(id+"LambdaPolicy", p.allow("lambda:InvokeFunction", function))
}

func (p at) startExecution(id string, machine *cloud.Value) *cloud.Value {
	return p.inlinePolicy(id+"StartExecutionPolicy", p.allow("states:StartExecution", machine))
}
