package aws

import "github.com/haechi-dev/haechi/cloud"

// AWS takes many names of other things only where they are in the same region, or in the same
// account and region. So a listing that was denied in one region says nothing about the things of
// another. What is not in these lists may name anything anywhere.

// withinAccount are the properties that name things of the same account, and of the same region
// where those are in one: parts of the thing named, and what is attached to it.
var withinAccount = map[string][]string{
	"AWS::ApiGateway::BasePathMapping":            {"RestApiId"},
	"AWS::ApiGateway::UsagePlan":                  {"ApiStages.*.ApiId"},
	"AWS::ApiGatewayV2::ApiMapping":               {"ApiId"},
	"AWS::ApplicationAutoScaling::ScalableTarget": {"ResourceId"},
	"AWS::CE::AnomalySubscription":                {"MonitorArnList.*"},
	"AWS::CloudWatch::CompositeAlarm":             {"AlarmRule"}, // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
	"AWS::EC2::Route":                             {"RouteTableId"},
	"AWS::EC2::SecurityGroupEgress":               {"GroupId"},
	"AWS::EC2::SecurityGroupIngress":              {"GroupId"},
	"AWS::EC2::SubnetRouteTableAssociation":       {"RouteTableId", "SubnetId"},
	"AWS::IAM::Group":                             {"ManagedPolicyArns.*"},
	"AWS::IAM::GroupPolicy":                       {"GroupName"},
	"AWS::IAM::InstanceProfile":                   {"Roles.*"},
	"AWS::IAM::ManagedPolicy":                     {"Groups.*", "Roles.*", "Users.*"},
	"AWS::IAM::Policy":                            {"Groups.*", "Roles.*", "Users.*"},
	"AWS::IAM::Role":                              {"ManagedPolicyArns.*", "PermissionsBoundary"},
	"AWS::IAM::RolePolicy":                        {"RoleName"},
	"AWS::IAM::User":                              {"Groups.*", "ManagedPolicyArns.*", "PermissionsBoundary"},
	"AWS::IAM::UserPolicy":                        {"UserName"},
	"AWS::IAM::UserToGroupAddition":               {"GroupName", "Users.*"},
	"AWS::Lambda::Alias":                          {"FunctionName", "FunctionVersion"},
	"AWS::Lambda::EventInvokeConfig":              {"FunctionName"},
	"AWS::Lambda::EventSourceMapping":             {"FunctionName"},
	"AWS::Lambda::Function":                       {"Role"},
	"AWS::Lambda::Permission":                     {"FunctionName"},
	"AWS::Lambda::Url":                            {"TargetFunctionArn"},
	"AWS::Lambda::Version":                        {"FunctionName"},
	"AWS::Logs::LogGroup":                         {"LogGroupName"}, // of a function, by its own name
	"AWS::Logs::SubscriptionFilter":               {"LogGroupName"},
	"AWS::S3::Bucket":                             {"LoggingConfiguration.DestinationBucketName"}, // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
	"AWS::S3::BucketPolicy":                       {"Bucket"},
	"AWS::SNS::TopicPolicy":                       {"Topics.*"},
	"AWS::SQS::Queue":                             {"RedrivePolicy.deadLetterTargetArn"}, // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
	"AWS::SQS::QueuePolicy":                       {"Queues.*"},
	"AWS::SecretsManager::RotationSchedule":       {"SecretId"},
	"AWS::SecretsManager::SecretTargetAttachment": {"SecretId"},
	"AWS::WAFv2::LoggingConfiguration":            {"ResourceArn"},
}

// withinRegion are those that name things of the same region, in whatever account.
var withinRegion = map[string][]string{
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Cross-Account-Cross-Region.html: alarms
	// watch metrics of their own region, those of other accounts too.
	"AWS::CloudWatch::Alarm": {"AlarmActions.*", "Dimensions.*.Value", "Metrics.*.MetricStat.Metric.Dimensions.*.Value"},
	// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
	"AWS::Events::Rule": {"Targets.*.DeadLetterConfig.Arn"},
	// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html; streams are read in their region only, too.
	"AWS::Lambda::EventSourceMapping": {"EventSourceArn"},
	// https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html; subnets and groups may be shared by another account.
	"AWS::Lambda::Function": {"KmsKeyArn", "Layers.*", "VpcConfig.SecurityGroupIds.*", "VpcConfig.SubnetIds.*"},
	// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/userguide/SubscriptionFilters.html
	"AWS::Logs::SubscriptionFilter": {"DestinationArn"},
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
	"AWS::S3::Bucket": {"NotificationConfiguration.LambdaConfigurations.*.Function", "NotificationConfiguration.QueueConfigurations.*.Queue",
		"NotificationConfiguration.TopicConfigurations.*.Topic"},
	// https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
	"AWS::SNS::Subscription": {"RedrivePolicy.deadLetterTargetArn", "TopicArn"},
	// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html: a key serves its region.
	"AWS::SNS::Topic": {"KmsMasterKeyId"},
	"AWS::SQS::Queue": {"KmsMasterKeyId"},
	// https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
	"AWS::WAFv2::WebACLAssociation": {"ResourceArn"},
}

// bind tells the graph of the bounds.
func bind(g *cloud.Graph) {
	for typ, paths := range withinAccount {
		for _, path := range paths {
			g.Bind(cloud.Bound{Type: typ, Path: path, Account: true})
		}
	}
	for typ, paths := range withinRegion {
		for _, path := range paths {
			g.Bind(cloud.Bound{Type: typ, Path: path})
		}
	}
	// Other targets than buses are in the region of the rule.
	g.Bind(cloud.Bound{Type: "AWS::Events::Rule", Path: "Targets.*.Arn", Target: "AWS::Lambda::Function"})
}
