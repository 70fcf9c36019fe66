package cloudformation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

// write puts files into a folder of their own and returns the path of the first.
func write(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, files[0])
}

// read reads a template that must be readable.
func read(t testing.TB, opt Options, template string) *Document {
	t.Helper()
	doc, err := Read(write(t, "template.yaml", template), opt)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// show is a value as JSON, holes and unknowns included.
func show(v *cloud.Value) string {
	if v == nil {
		return "absent"
	}
	text, err := v.MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func problems(doc *Document) []string {
	var all []string
	for _, p := range doc.Problems {
		all = append(all, p.What)
	}
	return all
}

// base is the template around the expressions of the tests.
const base = `
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::LanguageExtensions
Parameters:
  Stage: {Type: String, Default: dev}
  Count: {Type: Number, Default: "3"}
  Missing: {Type: String}
  MissingNumber: {Type: Number}
  MissingList: {Type: CommaDelimitedList}
  Names: {Type: CommaDelimitedList, Default: "a, b,c"}
  Empty: {Type: CommaDelimitedList, Default: ""}
  Only: {Type: String, AllowedValues: [one]}
  Password: {Type: String, NoEcho: true, Default: hunter2}
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /aws/ami}
  Images: {Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /aws/amis}
  Resolved: {Type: String, Default: "{{resolve:ssm:/x}}"}
Conditions:
  Is: !Equals [!Ref Stage, dev]
  IsNot: !Not [{Condition: Is}]
  Perhaps: !Equals [!Ref Missing, prod]
  HasPassword: !Not [!Equals [!Ref Password, ""]]
Mappings:
  Sizes:
    dev: {memory: 128, zones: [a, b], same: 1}
    prod: {memory: 512, zones: [a, b, c], same: 1}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "orders-${Stage}"}}
  Plain: {Type: AWS::SQS::Queue}
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Fn: {Type: AWS::Lambda::Function}
  Gone: {Type: AWS::SNS::Topic, Condition: IsNot}
  Custom: {Type: "Custom::Thing", Properties: {ServiceToken: x}}
  R:
    Type: Custom::Subject
    Properties:
      V: `

func TestEvaluation(t *testing.T) {
	const queue = "arn:aws:sqs:eu-west-1:${AWS::AccountId}:orders-dev"
	tests := []struct{ name, expression, want string }{
		{"literal", `text`, `"text"`},
		{"parameter", `!Ref Stage`, `"dev"`},
		{"number parameter", `!Ref Count`, `3`},
		{"parameter without value", `!Ref Missing`, `"${Missing}"`},
		{"number without value", `!Ref MissingNumber`, `{"haechi:unknown":"parameter MissingNumber has no value"}`},
		{"list without value", `!Ref MissingList`, `{"haechi:unknown":"parameter MissingList has no value"}`},
		{"list", `!Ref Names`, `["a","b","c"]`},
		{"empty list", `!Ref Empty`, `[]`},
		{"one allowed value", `!Ref Only`, `"one"`},
		{"secret", `!Ref Password`, `"${Password}"`},
		{"secret inside text", `!Sub "p=${Password}"`, `"p=${Password}"`},
		{"secret decides a condition", `!If [HasPassword, 1, 2]`, `1`},
		{"stored parameter", `!Ref Image`, `"${Image}"`},
		{"stored list", `!Ref Images`, `{"haechi:unknown":"the SSM parameter /aws/amis is fetched at deployment"}`},
		{"dynamic reference in a default", `!Ref Resolved`, `"${{{resolve:ssm:/x}}}"`},
		{"dynamic reference", `"{{resolve:secretsmanager:db:SecretString:password}}"`, `"${{{resolve:secretsmanager:db:SecretString:password}}}"`},
		{"dynamic reference built from parts", `!Sub "a{{resolve:ssm:/${Stage}/x}}b"`, `"a${{{resolve:ssm:/dev/x}}}b"`},
		{"pseudo parameters", `!Sub "${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::URLSuffix} ${AWS::StackName}"`,
			`"aws eu-west-1 ${AWS::AccountId} amazonaws.com ${AWS::StackName}"`},
		{"no value in a map", `{A: !Ref AWS::NoValue, B: 1}`, `{"B":1}`},
		{"no value in a list", `[!Ref AWS::NoValue, 1, !If [IsNot, 2, !Ref "AWS::NoValue"]]`, `[1]`},

		{"queue ref", `!Ref Queue`, `"https://sqs.eu-west-1.amazonaws.com/${AWS::AccountId}/orders-dev"`},
		{"computed ref", `{Ref: !Sub "Qu${AWS::NoValue}eue"}`, `"https://sqs.eu-west-1.amazonaws.com/${AWS::AccountId}/orders-dev"`},
		{"computed ref that is not known", `{Ref: !Sub "Q${AWS::StackName}"}`, `{"haechi:unknown":"AWS::StackName is known only at deployment"}`},
		{"queue arn", `!GetAtt Queue.Arn`, `"` + queue + `"`},
		{"long form", `{"Fn::GetAtt": [Queue, Arn]}`, `"` + queue + `"`},
		{"dotted long form", `{"Fn::GetAtt": Queue.Arn}`, `"` + queue + `"`},
		{"computed attribute", `{"Fn::GetAtt": [Queue, !Sub "A${x}rn"]}`, `{"haechi:unknown":"Ref cannot be evaluated: \"x\" is neither a parameter nor a resource of the template"}`},
		{"queue name", `!GetAtt Queue.QueueName`, `"orders-dev"`},
		{"unnamed queue", `!GetAtt Plain.Arn`, `"arn:aws:sqs:eu-west-1:${AWS::AccountId}:${Plain.QueueName}"`},
		{"named table", `!Ref Table`, `"orders"`},
		{"stream", `!GetAtt Table.StreamArn`, `"arn:aws:dynamodb:eu-west-1:${AWS::AccountId}:table/orders/stream/${Table.StreamLabel}"`},
		{"function", `!Ref Fn`, `"${Fn}"`},
		{"function arn", `!Sub "${Fn.Arn}:live"`, `"arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:${Fn}:live"`},
		{"custom attribute", `!GetAtt Custom.Some.Thing`, `"${Custom.Some.Thing}"`},
		{"resource that does not exist", `!Ref Gone`, `{"haechi:unknown":"Gone (condition IsNot is false) is not part of what was read"}`},
		{"nothing of the name", `!Ref Nothing`, `{"haechi:unknown":"Ref cannot be evaluated: \"Nothing\" is neither a parameter nor a resource of the template"}`},
		{"property called Ref", `{Ref: {a: 1}}`, `{"Ref":{"a":1}}`},
		{"two keys are no function", `{Ref: Stage, B: 1}`, `{"Ref":"Stage","B":1}`},

		{"sub with variables", `!Sub ["${A}-${Stage}", {A: !Ref Count}]`, `"3-dev"`},
		{"sub literal", `!Sub "${!Stage} $ {} ${Stage"`, `"${Stage} $ {} ${Stage"`},
		{"sub of the wrong type", `!Sub {a: 1}`, `{"haechi:unknown":"Fn::Sub cannot be evaluated: its text is a map"}`},
		{"join", `!Join ["-", [a, !Ref Count, !Ref Stage]]`, `"a-3-dev"`},
		{"join of a list parameter", `!Join ["-", !Ref Names]`, `"a-b-c"`},
		{"join of an unknown list", `!Join [",", !Ref MissingList]`, `"${Fn::Join of MissingList with \",\"}"`},
		{"split", `!Split ["-", !Sub "a-${AWS::AccountId}-b"]`, `["a","${AWS::AccountId}","b"]`},
		{"split of an unknown text", `!Split ["-", !Ref Missing]`, `{"haechi:unknown":"parameter Missing has no value"}`},
		{"select from an arn", `!Select [6, !Split [":", !GetAtt Fn.Arn]]`, `"${Fn}"`},
		{"select", `!Select [1, !Ref Names]`, `"b"`},
		{"select by text", `!Select ["1", !Ref Names]`, `"b"`},
		{"select outside", `!Select [7, !Ref Names]`, `{"haechi:unknown":"Fn::Select cannot be evaluated: there is no item 7 in a list of 3"}`},
		{"select from zones", `!Select [0, !GetAZs ""]`, `"${item 0 of Fn::GetAZs of eu-west-1}"`},
		{"zones", `!GetAZs {Ref: "AWS::Region"}`, `{"haechi:unknown":"Fn::GetAZs of eu-west-1 is known only at deployment"}`},
		{"base64", `{"Fn::Base64": !Sub "x${Stage}"}`, `"eGRldg=="`},
		{"cidr", `!Cidr [10.0.0.0/16, 3, 8]`, `["10.0.0.0/24","10.0.1.0/24","10.0.2.0/24"]`},
		{"cidr of six", `!Select [1, !Cidr ["2001:db8::/56", 2, 64]]`, `"2001:db8:0:1::/64"`},
		{"cidr too large", `!Cidr [10.0.0.0/24, 3, 8]`, `{"haechi:unknown":"Fn::Cidr cannot be evaluated: 3 blocks of 8 host bits do not fit into 10.0.0.0/24"}`},
		{"stack output", `{"Fn::GetStackOutput": {StackName: !Sub "${Stage}-net", OutputName: VpcId}}`, `"${Fn::GetStackOutput dev-net VpcId}"`},
		{"stack output of elsewhere", `!Join [/, [a, {"Fn::GetStackOutput": {StackName: net, OutputName: Id, Region: us-west-2}}]]`, `"a/${Fn::GetStackOutput net Id us-west-2}"`},
		{"import", `!ImportValue {"Fn::Sub": "${Stage}-vpc"}`, `"${Fn::ImportValue dev-vpc}"`},

		{"mapping", `!FindInMap [Sizes, !Ref Stage, memory]`, `128`},
		{"mapping of a list", `!FindInMap [Sizes, prod, zones]`, `["a","b","c"]`},
		{"unknown key", `!FindInMap [Sizes, !Ref Missing, memory]`, `{"haechi:unknown":"parameter Missing has no value"}`},
		{"unknown key that does not matter", `!FindInMap [Sizes, !Ref Missing, same]`, `1`},
		{"missing key", `!FindInMap [Sizes, test, memory]`, `{"haechi:unknown":"Fn::FindInMap cannot be evaluated: there is no Sizes.test.memory"}`},
		{"default", `!FindInMap [Sizes, test, memory, {DefaultValue: !Ref Count}]`, `3`},
		{"default not used", `!FindInMap [Sizes, dev, memory, {DefaultValue: 9}]`, `128`},

		{"if true", `!If [Is, a, b]`, `"a"`},
		{"if false", `!If [IsNot, a, {b: !Ref Stage}]`, `{"b":"dev"}`},
		{"if unknown", `!If [Perhaps, a, b]`, `{"haechi:unknown":"condition Perhaps is not known"}`},
		{"if unknown but equal", `!If [Perhaps, {a: !Ref Stage}, {a: dev}]`, `{"a":"dev"}`},
		{"if undeclared", `!If [Nope, a, b]`, `{"haechi:unknown":"condition Nope cannot be evaluated: it is not declared"}`},
		{"length", `{"Fn::Length": !Ref Names}`, `3`},
		{"length of an unknown list", `{"Fn::Length": !Ref MissingList}`, `{"haechi:unknown":"parameter MissingList has no value"}`},
		{"json", `{"Fn::ToJsonString": {a: [1, true, !Ref Missing], b: "q\"<"}}`, `"{\"a\":[1,true,\"${Missing}\"],\"b\":\"q\\\"<\"}"`},
		{"macro", `{"Fn::Transform": {Name: Mine}}`, `{"haechi:unknown":"macro Mine cannot be evaluated: it runs in the account"}`},
		{"unknown function", `{"Fn::Nonsense": 1}`, `{"haechi:unknown":"Fn::Nonsense cannot be evaluated: there is no such function"}`},
		{"loop in a property", `{"Fn::ForEach::L": [X, !Ref Names, {"k${X}": !Sub "${X}-${Stage}"}]}`, `{"ka":"a-dev","kb":"b-dev","kc":"c-dev"}`},
		{"loop in a loop", `{"Fn::ForEach::L": [X, [a-1, b], {"Fn::ForEach::M": [Y, [p, q], {"&{X}${Y}": [!Ref X, !Ref Y]}]}]}`,
			`{"a1p":["a-1","p"],"a1q":["a-1","q"],"bp":["b","p"],"bq":["b","q"]}`},
		{"loop over something unknown", `{"Fn::ForEach::L": [X, !Ref MissingList, {"k${X}": 1}]}`, `{"haechi:unknown":"parameter MissingList has no value"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := read(t, Options{Region: "eu-west-1"}, base+tt.expression+"\n")
			got := show(doc.Graph.Resource("R").Properties.Get("V"))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.expression, diff)
			}
		})
	}
}

func TestConditions(t *testing.T) {
	tests := []struct{ name, expression, want string }{
		{"equal texts", `!Equals [a, a]`, "true"},
		{"number and text", `!Equals [1, "1"]`, "true"},
		{"bool and text", `!Equals [true, "true"]`, "true"},
		{"case matters", `!Equals [a, A]`, "false"},
		{"unknown", `!Equals [!Ref Missing, a]`, "unknown"},
		{"same hole", `!Equals [!Ref Missing, !Ref Missing]`, "true"},
		{"holes that cannot be equal", `!Equals [!Sub "a${Missing}", b]`, "false"},
		{"false and unknown", `!And [!Equals [1, 2], !Equals [!Ref Missing, a]]`, "false"},
		{"true and unknown", `!And [!Equals [1, 1], !Equals [!Ref Missing, a]]`, "unknown"},
		{"true or unknown", `!Or [!Equals [!Ref Missing, a], !Equals [1, 1]]`, "true"},
		{"false or unknown", `!Or [!Equals [!Ref Missing, a], !Equals [1, 2]]`, "unknown"},
		{"not unknown", `!Not [!Equals [!Ref Missing, a]]`, "unknown"},
		{"by name", `!Not [!Condition Is]`, "false"},
		{"cycle", `!Not [!Condition C]`, "unknown"},
		{"wrong type", `{a: 1}`, "unknown"},
		{"wrong arguments", `!Equals [1]`, "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			template := strings.Replace(base, "Conditions:\n", "Conditions:\n  C: "+tt.expression+"\n", 1) + "1\n  D: {Type: AWS::SNS::Topic, Condition: C}\n"
			d := read(t, Options{}, template).Graph.Resource("D")
			got := "false"
			if d != nil {
				got = "true"
				if d.Condition != "" {
					got = "unknown"
				}
			}
			if got != tt.want {
				t.Errorf("%s is %s, want %s", tt.expression, got, tt.want)
			}
		})
	}
}

// TestOwnCondition: a resource may take its own condition to hold.
func TestOwnCondition(t *testing.T) {
	template := base + "!If [Perhaps, a, b]\n" + `
  Own:
    Type: AWS::SQS::Queue
    Condition: Perhaps
    Properties: {QueueName: !If [Perhaps, "yes", "no"], Tags: [!GetAtt Other.QueueName]}
  Other: {Type: AWS::SQS::Queue, Properties: {QueueName: !If [Perhaps, "yes", "no"], Tags: [!GetAtt Own.QueueName]}}
`
	g := read(t, Options{}, template).Graph
	for id, want := range map[string]string{
		"Own":   `{"QueueName":"yes","Tags":["${Other.QueueName}"]}`,
		"Other": `{"QueueName":{"haechi:unknown":"condition Perhaps is not known"},"Tags":["yes"]}`,
	} {
		if got := show(g.Resource(id).Properties); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

// TestGivenParameters: values from outside replace defaults and are checked.
func TestGivenParameters(t *testing.T) {
	template := strings.Replace(base, "  Missing:", "  Env: {Type: String, AllowedValues: [a, b], Default: a, MaxLength: 3}\n  Missing:", 1) +
		"[!Ref Stage, !Ref Count, !Ref Names, !Ref Env, !Ref Missing]\n"
	doc := read(t, Options{Parameters: map[string]string{"Stage": "prod", "Count": "four", "Names": "x,y", "Env": "long", "Other": "1"}}, template)
	if got, want := show(doc.Graph.Resource("R").Properties.Get("V")), `["prod","four",["x","y"],"long","${Missing}"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := []string{`parameter "Count" cannot be "four": its type is Number`, `parameter "Env" cannot be "long": it is not among the AllowedValues`}
	if diff := cmp.Diff(want, problems(doc)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestSecretIsNotRepeated: neither values nor problems show what a NoEcho parameter holds.
func TestSecretIsNotRepeated(t *testing.T) {
	template := strings.Replace(base, "NoEcho: true,", "NoEcho: true, AllowedValues: [x], ", 1) + "!Sub [\"${P}\", {P: !Join [a, [!Ref Password]]}]\n"
	doc := read(t, Options{Parameters: map[string]string{"Password": "correct horse"}}, template)
	all := strings.Join(problems(doc), "\n")
	for _, r := range doc.Graph.All() {
		all += show(r.Properties)
	}
	if strings.Contains(all, "correct horse") || strings.Contains(all, "hunter2") {
		t.Errorf("the secret is shown in %s", all)
	}
	if len(doc.Problems) != 1 {
		t.Errorf("problems: %q", problems(doc))
	}
}

// TestPositions: a value stands where a user would change it.
func TestPositions(t *testing.T) {
	const template = `Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  Dev: !Equals [!Ref Stage, dev]
Resources:
  R:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "orders-${Stage}"
      KmsMasterKeyId: !If
        - Dev
        - alias/dev
        - alias/prod
      DelaySeconds:
        Ref: Stage
      RedrivePolicy:
        deadLetterTargetArn:
          Fn::GetAtt: [D, Arn]
        maxReceiveCount: 3
  D:
    Type: AWS::SQS::Queue
`
	r := read(t, Options{}, template).Graph.Resource("R")
	tests := []struct {
		path         []string
		line, column int32
	}{
		{[]string{}, 9, 7},
		{[]string{"QueueName"}, 9, 18},
		{[]string{"KmsMasterKeyId"}, 12, 11},
		{[]string{"DelaySeconds"}, 15, 9},
		{[]string{"RedrivePolicy", "deadLetterTargetArn"}, 18, 11},
		{[]string{"RedrivePolicy", "maxReceiveCount"}, 19, 26},
	}
	for _, tt := range tests {
		p := r.Properties.Path(tt.path...).Pos
		if p.Line != tt.line || p.Column != tt.column {
			t.Errorf("%v is at %d:%d, want %d:%d", tt.path, p.Line, p.Column, tt.line, tt.column)
		}
	}
	if r.Pos.Line != 6 || r.Pos.Column != 3 {
		t.Errorf("resource is at %s", r.Pos)
	}
}
