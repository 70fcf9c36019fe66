package sam_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// edge is a template and what is to be at a place of what it becomes, as JSON; or a part of the error.
// The translator of the service gave the values.
type edge struct {
	name, template string
	path           []string
	want, err      string
}

func TestEdges(t *testing.T) {
	const function = "Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.13, InlineCode: pass"
	for _, e := range []edge{
		{"a request parameter written as a map", `
  F: {` + function + `, Events: {E: {Type: Api, Properties: {Path: /, Method: get, RequestParameters: {method.request.querystring.q: true}}}}}}`,
			[]string{"ServerlessRestApi", "Properties", "Body", "paths", "/", "get", "parameters"},
			`[{"required":false,"type":"string","name":"q","in":"query"}]`, ""},
		{"request parameters written as text", `
  F: {` + function + `, Events: {E: {Type: Api, Properties: {Path: /, Method: get, RequestParameters: q}}}}}`,
			nil, "", "RequestParameters"},
		{"a function for the networks of a resource policy", `
  A: {Type: AWS::Serverless::Api, Properties: {StageName: x, Auth: {ResourcePolicy: {IntrinsicVpcWhitelist: {"Fn::If": [C, [a], [b]]}}}}}
  F: {` + function + `, Events: {E: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref A}}}}}`,
			[]string{"A", "Properties", "Body", "x-amazon-apigateway-policy", "Statement", "1", "Condition"},
			`{"StringNotEquals":{"aws:SourceVpc":["Fn::If"]}}`, ""},
		{"an API of the name of the implicit one, without events", `
  ServerlessRestApi:
    Type: AWS::Serverless::Api
    Properties: {StageName: dev, DefinitionBody: {openapi: 3.0.1, paths: {/: {type: a, name: b, in: c, x-amazon-apigateway-authtype: d, x-amazon-apigateway-authorizer: e}}}}`,
			[]string{"ServerlessRestApidevStage", "Properties", "DeploymentId"},
			`{"Ref":"ServerlessRestApiDeploymentabbfd9def5"}`, ""},
		{"a bucket with a bracket", `
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: "s3://[b/k"}}`, nil, "", "'ContentUri' is not a valid S3 Uri"},
		{"what is invoked is a parameter", `
  F: {` + function + `, EventInvokeConfig: !Ref P}}`, nil, "", "Resource with id [F] is invalid. Property 'EventInvokeConfig' should be a map."},
		{"the routes are a parameter", `
  W: {Type: AWS::Serverless::WebSocketApi, Properties: {RouteSelectionExpression: x, Routes: !Ref P}}`,
			nil, "", "Resource with id [W] is invalid. Property 'Routes' should be a map."},
		{"a role under a condition that nothing declares", `
  F: {` + function + `, Role: !If [C, a, !Ref "AWS::NoValue"]}}`, nil, "", "Resource with id [F] is invalid. Fn::If names a condition"},
		{"a destination under a condition that nothing declares", `
  F: {` + function + `, EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If [C, a, !Ref "AWS::NoValue"]}}}}}`,
			nil, "", "Resource with id [F] is invalid. Fn::If names a condition"},
	} {
		t.Run(e.name, func(t *testing.T) {
			got, err := e.run(t)
			switch {
			case e.err != "" && (err == nil || !strings.Contains(err.Error(), e.err)):
				t.Errorf("the error is %v, want %s", err, e.err)
			case e.err == "" && err != nil:
				t.Error(err)
			case e.err == "" && got != e.want:
				t.Errorf("got %s, want %s", got, e.want)
			}
		})
	}
}

func (e edge) run(t *testing.T) (string, error) {
	t.Helper()
	source := "Transform: AWS::Serverless-2016-10-31\nParameters: {P: {Type: String, Default: text}}\nResources:" + e.template + "\n"
	template, err := syntax.Parse(&cloud.Origin{File: "template.yaml"}, []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	out, err := sam.Transform(template, sam.Options{})
	if err != nil {
		return "", err
	}
	v := out.Get("Resources")
	for _, key := range e.path {
		if v.Is(cloud.List) {
			v = v.Items()[key[0]-'0']
		} else {
			v = v.Get(key)
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), nil
}
