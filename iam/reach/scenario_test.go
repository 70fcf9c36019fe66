package reach_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// obj is a piece of a template.
type obj = map[string]any

const account = "123456789012"

// read reads a template whose resources are given.
func read(t testing.TB, resources obj) *cloud.Graph {
	t.Helper()
	return readWith(t, obj{"Resources": resources}, cloudformation.Options{Region: "us-east-1", Account: account})
}

func readWith(t testing.TB, template obj, opt cloudformation.Options) *cloud.Graph {
	t.Helper()
	text, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "template.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := cloudformation.Read(file, opt)
	if err != nil {
		t.Fatal(err)
	}
	return d.Graph
}

func resource(typ string, properties obj) obj { return obj{"Type": typ, "Properties": properties} }

func statement(effect string, action, resource any) obj {
	return obj{"Effect": effect, "Action": action, "Resource": resource}
}

func policy(statements ...any) obj { return obj{"Version": "2012-10-17", "Statement": statements} }

func inline(statements ...any) []any {
	return []any{obj{"PolicyName": "inline", "PolicyDocument": policy(statements...)}}
}

func trust(principals obj) obj {
	return policy(obj{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principals})
}

var everyService = []string{"lambda.amazonaws.com", "ec2.amazonaws.com", "cloudformation.amazonaws.com", "codebuild.amazonaws.com", "glue.amazonaws.com",
	"ecs-tasks.amazonaws.com", "sagemaker.amazonaws.com", "datapipeline.amazonaws.com", "tasks.apprunner.amazonaws.com", "bedrock-agentcore.amazonaws.com",
	"states.amazonaws.com", "scheduler.amazonaws.com", "ssm.amazonaws.com",
	"emr-serverless.amazonaws.com", "kinesisanalytics.amazonaws.com"}

const adminPolicy = "arn:aws:iam::aws:policy/AdministratorAccess"

func arnOf(id string) obj { return obj{"Fn::GetAtt": []any{id, "Arn"}} }
func ref(id string) obj   { return obj{"Ref": id} }

// estate is an account with an administrator's role that everything runs as.
func estate() obj {
	return obj{
		"Target":   resource("AWS::IAM::Role", obj{"RoleName": "target", "AssumeRolePolicyDocument": trust(obj{"Service": everyService}), "ManagedPolicyArns": []any{adminPolicy}}),
		"Profile":  resource("AWS::IAM::InstanceProfile", obj{"Roles": []any{ref("Target")}}),
		"Function": resource("AWS::Lambda::Function", obj{"FunctionName": "fn", "Role": arnOf("Target"), "Code": obj{"ZipFile": "x"}, "Handler": "a.b", "Runtime": "python3.13"}),
		"Instance": resource("AWS::EC2::Instance", obj{"IamInstanceProfile": ref("Profile")}),
		"Template": resource("AWS::EC2::LaunchTemplate", obj{"LaunchTemplateData": obj{"IamInstanceProfile": obj{"Arn": arnOf("Profile")}}}),
		"Stack":    resource("AWS::CloudFormation::Stack", obj{"TemplateURL": "https://example.com/t.json", "RoleARN": arnOf("Target"), "StackName": "base"}),
		"StackSet": resource("AWS::CloudFormation::StackSet", obj{"StackSetName": "set", "AdministrationRoleARN": arnOf("Target"), "PermissionModel": "SELF_MANAGED"}),
		"Project":  resource("AWS::CodeBuild::Project", obj{"Name": "build", "ServiceRole": arnOf("Target")}),
		"Endpoint": resource("AWS::Glue::DevEndpoint", obj{"EndpointName": "dev", "RoleArn": arnOf("Target")}),
		"Job":      resource("AWS::Glue::Job", obj{"Name": "job", "Role": arnOf("Target")}),
		"Notebook": resource("AWS::SageMaker::NotebookInstance", obj{"NotebookInstanceName": "book", "RoleArn": arnOf("Target")}),
		"Runner":   resource("AWS::AppRunner::Service", obj{"ServiceName": "web", "InstanceConfiguration": obj{"InstanceRoleArn": arnOf("Target")}}),
		"Interp":   resource("AWS::BedrockAgentCore::CodeInterpreterCustom", obj{"Name": "code", "ExecutionRoleArn": arnOf("Target")}),
		"Machine":  resource("AWS::StepFunctions::StateMachine", obj{"StateMachineName": "machine", "RoleArn": arnOf("Target")}),
	}
}

// user adds the attacker, who has the statements.
func attacker(resources obj, statements ...any) obj {
	resources["Attacker"] = resource("AWS::IAM::User", obj{"UserName": "mallory", "Policies": inline(statements...)})
	return resources
}

func properties(resources obj, id string) obj { return resources[id].(obj)["Properties"].(obj) }
