package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// Paginators of the SDK take an interface. A client that becomes one keeps all of its hundreds of
// operations in the program, because html/template can call methods by name and the linker cannot
// know which: twice the size. So each paginator is given the one operation it needs.

type accessanalyzerListAnalyzers func(context.Context, *accessanalyzer.ListAnalyzersInput, ...func(*accessanalyzer.Options)) (*accessanalyzer.ListAnalyzersOutput, error)

func (f accessanalyzerListAnalyzers) ListAnalyzers(ctx context.Context, in *accessanalyzer.ListAnalyzersInput, opt ...func(*accessanalyzer.Options)) (*accessanalyzer.ListAnalyzersOutput, error) {
	return f(ctx, in, opt...)
}

type accessanalyzerListArchiveRules func(context.Context, *accessanalyzer.ListArchiveRulesInput, ...func(*accessanalyzer.Options)) (*accessanalyzer.ListArchiveRulesOutput, error)

func (f accessanalyzerListArchiveRules) ListArchiveRules(ctx context.Context, in *accessanalyzer.ListArchiveRulesInput, opt ...func(*accessanalyzer.Options)) (*accessanalyzer.ListArchiveRulesOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetApiKeys func(context.Context, *apigateway.GetApiKeysInput, ...func(*apigateway.Options)) (*apigateway.GetApiKeysOutput, error)

func (f apigatewayGetApiKeys) GetApiKeys(ctx context.Context, in *apigateway.GetApiKeysInput, opt ...func(*apigateway.Options)) (*apigateway.GetApiKeysOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetBasePathMappings func(context.Context, *apigateway.GetBasePathMappingsInput, ...func(*apigateway.Options)) (*apigateway.GetBasePathMappingsOutput, error)

func (f apigatewayGetBasePathMappings) GetBasePathMappings(ctx context.Context, in *apigateway.GetBasePathMappingsInput, opt ...func(*apigateway.Options)) (*apigateway.GetBasePathMappingsOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetClientCertificates func(context.Context, *apigateway.GetClientCertificatesInput, ...func(*apigateway.Options)) (*apigateway.GetClientCertificatesOutput, error)

func (f apigatewayGetClientCertificates) GetClientCertificates(ctx context.Context, in *apigateway.GetClientCertificatesInput, opt ...func(*apigateway.Options)) (*apigateway.GetClientCertificatesOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetDeployments func(context.Context, *apigateway.GetDeploymentsInput, ...func(*apigateway.Options)) (*apigateway.GetDeploymentsOutput, error)

func (f apigatewayGetDeployments) GetDeployments(ctx context.Context, in *apigateway.GetDeploymentsInput, opt ...func(*apigateway.Options)) (*apigateway.GetDeploymentsOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetDomainNames func(context.Context, *apigateway.GetDomainNamesInput, ...func(*apigateway.Options)) (*apigateway.GetDomainNamesOutput, error)

func (f apigatewayGetDomainNames) GetDomainNames(ctx context.Context, in *apigateway.GetDomainNamesInput, opt ...func(*apigateway.Options)) (*apigateway.GetDomainNamesOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetModels func(context.Context, *apigateway.GetModelsInput, ...func(*apigateway.Options)) (*apigateway.GetModelsOutput, error)

func (f apigatewayGetModels) GetModels(ctx context.Context, in *apigateway.GetModelsInput, opt ...func(*apigateway.Options)) (*apigateway.GetModelsOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetResources func(context.Context, *apigateway.GetResourcesInput, ...func(*apigateway.Options)) (*apigateway.GetResourcesOutput, error)

func (f apigatewayGetResources) GetResources(ctx context.Context, in *apigateway.GetResourcesInput, opt ...func(*apigateway.Options)) (*apigateway.GetResourcesOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetRestApis func(context.Context, *apigateway.GetRestApisInput, ...func(*apigateway.Options)) (*apigateway.GetRestApisOutput, error)

func (f apigatewayGetRestApis) GetRestApis(ctx context.Context, in *apigateway.GetRestApisInput, opt ...func(*apigateway.Options)) (*apigateway.GetRestApisOutput, error) {
	return f(ctx, in, opt...)
}

type apigatewayGetUsagePlans func(context.Context, *apigateway.GetUsagePlansInput, ...func(*apigateway.Options)) (*apigateway.GetUsagePlansOutput, error)

func (f apigatewayGetUsagePlans) GetUsagePlans(ctx context.Context, in *apigateway.GetUsagePlansInput, opt ...func(*apigateway.Options)) (*apigateway.GetUsagePlansOutput, error) {
	return f(ctx, in, opt...)
}

type budgetsDescribeBudgets func(context.Context, *budgets.DescribeBudgetsInput, ...func(*budgets.Options)) (*budgets.DescribeBudgetsOutput, error)

func (f budgetsDescribeBudgets) DescribeBudgets(ctx context.Context, in *budgets.DescribeBudgetsInput, opt ...func(*budgets.Options)) (*budgets.DescribeBudgetsOutput, error) {
	return f(ctx, in, opt...)
}

type budgetsDescribeNotificationsForBudget func(context.Context, *budgets.DescribeNotificationsForBudgetInput, ...func(*budgets.Options)) (*budgets.DescribeNotificationsForBudgetOutput, error)

func (f budgetsDescribeNotificationsForBudget) DescribeNotificationsForBudget(ctx context.Context, in *budgets.DescribeNotificationsForBudgetInput, opt ...func(*budgets.Options)) (*budgets.DescribeNotificationsForBudgetOutput, error) {
	return f(ctx, in, opt...)
}

type budgetsDescribeSubscribersForNotification func(context.Context, *budgets.DescribeSubscribersForNotificationInput, ...func(*budgets.Options)) (*budgets.DescribeSubscribersForNotificationOutput, error)

func (f budgetsDescribeSubscribersForNotification) DescribeSubscribersForNotification(ctx context.Context, in *budgets.DescribeSubscribersForNotificationInput, opt ...func(*budgets.Options)) (*budgets.DescribeSubscribersForNotificationOutput, error) {
	return f(ctx, in, opt...)
}

type cloudcontrolListResources func(context.Context, *cloudcontrol.ListResourcesInput, ...func(*cloudcontrol.Options)) (*cloudcontrol.ListResourcesOutput, error)

func (f cloudcontrolListResources) ListResources(ctx context.Context, in *cloudcontrol.ListResourcesInput, opt ...func(*cloudcontrol.Options)) (*cloudcontrol.ListResourcesOutput, error) {
	return f(ctx, in, opt...)
}

type cloudfrontListDistributions func(context.Context, *cloudfront.ListDistributionsInput, ...func(*cloudfront.Options)) (*cloudfront.ListDistributionsOutput, error)

func (f cloudfrontListDistributions) ListDistributions(ctx context.Context, in *cloudfront.ListDistributionsInput, opt ...func(*cloudfront.Options)) (*cloudfront.ListDistributionsOutput, error) {
	return f(ctx, in, opt...)
}

type cloudtrailListTags func(context.Context, *cloudtrail.ListTagsInput, ...func(*cloudtrail.Options)) (*cloudtrail.ListTagsOutput, error)

func (f cloudtrailListTags) ListTags(ctx context.Context, in *cloudtrail.ListTagsInput, opt ...func(*cloudtrail.Options)) (*cloudtrail.ListTagsOutput, error) {
	return f(ctx, in, opt...)
}

type cloudwatchDescribeAlarms func(context.Context, *cloudwatch.DescribeAlarmsInput, ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error)

func (f cloudwatchDescribeAlarms) DescribeAlarms(ctx context.Context, in *cloudwatch.DescribeAlarmsInput, opt ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error) {
	return f(ctx, in, opt...)
}

type cloudwatchlogsDescribeDeliverySources func(context.Context, *cloudwatchlogs.DescribeDeliverySourcesInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeDeliverySourcesOutput, error)

func (f cloudwatchlogsDescribeDeliverySources) DescribeDeliverySources(ctx context.Context, in *cloudwatchlogs.DescribeDeliverySourcesInput, opt ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeDeliverySourcesOutput, error) {
	return f(ctx, in, opt...)
}

type cloudwatchlogsDescribeLogGroups func(context.Context, *cloudwatchlogs.DescribeLogGroupsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error)

func (f cloudwatchlogsDescribeLogGroups) DescribeLogGroups(ctx context.Context, in *cloudwatchlogs.DescribeLogGroupsInput, opt ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
	return f(ctx, in, opt...)
}

type cloudwatchlogsDescribeMetricFilters func(context.Context, *cloudwatchlogs.DescribeMetricFiltersInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeMetricFiltersOutput, error)

func (f cloudwatchlogsDescribeMetricFilters) DescribeMetricFilters(ctx context.Context, in *cloudwatchlogs.DescribeMetricFiltersInput, opt ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeMetricFiltersOutput, error) {
	return f(ctx, in, opt...)
}

type cloudwatchlogsDescribeSubscriptionFilters func(context.Context, *cloudwatchlogs.DescribeSubscriptionFiltersInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeSubscriptionFiltersOutput, error)

func (f cloudwatchlogsDescribeSubscriptionFilters) DescribeSubscriptionFilters(ctx context.Context, in *cloudwatchlogs.DescribeSubscriptionFiltersInput, opt ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeSubscriptionFiltersOutput, error) {
	return f(ctx, in, opt...)
}

type cognitoListUserPoolClients func(context.Context, *cognito.ListUserPoolClientsInput, ...func(*cognito.Options)) (*cognito.ListUserPoolClientsOutput, error)

func (f cognitoListUserPoolClients) ListUserPoolClients(ctx context.Context, in *cognito.ListUserPoolClientsInput, opt ...func(*cognito.Options)) (*cognito.ListUserPoolClientsOutput, error) {
	return f(ctx, in, opt...)
}

type cognitoListUserPools func(context.Context, *cognito.ListUserPoolsInput, ...func(*cognito.Options)) (*cognito.ListUserPoolsOutput, error)

func (f cognitoListUserPools) ListUserPools(ctx context.Context, in *cognito.ListUserPoolsInput, opt ...func(*cognito.Options)) (*cognito.ListUserPoolsOutput, error) {
	return f(ctx, in, opt...)
}

type costexplorerGetAnomalyMonitors func(context.Context, *costexplorer.GetAnomalyMonitorsInput, ...func(*costexplorer.Options)) (*costexplorer.GetAnomalyMonitorsOutput, error)

func (f costexplorerGetAnomalyMonitors) GetAnomalyMonitors(ctx context.Context, in *costexplorer.GetAnomalyMonitorsInput, opt ...func(*costexplorer.Options)) (*costexplorer.GetAnomalyMonitorsOutput, error) {
	return f(ctx, in, opt...)
}

type costexplorerGetAnomalySubscriptions func(context.Context, *costexplorer.GetAnomalySubscriptionsInput, ...func(*costexplorer.Options)) (*costexplorer.GetAnomalySubscriptionsOutput, error)

func (f costexplorerGetAnomalySubscriptions) GetAnomalySubscriptions(ctx context.Context, in *costexplorer.GetAnomalySubscriptionsInput, opt ...func(*costexplorer.Options)) (*costexplorer.GetAnomalySubscriptionsOutput, error) {
	return f(ctx, in, opt...)
}

type dynamodbListTables func(context.Context, *dynamodb.ListTablesInput, ...func(*dynamodb.Options)) (*dynamodb.ListTablesOutput, error)

func (f dynamodbListTables) ListTables(ctx context.Context, in *dynamodb.ListTablesInput, opt ...func(*dynamodb.Options)) (*dynamodb.ListTablesOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeEgressOnlyInternetGateways func(context.Context, *ec2.DescribeEgressOnlyInternetGatewaysInput, ...func(*ec2.Options)) (*ec2.DescribeEgressOnlyInternetGatewaysOutput, error)

func (f ec2DescribeEgressOnlyInternetGateways) DescribeEgressOnlyInternetGateways(ctx context.Context, in *ec2.DescribeEgressOnlyInternetGatewaysInput, opt ...func(*ec2.Options)) (*ec2.DescribeEgressOnlyInternetGatewaysOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeFlowLogs func(context.Context, *ec2.DescribeFlowLogsInput, ...func(*ec2.Options)) (*ec2.DescribeFlowLogsOutput, error)

func (f ec2DescribeFlowLogs) DescribeFlowLogs(ctx context.Context, in *ec2.DescribeFlowLogsInput, opt ...func(*ec2.Options)) (*ec2.DescribeFlowLogsOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeInternetGateways func(context.Context, *ec2.DescribeInternetGatewaysInput, ...func(*ec2.Options)) (*ec2.DescribeInternetGatewaysOutput, error)

func (f ec2DescribeInternetGateways) DescribeInternetGateways(ctx context.Context, in *ec2.DescribeInternetGatewaysInput, opt ...func(*ec2.Options)) (*ec2.DescribeInternetGatewaysOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeNatGateways func(context.Context, *ec2.DescribeNatGatewaysInput, ...func(*ec2.Options)) (*ec2.DescribeNatGatewaysOutput, error)

func (f ec2DescribeNatGateways) DescribeNatGateways(ctx context.Context, in *ec2.DescribeNatGatewaysInput, opt ...func(*ec2.Options)) (*ec2.DescribeNatGatewaysOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeNetworkAcls func(context.Context, *ec2.DescribeNetworkAclsInput, ...func(*ec2.Options)) (*ec2.DescribeNetworkAclsOutput, error)

func (f ec2DescribeNetworkAcls) DescribeNetworkAcls(ctx context.Context, in *ec2.DescribeNetworkAclsInput, opt ...func(*ec2.Options)) (*ec2.DescribeNetworkAclsOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeRouteTables func(context.Context, *ec2.DescribeRouteTablesInput, ...func(*ec2.Options)) (*ec2.DescribeRouteTablesOutput, error)

func (f ec2DescribeRouteTables) DescribeRouteTables(ctx context.Context, in *ec2.DescribeRouteTablesInput, opt ...func(*ec2.Options)) (*ec2.DescribeRouteTablesOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeSecurityGroups func(context.Context, *ec2.DescribeSecurityGroupsInput, ...func(*ec2.Options)) (*ec2.DescribeSecurityGroupsOutput, error)

func (f ec2DescribeSecurityGroups) DescribeSecurityGroups(ctx context.Context, in *ec2.DescribeSecurityGroupsInput, opt ...func(*ec2.Options)) (*ec2.DescribeSecurityGroupsOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeSubnets func(context.Context, *ec2.DescribeSubnetsInput, ...func(*ec2.Options)) (*ec2.DescribeSubnetsOutput, error)

func (f ec2DescribeSubnets) DescribeSubnets(ctx context.Context, in *ec2.DescribeSubnetsInput, opt ...func(*ec2.Options)) (*ec2.DescribeSubnetsOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeVpcEndpoints func(context.Context, *ec2.DescribeVpcEndpointsInput, ...func(*ec2.Options)) (*ec2.DescribeVpcEndpointsOutput, error)

func (f ec2DescribeVpcEndpoints) DescribeVpcEndpoints(ctx context.Context, in *ec2.DescribeVpcEndpointsInput, opt ...func(*ec2.Options)) (*ec2.DescribeVpcEndpointsOutput, error) {
	return f(ctx, in, opt...)
}

type ec2DescribeVpcs func(context.Context, *ec2.DescribeVpcsInput, ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error)

func (f ec2DescribeVpcs) DescribeVpcs(ctx context.Context, in *ec2.DescribeVpcsInput, opt ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error) {
	return f(ctx, in, opt...)
}

type ecrDescribeRepositories func(context.Context, *ecr.DescribeRepositoriesInput, ...func(*ecr.Options)) (*ecr.DescribeRepositoriesOutput, error)

func (f ecrDescribeRepositories) DescribeRepositories(ctx context.Context, in *ecr.DescribeRepositoriesInput, opt ...func(*ecr.Options)) (*ecr.DescribeRepositoriesOutput, error) {
	return f(ctx, in, opt...)
}

type elbDescribeListeners func(context.Context, *elb.DescribeListenersInput, ...func(*elb.Options)) (*elb.DescribeListenersOutput, error)

func (f elbDescribeListeners) DescribeListeners(ctx context.Context, in *elb.DescribeListenersInput, opt ...func(*elb.Options)) (*elb.DescribeListenersOutput, error) {
	return f(ctx, in, opt...)
}

type elbDescribeLoadBalancers func(context.Context, *elb.DescribeLoadBalancersInput, ...func(*elb.Options)) (*elb.DescribeLoadBalancersOutput, error)

func (f elbDescribeLoadBalancers) DescribeLoadBalancers(ctx context.Context, in *elb.DescribeLoadBalancersInput, opt ...func(*elb.Options)) (*elb.DescribeLoadBalancersOutput, error) {
	return f(ctx, in, opt...)
}

type elbDescribeRules func(context.Context, *elb.DescribeRulesInput, ...func(*elb.Options)) (*elb.DescribeRulesOutput, error)

func (f elbDescribeRules) DescribeRules(ctx context.Context, in *elb.DescribeRulesInput, opt ...func(*elb.Options)) (*elb.DescribeRulesOutput, error) {
	return f(ctx, in, opt...)
}

type elbDescribeTargetGroups func(context.Context, *elb.DescribeTargetGroupsInput, ...func(*elb.Options)) (*elb.DescribeTargetGroupsOutput, error)

func (f elbDescribeTargetGroups) DescribeTargetGroups(ctx context.Context, in *elb.DescribeTargetGroupsInput, opt ...func(*elb.Options)) (*elb.DescribeTargetGroupsOutput, error) {
	return f(ctx, in, opt...)
}

type guarddutyListDetectors func(context.Context, *guardduty.ListDetectorsInput, ...func(*guardduty.Options)) (*guardduty.ListDetectorsOutput, error)

func (f guarddutyListDetectors) ListDetectors(ctx context.Context, in *guardduty.ListDetectorsInput, opt ...func(*guardduty.Options)) (*guardduty.ListDetectorsOutput, error) {
	return f(ctx, in, opt...)
}

type iamGetAccountAuthorizationDetails func(context.Context, *iam.GetAccountAuthorizationDetailsInput, ...func(*iam.Options)) (*iam.GetAccountAuthorizationDetailsOutput, error)

func (f iamGetAccountAuthorizationDetails) GetAccountAuthorizationDetails(ctx context.Context, in *iam.GetAccountAuthorizationDetailsInput, opt ...func(*iam.Options)) (*iam.GetAccountAuthorizationDetailsOutput, error) {
	return f(ctx, in, opt...)
}

type iamListAccessKeys func(context.Context, *iam.ListAccessKeysInput, ...func(*iam.Options)) (*iam.ListAccessKeysOutput, error)

func (f iamListAccessKeys) ListAccessKeys(ctx context.Context, in *iam.ListAccessKeysInput, opt ...func(*iam.Options)) (*iam.ListAccessKeysOutput, error) {
	return f(ctx, in, opt...)
}

type iamListServerCertificates func(context.Context, *iam.ListServerCertificatesInput, ...func(*iam.Options)) (*iam.ListServerCertificatesOutput, error)

func (f iamListServerCertificates) ListServerCertificates(ctx context.Context, in *iam.ListServerCertificatesInput, opt ...func(*iam.Options)) (*iam.ListServerCertificatesOutput, error) {
	return f(ctx, in, opt...)
}

type iamListVirtualMFADevices func(context.Context, *iam.ListVirtualMFADevicesInput, ...func(*iam.Options)) (*iam.ListVirtualMFADevicesOutput, error)

func (f iamListVirtualMFADevices) ListVirtualMFADevices(ctx context.Context, in *iam.ListVirtualMFADevicesInput, opt ...func(*iam.Options)) (*iam.ListVirtualMFADevicesOutput, error) {
	return f(ctx, in, opt...)
}

type kmsListAliases func(context.Context, *kms.ListAliasesInput, ...func(*kms.Options)) (*kms.ListAliasesOutput, error)

func (f kmsListAliases) ListAliases(ctx context.Context, in *kms.ListAliasesInput, opt ...func(*kms.Options)) (*kms.ListAliasesOutput, error) {
	return f(ctx, in, opt...)
}

type kmsListKeys func(context.Context, *kms.ListKeysInput, ...func(*kms.Options)) (*kms.ListKeysOutput, error)

func (f kmsListKeys) ListKeys(ctx context.Context, in *kms.ListKeysInput, opt ...func(*kms.Options)) (*kms.ListKeysOutput, error) {
	return f(ctx, in, opt...)
}

type kmsListResourceTags func(context.Context, *kms.ListResourceTagsInput, ...func(*kms.Options)) (*kms.ListResourceTagsOutput, error)

func (f kmsListResourceTags) ListResourceTags(ctx context.Context, in *kms.ListResourceTagsInput, opt ...func(*kms.Options)) (*kms.ListResourceTagsOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListAliases func(context.Context, *lambda.ListAliasesInput, ...func(*lambda.Options)) (*lambda.ListAliasesOutput, error)

func (f lambdaListAliases) ListAliases(ctx context.Context, in *lambda.ListAliasesInput, opt ...func(*lambda.Options)) (*lambda.ListAliasesOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListCodeSigningConfigs func(context.Context, *lambda.ListCodeSigningConfigsInput, ...func(*lambda.Options)) (*lambda.ListCodeSigningConfigsOutput, error)

func (f lambdaListCodeSigningConfigs) ListCodeSigningConfigs(ctx context.Context, in *lambda.ListCodeSigningConfigsInput, opt ...func(*lambda.Options)) (*lambda.ListCodeSigningConfigsOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListEventSourceMappings func(context.Context, *lambda.ListEventSourceMappingsInput, ...func(*lambda.Options)) (*lambda.ListEventSourceMappingsOutput, error)

func (f lambdaListEventSourceMappings) ListEventSourceMappings(ctx context.Context, in *lambda.ListEventSourceMappingsInput, opt ...func(*lambda.Options)) (*lambda.ListEventSourceMappingsOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListFunctionEventInvokeConfigs func(context.Context, *lambda.ListFunctionEventInvokeConfigsInput, ...func(*lambda.Options)) (*lambda.ListFunctionEventInvokeConfigsOutput, error)

func (f lambdaListFunctionEventInvokeConfigs) ListFunctionEventInvokeConfigs(ctx context.Context, in *lambda.ListFunctionEventInvokeConfigsInput, opt ...func(*lambda.Options)) (*lambda.ListFunctionEventInvokeConfigsOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListFunctionUrlConfigs func(context.Context, *lambda.ListFunctionUrlConfigsInput, ...func(*lambda.Options)) (*lambda.ListFunctionUrlConfigsOutput, error)

func (f lambdaListFunctionUrlConfigs) ListFunctionUrlConfigs(ctx context.Context, in *lambda.ListFunctionUrlConfigsInput, opt ...func(*lambda.Options)) (*lambda.ListFunctionUrlConfigsOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListFunctions func(context.Context, *lambda.ListFunctionsInput, ...func(*lambda.Options)) (*lambda.ListFunctionsOutput, error)

func (f lambdaListFunctions) ListFunctions(ctx context.Context, in *lambda.ListFunctionsInput, opt ...func(*lambda.Options)) (*lambda.ListFunctionsOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListFunctionsByCodeSigningConfig func(context.Context, *lambda.ListFunctionsByCodeSigningConfigInput, ...func(*lambda.Options)) (*lambda.ListFunctionsByCodeSigningConfigOutput, error)

func (f lambdaListFunctionsByCodeSigningConfig) ListFunctionsByCodeSigningConfig(ctx context.Context, in *lambda.ListFunctionsByCodeSigningConfigInput, opt ...func(*lambda.Options)) (*lambda.ListFunctionsByCodeSigningConfigOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListLayerVersions func(context.Context, *lambda.ListLayerVersionsInput, ...func(*lambda.Options)) (*lambda.ListLayerVersionsOutput, error)

func (f lambdaListLayerVersions) ListLayerVersions(ctx context.Context, in *lambda.ListLayerVersionsInput, opt ...func(*lambda.Options)) (*lambda.ListLayerVersionsOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListLayers func(context.Context, *lambda.ListLayersInput, ...func(*lambda.Options)) (*lambda.ListLayersOutput, error)

func (f lambdaListLayers) ListLayers(ctx context.Context, in *lambda.ListLayersInput, opt ...func(*lambda.Options)) (*lambda.ListLayersOutput, error) {
	return f(ctx, in, opt...)
}

type lambdaListProvisionedConcurrencyConfigs func(context.Context, *lambda.ListProvisionedConcurrencyConfigsInput, ...func(*lambda.Options)) (*lambda.ListProvisionedConcurrencyConfigsOutput, error)

func (f lambdaListProvisionedConcurrencyConfigs) ListProvisionedConcurrencyConfigs(ctx context.Context, in *lambda.ListProvisionedConcurrencyConfigsInput, opt ...func(*lambda.Options)) (*lambda.ListProvisionedConcurrencyConfigsOutput, error) {
	return f(ctx, in, opt...)
}

type organizationsListAccounts func(context.Context, *organizations.ListAccountsInput, ...func(*organizations.Options)) (*organizations.ListAccountsOutput, error)

func (f organizationsListAccounts) ListAccounts(ctx context.Context, in *organizations.ListAccountsInput, opt ...func(*organizations.Options)) (*organizations.ListAccountsOutput, error) {
	return f(ctx, in, opt...)
}

type organizationsListOrganizationalUnitsForParent func(context.Context, *organizations.ListOrganizationalUnitsForParentInput, ...func(*organizations.Options)) (*organizations.ListOrganizationalUnitsForParentOutput, error)

func (f organizationsListOrganizationalUnitsForParent) ListOrganizationalUnitsForParent(ctx context.Context, in *organizations.ListOrganizationalUnitsForParentInput, opt ...func(*organizations.Options)) (*organizations.ListOrganizationalUnitsForParentOutput, error) {
	return f(ctx, in, opt...)
}

type organizationsListParents func(context.Context, *organizations.ListParentsInput, ...func(*organizations.Options)) (*organizations.ListParentsOutput, error)

func (f organizationsListParents) ListParents(ctx context.Context, in *organizations.ListParentsInput, opt ...func(*organizations.Options)) (*organizations.ListParentsOutput, error) {
	return f(ctx, in, opt...)
}

type organizationsListPolicies func(context.Context, *organizations.ListPoliciesInput, ...func(*organizations.Options)) (*organizations.ListPoliciesOutput, error)

func (f organizationsListPolicies) ListPolicies(ctx context.Context, in *organizations.ListPoliciesInput, opt ...func(*organizations.Options)) (*organizations.ListPoliciesOutput, error) {
	return f(ctx, in, opt...)
}

type organizationsListRoots func(context.Context, *organizations.ListRootsInput, ...func(*organizations.Options)) (*organizations.ListRootsOutput, error)

func (f organizationsListRoots) ListRoots(ctx context.Context, in *organizations.ListRootsInput, opt ...func(*organizations.Options)) (*organizations.ListRootsOutput, error) {
	return f(ctx, in, opt...)
}

type organizationsListTagsForResource func(context.Context, *organizations.ListTagsForResourceInput, ...func(*organizations.Options)) (*organizations.ListTagsForResourceOutput, error)

func (f organizationsListTagsForResource) ListTagsForResource(ctx context.Context, in *organizations.ListTagsForResourceInput, opt ...func(*organizations.Options)) (*organizations.ListTagsForResourceOutput, error) {
	return f(ctx, in, opt...)
}

type organizationsListTargetsForPolicy func(context.Context, *organizations.ListTargetsForPolicyInput, ...func(*organizations.Options)) (*organizations.ListTargetsForPolicyOutput, error)

func (f organizationsListTargetsForPolicy) ListTargetsForPolicy(ctx context.Context, in *organizations.ListTargetsForPolicyInput, opt ...func(*organizations.Options)) (*organizations.ListTargetsForPolicyOutput, error) {
	return f(ctx, in, opt...)
}

type rdsDescribeDBClusters func(context.Context, *rds.DescribeDBClustersInput, ...func(*rds.Options)) (*rds.DescribeDBClustersOutput, error)

func (f rdsDescribeDBClusters) DescribeDBClusters(ctx context.Context, in *rds.DescribeDBClustersInput, opt ...func(*rds.Options)) (*rds.DescribeDBClustersOutput, error) {
	return f(ctx, in, opt...)
}

type rdsDescribeDBInstances func(context.Context, *rds.DescribeDBInstancesInput, ...func(*rds.Options)) (*rds.DescribeDBInstancesOutput, error)

func (f rdsDescribeDBInstances) DescribeDBInstances(ctx context.Context, in *rds.DescribeDBInstancesInput, opt ...func(*rds.Options)) (*rds.DescribeDBInstancesOutput, error) {
	return f(ctx, in, opt...)
}

type rdsDescribeDBProxies func(context.Context, *rds.DescribeDBProxiesInput, ...func(*rds.Options)) (*rds.DescribeDBProxiesOutput, error)

func (f rdsDescribeDBProxies) DescribeDBProxies(ctx context.Context, in *rds.DescribeDBProxiesInput, opt ...func(*rds.Options)) (*rds.DescribeDBProxiesOutput, error) {
	return f(ctx, in, opt...)
}

type s3ListBuckets func(context.Context, *s3.ListBucketsInput, ...func(*s3.Options)) (*s3.ListBucketsOutput, error)

func (f s3ListBuckets) ListBuckets(ctx context.Context, in *s3.ListBucketsInput, opt ...func(*s3.Options)) (*s3.ListBucketsOutput, error) {
	return f(ctx, in, opt...)
}

type s3controlListAccessPoints func(context.Context, *s3control.ListAccessPointsInput, ...func(*s3control.Options)) (*s3control.ListAccessPointsOutput, error)

func (f s3controlListAccessPoints) ListAccessPoints(ctx context.Context, in *s3control.ListAccessPointsInput, opt ...func(*s3control.Options)) (*s3control.ListAccessPointsOutput, error) {
	return f(ctx, in, opt...)
}

type secretsmanagerListSecrets func(context.Context, *secretsmanager.ListSecretsInput, ...func(*secretsmanager.Options)) (*secretsmanager.ListSecretsOutput, error)

func (f secretsmanagerListSecrets) ListSecrets(ctx context.Context, in *secretsmanager.ListSecretsInput, opt ...func(*secretsmanager.Options)) (*secretsmanager.ListSecretsOutput, error) {
	return f(ctx, in, opt...)
}

type securityhubDescribeStandardsControls func(context.Context, *securityhub.DescribeStandardsControlsInput, ...func(*securityhub.Options)) (*securityhub.DescribeStandardsControlsOutput, error)

func (f securityhubDescribeStandardsControls) DescribeStandardsControls(ctx context.Context, in *securityhub.DescribeStandardsControlsInput, opt ...func(*securityhub.Options)) (*securityhub.DescribeStandardsControlsOutput, error) {
	return f(ctx, in, opt...)
}

type securityhubGetEnabledStandards func(context.Context, *securityhub.GetEnabledStandardsInput, ...func(*securityhub.Options)) (*securityhub.GetEnabledStandardsOutput, error)

func (f securityhubGetEnabledStandards) GetEnabledStandards(ctx context.Context, in *securityhub.GetEnabledStandardsInput, opt ...func(*securityhub.Options)) (*securityhub.GetEnabledStandardsOutput, error) {
	return f(ctx, in, opt...)
}

type sfnListActivities func(context.Context, *sfn.ListActivitiesInput, ...func(*sfn.Options)) (*sfn.ListActivitiesOutput, error)

func (f sfnListActivities) ListActivities(ctx context.Context, in *sfn.ListActivitiesInput, opt ...func(*sfn.Options)) (*sfn.ListActivitiesOutput, error) {
	return f(ctx, in, opt...)
}

type sfnListStateMachines func(context.Context, *sfn.ListStateMachinesInput, ...func(*sfn.Options)) (*sfn.ListStateMachinesOutput, error)

func (f sfnListStateMachines) ListStateMachines(ctx context.Context, in *sfn.ListStateMachinesInput, opt ...func(*sfn.Options)) (*sfn.ListStateMachinesOutput, error) {
	return f(ctx, in, opt...)
}

type snsListSubscriptions func(context.Context, *sns.ListSubscriptionsInput, ...func(*sns.Options)) (*sns.ListSubscriptionsOutput, error)

func (f snsListSubscriptions) ListSubscriptions(ctx context.Context, in *sns.ListSubscriptionsInput, opt ...func(*sns.Options)) (*sns.ListSubscriptionsOutput, error) {
	return f(ctx, in, opt...)
}

type snsListTopics func(context.Context, *sns.ListTopicsInput, ...func(*sns.Options)) (*sns.ListTopicsOutput, error)

func (f snsListTopics) ListTopics(ctx context.Context, in *sns.ListTopicsInput, opt ...func(*sns.Options)) (*sns.ListTopicsOutput, error) {
	return f(ctx, in, opt...)
}

type sqsListQueues func(context.Context, *sqs.ListQueuesInput, ...func(*sqs.Options)) (*sqs.ListQueuesOutput, error)

func (f sqsListQueues) ListQueues(ctx context.Context, in *sqs.ListQueuesInput, opt ...func(*sqs.Options)) (*sqs.ListQueuesOutput, error) {
	return f(ctx, in, opt...)
}

type ssmDescribeParameters func(context.Context, *ssm.DescribeParametersInput, ...func(*ssm.Options)) (*ssm.DescribeParametersOutput, error)

func (f ssmDescribeParameters) DescribeParameters(ctx context.Context, in *ssm.DescribeParametersInput, opt ...func(*ssm.Options)) (*ssm.DescribeParametersOutput, error) {
	return f(ctx, in, opt...)
}
