package entry_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/entry"
	"github.com/haechi-dev/haechi/scan"
)

// common is in every template of the tests: a function that may read a table.
const common = `
  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn, Code: {ZipFile: x}}}
  T: {Type: AWS::DynamoDB::Table, Properties: {}}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt T.Arn}]}}]
`

func permission(service, source string) string {
	if source != "" {
		source = ", SourceArn: " + source
	}
	return fmt.Sprintf("  P: {Type: AWS::Lambda::Permission, Properties: {Action: lambda:InvokeFunction, FunctionName: !Ref F, Principal: %s%s}}\n", service, source)
}

const (
	httpAPI = `
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: a}}
  I: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt F.Arn}}
`
	urlPermission = "  P: {Type: AWS::Lambda::Permission, Properties: {Action: lambda:InvokeFunctionUrl, FunctionName: !Ref F, Principal: '*', FunctionUrlAuthType: NONE}}\n"
	url           = "  U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F, AuthType: NONE}}\n"
	signedURL     = "  U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F, AuthType: AWS_IAM}}\n"
	distribution  = `
  D:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        WebACLId: arn:aws:wafv2:us-east-1:111122223333:global/webacl/w/1
        Origins: [{Id: o, DomainName: !Select [2, !Split ["/", !GetAtt U.FunctionUrl]], OriginAccessControlId: %s}]
        DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: https-only}
`
	fromDistribution = "  P: {Type: AWS::Lambda::Permission, Properties: {Action: lambda:InvokeFunctionUrl, FunctionName: !Ref F, Principal: cloudfront.amazonaws.com, SourceArn: !Sub 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${D}'}}\n"
	restAPI          = `
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a%s}}
  Res: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}}
  M:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Res
      HttpMethod: GET
      %s
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations'}
`
	balancer = `
  LB: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: %s, SecurityGroups: [!Ref SG]}}
  SG: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, SecurityGroupIngress: [{IpProtocol: tcp, CidrIp: %s}]}}
  L: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref LB, DefaultActions: [%s{Type: forward, TargetGroupArn: !Ref G}]}}
  G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: lambda, Targets: [{Id: !GetAtt F.Arn}]}}
`
	openBucket = `
  B: {Type: AWS::S3::Bucket, Properties: {PublicAccessBlockConfiguration: {%s}, NotificationConfiguration: {LambdaConfigurations: [{Event: "s3:ObjectCreated:*", Function: !GetAtt F.Arn}]}}}
  BP: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref B, PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: s3:PutObject, Resource: !Sub "${B.Arn}/*"%s}]}}}
`
	openQueue = `
  Q: {Type: AWS::SQS::Queue, Properties: {}}
  QP: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Q], PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: !GetAtt Q.Arn%s}]}}}
  E: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F%s}}
`
	openTopic = `
  S: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt F.Arn}]}}
  SP: {Type: AWS::SNS::TopicPolicy, Properties: {Topics: [!Ref S], PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: sns:Publish, Resource: !Ref S}]}}}
`
	openBus = `
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: b}}
  BusP: {Type: AWS::Events::EventBusPolicy, Properties: {EventBusName: !Ref Bus, StatementId: s, Action: events:PutEvents, Principal: "*"%s}}
  Rule: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Bus, EventPattern: {source: [x]}, Targets: [{Id: t, Arn: !GetAtt F.Arn}]}}
`
	graphQL = `
  G: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: g, AuthenticationType: %s}}
  DS: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt G.ApiId, Name: d, Type: AWS_LAMBDA, LambdaConfig: {LambdaFunctionArn: !GetAtt F.Arn}}}
`
	pool = `
  Pool: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {%s: !GetAtt F.Arn}, AdminCreateUserConfig: {AllowAdminCreateUserOnly: %s}}}
`
	iot = `
  IoT: {Type: AWS::IoT::TopicRule, Properties: {TopicRulePayload: {Sql: "SELECT *", RuleDisabled: %s, Actions: [{Lambda: {FunctionArn: !GetAtt F.Arn}}]}}}
`
)

// kindTest is a template and the ways it is expected to have: "state guard: steps".
type kindTest struct {
	name, resources string
	want            []string
}

var kindTests = []kindTest{
	{"URL", url + urlPermission, []string{"open none: url U > function F"}},
	{"URL, nobody permitted", url, []string{"closed none: url U > function F"}},
	{"URL, signed", signedURL, []string{"guarded iam: url U > function F"}},
	{"URL, kind of authentication is a parameter", strings.Replace(url, "NONE", "!Ref Auth", 1) + urlPermission, []string{"perhaps unknown: url U > function F"}},
	{"URL behind a distribution that signs", signedURL + fmt.Sprintf(distribution, "oac") + fromDistribution,
		[]string{"open none: web-acl AWS WAF > distribution D > url U > function F", "guarded iam: url U > function F"}},
	{"URL behind a distribution that may not call", signedURL + fmt.Sprintf(distribution, "oac"),
		[]string{"guarded iam: url U > function F", "closed none: web-acl AWS WAF > distribution D > url U > function F"}},
	{"URL behind a distribution that does not sign", signedURL + fmt.Sprintf(distribution, "''") + fromDistribution, []string{"guarded iam: url U > function F"}},
	{"URL of an alias", strings.Replace(url, "!Ref F", "!Ref A", 1) + "  A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, FunctionVersion: '1', Name: live}}\n" + strings.Replace(urlPermission, "!Ref F", "!Ref A", 1),
		[]string{"open none: url U > alias A > function F"}},
	{"function that anybody may call", permission("'*'", ""), []string{"open none: direct P > function F"}},
	{"function that one account may call", permission("111122223333", ""), nil},
	{"REST method", fmt.Sprintf(restAPI, "", "AuthorizationType: NONE") + permission("apigateway.amazonaws.com", "!Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*'"),
		[]string{"open none: api Api > route GET /orders > function F"}},
	{"REST method that may not call", fmt.Sprintf(restAPI, "", "AuthorizationType: NONE"), []string{"closed none: api Api > route GET /orders > function F"}},
	{"REST method with a key", fmt.Sprintf(restAPI, "", "AuthorizationType: NONE\n      ApiKeyRequired: true") + permission("apigateway.amazonaws.com", ""),
		[]string{"open key: api Api > route GET /orders > function F"}},
	{"REST method with an authoriser", fmt.Sprintf(restAPI, "", "AuthorizationType: COGNITO_USER_POOLS") + permission("apigateway.amazonaws.com", ""),
		[]string{"guarded authorizer: api Api > route GET /orders > function F"}},
	{"REST method, authorisation is a parameter", fmt.Sprintf(restAPI, "", "AuthorizationType: !Ref Auth") + permission("apigateway.amazonaws.com", ""),
		[]string{"perhaps unknown: api Api > route GET /orders > function F"}},
	{"private REST API", fmt.Sprintf(restAPI, ", EndpointConfiguration: {Types: [PRIVATE]}", "AuthorizationType: NONE") + permission("apigateway.amazonaws.com", ""),
		[]string{"closed none: api Api > route GET /orders > function F"}},
	{"REST API for one network", fmt.Sprintf(restAPI, ", Policy: {Statement: [{Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: '*', Condition: {IpAddress: {'aws:SourceIp': 192.0.2.0/24}}}]}", "AuthorizationType: NONE") + permission("apigateway.amazonaws.com", ""),
		[]string{"guarded network: api Api > route GET /orders > function F"}},
	{"REST API with a definition elsewhere", "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: b, Key: k}}}\n" + permission("apigateway.amazonaws.com", "!Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*'"),
		[]string{"perhaps unknown: api Api > route ? > function F"}},
	{"REST API of which the own address is off", fmt.Sprintf(restAPI, ", DisableExecuteApiEndpoint: true", "AuthorizationType: NONE") + permission("apigateway.amazonaws.com", ""),
		[]string{"closed none: api Api > route GET /orders > function F"}},
	{"HTTP route", httpAPI + "  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'GET /x', Target: !Sub 'integrations/${I}'}}\n" + permission("apigateway.amazonaws.com", ""),
		[]string{"open none: api Api > route GET /x > function F"}},
	{"HTTP route with an authoriser", httpAPI + "  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'GET /x', AuthorizationType: JWT, Target: !Sub 'integrations/${I}'}}\n" + permission("apigateway.amazonaws.com", ""),
		[]string{"guarded authorizer: api Api > route GET /x > function F"}},
	{"HTTP API by quick create", "  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: a, Target: !GetAtt F.Arn}}\n" + permission("apigateway.amazonaws.com", ""),
		[]string{"open none: api Api > route $default > function F"}},
	{"HTTP route to a queue that a function reads", strings.Replace(httpAPI, "IntegrationUri: !GetAtt F.Arn", "IntegrationSubtype: SQS-SendMessage, CredentialsArn: !GetAtt AR.Arn, RequestParameters: {QueueUrl: !Ref Q}", 1) + fmt.Sprintf(openQueue, ", Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}", "") + starter +
		"  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'GET /x', Target: !Sub 'integrations/${I}'}}\n",
		[]string{"open none: api Api > route GET /x > queue Q > mapping E > function F"}},
	{"bucket", fmt.Sprintf(openBucket, "BlockPublicAcls: false", "") + permission("s3.amazonaws.com", ""), []string{"open none: bucket B > function F"}},
	{"bucket with a block", fmt.Sprintf(openBucket, "RestrictPublicBuckets: true", "") + permission("s3.amazonaws.com", ""), nil},
	{"bucket, the block is a parameter", fmt.Sprintf(openBucket, "RestrictPublicBuckets: !Ref Block", "") + permission("s3.amazonaws.com", ""), []string{"perhaps none: bucket B > function F"}},
	{"bucket that may not call", fmt.Sprintf(openBucket, "BlockPublicAcls: false", ""), []string{"closed none: bucket B > trigger B > function F"}},
	{"queue", fmt.Sprintf(openQueue, "", ""), []string{"open none: queue Q > mapping E > function F"}},
	{"queue, the mapping is off", fmt.Sprintf(openQueue, "", ", Enabled: false"), []string{"closed none: queue Q > mapping E > function F"}},
	{"queue for an organisation", fmt.Sprintf(openQueue, ", Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}", ""), nil},
	{"topic", openTopic + permission("sns.amazonaws.com", "!Ref S"), []string{"open none: topic S > subscription S > function F"}},
	{"bus", fmt.Sprintf(openBus, "") + permission("events.amazonaws.com", "!GetAtt Rule.Arn"), []string{"open none: bus Bus > rule Rule > function F"}},
	{"bus for an organisation", fmt.Sprintf(openBus, ", Condition: {Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-1}") + permission("events.amazonaws.com", ""), nil},
	{"GraphQL with a key", fmt.Sprintf(graphQL, "API_KEY"), []string{"open key: graphql G > source DS > function F"}},
	{"GraphQL for users", fmt.Sprintf(graphQL, "AMAZON_COGNITO_USER_POOLS"), []string{"guarded authorizer: graphql G > source DS > function F"}},
	{"GraphQL, private", fmt.Sprintf(graphQL, "API_KEY, Visibility: PRIVATE"), []string{"closed key: graphql G > source DS > function F"}},
	{"load balancer", fmt.Sprintf(balancer, "internet-facing", "0.0.0.0/0", "") + permission("elasticloadbalancing.amazonaws.com", ""), []string{"open none: balancer LB > listener L > function F"}},
	{"load balancer within", fmt.Sprintf(balancer, "internal", "0.0.0.0/0", "") + permission("elasticloadbalancing.amazonaws.com", ""), []string{"closed none: balancer LB > listener L > function F"}},
	{"load balancer for a network", fmt.Sprintf(balancer, "internet-facing", "10.0.0.0/8", "") + permission("elasticloadbalancing.amazonaws.com", ""), []string{"closed none: balancer LB > listener L > function F"}},
	{"load balancer that asks", fmt.Sprintf(balancer, "internet-facing", "0.0.0.0/0", "{Type: authenticate-oidc}, ") + permission("elasticloadbalancing.amazonaws.com", ""), []string{"guarded authorizer: balancer LB > listener L > function F"}},
	{"sign-up", fmt.Sprintf(pool, "PreSignUp", "false") + permission("cognito-idp.amazonaws.com", "!GetAtt Pool.Arn"), []string{"open none: user-pool Pool PreSignUp > function F"}},
	{"sign-up by administrators", fmt.Sprintf(pool, "PreSignUp", "true") + permission("cognito-idp.amazonaws.com", ""), []string{"guarded authorizer: user-pool Pool PreSignUp > function F"}},
	{"token", fmt.Sprintf(pool, "PreTokenGeneration", "false") + permission("cognito-idp.amazonaws.com", ""), []string{"guarded authorizer: user-pool Pool PreTokenGeneration > function F"}},
	{"device", fmt.Sprintf(iot, "false") + permission("iot.amazonaws.com", "!GetAtt IoT.Arn"), []string{"guarded certificate: iot IoT > function F"}},
	{"device, the rule is off", fmt.Sprintf(iot, "true") + permission("iot.amazonaws.com", ""), []string{"closed certificate: iot IoT > function F"}},
	{"nothing", "", nil},
}

func allTests() []kindTest { return slices.Concat(kindTests, eventTests, wallTests, policyTests) }

func TestKinds(t *testing.T) {
	for _, test := range allTests() {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, w := range entry.Find(template(t, test.resources)).Ways {
				got = append(got, fmt.Sprintf("%s %s: %s", w.State(), w.Guard.Kind, w.ID))
				if state := w.State(); (state == entry.Perhaps) != (len(w.Why) > 0) {
					t.Errorf("%s is %s for the reasons %v", w.ID, state, w.Why)
				}
				if (w.State() == entry.Shut) != (w.Shut != nil) {
					t.Errorf("%s is %s and closed by %v", w.ID, w.State(), w.Shut)
				}
				if len(w.Data) == 0 || w.Data[0].Resource == nil || w.Data[0].Resource.ID != "T" || w.Role == nil {
					t.Errorf("%s reaches %v as %v", w.ID, w.Data, w.Role)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// template reads a template with the resources beside those that are common.
func template(t testing.TB, resources string) *cloud.Graph {
	t.Helper()
	return read(t, "Parameters: {Auth: {Type: String}, Block: {Type: String}}\nResources:"+common+resources)
}

func read(t testing.TB, text string) *cloud.Graph {
	t.Helper()
	name := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return load(t, name)
}

func load(t testing.TB, name string) *cloud.Graph {
	t.Helper()
	documents, problems, err := scan.Read(context.Background(), []string{name}, scan.Options{})
	if err != nil || len(problems) > 0 || len(documents) != 1 {
		t.Fatal(problems, err)
	}
	return documents[0].Graph
}
