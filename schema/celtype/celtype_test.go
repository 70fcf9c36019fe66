package celtype

import (
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/haechi-dev/haechi/schema"
)

func environment(t testing.TB, resourceType string) *cel.Env {
	t.Helper()
	base, err := cel.NewEnv()
	if err != nil {
		t.Fatal(err)
	}
	env, err := base.Extend(
		cel.CustomTypeProvider(NewProvider(base.CELTypeProvider(), schema.Embedded())),
		cel.Variable("self", ObjectType(resourceType)))
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func TestCompile(t *testing.T) {
	const function, queue, role = "AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::IAM::Role"
	cases := []struct {
		typ, expression string
		wrong           string // part of the message, "" when it is right
	}{
		{function, `self.Runtime == "python3.13"`, ""},
		{function, `self.Timeout > 3 && has(self.VpcConfig.SubnetIds)`, ""},
		{function, `self.VpcConfig.SubnetIds.exists(s, s.startsWith("subnet-"))`, ""},
		{function, `self.Environment.Variables["STAGE"] == "prod"`, ""},
		{function, `self.Tags.exists(t, t.Key == "owner" && t.Value != "")`, ""},
		{function, `self.SnapStart.ApplyOn == "PublishedVersions"`, ""},
		{"AWS::Lambda::Url", `self.AuthType == "AWS_IAM" && !("*" in self.Cors.AllowOrigins)`, ""},
		{role, `self.AssumeRolePolicyDocument.Statement.all(s, s.Effect == "Allow")`, ""},
		{role, `self.Policies.all(p, p.PolicyDocument.Version == "2012-10-17")`, ""},
		{queue, `has(self.KmsMasterKeyId) || self.SqsManagedSseEnabled`, ""},
		{"AWS::WAFv2::WebACL", `self.Rules.all(r, r.Statement.NotStatement.Statement.NotStatement.Statement.RateBasedStatement.Limit < 9)`, ""},
		{"AWS::CloudWatch::Alarm", `self.Threshold > 1.0`, ""},

		{function, `self.Runtme == "python3.13"`, "undefined field 'Runtme'"},
		{function, `self.Timeout == "3"`, "no matching overload"},
		{function, `self.VpcConfig.Subnets`, "undefined field 'Subnets'"},
		{function, `self.Layers.exists(l, l > 3)`, "no matching overload"},
		{function, `self.Tags.exists(t, t.Name == "owner")`, "undefined field 'Name'"},
		{function, `has(self.DeadLetter)`, "undefined field 'DeadLetter'"},
		{function, `self.Environment.Variables["STAGE"] == 3`, "no matching overload"},
		{queue, `self.SqsManagedSseEnabled == "true"`, "no matching overload"},
		{queue, `self.VisibilityTimeout.startsWith("3")`, "no matching overload"},
		{"AWS::CloudWatch::Alarm", `self.Threshold == "1"`, "no matching overload"},
		{function, `self.Runtime.Name`, "does not support field selection"},
	}
	for _, c := range cases {
		_, issues := environment(t, c.typ).Compile(c.expression)
		switch {
		case c.wrong == "" && issues.Err() != nil:
			t.Errorf("%s: %v", c.expression, issues.Err())
		case c.wrong != "" && issues.Err() == nil:
			t.Errorf("%s compiles, want %q", c.expression, c.wrong)
		case c.wrong != "" && !strings.Contains(issues.Err().Error(), c.wrong):
			t.Errorf("%s: got %v, want %q", c.expression, issues.Err(), c.wrong)
		}
	}
}

// What the schemas do not know is the base provider's.
func TestOtherTypes(t *testing.T) {
	env := environment(t, "AWS::Lambda::Function")
	if _, issues := env.Compile(`google.protobuf.Duration{seconds: 3} == duration("3s")`); issues.Err() != nil {
		t.Error(issues.Err())
	}
	if _, issues := env.Compile(`Tag{Key: "owner"}`); issues.Err() == nil {
		t.Error("an expression can make a tag")
	}
	provider := env.CELTypeProvider()
	if _, found := provider.FindStructType("AWS::Lambda::Functoin"); found {
		t.Error("an unknown type is found")
	}
	names, found := provider.FindStructFieldNames("AWS::Lambda::Function.DeadLetterConfig")
	if !found || len(names) != 1 || names[0] != "TargetArn" {
		t.Errorf("the fields of a DeadLetterConfig are %v", names)
	}
	if v := provider.NewValue("AWS::Lambda::Function", nil); !types.IsError(v) {
		t.Errorf("NewValue gives %v", v)
	}
}

// A checked expression reads its values from whatever it is given, here a map.
func TestEvaluate(t *testing.T) {
	env := environment(t, "AWS::Lambda::Function")
	ast, issues := env.Compile(`self.Timeout > 3 && !has(self.DeadLetterConfig) && self.VpcConfig.SubnetIds[0] == "a"`)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(ast)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := program.Eval(map[string]any{"self": map[string]any{
		"Timeout": 30, "VpcConfig": map[string]any{"SubnetIds": []string{"a"}},
	}})
	if err != nil || got != ref.Val(types.True) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestEveryTypeHasFields(t *testing.T) {
	base, err := cel.NewEnv()
	if err != nil {
		t.Fatal(err)
	}
	db := schema.Embedded()
	provider := NewProvider(base.CELTypeProvider(), db)
	for _, typ := range db.Types() {
		for name := range db.Lookup(typ).Properties {
			if field, found := provider.FindStructFieldType(typ, name); !found || field.Type == nil {
				t.Errorf("%s.%s has no type", typ, name)
			}
		}
	}
}
