package report

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
)

// validator compiles a schema file.
func validator(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", tree); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, text []byte) {
	t.Helper()
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(tree); err != nil {
		t.Errorf("%v", err)
	}
}

// reports are those that every machine-readable format must describe validly.
func reports(t *testing.T) map[string]*finding.Report {
	live := orders(t)
	call := &cloud.Origin{Call: "lambda:GetFunctionUrlConfig"}
	for i := range live.Findings {
		live.Findings[i].Pos = cloud.Pos{Origin: call}
	}
	live.Findings[0].Pos = cloud.Pos{}
	return map[string]*finding.Report{"empty": {}, "orders": orders(t), "hostile": hostile(t), "live": live, "large": large(200)}
}

func TestSchemas(t *testing.T) {
	for _, format := range []struct {
		name, schema string
		write        format
	}{
		{"JSON", "../docs/report-schema.json", JSON},
		{"SARIF", "testdata/sarif-schema-2.1.0.json", SARIF},
	} {
		schema := validator(t, format.schema)
		for name, r := range reports(t) {
			for _, lang := range []string{"en", "ko"} {
				t.Run(format.name+"/"+name+"/"+lang, func(t *testing.T) {
					validate(t, schema, write(t, format.write, r, fixed(lang)))
				})
			}
		}
	}
}
