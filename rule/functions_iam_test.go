package rule

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// What decides is what the finding points at, whatever else was read.
func TestPolicyEvidence(t *testing.T) {
	for _, c := range []struct{ name, typ, require, self, path string }{
		{"public", "AWS::SQS::QueuePolicy", "!public(self.PolicyDocument)",
			`{PolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: "111122223333"}, Action: "sqs:*", Resource: "*"}, {Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*"}]}}`,
			"PolicyDocument.Statement[1].Principal"},
		{"one statement alone", "AWS::SQS::QueuePolicy", "!public(self.PolicyDocument)", `{PolicyDocument: {Statement: {Effect: Allow, NotPrincipal: {AWS: "111122223333"}, Action: "sqs:*", Resource: "*"}}}`,
			"PolicyDocument.Statement.NotPrincipal"},
		{"as JSON text", "AWS::SQS::QueuePolicy", "!public(self.PolicyDocument)",
			`{PolicyDocument: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}'}`, "PolicyDocument"},
		{"exposed", "AWS::SQS::QueuePolicy", "exposed(self.PolicyDocument).size() == 0",
			`{PolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: s3.amazonaws.com}, Action: "sqs:*", Resource: "*"}, {Effect: Allow, Principal: {AWS: "111122223333"}, Action: "sqs:*", Resource: "*"}]}}`,
			"PolicyDocument.Statement[1].Principal"},
		{"grants", "AWS::IAM::Role", `!grants(self, "sqs:DeleteQueue", "*")`,
			`{Policies: [{PolicyDocument: {Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}}}, {PolicyDocument: {Statement: [{Effect: Deny, Action: "sqs:Send*", Resource: "*"}, {Effect: Allow, Action: ["sqs:*"], Resource: "*"}]}}]}`,
			"Policies[1].PolicyDocument.Statement[1].Action"},
		{"a policy of AWS", "AWS::IAM::Role", `!grants(self, "sqs:DeleteQueue", "*")`,
			`{ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonSQSFullAccess"]}`, "ManagedPolicyArns[1]"},
		{"admin", "AWS::IAM::Role", "!admin(self)", `{Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}, {Effect: Allow, NotAction: "s3:*", Resource: "*"}]}}]}`,
			"Policies[0].PolicyDocument.Statement[1].NotAction"},
		{"escalates", "AWS::IAM::Policy", "!escalates(self.PolicyDocument)", `{PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}, {Effect: Allow, Action: "iam:PutRolePolicy", Resource: "*"}]}}`,
			"PolicyDocument.Statement[1].Action"},
		{"unlimited", "AWS::IAM::Policy", "!statements(self.PolicyDocument).exists(s, unlimited(s).exists(a, a != \"\"))",
			`{PolicyDocument: {Statement: [{Effect: Allow, Action: ["xray:PutTraceSegments", "sqs:SendMessage"], Resource: "*"}]}}`, "PolicyDocument.Statement[0].Action"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if res := judgeOn(t, c.typ, c.require, c.self); res.Verdict != Fail || res.Path != c.path && !strings.HasPrefix(res.Path, c.path+"[") {
				t.Errorf("%s at %q %v, want fail at %q", res.Verdict, res.Path, res.Reasons, c.path)
			}
		})
	}
}

// Policies make an answer unknown only where it depends on what is not known.
func TestPolicyUnknowns(t *testing.T) {
	for _, c := range []struct {
		name, typ, require, self string
		want                     Verdict
	}{
		{"no policy", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)", `{}`, Fail},
		{"a list", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)", `{PolicyDocument: [1]}`, Unknown},
		{"not a policy", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)", `{PolicyDocument: {Statement: [{Effect: allow}]}}`, Unknown},
		{"everything unknown", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)", `{PolicyDocument: !Unknown x}`, Unknown},
		{"an unknown statement beside an open one may deny", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)",
			`{PolicyDocument: {Statement: [!Unknown x, {Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*"}]}}`, Unknown},
		{"an unknown statement beside a closed one", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument, statements(self.PolicyDocument)[1])",
			`{PolicyDocument: {Statement: [!Unknown x, {Effect: Allow, Principal: {Service: s3.amazonaws.com}, Action: "sqs:*", Resource: "*"}]}}`, Fail},
		{"an ARN from elsewhere", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)",
			`{PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "sqs:*", Resource: !Sub "${ParamQueue}"}]}}`, Pass},
		{"a condition on a parameter", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)",
			`{PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*", Condition: {StringEquals: {"aws:SourceAccount": !Sub "${ParamAccount}"}}}]}}`, Fail},
		{"a pattern from a parameter", "AWS::SQS::QueuePolicy", "public(self.PolicyDocument)",
			`{PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*", Condition: {ArnLike: {"aws:SourceArn": !Sub "${ParamSource}"}}}]}}`, Unknown},
		{"the own account", "AWS::SQS::QueuePolicy", "exposed(self.PolicyDocument).size() > 0",
			`{PolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}, Action: "sqs:*", Resource: "*"}]}}`, Fail},
		{"a policy elsewhere", "AWS::IAM::Role", `grants(self, "sqs:SendMessage", "*")`, `{ManagedPolicyArns: ["arn:aws:iam::111122223333:policy/x"]}`, Unknown},
		{"a policy elsewhere does not matter", "AWS::IAM::Role", `grants(self, "sqs:SendMessage", "*")`,
			`{ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"], Policies: [!Unknown x]}`, Unknown},
		{"a boundary elsewhere", "AWS::IAM::Role", "admin(self)", `{PermissionsBoundary: "arn:aws:iam::111122223333:policy/x", ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]}`, Unknown},
		{"a boundary elsewhere does not matter", "AWS::IAM::Role", "admin(self)", `{PermissionsBoundary: "arn:aws:iam::111122223333:policy/x", ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]}`, Fail},
		{"resource of a parameter", "AWS::IAM::Role", `grants(self, "sqs:SendMessage", self.Description)`,
			`{Description: !Sub "${ParamQueue}", ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]}`, Unknown},
		{"resource of a parameter without any grant", "AWS::IAM::Role", `grants(self, "sqs:SendMessage", self.Description)`, `{Description: !Sub "${ParamQueue}"}`, Fail},
		{"actions of a parameter", "AWS::IAM::Policy", "escalates(self.PolicyDocument)", `{PolicyDocument: {Statement: {Effect: Allow, Action: !Sub "${ParamAction}", Resource: "*"}}}`, Unknown},
		{"who is an administrator gains nothing", "AWS::IAM::Policy", "escalates(self.PolicyDocument)", `{PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}`, Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := judgeOn(t, c.typ, c.require, c.self)
			if res.Verdict != c.want {
				t.Errorf("%s %v, want %s", res.Verdict, res.Reasons, c.want)
			}
			if res.Verdict == Unknown && len(res.Reasons) == 0 {
				t.Error("unknown without a reason")
			}
		})
	}
}

// What hangs on a condition is asked both ways.
func TestPolicyUnderConditions(t *testing.T) {
	closed := `{Effect: Allow, Principal: {Service: s3.amazonaws.com}, Action: "sqs:*", Resource: "*"}`
	open := `{Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*"}`
	for _, c := range []struct {
		then, otherwise string
		want            Verdict
	}{{open, open, Fail}, {closed, closed, Pass}, {open, closed, Unknown}} {
		choice := cloud.NewChoice(cloud.Pos{}, "IsProd", properties(t, c.then), properties(t, c.otherwise))
		doc := cloud.NewMap(cloud.Pos{})
		doc.Set("Statement", cloud.NewList(cloud.Pos{}, choice))
		self := cloud.NewMap(cloud.Pos{})
		self.Set("PolicyDocument", doc)
		g := cloud.NewGraph()
		res := &cloud.Resource{ID: "Self", Type: "AWS::SQS::QueuePolicy", Properties: self}
		if err := g.Add(res); err != nil {
			t.Fatal(err)
		}
		results, err := ruleOn(t, res.Type, "require: !public(self.PolicyDocument)").Evaluate(g, res, Options{})
		if err != nil || len(results) != 1 || results[0].Verdict != c.want {
			t.Errorf("%s or %s: %v %v, want %s", c.then, c.otherwise, results, err, c.want)
		}
	}
}

func TestScopable(t *testing.T) {
	for action, want := range map[string]bool{
		"xray:PutTraceSegments": false, "cloudwatch:PutMetricData": false, "ec2:DescribeInstances": false, "s3:ListAllMyBuckets": false,
		"ecr:GetAuthorizationToken": false, "ce:GetCostAndUsage": false, "comprehend:DetectEntities": false, "s3:GetObject": true, "dynamodb:GetItem": true,
		"sqs:SendMessage": true, "ec2:*": true, "xray:Put*": false, "unknown:Do": true, "S3:getobject": true, "*": true, "es:ESHttpGet": true,
	} {
		if got := scopable(text(action)); !got.is(want) {
			t.Errorf("%s: %v, want %v", action, got.b, want)
		}
	}
}

// A text of Resource is wide when any name fits it.
func TestUnlimited(t *testing.T) {
	for _, c := range []struct {
		action, resource string
		want             Verdict
	}{
		{"sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:*", Pass},
		{"sqs:SendMessage", "arn:aws:sqs:*:*:orders-*", Fail},
		{"sqs:SendMessage", "arn:aws:s3:::*", Fail},
		{"s3:GetObject", "arn:aws:s3:::*/*", Pass},
		{"s3:GetObject", "arn:aws:s3:::orders/*", Fail},
		{"s3:*Object", "arn:aws:s3:::*", Pass},
		{"dynamodb:Query", "arn:aws:dynamodb:*:*:table/*/index/*", Pass},
		{"dynamodb:Query", "arn:aws:dynamodb:*:*:table/orders/index/*", Fail},
		{"states:DescribeExecution", "arn:aws:states:eu-west-1:111122223333:execution:*", Pass},
		{"states:DescribeExecution", "arn:aws:states:eu-west-1:111122223333:execution:orders:*", Fail},
		{"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*/*", Pass},
		{"ssm:GetParameter", "arn:aws:ssm:*:*:parameter/orders/*", Fail},
		{"bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/*", Fail},
		{"newservice:Do", "*", Pass},
		{"newservice:Do", "arn:aws:newservice:::thing/x", Fail},
	} {
		self := fmt.Sprintf("{PolicyDocument: {Statement: {Effect: Allow, Action: %q, Resource: %q}}}", c.action, c.resource)
		if res := judgeOn(t, "AWS::IAM::Policy", "unlimited(statements(self.PolicyDocument)[0]).size() > 0", self); res.Verdict != c.want {
			t.Errorf("%s on %s: %s %v, want %s", c.action, c.resource, res.Verdict, res.Reasons, c.want)
		}
	}
}

// A policy that tells many things apart comes to an end, if need be without an answer.
func TestHostilePolicies(t *testing.T) {
	var statements []string
	for i := range 60 {
		statements = append(statements, fmt.Sprintf(`{Effect: %s, Principal: "*", Action: "*%c*:*%d*", Resource: "arn:aws:*:*:*:*%d*x*%d*", Condition: {StringLike: {"aws:PrincipalTag/k%d": "*%d*"}}}`,
			[]string{"Allow", "Deny"}[i%2], 'a'+i%26, i, i, i+1, i, i))
	}
	self := "{PolicyDocument: {Statement: [" + strings.Join(statements, ", ") + "]}}"
	for _, require := range []string{"public(self.PolicyDocument)", `grants(self.PolicyDocument, "s3:*", "arn:aws:s3:::*")`, "admin(self.PolicyDocument)", "escalates(self.PolicyDocument)"} {
		start := time.Now()
		res := judgeOn(t, "AWS::SQS::QueuePolicy", require, self)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %s for %s", require, took, res.Verdict)
		}
	}
}

func BenchmarkPublic(b *testing.B) {
	doc := `{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}]}`
	for b.Loop() {
		d, err := iam.ParseJSON("p", []byte(doc))
		if err != nil {
			b.Fatal(err)
		}
		iam.Public(d, iam.Zone{})
	}
}
