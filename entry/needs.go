package entry

// Needs are the types that ways are made of, and the properties that are asked: for sources that read
// only what somebody wants to know. "*" stands for every property.
func Needs() map[string]map[string]bool {
	needs := map[string]map[string]bool{}
	want := func(types ...string) {
		for _, typ := range types {
			needs[typ] = map[string]bool{"*": true}
		}
	}
	want(entryTypes...)
	want(carrierTypes...)
	want(aliasType, versionType, roleType, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy",
		"AWS::ApiGateway::Resource", "AWS::ApiGateway::Stage", "AWS::ApiGateway::Authorizer", "AWS::ApiGateway::UsagePlan",
		"AWS::ApiGateway::DomainName", "AWS::ApiGateway::BasePathMapping", "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Stage",
		"AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping", "AWS::AppSync::GraphQLApi", "AWS::AppSync::DataSource",
		"AWS::Cognito::UserPool", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener",
		"AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::EC2::SecurityGroup",
		"AWS::EC2::SecurityGroupIngress", "AWS::Events::EventBusPolicy", "AWS::Events::Rule", "AWS::IoT::TopicRule", "AWS::Pipes::Pipe",
		"AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::SecretsManager::ResourcePolicy",
		"AWS::WAFv2::WebACL", "AWS::WAFv2::WebACLAssociation")
	for _, k := range kinds() {
		want(k.Type)
	}
	want(databases...)
	return needs
}
