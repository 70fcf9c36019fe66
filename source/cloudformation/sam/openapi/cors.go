package openapi

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// CORS is what a REST API answers to preflight requests. Nil values are left out.
type CORS struct {
	Pos                      cloud.Pos
	Origin, Headers, Methods *py27.Value
	MaxAge                   *py27.Value
	Credentials              bool
}

// AddCORS adds an options method with the headers to a path, unless it has one
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html).
func (s *Swagger) AddCORS(path string, c CORS) error {
	items, err := s.pathItems(path)
	if err != nil {
		return err
	}
	for _, item := range items {
		if item.Has("options") {
			continue
		}
		if !c.Origin.Truthy() {
			return invalid(c.Pos, "Invalid input. Value for AllowedOrigins is required")
		}
		if !c.Methods.Truthy() {
			c.Methods = py27.Text(c.Pos, "'"+methodsOf(item)+"'")
		}
		item.Set("options", c.method())
	}
	return nil
}

// methodsOf lists the methods of a path item and options, in alphabetical order.
func methodsOf(item *py27.Value) string {
	methods := append(item.Keys(), "options")
	if item.Has(AnyMethod) {
		methods = []string{"OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"}
	}
	for i, m := range methods {
		methods[i] = strings.ToUpper(m)
	}
	slices.Sort(methods)
	return strings.Join(slices.Compact(methods), ",")
}

// method is the definition of the options method.
func (c CORS) method() *py27.Value {
	p := c.Pos
	text := func(s string) *py27.Value { return py27.Text(p, s) }
	plain := func(key, value string) *py27.Value { return py27.NewOrdered(p).Set(key, text(value)) }
	parameters, headers := py27.NewDict(p), py27.NewDict(p)
	add := func(header string, value *py27.Value, typ string) {
		parameters.Set("method.response.header."+header, value.Clone())
		headers.Set(header, plain("type", typ))
	}
	add("Access-Control-Allow-Origin", c.Origin, "string")
	if c.Headers.Truthy() {
		add("Access-Control-Allow-Headers", c.Headers, "string")
	}
	if c.Methods.Truthy() {
		add("Access-Control-Allow-Methods", c.Methods, "string")
	}
	if !c.MaxAge.IsNone() {
		add("Access-Control-Max-Age", c.MaxAge, "integer")
	}
	if c.Credentials {
		add("Access-Control-Allow-Credentials", text("'true'"), "string")
	}
	byDefault := py27.NewDict(p).Set("statusCode", text("200")).
		Set("responseParameters", parameters).Set("responseTemplates", plain("application/json", "{}\n"))
	integration := py27.NewDict(p).Set("type", text("mock")).
		Set("requestTemplates", plain("application/json", "{\n  \"statusCode\" : 200\n}\n")).
		Set("responses", py27.NewDict(p).Set("default", byDefault))
	ok := py27.NewDict(p).Set("description", text("Default response for CORS method")).Set("headers", headers)
	return py27.NewDict(p).Set("summary", text("CORS support")).
		Set("consumes", py27.NewList(p, text("application/json"))).
		Set("produces", py27.NewList(p, text("application/json"))).
		Set(integrationKey, integration).
		Set("responses", py27.NewDict(p).Set("200", ok))
}
