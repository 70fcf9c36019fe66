package aws_test

import (
	"context"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/source/aws"
)

// said is what a property of a resource of the fixture is: as JSON, with * for what the emulator
// makes up, or "-" where there is none.
type said struct{ typ, name, path, want string }

var market = []said{
	{"AWS::Lambda::Alias", "dalbit-order-api:live", "FunctionVersion", `"1"`},
	{"AWS::Lambda::Alias", "dalbit-order-api:live", "FunctionName", `"dalbit-order-api"`},
	{"AWS::Lambda::Version", "dalbit-order-api:1", "FunctionName", `"dalbit-order-api"`},
	{"AWS::Lambda::LayerVersion", "dalbit-python:1", "CompatibleRuntimes", `["python3.9","python3.13"]`},
	{"AWS::Lambda::Function", "dalbit-search", "Code.ImageUri", `"*:latest"`},
	{"AWS::Lambda::Function", "dalbit-order-api", "Code", `{}`},
	{"AWS::S3::Bucket", "dalbit-audit", "ObjectLockConfiguration.Rule.DefaultRetention.Mode", `"COMPLIANCE"`},
	{"AWS::S3::Bucket", "dalbit-audit", "ObjectLockEnabled", `true`},
	{"AWS::S3::Bucket", "dalbit-audit", "LifecycleConfiguration.Rules", `[{"Status":"Enabled","AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7},"NoncurrentVersionExpiration":{"NoncurrentDays":90},"Id":"old"}]`},
	{"AWS::S3::Bucket", "dalbit-audit", "LoggingConfiguration.DestinationBucketName", `"dalbit-access-logs"`},
	{"AWS::S3::Bucket", "dalbit-receipts", "AccessControl", `"PublicRead"`},
	{"AWS::S3::Bucket", "dalbit-receipts", "VersioningConfiguration", `-`},
	{"AWS::S3::Bucket", "dalbit-product-images", "WebsiteConfiguration", `{"IndexDocument":"index.html"}`},
	{"AWS::S3::Bucket", "dalbit-product-images", "OwnershipControls.Rules", `[{"ObjectOwnership":"ObjectWriter"}]`},
	{"AWS::S3::Bucket", "dalbit-product-images", "NotificationConfiguration.LambdaConfigurations", `[{"Event":"s3:ObjectCreated:*","Function":"arn:*:function:dalbit-image-resizer"}]`},
	{"AWS::S3::BucketPolicy", "dalbit-www", "PolicyDocument.Statement", `[{"Effect":"Allow",*"Principal":"*","Action":"s3:GetObject"}]`},
	{"AWS::ApiGateway::RestApi", "dalbit-settlement", "EndpointConfiguration.Types", `["REGIONAL"]`},
	{"AWS::ApiGateway::RestApi", "dalbit-settlement", "Body", `-`},
	{"AWS::ApiGateway::UsagePlan", "partners", "ApiStages", `[{"ApiId":"*","Stage":"v1"}]`},
	{"AWS::ApiGateway::DomainName", "shop.dalbit.example", "SecurityPolicy", `"TLS_1_0"`},
	{"AWS::ApiGateway::BasePathMapping", "shop.dalbit.example/", "RestApiId", `"*"`},
	{"AWS::ApiGatewayV2::Api", "dalbit-mobile", "CorsConfiguration.AllowOrigins", `["*"]`},
	{"AWS::IAM::OIDCProvider", "token.actions.githubusercontent.com", "Url", `"https://token.actions.githubusercontent.com"`},
	{"AWS::IAM::SAMLProvider", "dalbit-google", "Name", `"dalbit-google"`},
	{"Haechi::IAM::Credential", "haneul.park", "MfaActive", `false`},
	{"Haechi::IAM::Credential", "haneul.park", "AccessKey1LastUsed", `-`},
	{"AWS::SNS::TopicPolicy", "dalbit-order-events", "PolicyDocument.Statement[0].Principal", `"*"`},
	{"AWS::Events::Rule", "intake", "EventPattern", `{"source":["dalbit.shop"],"detail-type":["OrderPlaced"]}`},
	{"AWS::Events::Rule", "intake", "Targets[0].RetryPolicy", `{"MaximumEventAgeInSeconds":3600,"MaximumRetryAttempts":5}`},
	{"AWS::Events::EventBus", "dalbit-partners", "Policy.Statement[0].Principal", `"*"`},
	{"AWS::Events::Archive", "dalbit-orders", "RetentionDays", `30`},
	{"AWS::DynamoDB::Table", "dalbit-payments", "SSESpecification", `{"SSEEnabled":true,"SSEType":"KMS","KMSMasterKeyId":"arn:*"}`},
	{"AWS::DynamoDB::Table", "dalbit-payments", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", `true`},
	{"AWS::DynamoDB::Table", "dalbit-carts", "TimeToLiveSpecification", `{"AttributeName":"*","Enabled":true}`},
	{"AWS::DynamoDB::Table", "dalbit-carts", "BillingMode", `"PROVISIONED"`},
	{"AWS::DynamoDB::Table", "dalbit-coupons", "ProvisionedThroughput", `-`},
	{"AWS::StepFunctions::StateMachine", "dalbit-settlement", "Definition.StartAt", `"Close"`},
	{"AWS::StepFunctions::StateMachine", "dalbit-settlement", "StateMachineType", `"STANDARD"`},
	{"AWS::SecretsManager::Secret", "dalbit/kakao-login", "SecretString", `-`},
	{"AWS::SecretsManager::RotationSchedule", "dalbit/settlement-db", "RotationRules", `{"AutomaticallyAfterDays":30}`},
	{"AWS::SecretsManager::ResourcePolicy", "dalbit/toss-payments", "ResourcePolicy.Statement[0].Principal", `"*"`},
	{"AWS::SSM::Parameter", "/dalbit/prod/db/password", "Type", `"String"`},
	{"AWS::SSM::Parameter", "/dalbit/prod/db/password", "Value", `{"haechi:unknown":*`},
}

// What the readers make of the answers of the emulator, in the words of CloudFormation.
func TestServices(t *testing.T) {
	server := emulator.Start(t)
	id, _ := server.Shared(t, "bad_account")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2", "us-east-1"}, Recorded: server.Transport(id), Services: []string{"apigateway",
		"dynamodb", "events", "iam", "kms", "lambda", "s3", "secretsmanager", "sns", "sqs", "ssm", "states"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range strangers(a.Graph) {
		t.Error(text)
	}
	check(t, a.Graph, market)
}

func property(g *cloud.Graph, s said) (v *cloud.Value, found bool) {
	for _, r := range g.OfType(s.typ).Certain {
		if r.Name != s.name {
			continue
		}
		v = r.Properties
		for _, part := range strings.Split(s.path, ".") {
			name, first := strings.CutSuffix(part, "[0]")
			if v = v.Get(name); first && v.Len() > 0 {
				v = v.Items()[0]
			}
		}
		return v, true
	}
	return nil, false
}

// like reports whether a text has the pieces of a pattern, which stars part, in their order.
func like(pattern, text string) bool {
	pieces := strings.Split(pattern, "*")
	if !strings.HasPrefix(text, pieces[0]) {
		return false
	}
	for _, piece := range pieces {
		_, rest, found := strings.Cut(text, piece)
		if !found {
			return false
		}
		text = rest
	}
	return text == "" || strings.HasSuffix(pattern, "*")
}
