package sam_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// FuzzTransform: whatever the template, the transform ends soon, with a template that can be
// written or with errors that say something.
func FuzzTransform(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{mail, "Resources: {A: {Type: AWS::Serverless::Function, Properties: null}}",
		"Resources: {A: {Type: AWS::Serverless::Function, Properties: {Events: {E: null}}}}",
		"Resources: {A: {Type: AWS::Serverless::LayerVersion, Condition: [], Properties: {ContentUri: {Fn::If: []}}}}",
		"Parameters: {P: {Default: {Ref: P}}}\nResources: {A: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://a/b, LayerName: !Ref P}}}",
		"Mappings: {M: {a: []}}\nResources: {A: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: !FindInMap [M, a, b], SemanticVersion: 1}}}}",
		"Globals: {Function: {Tags: {a: b}}}\nResources: {A: {Type: AWS::Serverless::Function, IgnoreGlobals: [Tags, [a]]}}",
		"Resources: {A: {Type: AWS::Serverless::Api, Properties: {StageName: {}, DefinitionBody: {paths: {/: {get: {Fn::If: [a]}}}}, Cors: {}, Auth: {DefaultAuthorizer: x}}}}",
		"Resources: {A: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {States: []}, Events: {E: {Type: Api, Properties: {Path: /, Method: get}}}}}}",
		"Resources: {A: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: A}, Destination: [{Id: B}], Permissions: [Read]}}}",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		template, err := syntax.Parse(&cloud.Origin{File: "t.yaml"}, text)
		if err != nil {
			return
		}
		start := time.Now()
		out, err := sam.Transform(template, sam.Options{})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %s", took)
		}
		if err != nil {
			var invalid *sam.InvalidTemplate
			if !errors.As(err, &invalid) || len(invalid.Errors) == 0 {
				t.Errorf("no list of errors: %v", err)
			}
			return
		}
		if b, err := json.Marshal(out); err != nil || !json.Valid(b) {
			t.Errorf("cannot be written: %v", err)
		}
	})
}
