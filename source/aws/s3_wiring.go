package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/haechi-dev/haechi/cloud"
)

// wiring is what the bucket tells others: events and logs.
func (b bucketReader) wiring() []step {
	return []step{
		facet("GetBucketNotificationConfiguration", "GetBucketNotification", "", []string{"NotificationConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketNotificationConfigurationOutput, error) {
			return b.client.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: bucket})
		}, func(v *cloud.Value, out *s3.GetBucketNotificationConfigurationOutput) *cloud.Value {
			return under("NotificationConfiguration", notifications(v, out.EventBridgeConfiguration != nil))
		}),
		facet("GetBucketLogging", "GetBucketLogging", "", []string{"LoggingConfiguration"}, func(ctx context.Context, bucket *string) (*s3.GetBucketLoggingOutput, error) {
			return b.client.GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: bucket})
		}, func(v *cloud.Value, _ *s3.GetBucketLoggingOutput) *cloud.Value {
			logging := cloud.NewMap(v.Pos)
			for from, to := range inOrder(map[string]string{"TargetBucket": "DestinationBucketName", "TargetPrefix": "LogFilePrefix", "TargetObjectKeyFormat": "TargetObjectKeyFormat"}) {
				if found := v.Path("LoggingEnabled", from); found != nil {
					logging.Set(to, found)
				}
			}
			return under("LoggingConfiguration", logging)
		}),
	}
}

// notifications are written one for each event: a template has a single Event where the API has
// a list.
func notifications(v *cloud.Value, bridge bool) *cloud.Value {
	all := cloud.NewMap(v.Pos)
	if bridge {
		all.Set("EventBridgeConfiguration", cloud.NewMap(v.Pos).Set("EventBridgeEnabled", cloud.NewBool(v.Pos, true)))
	}
	for _, kind := range []struct{ from, to, arn, target string }{
		{"LambdaFunctionConfigurations", "LambdaConfigurations", "LambdaFunctionArn", "Function"},
		{"QueueConfigurations", "QueueConfigurations", "QueueArn", "Queue"},
		{"TopicConfigurations", "TopicConfigurations", "TopicArn", "Topic"},
	} {
		list := cloud.NewList(v.Pos)
		for _, c := range v.Get(kind.from).Items() {
			for _, event := range c.Get("Events").Items() {
				one := cloud.NewMap(v.Pos).Set("Event", event).Set(kind.target, c.Get(kind.arn))
				if rules := c.Path("Filter", "Key", "FilterRules"); rules.Len() > 0 {
					one.Set("Filter", under("S3Key", under("Rules", rules)))
				}
				list.Append(one)
			}
		}
		if list.Len() > 0 {
			all.Set(kind.to, list)
		}
	}
	return all
}
