package cloudformation

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// repeat joins n lines made from a number and the next one.
func repeat(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i) + "\n")
	}
	return b.String()
}

// TestHostile: every template ends soon, in a document or in one clear error.
func TestHostile(t *testing.T) {
	tests := []struct{ name, template, err, problem string }{
		{name: "resources that refer to each other", problem: `resources "A", "B" depend on each other in a circle`, template: `
Resources:
  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt B.QueueName}}
  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt A.QueueName}}
  C: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref C}}`},
		{name: "resource that waits for itself", problem: `resource "C" depends on itself`, template: `
Resources: {C: {Type: AWS::SNS::Topic, DependsOn: [C], Properties: {TopicName: !Sub ["${C}", {C: x}]}}}`},
		{name: "conditions in a circle", problem: `condition "A" depends on itself`, template: `
Conditions: {A: !Not [!Condition B], B: !Or [!Condition A, !Condition B]}
Resources: {R: {Type: AWS::SQS::Queue, Condition: A}}`},
		{name: "long chain of names", template: "Resources:\n" + repeat(10000, func(i int) string {
			return fmt.Sprintf("  R%d: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt R%d.TopicName}}", i, i+1)
		}) + "  R10000: {Type: AWS::SNS::Topic}"},
		{name: "long chain of conditions", template: "Conditions:\n" + repeat(10000, func(i int) string {
			return fmt.Sprintf("  C%d: !Not [!Condition C%d]", i, i+1)
		}) + "  C10000: !Equals [1, 1]\nResources: {R: {Type: AWS::SQS::Queue, Condition: C0}}"},
		{name: "text that doubles", err: "MiB of text", template: "Resources:\n" + repeat(64, func(i int) string {
			return fmt.Sprintf("  R%d: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub 'aaaaaaaa${R%d}${R%d}'}}", i, i+1, i+1)
		}) + "  R64: {Type: AWS::DynamoDB::Table, Properties: {TableName: xxxxxxxx}}"},
		{name: "holes that double", err: "makes more than", template: "Resources:\n" + repeat(64, func(i int) string {
			return fmt.Sprintf("  R%d: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Join ['', [!Ref R%d, !Ref R%d]]}}", i, i+1, i+1)
		}) + "  R64: {Type: AWS::DynamoDB::Table}"},
		{name: "loops that multiply", err: "makes more than", template: `
Transform: AWS::LanguageExtensions
Parameters: {N: {Type: CommaDelimitedList, Default: "` + strings.Repeat("a,", 999) + `a"}}
Resources:
  Fn::ForEach::A:
  - A
  - !Ref N
  - Fn::ForEach::B: [B, !Ref N, {"Fn::ForEach::C": [C, !Ref N, {}]}]
  R: {Type: AWS::SQS::Queue}`},
		{name: "lists that multiply", err: "makes more than", template: `
Parameters: {N: {Type: CommaDelimitedList, Default: "` + strings.Repeat("a,", 9999) + `a"}}
Resources:
  R:
    Type: AWS::SQS::Queue
    Properties:
      Tags:` + "\n" + repeat(1000, func(int) string { return "      - !Ref N" })},
		{name: "deep", err: "levels deep", template: "Resources: " + strings.Repeat("{a: ", 10000) + "1" + strings.Repeat("}", 10000)},
		{name: "loop over nothing sensible", problem: "takes an identifier", template: `
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::A: 7
  R: {Type: AWS::SQS::Queue}`},
		{name: "no resources", err: "no Resources section", template: "AWSTemplateFormatVersion: '2010-09-09'\nResources: 3"},
		{name: "mappings for lists", template: `
Transform: AWS::LanguageExtensions
Parameters: {P: {Type: String, AllowedValues: {a: 1}}}
Conditions: {A: !Not {a: 1}, B: !Equals {a: 1, b: 1}, C: !And {a: 1, b: 2}, D: !Or []}
Resources:
  Fn::ForEach::A: [A, !Ref P, {"Fn::ForEach::B": {a: 1, b: 2, c: 3}}]
  R: {Type: AWS::SQS::Queue, Condition: A, Properties: {QueueName: !Ref P, A: !If [B, 1, 2], B: !If [C, 1, 2], C: !If [D, 1, 2]}}`},
		{name: "wrong types", problem: "is a number, not a mapping", template: `
AWSTemplateFormatVersion: 2010-09-09
Transform: [1, {Name: []}, {}]
Parameters: [1]
Conditions: 3
Mappings: text
Outputs: [1]
Resources:
  A: 1
  B: {Type: 7}
  C: {Type: AWS::SQS::Queue, Properties: [], Condition: [1], DependsOn: {}, Metadata: 4, DeletionPolicy: !If [1, 2]}
  D: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: [1], Parameters: 3}}
  E: {Type: AWS::Lambda::Function, Properties: {FunctionName: [1], A: !GetAtt [], B: !GetAtt 3, C: !Sub [], D: !Sub [[]], E: !Join 1,
    F: !Join [1, 2], G: !Select [a, b], H: !Select [-1, [1]], I: !Split [1], J: !FindInMap [1], K: !FindInMap [a, {b: 1}, c], L: !If [a],
    M: !Cidr [1], N: !Cidr [a, b, c], O: !GetAZs [1], P: !ImportValue {a: 1}, Q: !Base64 [1], R: !Ref 7, S: !Transform 1,
    T: {"Fn::Length": 1}, U: {"Fn::ToJsonString": 1}, V: {"Fn::ForEach::X": 1}, W: !And 1, X: !Sub ["${a}", 1], Y: !Sub ["${a}", {a: [1]}], Z: !GetAtt E.}}
  "": {Type: AWS::SQS::Queue}
  F:
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "template.yaml", tt.template)
			start := time.Now()
			doc, err := Read(path, Options{})
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %s", took)
			}
			var clear *cloud.Error
			switch {
			case tt.err == "" && err != nil:
				t.Fatal(err)
			case tt.err != "" && (!errors.As(err, &clear) || !strings.Contains(err.Error(), tt.err) || clear.Pos.IsZero()):
				t.Fatalf("error %v, want one that says %q and where", err, tt.err)
			case tt.problem != "" && !strings.Contains(strings.Join(problems(doc), "\n"), tt.problem):
				t.Errorf("problems %q, want %q", problems(doc), tt.problem)
			}
		})
	}
}

// TestNotReadable: whatever is no template gives one clear error.
func TestNotReadable(t *testing.T) {
	dir := t.TempDir()
	loop := filepath.Join(dir, "loop.yaml")
	if err := os.Symlink(loop, loop); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	socket := filepath.Join(dir, "socket")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip("no sockets here:", err)
	}
	defer listener.Close()
	closed := write(t, "closed.yaml", "Resources: {}")
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path, want  string
		notTemplate bool
	}{
		{dir, "a folder, not a file", false},
		{filepath.Join(dir, "gone.yaml"), "check the path", false},
		{loop, "symbolic links form a loop", false},
		{socket, "not a regular file", false},
		{write(t, "other.yaml", "a: 1"), "not a template", true},
		{write(t, "list.json", "[1]"), "not a template", true},
		{write(t, "empty.yaml", ""), "not a template", true},
		{write(t, "kubernetes.yaml", "kind: Deployment\nmetadata: {name: x}"), "not a template", true},
		{write(t, "nul.yaml", "Resources:\x00"), "NUL", false},
		{write(t, "broken.json", `{"Resources": {`), "not valid JSON", false},
	}
	if os.Getuid() != 0 {
		tests = append(tests, struct {
			path, want  string
			notTemplate bool
		}{closed, "permission", false})
	}
	for _, tt := range tests {
		_, err := Read(tt.path, Options{})
		var clear *cloud.Error
		if !errors.As(err, &clear) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.path, err, tt.want)
		}
		if errors.Is(err, ErrNotTemplate) != tt.notTemplate {
			t.Errorf("%s: is not a template: %v", tt.path, !tt.notTemplate)
		}
	}
}

// TestNestedStacksInCircles: through links, too, and many at once.
func TestNestedStacksInCircles(t *testing.T) {
	nested := func(file string) string {
		return "{Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: " + file + "}}"
	}
	path := write(t, "a.yaml", "Resources: {B: "+nested("b.yaml")+"}", "b.yaml", "Resources: {A: "+nested("link.yaml")+", T: {Type: AWS::SNS::Topic}}")
	if err := os.Symlink(path, filepath.Join(filepath.Dir(path), "link.yaml")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	doc, err := Read(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(ids(doc), " "); got != "B B/A B/T" || len(doc.Problems) != 1 {
		t.Errorf("resources %s, problems %q", got, problems(doc))
	}

	var files []string
	for i := range 30 {
		next := nested(fmt.Sprintf("s%d.yaml", i+1))
		files = append(files, fmt.Sprintf("s%d.yaml", i), "Resources: {A: "+next+", B: "+next+"}")
	}
	files = append(files, "s30.yaml", "Resources: {T: {Type: AWS::SNS::Topic}}")
	_, err = Read(write(t, files...), Options{})
	if err == nil || !strings.Contains(err.Error(), "nested stacks") {
		t.Errorf("error %v", err)
	}
}

// FuzzRead: no text makes reading panic, hang, or fail without saying where.
func FuzzRead(f *testing.F) {
	f.Add(base + "!Sub '${Stage}${Fn.Arn}'")
	f.Add("Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A: [X, [a], {'${X}': {Type: AWS::SQS::Queue}}]")
	f.Add("Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}}")
	f.Add("Resources: {A: {Type: AWS::SNS::Topic, Properties: {TopicName: !Select [1, !Split [':', !Cidr [10.0.0.0/8, 2, 4]]]}}}")
	f.Add("Transform: AWS::Serverless-2016-10-31\nResources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Events: {A: {Type: Api, Properties: {Path: /, Method: get}}}}}}")
	path := filepath.Join(f.TempDir(), "template.yaml")
	f.Fuzz(func(t *testing.T, template string) {
		if err := os.WriteFile(path, []byte(template), 0o644); err != nil {
			t.Fatal(err)
		}
		doc, err := Read(path, Options{Region: "eu-west-1"})
		var clear *cloud.Error
		if err != nil && !errors.As(err, &clear) {
			t.Fatalf("error of another type: %v", err)
		}
		if err != nil {
			return
		}
		for _, r := range doc.Graph.All() {
			if _, err := r.Properties.MarshalJSON(); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
			if r.Type == "" || r.Properties == nil {
				t.Errorf("%s has no type or no properties", r.ID)
			}
		}
	})
}
