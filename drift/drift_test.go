package drift_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/drift"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

const stack = `
Parameters: {Stage: {Type: String}, Network: {Type: String}}
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "${AWS::StackName}-jobs"
      VisibilityTimeout: "60"
      SqsManagedSseEnabled: true
      DelaySeconds: 0
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
      Tags: [{Key: team, Value: orders}]
  Dead:
    Type: AWS::SQS::Queue
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Code: {S3Bucket: code, S3Key: worker.zip}
      Handler: index.handler
      Runtime: nodejs22.x
      Timeout: 10
      Role: !GetAtt WorkerRole.Arn
      Architectures: [arm64]
      Environment: {Variables: {STAGE: !Ref Stage, QUEUE: !Ref Jobs}}
      VpcConfig: {SubnetIds: [subnet-b, subnet-a], SecurityGroupIds: [!Ref Network]}
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
      ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
  WorkerPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: worker
      Roles: [!Ref WorkerRole]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource: !GetAtt Jobs.Arn}
`

const home = "arn:aws:sqs:eu-west-1:111122223333:"

// running is the account just after the deployment. %s are the changes of a test.
func running() map[string]string {
	tags := func(id string, more ...string) string {
		all := append([]string{`{"Key":"aws:cloudformation:stack-name","Value":"shop"}`, `{"Key":"aws:cloudformation:logical-id","Value":"` + id + `"}`}, more...)
		return `"Tags":[` + strings.Join(all, ",") + `]`
	}
	return map[string]string{
		"AWS::SQS::Queue " + home + "shop-jobs": `{"QueueName":"shop-jobs","VisibilityTimeout":60,"SqsManagedSseEnabled":"true","MessageRetentionPeriod":345600,
			"RedrivePolicy":"{\"maxReceiveCount\":\"5\",\"deadLetterTargetArn\":\"` + home + `shop-Dead-1\"}",` + tags("Jobs", `{"Key":"team","Value":"orders"}`) + `}`,
		"AWS::SQS::Queue " + home + "shop-Dead-1": `{"QueueName":"shop-Dead-1","VisibilityTimeout":30,` + tags("Dead") + `}`,
		"AWS::Lambda::Function arn:aws:lambda:eu-west-1:111122223333:function:shop-Worker-1": `{"FunctionName":"shop-Worker-1","Handler":"index.handler","Runtime":"nodejs22.x","Timeout":10,"MemorySize":128,
			"Role":"arn:aws:iam::111122223333:role/shop-WorkerRole-1","Architectures":["arm64"],"Environment":{"Variables":{"STAGE":"prod","QUEUE":"https://sqs.eu-west-1.amazonaws.com/111122223333/shop-jobs"}},
			"VpcConfig":{"SubnetIds":["subnet-a","subnet-b"],"SecurityGroupIds":["sg-1"],"Ipv6AllowedForDualStack":false},` + tags("Worker") + `}`,
		"AWS::IAM::Role arn:aws:iam::111122223333:role/shop-WorkerRole-1": `{"RoleName":"shop-WorkerRole-1","Path":"/",
			"AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com"]}}]},
			"ManagedPolicyArns":["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
			"Policies":[{"PolicyName":"worker","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Action":["sqs:DeleteMessage","sqs:ReceiveMessage"],"Effect":"Allow","Resource":["` + home + `shop-jobs"]}]}}],` + tags("WorkerRole") + `}`,
	}
}

func template(t *testing.T, text string) drift.Template {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := cloudformation.Read(path, cloudformation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return drift.Template{Path: "shop.yaml", Graph: doc.Graph}
}

func account(t *testing.T, all map[string]string) *cloud.Graph {
	t.Helper()
	g := cloud.NewGraph()
	for key, text := range all {
		typ, arn, _ := strings.Cut(key, " ")
		origin := &cloud.Origin{Call: "x:Get", Account: "111122223333", Region: "eu-west-1"}
		properties, _, err := cloud.ParseJSON(origin, []byte(text), cloud.JSONLimits{Bytes: 1 << 20, Depth: 50, Nodes: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		unknowns(properties)
		name := arn[strings.LastIndexAny(arn, ":/")+1:]
		r := &cloud.Resource{ID: arn, Type: typ, Name: name, Properties: properties, ARN: cloud.NewString(cloud.Pos{}, arn), Names: []*cloud.Value{cloud.NewString(cloud.Pos{}, name)},
			Account: "111122223333", Region: strings.Split(arn, ":")[3], Pos: cloud.Pos{Origin: origin}}
		if err := g.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// unknowns makes what stands as "?" unknown.
func unknowns(v *cloud.Value) {
	for _, f := range v.Fields() {
		if f.Value.Str() == "?" {
			v.Set(f.Key, cloud.NewUnknown(f.Value.Pos, cloud.Because(cloud.NotRead, f.Key, "eu-west-1", "denied")))
		}
		unknowns(f.Value)
	}
}

// tell writes a result as lines.
func tell(r *drift.Result) (lines []string) {
	for _, c := range r.Changed {
		for _, one := range c.Changes {
			lines = append(lines, fmt.Sprintf("%s %s: %s -> %s", c.Declared.Name, one.Path, show(one.Template), show(one.Live)))
		}
	}
	for _, u := range r.Undeclared {
		lines = append(lines, "undeclared "+u.Live.Name)
	}
	for _, m := range r.Missing {
		lines = append(lines, "missing "+m.Declared.Name)
	}
	for _, u := range r.Unmanaged {
		lines = append(lines, "unmanaged "+u.Name)
	}
	return append(lines, r.NotDeployed...)
}

func show(v *cloud.Value) string {
	if v == nil {
		return "nothing"
	}
	text, err := v.MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestCompare(t *testing.T) {
	jobs, dead := "AWS::SQS::Queue "+home+"shop-jobs", "AWS::SQS::Queue "+home+"shop-Dead-1"
	worker := "AWS::Lambda::Function arn:aws:lambda:eu-west-1:111122223333:function:shop-Worker-1"
	role := "AWS::IAM::Role arn:aws:iam::111122223333:role/shop-WorkerRole-1"
	edit := func(key, old, new string) func(map[string]string) {
		return func(all map[string]string) {
			if !strings.Contains(all[key], old) {
				panic("nothing to edit: " + old)
			}
			all[key] = strings.ReplaceAll(all[key], old, new)
		}
	}
	for _, c := range []struct {
		name string
		edit func(map[string]string)
		want []string
	}{
		{"as deployed", func(map[string]string) {}, nil},
		{"a timeout", edit(jobs, `"VisibilityTimeout":60`, `"VisibilityTimeout":45`), []string{`Jobs VisibilityTimeout: "60" -> 45`}},
		{"what the template leaves alone", edit(jobs, "345600", "60"), nil},
		{"encryption off", edit(jobs, `"SqsManagedSseEnabled":"true"`, `"SqsManagedSseEnabled":false`), []string{`Jobs SqsManagedSseEnabled: true -> false`}},
		{"a tag", edit(jobs, `"team","Value":"orders"`, `"team","Value":"x"`), []string{`Jobs Tags[team]: "orders" -> "x"`}},
		{"dead letters elsewhere", edit(jobs, "shop-Dead-1", "other"), []string{`Jobs RedrivePolicy.deadLetterTargetArn: "arn:aws:sqs:eu-west-1:111122223333:shop-Dead-1" -> "arn:aws:sqs:eu-west-1:111122223333:other"`}},
		{"not read", edit(jobs, `"VisibilityTimeout":60`, `"VisibilityTimeout":"?"`), nil},
		{"a variable is set", edit(worker, `"STAGE":"prod"`, `"STAGE":"prod","DEBUG":"1"`), []string{`Worker Environment.Variables.DEBUG: nothing -> "1"`}},
		{"a variable that a parameter sets", edit(worker, `"STAGE":"prod"`, `"STAGE":"dev"`), nil},
		{"a variable is gone", edit(worker, `"STAGE":"prod",`, ``), []string{`Worker Environment.Variables.STAGE: "${Stage}" -> nothing`}},
		{"a subnet", edit(worker, `"subnet-a"`, `"subnet-c"`), []string{`Worker VpcConfig.SubnetIds[1]: "subnet-a" -> "subnet-c"`}},
		{"another role", edit(worker, "shop-WorkerRole-1", "admin"), []string{`Worker Role: "arn:aws:iam::111122223333:role/shop-WorkerRole-1" -> "arn:aws:iam::111122223333:role/admin"`}},
		{"a managed policy is attached", edit(role, `"ManagedPolicyArns":[`, `"ManagedPolicyArns":["arn:aws:iam::aws:policy/AdministratorAccess",`), []string{`WorkerRole ManagedPolicyArns[1]: nothing -> "arn:aws:iam::aws:policy/AdministratorAccess"`}},
		{"an inline policy is added", edit(role, `"Policies":[`, `"Policies":[{"PolicyName":"more","PolicyDocument":{"Statement":[]}},`), []string{`WorkerRole Policies[1]: nothing -> {"PolicyName":"more","PolicyDocument":{"Statement":[]}}`}},
		{"a policy allows more", edit(role, `"sqs:DeleteMessage"`, `"sqs:*"`), []string{`WorkerRole Policies[0].PolicyDocument.Statement[0].Action[1]: "sqs:DeleteMessage" -> "sqs:*"`}},
		{"a policy says the same otherwise", edit(role, `"sqs:DeleteMessage","sqs:ReceiveMessage"`, `"SQS:deletemessage","sqs:ReceiveMessage","sqs:ReceiveMess*"`), nil},
		{"another service may assume the role", edit(role, `lambda.amazonaws.com`, `ec2.amazonaws.com`), []string{`WorkerRole AssumeRolePolicyDocument.Statement[0].Principal.Service[0]: "lambda.amazonaws.com" -> "ec2.amazonaws.com"`}},
		{"a queue is deleted", func(all map[string]string) { delete(all, dead) }, []string{"missing Dead"}},
		{"a queue of another stack", func(all map[string]string) {
			all["AWS::SQS::Queue "+home+"x"] = `{"Tags":[{"Key":"aws:cloudformation:stack-name","Value":"other"},{"Key":"aws:cloudformation:logical-id","Value":"Own"}]}`
		}, nil},
		{"a resource that left the template", func(all map[string]string) {
			all["AWS::SQS::Queue "+home+"x"] = `{"Tags":[{"Key":"aws:cloudformation:stack-name","Value":"shop"},{"Key":"aws:cloudformation:logical-id","Value":"Old"}]}`
		}, []string{"undeclared x"}},
		{"made by hand", func(all map[string]string) { all["AWS::SQS::Queue "+home+"x"] = `{"QueueName":"x"}` }, []string{"unmanaged x"}},
		{"whose making is not known", func(all map[string]string) { all["AWS::SQS::Queue "+home+"x"] = `{"QueueName":"x","Tags":"?"}` }, nil},
		{"the roles of services", func(all map[string]string) {
			all["AWS::IAM::Role arn:aws:iam::111122223333:role/aws-service-role/x"] = `{"Path":"/aws-service-role/x/"}`
		}, nil},
		{"no tags, but a name that the template gives", func(all map[string]string) {
			for key := range all {
				delete(all, key)
			}
			all["AWS::SQS::Queue "+home+"my-jobs"] = `{"QueueName":"my-jobs","VisibilityTimeout":1,"SqsManagedSseEnabled":true}`
		}, []string{"Jobs RedrivePolicy: " + `{"deadLetterTargetArn":"arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Dead.QueueName}","maxReceiveCount":5} -> nothing`, `Jobs Tags[team]: "orders" -> nothing`, `Jobs VisibilityTimeout: "60" -> 1`}},
		{"nothing of it", func(all map[string]string) {
			for key := range all {
				delete(all, key)
			}
		}, []string{"shop.yaml"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := running()
			c.edit(all)
			if diff := cmp.Diff(c.want, tell(drift.Compare([]drift.Template{template(t, stack)}, account(t, all)))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A service may tell in one property what the template says in another, and names that CloudFormation
// makes up say what they are of.
func TestOtherwiseTold(t *testing.T) {
	all := []drift.Template{template(t, `
Resources:
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/flow
      StateMachineType: STANDARD
      DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}'
`)}
	for definition, want := range map[string][]string{
		`{"StartAt":"A","States":{"A":{"End":true,"Type":"Pass"}}}`:                    nil,
		`{"StartAt":"A","States":{"A":{"End":true,"Type":"Fail"}}}`:                    {`Flow DefinitionString.States.A.Type: "Pass" -> "Fail"`},
		`{"StartAt":"A","States":{"A":{"End":true,"Type":"Pass"}},"TimeoutSeconds":5}`: {`Flow DefinitionString.TimeoutSeconds: nothing -> 5`},
	} {
		live := account(t, map[string]string{"AWS::StepFunctions::StateMachine arn:aws:states:eu-west-1:111122223333:stateMachine:shop-Flow-5CRZYO11Z6A1": `{"RoleArn":"arn:aws:iam::111122223333:role/flow","Definition":` + definition + `}`})
		if diff := cmp.Diff(want, tell(drift.Compare(all, live))); diff != "" {
			t.Errorf("%s: -want +got:\n%s", definition, diff)
		}
	}
}

// A template that is deployed twice is compared with both stacks; each has its own changes.
func TestTwoDeployments(t *testing.T) {
	queue := func(stack, timeout string) string {
		return `{"VisibilityTimeout":` + timeout + `,"Tags":[{"Key":"aws:cloudformation:stack-name","Value":"` + stack + `"},{"Key":"aws:cloudformation:logical-id","Value":"Jobs"}]}`
	}
	result := drift.Compare([]drift.Template{template(t, `
Resources:
  Jobs: {Type: "AWS::SQS::Queue", Properties: {QueueName: !Sub "${AWS::StackName}-jobs", VisibilityTimeout: 60}}
`)}, account(t, map[string]string{
		"AWS::SQS::Queue " + home + "dev-jobs":                        queue("dev", "60"),
		"AWS::SQS::Queue " + home + "prod-jobs":                       queue("prod", "61"),
		"AWS::SQS::Queue arn:aws:sqs:us-east-1:111122223333:dev-jobs": queue("dev", "62"),
	}))
	if len(result.Deployments) != 3 || result.Compared != 3 {
		t.Errorf("deployments %v, %d compared, want 3 and 3", result.Deployments, result.Compared)
	}
	if diff := cmp.Diff([]string{`Jobs VisibilityTimeout: 60 -> 61`, `Jobs VisibilityTimeout: 60 -> 62`}, tell(result)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestNeeds(t *testing.T) {
	needs := drift.Needs([]drift.Template{template(t, stack)})
	for _, want := range []struct {
		typ, property string
		needed        bool
	}{
		{"AWS::SQS::Queue", "VisibilityTimeout", true}, {"AWS::SQS::Queue", "Tags", true}, {"AWS::SQS::Queue", "KmsMasterKeyId", false},
		{"AWS::Lambda::Function", "Code", false}, {"AWS::IAM::Role", "Policies", true}, {"AWS::SNS::Topic", "Tags", false},
	} {
		if needs[want.typ][want.property] != want.needed {
			t.Errorf("%s of %s is needed: %t, want %t", want.property, want.typ, !want.needed, want.needed)
		}
	}
}

// Secrets are compared by what they are, and never shown.
func TestSecrets(t *testing.T) {
	all := []drift.Template{template(t, `
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: worker, Environment: {Variables: {DB_PASSWORD: hunter22-prod, TOKEN: plain}}}
`)}
	live := account(t, map[string]string{"AWS::Lambda::Function arn:aws:lambda:eu-west-1:111122223333:function:worker": `{"FunctionName":"worker",
		"Environment":{"Variables":{"DB_PASSWORD":"another-Secret-99","TOKEN":"AKIAIOSFODNN7EXAMPLE"}}}`})
	lines := strings.Join(tell(drift.Compare(all, live)), "\n")
	if strings.Contains(lines, "DB_PASSWORD") || !strings.Contains(lines, "TOKEN") {
		t.Errorf("want a change of TOKEN alone, got %s", lines)
	}
	for _, secret := range []string{"hunter22", "another-Secret", "AKIAIOSFODNN7EXAMPLE"} {
		if strings.Contains(lines, secret) {
			t.Errorf("%s is shown: %s", secret, lines)
		}
	}
}
