package rule

import (
	"strings"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// ruleOn builds a rule from its expressions, each "key: text".
func ruleOn(t *testing.T, typ string, expressions ...string) *Rule {
	t.Helper()
	text := "id: a-rule\non: " + typ + "\nseverity: low\nchecklist: iam\ntitle: {en: t, ko: t}\nwhy: {en: t, ko: t}\nfix: {en: t, ko: t}\ntests: []\n"
	for _, e := range expressions {
		key, body, _ := strings.Cut(e, ": ")
		text += key + ": |-\n  " + body + "\n"
	}
	r, mistakes := Parse("t.yaml", []byte(text))
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	return r
}

// properties reads YAML with the tags of rule tests.
func properties(t *testing.T, text string) *cloud.Value {
	t.Helper()
	d := &decoder{origin: &cloud.Origin{File: "p.yaml"}}
	root := d.document([]byte(text))
	if root == nil {
		t.Fatal(d.mistakes)
	}
	v := d.given(root, 0)
	if len(d.mistakes) > 0 {
		t.Fatal(d.mistakes[0])
	}
	return v
}

func judge(t *testing.T, require, self string) Result {
	t.Helper()
	return judgeOn(t, "AWS::Lambda::Function", require, self)
}

func judgeOn(t *testing.T, typ, require, self string) Result {
	t.Helper()
	return evaluate(t, ruleOn(t, typ, "require: "+require), self)[0]
}

func evaluate(t *testing.T, r *Rule, self string) []Result {
	t.Helper()
	g := cloud.NewGraph()
	res := &cloud.Resource{ID: "Self", Type: r.On[0], Properties: properties(t, self)}
	if err := g.Add(res); err != nil {
		t.Fatal(err)
	}
	results, err := r.Evaluate(g, res, Options{Today: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatalf("%v: %v", r.Expressions(), err)
	}
	return results
}

const sample = `
FunctionName: orders
Timeout: "30"
MemorySize: 512
Runtime: python3.13
Role: !Sub "arn:${AWS::Partition}:iam::123456789012:role/${ParamRole}"
Description: !Unknown
Layers: [a, !Unknown, c]
VpcConfig: {SubnetIds: [s1, s2]}
Environment: {Variables: {STAGE: prod, DB_PASSWORD: hunter22}}
`

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		require string
		want    Verdict
	}{
		{`self.FunctionName == "orders"`, Pass},
		{`self.Timeout == 30`, Pass}, // "30" is 30 for CloudFormation
		{`self.Timeout + 1 > 30 && self.MemorySize % 2 == 0`, Pass},
		{`self.Handler == "x"`, Fail}, // absent
		{`has(self.Handler)`, Fail},
		{`has(self.VpcConfig.SubnetIds)`, Pass},
		{`size(self.VpcConfig.SecurityGroupIds) == 0`, Pass},
		{`self.DeadLetterConfig.TargetArn != ""`, Pass},
		{`default(self.ReservedConcurrentExecutions, 7) == 7`, Pass},
		{`self.ReservedConcurrentExecutions > 3`, Unknown}, // an error, and says so

		{`self.Description == "x"`, Unknown},
		{`self.Description == "x" || self.Timeout == 30`, Pass},
		{`self.Timeout == 30 || self.Description == "x"`, Pass},
		{`self.Description == "x" && self.Timeout == 31`, Fail},
		{`!(self.Description == "x" && self.Timeout == 31)`, Pass},
		{`self.Description == "x" ? true : true`, Pass},
		{`self.Description == "x" ? true : false`, Unknown},
		{`has(self.Description)`, Unknown},

		{`self.Layers.exists(l, l == "c")`, Pass},
		{`self.Layers.exists(l, l == "z")`, Unknown},
		{`self.Layers.all(l, l != "a")`, Fail},
		{`self.Layers.all(l, l != "z")`, Unknown},
		{`"a" in self.Layers`, Pass},
		{`"z" in self.Layers`, Unknown},
		{`size(self.Layers) == 3`, Pass},
		{`self.Layers.filter(l, l != "b").exists(l, l == "c")`, Pass},
		{`size(self.Layers.filter(l, l != "b")) == 3`, Unknown},
		{`self.Layers.filter(l, l == "q").all(l, l == "q")`, Unknown},
		{`self.Layers.map(l, l + "!").exists(l, l == "a!")`, Pass},
		{`self.Layers.exists_one(l, l == "a")`, Unknown},
		{`self.VpcConfig.SubnetIds.exists_one(s, s == "s1")`, Pass},

		{`self.Role.startsWith("arn:")`, Pass},
		{`self.Role.startsWith("x")`, Fail},
		{`self.Role.startsWith("arn:aws:")`, Unknown},
		{`self.Role.contains(":role/")`, Pass},
		{`self.Role.contains("admin")`, Unknown},
		{`self.Role.endsWith("admin")`, Unknown},
		{`self.Role == "*"`, Fail},
		{`self.Role == "arn:aws:iam::123456789012:role/x"`, Unknown},
		{`self.Role.matches("x")`, Unknown},
		{`self.Runtime.matches("^python3")`, Pass},
		{`glob(self.Runtime, "Python3.*")`, Pass},
		{`glob(self.Role, "*")`, Pass},
		{`self.Role.lowerAscii().startsWith("arn:")`, Pass},
		{`self.Runtime.split("3.")[1] == "13"`, Pass},
		{`self.Handler.split(":").size() == 0`, Pass},
		{`self.Role.split(":")[4] == "123456789012" && self.Role.split(":")[0] == "arn"`, Pass},
		{`self.Role.split(":")[1] == "aws"`, Unknown},
		{`self.Role.split(":")[1] == "x" || self.Role.split("/")[0] == "arn:x:iam::123456789012:role"`, Fail},
		{`self.Role.split(":")[5].startsWith("role/")`, Unknown},
		{`self.Role.split(":").size() == 6`, Unknown},
		{`self.Role.split("")[0] == "a"`, Unknown},
		{`self.Role == "arn:x:iam::123456789012:role/x"`, Fail},
		{`literal(self.Runtime) && literal(self.Timeout) && !literal(self.Role) && !literal(self.Handler)`, Pass},
		{`literal(self.Description) || literal(self.Role.split(":")[5])`, Fail},
		{`flatten([[1, 2], [], [3]]) == [1, 2, 3]`, Pass},
		{`flatten([self.Layers, ["z"]]).exists(l, l == "z")`, Pass},
		{`size(flatten([self.Layers, ["z"]])) == 4`, Pass},
		{`sum([1, 2, self.Timeout]) == 33 && sum([1.5, 2.0]) == 3.5 && sum([]) == 0`, Pass},
		{`sum([self.ReservedConcurrentExecutions, self.Timeout]) == 30`, Pass},
		{`sum(["a"].map(x, json("[{\"a\": 1}]")[0].a)) == 1`, Pass},
		{`leaves(self.Environment).exists(l, l.name == "DB_PASSWORD" && l.path == "Variables.DB_PASSWORD" && secret(l.name, l.value))`, Pass},
		{`leaves(self.VpcConfig) == [{"name": "SubnetIds", "path": "SubnetIds[0]", "value": "s1"}, {"name": "SubnetIds", "path": "SubnetIds[1]", "value": "s2"}]`, Pass},
		{`leaves(self).exists(l, l.value == "no such value")`, Unknown},
		{`leaves(json("{\"a\": [1, {\"b\": true}], \"c\": null}")).map(l, l.path) == ["a[0]", "a[1].b"]`, Pass},
		{`leaves("x")[0].value == "x" && leaves(self.DeadLetterConfig).size() == 0 && leaves(self.Handler).size() == 0`, Pass},
		{`json("{\"a\": 1}").a.exists(x, true) || !json("{\"a\": \"b\"}").a.all(x, false)`, Fail},
		{`referrers(target(self.KmsKeyArn, "AWS::KMS::Key"), "AWS::KMS::Alias", "TargetKeyId").size() == 0`, Pass},
		{`targets(target(self.KmsKeyArn, "AWS::KMS::Key"), "AWS::KMS::Alias", "KeyPolicy").size() == 0`, Pass},

		{`self.Environment.Variables.exists(k, secret(k, self.Environment.Variables[k]))`, Pass},
		{`"STAGE" in self.Environment.Variables`, Pass},
		{`self.Environment.Variables.STAGE == "prod"`, Pass},
		{`list(self.Environment.Variables).size() == 1`, Pass},
		{`json("{\"a\": [1, {\"b\": true}]}").a[1].b`, Pass},
		{`json("{\"a\":").a == 1`, Unknown},
		{`today() == "2026-11-24"`, Pass},
		{`daysAgo(0) == today() && daysAgo(90) == "2026-08-26" && daysAgo(-1) == "2026-11-25"`, Pass},
		{`daysAgo(99999999) == ""`, Unknown},
		{`region(self) == region(self) && account(self) != "*" && region(self) != ""`, Pass},
		{`region(self) == "eu-west-1"`, Unknown},
		{`account(self) == "123456789012"`, Unknown},
		{`account(self) == "x"`, Fail},
		{`[1, 2].map(x, x * 2) == [2, 4]`, Pass},
		{`{"a": 1}.a == 1`, Pass},
		{`1 / 0 == 1`, Unknown},
		{`1 / 0 == 1 || true`, Pass},
	} {
		if got := judge(t, c.require, sample); got.Verdict != c.want {
			t.Errorf("%s: %s, want %s %v", c.require, got.Verdict, c.want, got.Reasons)
		}
	}
}

func TestEvidenceIsWhatDecided(t *testing.T) {
	for _, c := range []struct{ require, want string }{
		{`self.Timeout == 30 && self.Runtime == "x"`, "Runtime"},
		{`self.Runtime == "x" && self.Timeout == 30`, "Runtime"},
		{`self.Timeout == 31 || self.Runtime == "x"`, "Timeout Runtime"},
		{`!(self.Timeout == 30 && self.MemorySize == 512)`, "Timeout MemorySize"},
		{`!self.VpcConfig.SubnetIds.exists(s, s == "s2")`, "VpcConfig.SubnetIds[1]"},
		{`self.VpcConfig.SubnetIds.all(s, s == "s1")`, "VpcConfig.SubnetIds[1]"},
		{`size(self.VpcConfig.SubnetIds) > 2`, "VpcConfig.SubnetIds"},
		{`self.DeadLetterConfig.TargetArn == "x"`, "DeadLetterConfig.TargetArn"},
		{`!self.Environment.Variables.exists(k, secret(k, self.Environment.Variables[k]))`, "Environment.Variables.DB_PASSWORD"},
	} {
		got := judge(t, c.require, sample)
		var paths []string
		for _, e := range got.Evidence {
			paths = append(paths, e.Path)
		}
		if got.Verdict != Fail || strings.Join(paths, " ") != c.want {
			t.Errorf("%s: %s with evidence %v, want fail with %s", c.require, got.Verdict, paths, c.want)
		}
	}
}

func TestPositionOfAnAbsentProperty(t *testing.T) {
	got := judge(t, `self.VpcConfig.SecurityGroupIds.exists(s, s == "x")`, sample)
	if got.Pos.Line != 9 {
		t.Errorf("the finding points at line %d, want that of VpcConfig, 9", got.Pos.Line)
	}
}

func TestMistakesAreFoundWhenCompiled(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{`require: self.Runtme == "x"`, "undefined field 'Runtme'"},
		{`require: self.Timeout == "3"`, "no matching overload"},
		{`require: self.Timeout`, "gives int, not bool"},
		{`require: self.Runtime.matches(self.Handler)`, "literal regular expression"},
		{`require: self.Runtime.matches("(")`, "missing closing"},
		{`require: referrers(self, "AWS::Events::Rule", "Targets.*.Arm").size() == 0`, "has no property"},
		{`require: targets(self, "AWS::IAM::Role", "Rolle").size() == 0`, "has no property"},
		{`require: targets(self, "AWS::IAM::Role", self.Role).size() == 0`, "literal path"},
		{`require: target(self.Role, "AWS::IAM::Roll") == null`, "resource type"},
		{`require: nonsense(self)`, "undeclared reference"},
		{`require: self.Timeout ==`, "Syntax error"},
		{`require: self.VpcConfig == null`, "VpcConfig is never null"},
		{`require: null != self.VpcConfig.SubnetIds`, "no matching overload"},
		{`require: self.Tags.exists(t, true) && self.VpcConfig != null`, "VpcConfig is never null"},
		{`require: sum(self.Layers) == 1`, "no matching overload"},
	} {
		err := ruleOn(t, "AWS::Lambda::Function", c.expression).Compile()
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "t.yaml:") {
			t.Errorf("%s: got %v, want %q at t.yaml", c.expression, err, c.want)
		}
	}
}

func TestCostLimit(t *testing.T) {
	many := "[1,2,3,4,5,6,7,8,9,10]"
	e := "true"
	for _, v := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		e = many + ".all(" + v + ", " + e + ")"
	}
	start := time.Now()
	got := judge(t, e, "{}")
	if got.Verdict != Unknown || !strings.Contains(got.Reasons[0].String(), "too many steps") {
		t.Errorf("got %s %v, want unknown because of the limit", got.Verdict, got.Reasons)
	}
	if time.Since(start) > 30*time.Second {
		t.Error("the limit came late")
	}
}

func TestListingsKeepWhatIsUncertain(t *testing.T) {
	r := ruleOn(t, "AWS::Lambda::Function", `require: referrers(self, "AWS::Lambda::Alias", "FunctionName").exists(a, a.Name == "live")`)
	for _, c := range []struct {
		name, alias, condition string
		unread                 bool
		want                   Verdict
	}{
		{"there", "live", "", false, Pass},
		{"another", "test", "", false, Fail},
		{"there under a condition", "live", "IsProd", false, Unknown},
		{"another under a condition", "test", "IsProd", false, Fail},
		{"unread", "test", "", true, Unknown},
		{"there and unread", "live", "", true, Pass},
	} {
		g := cloud.NewGraph()
		self := &cloud.Resource{ID: "Fn", Type: r.On[0], Properties: cloud.NewMap(cloud.Pos{})}
		alias := &cloud.Resource{ID: "A", Type: "AWS::Lambda::Alias", Condition: c.condition, Properties: properties(t, "{FunctionName: !Ref Fn, Name: "+c.alias+"}")}
		for _, res := range []*cloud.Resource{self, alias} {
			if err := g.Add(res); err != nil {
				t.Fatal(err)
			}
		}
		if c.unread {
			g.MarkUnread("AWS::Lambda::Alias", cloud.Because(cloud.NotRead, "lambda:ListAliases", "eu-west-1", "denied"))
		}
		results, err := r.Evaluate(g, self, Options{})
		if err != nil || results[0].Verdict != c.want {
			t.Errorf("%s: %v %v, want %s", c.name, results, err, c.want)
		}
	}
}

func TestEachJudgesItems(t *testing.T) {
	r := ruleOn(t, "AWS::IAM::Role", "each: statements(self.AssumeRolePolicyDocument)", `when: has(self.AssumeRolePolicyDocument)`,
		`require: !list(item.Action).exists(a, a == "*")`)
	g := cloud.NewGraph()
	res := &cloud.Resource{ID: "R", Type: r.On[0], Properties: properties(t, `
AssumeRolePolicyDocument:
  Statement:
    - {Effect: Allow, Action: "sts:AssumeRole"}
    - Effect: Allow
      Action: ["sts:TagSession", "*"]
    - !Unknown
`)}
	if err := g.Add(res); err != nil {
		t.Fatal(err)
	}
	results, err := r.Evaluate(g, res, Options{})
	if err != nil || len(results) != 3 {
		t.Fatal(results, err)
	}
	for i, want := range []Verdict{Pass, Fail, Unknown} {
		if results[i].Verdict != want {
			t.Errorf("item %d: %s, want %s", i, results[i].Verdict, want)
		}
	}
	if p := results[1].Path; p != "AssumeRolePolicyDocument.Statement[1].Action[1]" {
		t.Errorf("points at %s", p)
	}
}
