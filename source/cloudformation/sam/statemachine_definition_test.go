package sam

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// TestDefinitionString checks that every line of a definition stands where its value was written.
func TestDefinitionString(t *testing.T) {
	definition, err := syntax.Parse(&cloud.Origin{File: "t.yaml"}, []byte(`StartAt: A
States:
  A:
    Type: Task
    Resource: !Ref Function
    Retry:
      - MaxAttempts: 1e+2
        BackoffRate: 1.50
`))
	if err != nil {
		t.Fatal(err)
	}
	written, substitutions := substituteDefinition(definition)
	if diff := cmp.Diff([]string{"definition_substitution_1"}, substitutions.Keys()); diff != "" {
		t.Error(diff)
	}
	type line struct {
		Line int32
		Text string
	}
	var got []line
	for _, v := range definitionString(written).Get("Fn::Join").Items()[1].Items() {
		got = append(got, line{v.Pos.Line, v.Str()})
	}
	want := []line{
		{1, `{`},
		{1, `    "StartAt": "A",`},
		{2, `    "States": {`},
		{3, `        "A": {`},
		{5, `            "Resource": "${definition_substitution_1}",`},
		{6, `            "Retry": [`},
		{7, `                {`},
		{8, `                    "BackoffRate": 1.5,`},
		{7, `                    "MaxAttempts": "1e+2"`},
		{7, `                }`},
		{7, `            ],`},
		{4, `            "Type": "Task"`},
		{4, `        }`},
		{3, `    }`},
		{1, `}`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestDefinitionTooLong: indentation multiplies a text; what becomes too long is refused.
func TestDefinitionTooLong(t *testing.T) {
	deep := cloud.NewList(cloud.Pos{})
	for range 100_000 {
		deep.Append(cloud.NewString(cloud.Pos{}, strings.Repeat("x", 10)))
	}
	for range 50 {
		deep = cloud.NewList(cloud.Pos{}, deep)
	}
	if definitionString(deep) != nil {
		t.Error("accepted")
	}
}
