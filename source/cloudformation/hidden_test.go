package cloudformation

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// TestHiddenStackNames: a nested stack that is not read leaves open who refers to what it can name.
func TestHiddenStackNames(t *testing.T) {
	doc := read(t, Options{}, `
Transform: AWS::LanguageExtensions
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  Unpassed: {Type: AWS::SQS::Queue}
  Named: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}
  Half: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "${P}-orders"}}
  Passed: {Type: AWS::SQS::Queue}
  Else: {Type: AWS::SQS::Queue}
  Encoded: {Type: AWS::SQS::Queue}
  Listed: {Type: AWS::SQS::Queue}
  Stored: {Type: AWS::SQS::Queue}
  Exported: {Type: AWS::SQS::Queue}
  Answered: {Type: AWS::SQS::Queue}
  ByAlias: {Type: AWS::Lambda::Function}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref ByAlias, Name: live, FunctionVersion: "1"}}
  Fn: {Type: AWS::Lambda::Function}
  Answer: {Type: Custom::Answer, Properties: {ServiceToken: x, About: !Ref Answered}}
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Name: /q, Value: !GetAtt Stored.Arn, Type: String}}
  N:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://s3.amazonaws.com/b/t.yaml
      Parameters:
        A: !GetAtt Passed.Arn
        B: !If [C, x, !Ref Else]
        C: {"Fn::Base64": !GetAtt Encoded.Arn}
        D: !Join [",", [!Sub "a/${Listed.Arn}"]]
        F: !GetAtt Answer.Queue
        G: !Ref Alias
        H: !Ref Fn
Outputs:
  X: {Value: !Ref Exported, Export: {Name: x}}
`)
	g := doc.Graph
	open := func(id string) bool {
		return len(g.Referrers(g.Resource(id), "AWS::Lambda::EventSourceMapping", "EventSourceArn").Unread) > 0
	}
	if open("Unpassed") {
		t.Error("nothing passes the name of Unpassed on")
	}
	for _, id := range []string{"Named", "Half", "Passed", "Else", "Encoded", "Listed", "Stored", "Exported", "Answered", "ByAlias", "Fn"} {
		if !open(id) {
			t.Errorf("%s can be named and is closed", id)
		}
	}
}

func TestHiddenStackNamesFew(t *testing.T) {
	doc := read(t, Options{}, `
Resources:
  Unpassed: {Type: AWS::SQS::Queue}
  Passed: {Type: AWS::SQS::Queue}
  Fn: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {Q: !Ref Unpassed}}}}
  Answer: {Type: Custom::Answer, Properties: {ServiceToken: x}}
  N:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://s3.amazonaws.com/b/t.yaml", Parameters: {A: !GetAtt Passed.Arn, B: !Ref Fn, C: !GetAtt Answer.X}}
Outputs: {Y: {Value: !Ref Unpassed}}
`)
	g := doc.Graph
	for id, want := range map[string]int{"Unpassed": 0, "Passed": 1, "Fn": 1} {
		if got := g.Referrers(g.Resource(id), "AWS::Lambda::EventSourceMapping", "EventSourceArn").Unread; len(got) != want {
			t.Errorf("%s: unread %v, want %d", id, got, want)
		}
	}
	want := "the template https://s3.amazonaws.com/b/t.yaml of nested stack N was not read; answers that depend on it are unknown"
	if got := problems(doc); len(got) != 1 || !strings.Contains(got[0], want) {
		t.Errorf("problems: %q", got)
	}
}

// family makes a stack and one that it nests, passing names down in random ways.
type family struct{ generator }

func (g family) expression(depth int) any {
	if depth > 0 {
		switch g.IntN(6) {
		case 0:
			return fn("Fn::If", []any{"C", g.expression(depth - 1), g.expression(depth - 1)})
		case 1:
			return fn("Fn::Select", []any{0, []any{g.expression(depth - 1), "x"}})
		case 2:
			return fn("Fn::Sub", []any{"${V}", map[string]any{"V": g.expression(depth - 1)}})
		case 3:
			return fn("Fn::Select", []any{1, fn("Fn::Split", []any{"|", fn("Fn::Join", []any{"|", []any{"x", g.expression(depth - 1)}})})})
		}
	}
	return g.pick("orders", fn("Fn::GetAtt", []any{"Q1", "Arn"}), fn("Fn::GetAtt", "Q2.Arn"), fn("Fn::Sub", "${Q3.Arn}"), fn("Ref", "P"),
		fn("Fn::GetAtt", []any{"Beside", "Outputs.Out"}))
}

func (g family) templates(url string) (parent, child, beside string) {
	queue := func(name any) any {
		properties := map[string]any{}
		if name != nil {
			properties["QueueName"] = name
		}
		return map[string]any{"Type": "AWS::SQS::Queue", "Properties": properties}
	}
	text := map[string]any{"Type": "String"}
	mapping := func(from any) any {
		return map[string]any{"Type": "AWS::Lambda::EventSourceMapping", "Properties": map[string]any{"EventSourceArn": from}}
	}
	stack := func(url string, parameters any) any {
		return map[string]any{"Type": stackType, "Properties": map[string]any{"TemplateURL": url, "Parameters": parameters}}
	}
	encode := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return string(b)
	}
	parent = encode(map[string]any{
		"Parameters": map[string]any{"P": text}, "Conditions": map[string]any{"C": fn("Fn::Equals", []any{fn("Ref", "P"), "a"})},
		"Resources": map[string]any{"Q1": queue(nil), "Q2": queue(nil), "Q3": queue(g.pick("orders", fn("Ref", "P"), nil)),
			"Hidden": stack(url, map[string]any{"A": g.expression(2), "B": g.expression(1)}),
			"Beside": stack("beside.json", map[string]any{"A": fn("Ref", "Q1")})}})
	child = encode(map[string]any{"Parameters": map[string]any{"A": text, "B": text}, "Resources": map[string]any{
		"M1": mapping(g.pick(fn("Ref", "A"), fn("Fn::Sub", "${A}"), "orders")), "M2": mapping(fn("Ref", "B"))}})
	beside = encode(map[string]any{"Parameters": map[string]any{"A": text}, "Resources": map[string]any{"Q": queue(nil)},
		"Outputs": map[string]any{"Out": map[string]any{"Value": g.pick(fn("Ref", "A"), fn("Fn::GetAtt", "Q.Arn"))}}})
	return parent, child, beside
}

// TestHiddenIsSound: what refers to a resource when a nested template is read is not denied when it
// is not.
func TestHiddenIsSound(t *testing.T) {
	referring := 0
	for seed := range 300 {
		readOne := func(url string) (*cloud.Graph, string) {
			g := family{generator{rand.New(rand.NewPCG(11, uint64(seed)))}}
			parent, child, beside := g.templates(url)
			doc, err := Read(write(t, "main.json", parent, "child.json", child, "beside.json", beside), Options{})
			if err != nil {
				t.Fatal(err)
			}
			return doc.Graph, parent
		}
		seen, parent := readOne("child.json")
		hidden, _ := readOne("https://elsewhere/child.json")
		for _, r := range hidden.OfType("AWS::SQS::Queue").Certain {
			known := seen.Referrers(seen.Resource(r.ID), "AWS::Lambda::EventSourceMapping", "EventSourceArn")
			unread := hidden.Referrers(r, "AWS::Lambda::EventSourceMapping", "EventSourceArn").Unread
			referring += len(known.Certain)
			if len(known.Certain) > 0 && len(unread) == 0 {
				t.Fatalf("seed %d: %s is referred to by %s and nothing says so in\n%s", seed, r.ID, known.Certain[0].ID, parent)
			}
		}
	}
	if referring < 100 {
		t.Errorf("only %d resources were referred to", referring)
	}
}
