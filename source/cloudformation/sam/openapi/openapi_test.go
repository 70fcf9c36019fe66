package openapi

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

func parse(t *testing.T, text string) *py27.Value {
	t.Helper()
	v, err := syntax.Parse(&cloud.Origin{File: "api.yaml"}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return py27.FromCloud(v)
}

func key(s string) py27.Key { return py27.Key{Text: s, Unicode: true} }

func text(s string) *py27.Value { return py27.Unicode(cloud.Pos{}, s) }

const definition = `
swagger: "2.0"
paths:
  /both:
    Fn::If:
      - Prod
      - get: {x-amazon-apigateway-integration: {uri: a}}
      - get: {summary: nothing behind it}
  /one:
    Fn::If: [Prod, {get: {x-amazon-apigateway-integration: {uri: a}}}, {Ref: AWS::NoValue}]
  /plain:
    any: {}
    x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: {uri: a}}
    parameters: [{in: path}]
`

func TestHasIntegration(t *testing.T) {
	s, err := NewSwagger(parse(t, definition), "aws")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"/both get": false, "/one GET": true, "/plain ANY": true, "/plain get": false, "/none get": false} {
		p, method, _ := strings.Cut(path, " ")
		if got, err := s.HasIntegration(p, key(method)); err != nil || got != want {
			t.Errorf("%s: %v %v, want %v", path, got, err, want)
		}
	}
}

func TestEditsReachBothBranches(t *testing.T) {
	s, err := NewSwagger(parse(t, definition), "aws")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddLambda(LambdaIntegration{Path: key("/both"), Method: key("POST"), URI: text("u"), Condition: text("Test")}); err != nil {
		t.Fatal(err)
	}
	if err := s.AddCORS("/both", CORS{Origin: text("'*'")}); err != nil {
		t.Fatal(err)
	}
	for i, branch := range s.Document().Path("paths", "/both", "Fn::If").Items()[1:] {
		if branch.Path("post", "Fn::If").Len() != 3 {
			t.Errorf("branch %d has no conditional post", i)
		}
		methods := branch.Path("options", integrationKey, "responses", "default", "responseParameters", "method.response.header.Access-Control-Allow-Methods")
		if methods.Str() != "'GET,OPTIONS,POST'" {
			t.Errorf("branch %d allows %s", i, methods)
		}
	}
}

func TestMistakesHavePositions(t *testing.T) {
	for document, want := range map[string]string{
		"swagger: '2.0'\npaths:\n  /a: text":                       "api.yaml:3:3: Structure of the SAM template is invalid. Value of '/a' path must be a dictionary according to Swagger spec.",
		"swagger: '2.0'\npaths:\n  /a: {Fn::If: no}":               "api.yaml:3:7: Structure of the SAM template is invalid. Value of Fn::If must be a list.",
		"swagger: '2.0'\npaths:\n  /a:\n    get: text":             "api.yaml:4:5: Structure of the SAM template is invalid. Definition of method 'get' for path '/a' should be a map.",
		"swagger: '2.0'\npaths: {/a: {get: {security: text}}}":     "",
		"openapi: 3.10.1\npaths: {}":                               "Invalid Swagger document",
		"swagger: '2.0'\npaths: {/a: {get: {security: [text]}}}\n": "",
	} {
		s, err := NewSwagger(parse(t, document), "aws")
		if err == nil {
			err = s.SetDefaultAuthorizer("/a", key("x"), nil, true)
		}
		if got := ""; err != nil {
			got = err.Error()
			if want == "" || !strings.Contains(got, want) {
				t.Errorf("%q: %s, want %s", document, got, want)
			}
		} else if want != "" {
			t.Errorf("%q: accepted, want %s", document, want)
		}
	}
}

// Editing in place must leave the document as it would be if it were copied before and after each edit.
func TestEditingInPlaceCopiesNothingAndChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		inPlace := parse(t, definition)
		copied := parse(t, definition)
		for range 40 {
			path := key("/" + strings.Repeat(string(rune('a'+rng.IntN(26))), 1+rng.IntN(3)))
			method := key([]string{"get", "post", "any", "put"}[rng.IntN(4)])
			edit := func(d *document) error {
				return d.eachDefinition(path, method, nil, func(definition *py27.Value) error {
					definition.Set(integrationKey, py27.NewDict(cloud.Pos{}).Set("type", text("t")).Set("uri", text("u")).Set("httpMethod", text("POST")))
					definition.Set("responses", py27.NewDict(cloud.Pos{}))
					return nil
				})
			}
			s, err := NewSwagger(inPlace, "aws")
			if err != nil {
				t.Fatal(err)
			}
			if err := edit(&s.document); err != nil {
				t.Fatal(err)
			}
			inPlace = s.Document()

			copied = copied.DeepCopy()
			if err := edit(&document{copied, copied.Get("paths")}); err != nil {
				t.Fatal(err)
			}
			copied = copied.DeepCopy()
		}
		if inPlace.String() != copied.String() {
			t.Fatalf("in place\n%s\ncopied\n%s", inPlace, copied)
		}
	}
}

func TestPathPattern(t *testing.T) {
	for path, want := range map[string][2]string{
		"/a/{b}/{c.d-e}": {"/a/*/*", "/a/*/*"},
		"/{proxy+}":      {"/*", "/*"},
		"/{rest+}":       {"/*", "/{rest+}"},
		"/{}":            {"/{}", "/{}"},
	} {
		if got := [2]string{PathPattern(path), RoutePattern(path)}; got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}
