package sam_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

var update = flag.Bool("update", false, "write what the transform makes now into testdata")

// TestGolden compares the templates of testdata with what stands beside them: the template they
// become (.json) or the errors with their lines (.txt).
func TestGolden(t *testing.T) {
	inputs, err := filepath.Glob(filepath.Join("testdata", "*.yaml"))
	if err != nil || len(inputs) == 0 {
		t.Fatal("no templates in testdata", err)
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			text, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			got, extension := outcome(t, filepath.Base(input), text)
			golden := strings.TrimSuffix(input, ".yaml") + extension
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; it became:\n%s", err, got)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func outcome(t *testing.T, name string, text []byte) (got, extension string) {
	template, err := syntax.Parse(&cloud.Origin{File: name}, text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := sam.Transform(template, sam.Options{Region: "ap-northeast-2"})
	var invalid *sam.InvalidTemplate
	if errors.As(err, &invalid) {
		var b strings.Builder
		for _, one := range invalid.Errors {
			b.WriteString(one.Error() + "\n")
		}
		return b.String(), ".txt"
	}
	if err != nil {
		t.Fatal(err)
	}
	printed, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, printed, "", " "); err != nil {
		t.Fatal(err)
	}
	return b.String() + "\n", ".json"
}

// TestGeneratedPositions checks that what is generated stands where it was asked for.
func TestGeneratedPositions(t *testing.T) {
	text := `Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: s3://bucket/key
      Events:
        Daily:
          Type: Schedule
          Properties: {Schedule: rate(1 day)}
  Link:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {Id: Machine}
      Destination:
        - {Type: AWS::SQS::Queue, Arn: arn}
      Permissions:
        - Write
`
	template, err := syntax.Parse(&cloud.Origin{File: "t.yaml"}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := sam.Transform(template, sam.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for path, line := range map[string]int32{
		"Machine":                         3,
		"Machine/DefinitionS3Location":    6,
		"MachineDaily":                    8,
		"MachineDailyRole":                8,
		"MachineDaily/Targets":            8,
		"LinkPolicyDestination0":          16,
		"LinkPolicyDestination0/Roles":    18,
		"MachineDaily/ScheduleExpression": 10,
	} {
		id, property, _ := strings.Cut(path, "/")
		v := out.Path("Resources", id)
		if property != "" {
			v = v.Path("Properties", property)
		}
		if v == nil || v.Pos.Line != line {
			t.Errorf("%s stands at %v, want line %d", path, v, line)
		}
	}
}
