package schema

import (
	"encoding/json"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKnownTypes(t *testing.T) {
	// From the "Return values" sections of the CloudFormation template reference.
	ref := map[string]string{
		"AWS::ApiGateway::Authorizer":               "AuthorizerId",
		"AWS::ApiGateway::Deployment":               "DeploymentId",
		"AWS::ApiGateway::RestApi":                  "RestApiId",
		"AWS::ApiGateway::Stage":                    "StageName",
		"AWS::ApiGatewayV2::Api":                    "ApiId",
		"AWS::ApiGatewayV2::Stage":                  "StageName",
		"AWS::CertificateManager::Certificate":      "CertificateArn",
		"AWS::CloudFormation::Stack":                "StackId",
		"AWS::CloudFront::Distribution":             "Id",
		"AWS::CloudTrail::Trail":                    "TrailName",
		"AWS::CloudWatch::Alarm":                    "AlarmName",
		"AWS::CodeBuild::Project":                   "Name",
		"AWS::Cognito::UserPool":                    "UserPoolId",
		"AWS::Cognito::UserPoolClient":              "ClientId",
		"AWS::DynamoDB::Table":                      "TableName",
		"AWS::EC2::SecurityGroup":                   "GroupId",
		"AWS::EC2::Subnet":                          "SubnetId",
		"AWS::EC2::VPC":                             "VpcId",
		"AWS::ECR::Repository":                      "RepositoryName",
		"AWS::ECS::TaskDefinition":                  "TaskDefinitionArn",
		"AWS::ElasticLoadBalancingV2::LoadBalancer": "LoadBalancerArn",
		"AWS::Events::EventBus":                     "Name",
		"AWS::Events::Rule":                         "EventBusName|Name",
		"AWS::IAM::InstanceProfile":                 "InstanceProfileName",
		"AWS::IAM::ManagedPolicy":                   "PolicyArn",
		"AWS::IAM::Role":                            "RoleName",
		"AWS::IAM::User":                            "UserName",
		"AWS::KMS::Alias":                           "AliasName",
		"AWS::KMS::Key":                             "KeyId",
		"AWS::Kinesis::Stream":                      "Name",
		"AWS::KinesisFirehose::DeliveryStream":      "DeliveryStreamName",
		"AWS::Lambda::Alias":                        "AliasArn",
		"AWS::Lambda::EventSourceMapping":           "Id",
		"AWS::Lambda::Function":                     "FunctionName",
		"AWS::Lambda::LayerVersion":                 "LayerVersionArn",
		"AWS::Lambda::Version":                      "FunctionArn",
		"AWS::Logs::LogGroup":                       "LogGroupName",
		"AWS::RDS::DBInstance":                      "DBInstanceIdentifier",
		"AWS::S3::Bucket":                           "BucketName",
		"AWS::SNS::Topic":                           "TopicArn",
		"AWS::SQS::Queue":                           "QueueUrl",
		"AWS::SSM::Parameter":                       "Name",
		"AWS::SecretsManager::Secret":               "Id",
		"AWS::StepFunctions::StateMachine":          "Arn",
		"AWS::WAFv2::WebACL":                        "Name|Id|Scope",
	}
	for typ, want := range ref {
		r := Lookup(typ)
		if r == nil {
			t.Errorf("%s is not known", typ)
			continue
		}
		if got := strings.Join(r.Ref, "|"); got != want {
			t.Errorf("Ref of %s is %s, want %s", typ, got, want)
		}
	}
	if r := Lookup("AWS::Lambda::Functoin"); r != nil {
		t.Errorf("Lookup of an unknown type gives %s", r.Type)
	}
}

func TestShapes(t *testing.T) {
	f := Lookup("AWS::Lambda::Function")
	want := map[string]Type{
		"Timeout":      {Kind: Integer},
		"FunctionName": {Kind: String},
		"PackageType":  {Kind: String, Values: []string{"Image", "Zip"}},
		"VpcConfig":    {Kind: ObjectKind, Name: "AWS::Lambda::Function.VpcConfig"},
		"Layers":       {Kind: List, Elem: &Type{Kind: String}},
		"Tags":         {Kind: List, Elem: &Type{Kind: ObjectKind, Name: Tag}},
	}
	for name, want := range want {
		if diff := cmp.Diff(want, f.Properties[name].Type); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if !f.Properties["Role"].Required || f.Properties["Timeout"].Required {
		t.Error("want Role required and Timeout not")
	}
	vpc := Embedded().Object("AWS::Lambda::Function.VpcConfig")
	if vpc == nil || vpc.Properties["SubnetIds"] == nil {
		t.Fatalf("VpcConfig is %v", vpc)
	}
	if o := Embedded().Object("AWS::Lambda::Function.Vpc"); o != nil {
		t.Errorf("an unknown object gives %v", o)
	}
	document := Lookup("AWS::IAM::Role").Properties["AssumeRolePolicyDocument"].Type
	if document.Kind != Union && document.Kind != JSON {
		t.Errorf("a policy document is %v", document.Kind)
	}
	// Statements hold statements: the type is named, not nested.
	statement := Embedded().Object("AWS::WAFv2::WebACL.NotStatement")
	if got := statement.Properties["Statement"].Type.Name; got != "AWS::WAFv2::WebACL.Statement" {
		t.Errorf("NotStatement.Statement is %q", got)
	}
}

func TestEveryTypeDecodes(t *testing.T) {
	db := Embedded()
	types := Types()
	if len(types) < 1800 || !sort.StringsAreSorted(types) {
		t.Errorf("%d types, want over 1800, sorted", len(types))
	}
	objects := 0
	for _, typ := range types {
		r := db.Lookup(typ)
		if r == nil {
			t.Errorf("%s does not decode", typ)
			continue
		}
		for _, name := range r.Ref {
			if r.Properties[name] == nil && r.Attributes[name] == nil {
				t.Errorf("Ref of %s gives %s, which is no property and no attribute", typ, name)
			}
		}
		seen := map[string]bool{}
		checkObjects(t, db, typ, r.Properties, seen)
		checkObjects(t, db, typ, r.Attributes, seen)
		objects += len(seen)
	}
	if objects < 9000 {
		t.Errorf("%d object types, want over 9000", objects)
	}
}

// checkObjects checks that everything the properties mention is there.
func checkObjects(t *testing.T, db *DB, owner string, properties map[string]*Property, seen map[string]bool) {
	for name, p := range properties {
		if p.Default != "" && !json.Valid([]byte(p.Default)) {
			t.Errorf("%s.%s: the default %q is not JSON", owner, name, p.Default)
		}
		for _, object := range objectNames(p.Type) {
			if seen[object] {
				continue
			}
			seen[object] = true
			o := db.Object(object)
			if o == nil {
				t.Errorf("%s.%s: there is no %s", owner, name, object)
				continue
			}
			checkObjects(t, db, object, o.Properties, seen)
		}
	}
}

func objectNames(typ Type) []string {
	switch typ.Kind {
	case List, Map:
		return objectNames(*typ.Elem)
	case ObjectKind:
		return []string{typ.Name}
	case Union:
		var names []string
		for _, of := range typ.Of {
			names = append(names, objectNames(of)...)
		}
		return names
	}
	return nil
}

func TestEveryTemplateEnds(t *testing.T) {
	name := regexp.MustCompile(`\$\{(\w+)/?\}`)
	for _, typ := range Types() {
		r := Lookup(typ)
		for attribute, p := range r.Attributes {
			for _, m := range name.FindAllStringSubmatch(p.Template, -1) {
				if inner := r.Attributes[m[1]]; inner != nil && inner.Template != "" && r.Properties[m[1]] == nil {
					t.Errorf("%s.%s is made of %s, which is itself made of others", typ, attribute, m[1])
				}
			}
		}
	}
}

// The data is part of every binary and of every clone.
func TestDataIsSmall(t *testing.T) {
	if n := len(embedded); n > 1_200_000 {
		t.Errorf("the schemas take %d bytes, want at most 1,200,000", n)
	}
}

func TestDamagedData(t *testing.T) {
	if _, err := Open(""); err == nil {
		t.Error("Open accepts nothing at all")
	}
	for _, n := range []int{10, 80, 200, 50_000, 200_000, 420_000} {
		if _, err := Open(embedded[:n]); err == nil {
			t.Errorf("Open accepts the first %d bytes", n)
		}
	}
	// Cut behind the frame: what is gone is unknown, the rest is as before.
	db, err := Open(embedded[:len(embedded)-100_000])
	if err != nil {
		t.Fatal("cut behind the frame it still opens: ", err)
	}
	for _, typ := range db.Types() {
		db.Lookup(typ)
	}
}

// The first question of a process.
func BenchmarkOpenAndLookup(b *testing.B) {
	for b.Loop() {
		db, _ := Open(embedded)
		db.Lookup("AWS::Lambda::Function")
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		Lookup("AWS::Lambda::Function")
	}
}

func BenchmarkObject(b *testing.B) {
	for b.Loop() {
		Embedded().Object("AWS::Lambda::Function.VpcConfig")
	}
}

func BenchmarkDecode(b *testing.B) {
	db := Embedded()
	for _, typ := range []string{"AWS::Lambda::Function", "AWS::S3::Bucket", "AWS::QuickSight::Dashboard"} {
		b.Run(typ, func(b *testing.B) {
			for b.Loop() {
				db.decodeResource(db.find(typ))
			}
		})
	}
}
