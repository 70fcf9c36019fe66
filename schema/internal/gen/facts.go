package main

// corrections follow "Return values" of each type in the CloudFormation template reference and
// "Resource types" of each service in the service authorisation reference.
var corrections = map[string]correction{
	"AWS::ApiGateway::Method": {ref: []string{}},
	"AWS::ApiGateway::Stage": {
		arn: "arn:${Partition}:apigateway:${Region}::/restapis/${RestApiId}/stages/${StageName}",
	},
	"AWS::ApiGatewayV2::Api": {attrs: map[string]string{
		"ExecuteApiArn": "arn:${Partition}:execute-api:${Region}:${Account}:${ApiId}",
	}},
	"AWS::ApiGatewayV2::Stage": {
		arn: "arn:${Partition}:apigateway:${Region}::/apis/${ApiId}/stages/${StageName}",
	},
	"AWS::AppSync::DataSource": {
		arn: "arn:${Partition}:appsync:${Region}:${Account}:apis/${ApiId}/datasources/${Name}",
	},
	"AWS::AppSync::GraphQLApi": {arn: "arn:${Partition}:appsync:${Region}:${Account}:apis/${ApiId}"},
	"AWS::CloudFormation::Stack": {
		arn: "${StackId}",
	},
	"AWS::CodeDeploy::DeploymentGroup": {
		arn: "arn:${Partition}:codedeploy:${Region}:${Account}:deploymentgroup:${ApplicationName}/${DeploymentGroupName}",
	},
	"AWS::Cognito::UserPool": {attrs: map[string]string{
		"ProviderName": "cognito-idp.${Region}.${URLSuffix}/${UserPoolId}",
		"ProviderURL":  "https://cognito-idp.${Region}.${URLSuffix}/${UserPoolId}",
	}},
	"AWS::DocDB::DBCluster": {
		ref: []string{"DBClusterIdentifier"},
		arn: "arn:${Partition}:rds:${Region}:${Account}:cluster:${DBClusterIdentifier}",
	},
	"AWS::DocDB::DBInstance": {
		ref: []string{"DBInstanceIdentifier"},
		arn: "arn:${Partition}:rds:${Region}:${Account}:db:${DBInstanceIdentifier}",
	},
	// A global table has an ARN in each of its regions since version 2019.11.21; the database still
	// has that of version 2017.11.29.
	"AWS::DynamoDB::GlobalTable": {
		arn: "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}",
		attrs: map[string]string{
			"StreamArn": "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/stream/${StreamLabel}",
		},
	},
	// StreamLabel stands for the time at which the stream was made.
	"AWS::DynamoDB::Table": {attrs: map[string]string{
		"StreamArn": "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/stream/${StreamLabel}",
	}},
	"AWS::EC2::SecurityGroup": {
		ref: []string{"GroupId"}, // the same value as Id, and the name by which others ask for it
		arn: "arn:${Partition}:ec2:${Region}:${Account}:security-group/${GroupId}",
	},
	"AWS::EC2::VPCCidrBlock": {ref: []string{"Id"}},
	"AWS::ECR::Repository": {attrs: map[string]string{
		"RepositoryUri": "${Account}.dkr.ecr.${Region}.${URLSuffix}/${RepositoryName}",
	}},
	"AWS::EMR::InstanceGroupConfig": {ref: []string{"InstanceGroupId"}},
	"AWS::ElastiCache::CacheCluster": {
		arn: "arn:${Partition}:elasticache:${Region}:${Account}:cluster:${ClusterName}",
	},
	// UUID stands for what the service adds. Policies name the destination without.
	"AWS::Events::ApiDestination": {attrs: map[string]string{
		"Arn":          "arn:${Partition}:events:${Region}:${Account}:api-destination/${Name}/${UUID}",
		"ArnForPolicy": "arn:${Partition}:events:${Region}:${Account}:api-destination/${Name}",
	}},
	// As for an API destination.
	"AWS::Events::Connection": {attrs: map[string]string{
		"Arn":          "arn:${Partition}:events:${Region}:${Account}:connection/${Name}/${UUID}",
		"ArnForPolicy": "arn:${Partition}:events:${Region}:${Account}:connection/${Name}",
	}},
	// A rule on the default bus does not name it.
	"AWS::Events::Rule": {
		arn:      "arn:${Partition}:events:${Region}:${Account}:rule/${EventBusName/}${Name}",
		attrs:    map[string]string{"RuleName": "${Name}"},
		defaults: map[string]string{"EventBusName": `"default"`},
	},
	"AWS::Glue::Connection":          {ref: []string{"Name"}},
	"AWS::GuardDuty::Filter":         {ref: []string{"Name"}},
	"AWS::GuardDuty::IPSet":          {ref: []string{"Id"}},
	"AWS::GuardDuty::ThreatIntelSet": {ref: []string{"Id"}},
	"AWS::IAM::Group":                {defaults: path},
	"AWS::IAM::InstanceProfile":      {defaults: path},
	"AWS::IAM::ManagedPolicy": {
		arn:      "arn:${Partition}:iam::${Account}:policy${Path}${ManagedPolicyName}",
		defaults: path,
	},
	"AWS::IAM::Policy": {arn: none}, // embedded in the user, group or role
	"AWS::IAM::Role":   {defaults: path},
	"AWS::IAM::ServerCertificate": {
		arn:      "arn:${Partition}:iam::${Account}:server-certificate${Path}${ServerCertificateName}",
		defaults: path,
	},
	"AWS::IAM::User": {defaults: path},
	// The property CACertificate is the text of the certificate.
	"AWS::IoT::CACertificate": {arn: "arn:${Partition}:iot:${Region}:${Account}:cacert/${Id}"},
	// AliasName begins with "alias/".
	"AWS::KMS::Alias":              {arn: "arn:${Partition}:kms:${Region}:${Account}:${AliasName}"},
	"AWS::KMS::ReplicaKey":         {arn: "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"},
	"AWS::Kinesis::StreamConsumer": {arn: "${StreamARN}/consumer/${ConsumerName}:${CreationTimestamp}"},
	"AWS::Lambda::Alias": {
		arn: "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Name}",
	},
	"AWS::Lambda::EventInvokeConfig": {ref: []string{}},
	"AWS::Lambda::EventSourceMapping": {
		arn: "arn:${Partition}:lambda:${Region}:${Account}:event-source-mapping:${Id}",
	},
	// Version stands for the number that the new version will get.
	"AWS::Lambda::LayerVersion": {
		arn: "arn:${Partition}:lambda:${Region}:${Account}:layer:${LayerName}:${Version}",
	},
	"AWS::Lambda::Permission": {ref: []string{"Id"}},
	// The attribute is the ARN of the function. A function URL has none.
	"AWS::Lambda::Url": {arn: none},
	"AWS::Lambda::Version": {
		arn: "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Version}",
	},
	// The attribute is the ARN of the streams in the group, which is what policies need.
	"AWS::Logs::LogGroup": {
		attrs: map[string]string{"Arn": "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:*"},
	},
	"AWS::S3::AccessPoint": {arn: "arn:${Partition}:s3:${Region}:${Account}:accesspoint/${Name}"},
	"AWS::S3::Bucket": {attrs: map[string]string{
		"DomainName":          "${BucketName}.s3.${URLSuffix}",
		"DualStackDomainName": "${BucketName}.s3.dualstack.${Region}.${URLSuffix}",
		"RegionalDomainName":  "${BucketName}.s3.${Region}.${URLSuffix}",
	}},
	"AWS::S3::MultiRegionAccessPoint": {arn: "arn:${Partition}:s3::${Account}:accesspoint/${Alias}"},
	"AWS::SES::EmailIdentity":         {arn: "arn:${Partition}:ses:${Region}:${Account}:identity/${EmailIdentity}"},
	"AWS::SES::ReceiptRule":           {ref: []string{"RuleName"}},
	"AWS::SQS::Queue": {attrs: map[string]string{
		"QueueUrl": "https://sqs.${Region}.${URLSuffix}/${Account}/${QueueName}",
	}},
	"AWS::SSM::Parameter": {arn: "arn:${Partition}:ssm:${Region}:${Account}:parameter/${Name}"},
	"AWS::Scheduler::Schedule": {
		arn:      "arn:${Partition}:scheduler:${Region}:${Account}:schedule/${GroupName}/${Name}",
		defaults: map[string]string{"GroupName": `"default"`},
	},
	// Suffix stands for the six characters that the service adds. Id is the ARN.
	"AWS::SecretsManager::Secret": {
		arn:   "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${Name}-${Suffix}",
		attrs: map[string]string{"Id": "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${Name}-${Suffix}"},
	},
	"AWS::ServiceDiscovery::Instance": {ref: []string{"InstanceId"}},
}

// path is where an IAM entity is when it does not say.
var path = map[string]string{"Path": `"/"`}
