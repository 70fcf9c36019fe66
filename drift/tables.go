package drift

// notTold are properties that no service gives back as they were set, or gives back in another
// property.
var notTold = map[string]bool{
	"AWS::Lambda::Function.Code": true, "AWS::Lambda::LayerVersion.Content": true, "AWS::Lambda::Version.CodeSha256": true,
	"AWS::ApiGateway::RestApi.Body": true, "AWS::ApiGateway::RestApi.BodyS3Location": true, "AWS::ApiGateway::RestApi.Parameters": true,
	"AWS::ApiGateway::RestApi.FailOnWarnings": true, "AWS::ApiGateway::RestApi.Mode": true, "AWS::ApiGateway::RestApi.CloneFrom": true,
	"AWS::ApiGateway::Deployment.StageDescription": true, "AWS::ApiGateway::Deployment.StageName": true,
	"AWS::ApiGatewayV2::Api.Body": true, "AWS::ApiGatewayV2::Api.BodyS3Location": true, "AWS::ApiGatewayV2::Api.FailOnWarnings": true,
	"AWS::ApiGatewayV2::Api.BasePath": true, "AWS::ApiGatewayV2::Api.DisableSchemaValidation": true,
	"AWS::StepFunctions::StateMachine.DefinitionS3Location":    true,
	"AWS::StepFunctions::StateMachine.DefinitionSubstitutions": true,
	"AWS::SecretsManager::Secret.GenerateSecretString":         true, "AWS::SecretsManager::Secret.SecretString": true,
	"AWS::SecretsManager::ResourcePolicy.BlockPublicPolicy": true, "AWS::SSM::Parameter.Value": true, "AWS::IAM::User.LoginProfile": true, "AWS::IAM::AccessKey.Serial": true,
	"AWS::KMS::Key.PendingWindowInDays": true, "AWS::KMS::Key.BypassPolicyLockoutSafetyCheck": true,
	"AWS::RDS::DBInstance.MasterUserPassword": true, "AWS::RDS::DBCluster.MasterUserPassword": true,
	"AWS::Cognito::UserPool.EnabledMfas": true, "AWS::Config::ConfigurationRecorder.StartedOnCreate": true,
}

// twins are two properties of which a resource has one: what a template says in one, a service may
// tell in the other.
var twins = map[string]string{
	"AWS::StepFunctions::StateMachine.Definition":       "DefinitionString",
	"AWS::StepFunctions::StateMachine.DefinitionString": "Definition",
}

// usual are values that a service does not tell, for they hold anyway.
var usual = map[string]string{
	"AWS::S3::Bucket.AccessControl": "Private", "AWS::Lambda::Function.PackageType": "Zip", "AWS::DynamoDB::Table.BillingMode": "PROVISIONED",
	"AWS::DynamoDB::Table.TableClass": "STANDARD", "AWS::StepFunctions::StateMachine.StateMachineType": "STANDARD", "AWS::Events::Rule.State": "ENABLED",
	"AWS::Events::Rule.EventBusName": "default", "AWS::IAM::Role.Path": "/", "AWS::IAM::User.Path": "/", "AWS::IAM::Group.Path": "/",
	"AWS::IAM::ManagedPolicy.Path": "/", "AWS::SSM::Parameter.Tier": "Standard", "AWS::KMS::Key.KeySpec": "SYMMETRIC_DEFAULT", "AWS::KMS::Key.KeyUsage": "ENCRYPT_DECRYPT",
}

// granting are lists by which somebody gets more than the template grants, also when it leaves them
// empty.
var granting = map[string][]string{
	"AWS::IAM::Role":          {"ManagedPolicyArns", "Policies"},
	"AWS::IAM::User":          {"Groups", "ManagedPolicyArns", "Policies"},
	"AWS::IAM::Group":         {"ManagedPolicyArns", "Policies"},
	"AWS::EC2::SecurityGroup": {"SecurityGroupIngress"},
}

// addedBy are the types of resources that add to a list of another.
var addedBy = map[string][]string{
	"AWS::IAM::Role.Policies":                      {"AWS::IAM::Policy", "AWS::IAM::RolePolicy"},
	"AWS::IAM::User.Policies":                      {"AWS::IAM::Policy", "AWS::IAM::UserPolicy"},
	"AWS::IAM::Group.Policies":                     {"AWS::IAM::Policy", "AWS::IAM::GroupPolicy"},
	"AWS::IAM::Role.ManagedPolicyArns":             {"AWS::IAM::ManagedPolicy"},
	"AWS::IAM::User.ManagedPolicyArns":             {"AWS::IAM::ManagedPolicy"},
	"AWS::IAM::Group.ManagedPolicyArns":            {"AWS::IAM::ManagedPolicy"},
	"AWS::IAM::User.Groups":                        {"AWS::IAM::UserToGroupAddition"},
	"AWS::EC2::SecurityGroup.SecurityGroupIngress": {"AWS::EC2::SecurityGroupIngress"},
	"AWS::EC2::SecurityGroup.SecurityGroupEgress":  {"AWS::EC2::SecurityGroupEgress"},
}

type maker struct{ typ, property string }

// inline are the types that give an inline policy, with the property that says to whom.
var inline = map[string][]maker{
	"AWS::IAM::Role":  {{"AWS::IAM::Policy", "Roles"}, {"AWS::IAM::RolePolicy", "RoleName"}},
	"AWS::IAM::User":  {{"AWS::IAM::Policy", "Users"}, {"AWS::IAM::UserPolicy", "UserName"}},
	"AWS::IAM::Group": {{"AWS::IAM::Policy", "Groups"}, {"AWS::IAM::GroupPolicy", "GroupName"}},
}
