package openapi

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// LambdaIntegration integrates a method of a REST API with a function.
type LambdaIntegration struct {
	Path, Method py27.Key
	URI          *py27.Value
	Condition    *py27.Value // under which the function exists, or nil
	Streaming    bool        // the response is streamed
	MethodAuth   *py27.Value // Auth of the event, or nil
	APIAuth      *py27.Value // Auth of the API, or nil
}

// AddLambda integrates a method with a function
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html).
func (s *Swagger) AddLambda(l LambdaIntegration) error {
	return s.integrate(l.Path, l.Method, l.URI, l.Condition, func(definition, uri *py27.Value) {
		p := uri.Pos
		integration := py27.NewDict(p)
		definition.Set(integrationKey, integration)
		integration.Set("type", py27.Text(p, "aws_proxy")).Set("httpMethod", py27.Text(p, "POST")).Set("uri", uri)
		if l.Streaming {
			integration.Set("responseTransferMode", py27.Text(p, "STREAM"))
		}
		if credentials := s.credentials(l); credentials != nil {
			integration.Set("credentials", credentials)
		}
		definition.Default(py27.Key{Text: "responses", Pos: p}, py27.NewDict(p))
	})
}

// credentials returns the role with which an API that authorises by IAM invokes the function: of
// the event, of the API, or the caller's.
func (s *Swagger) credentials(l LambdaIntegration) *py27.Value {
	byDefault := l.APIAuth.Get("DefaultAuthorizer").IsText("AWS_IAM") && !l.MethodAuth.Truthy()
	if !byDefault && !l.MethodAuth.Get("Authorizer").IsText("AWS_IAM") {
		return nil
	}
	for _, auth := range []*py27.Value{l.MethodAuth, l.APIAuth} {
		if !auth.Has("InvokeRole") {
			continue
		}
		role := auth.Get("InvokeRole")
		if !role.Truthy() || role.IsText("NONE") {
			return nil
		}
		if !role.IsText("CALLER_CREDENTIALS") {
			return role.Clone()
		}
		break
	}
	return py27.Text(l.URI.Pos, "arn:"+s.partition+":iam::*:user/*")
}

// StateMachineIntegration integrates a method of a REST API with a state machine.
type StateMachineIntegration struct {
	Path, Method py27.Key
	URI          *py27.Value
	Credentials  *py27.Value // role with which the execution is started
	Templates    *py27.Value // templates of the request
	Condition    *py27.Value // under which the state machine exists, or nil
}

// AddStateMachine integrates a method with a state machine.
func (s *Swagger) AddStateMachine(m StateMachineIntegration) error {
	return s.integrate(m.Path, m.Method, m.URI, m.Condition, func(definition, uri *py27.Value) {
		p := uri.Pos
		one := func(key, value string) *py27.Value { return py27.NewDict(p).Set(key, py27.Text(p, value)) }
		integration := py27.NewDict(p)
		definition.Set(integrationKey, integration)
		integration.Set("type", py27.Text(p, "aws")).Set("httpMethod", py27.Text(p, "POST")).Set("uri", uri)
		integration.Set("responses", py27.NewDict(p).Set("200", one("statusCode", "200")).Set("400", one("statusCode", "400")))
		integration.Set("credentials", m.Credentials.Clone())
		definition.Default(py27.Key{Text: "responses", Pos: p},
			py27.NewDict(p).Set("200", one("description", "OK")).Set("400", one("description", "Bad Request")))
		if m.Templates.Truthy() {
			integration.Update(py27.NewOrdered(p).Set("requestTemplates", m.Templates.Clone()))
		}
	})
}

// integrate adds the method to the path, has fill write its definition in every branch of the
// path, and wraps the definition and its URI into the condition.
func (s *Swagger) integrate(path, method py27.Key, uri, condition *py27.Value, fill func(definition, uri *py27.Value)) error {
	has, err := s.HasIntegration(path.Text, method)
	if err != nil {
		return err
	}
	if has {
		return invalid(path.Pos, "Lambda integration already exists on Path=%s, Method=%s", path.Text, Method(method).Text)
	}
	return s.eachDefinition(path, method, condition, func(definition *py27.Value) error {
		if condition.IsNone() {
			fill(definition, uri.Clone())
		} else {
			fill(definition, Conditional(condition, uri.Clone()))
		}
		return nil
	})
}

// eachDefinition adds the method and calls fill with its definition in every branch of the path.
func (d *document) eachDefinition(path, method py27.Key, condition *py27.Value, fill func(definition *py27.Value) error) error {
	if err := d.AddPath(path, method); err != nil {
		return err
	}
	items, err := d.pathItems(path.Text)
	if err != nil {
		return err
	}
	key := Method(method)
	for _, item := range items {
		definition := item.Get(key.Text)
		if !definition.Is(py27.Dict) {
			return invalid(item.Key(key.Text).Pos, "Definition of method '%s' for path '%s' should be a map.", key.Text, path.Text)
		}
		if err := fill(definition); err != nil {
			return err
		}
		if !condition.IsNone() {
			item.SetKey(key, Conditional(condition, definition))
		}
	}
	return nil
}

// LambdaURI is the URI of an integration with a function given as a shorthand of Fn::Sub such as
// ${Orders.Arn}; unicode says whether the name of the function is written in the template.
func LambdaURI(p cloud.Pos, partition, function string, streaming, unicode bool) *py27.Value {
	version, call := "2015-03-31", "/invocations"
	if streaming {
		version, call = "2021-11-15", "/response-streaming-invocations"
	}
	text := strings.Join([]string{"arn:", partition, ":apigateway:${AWS::Region}:lambda:path/", version, "/functions/", function, call}, "")
	arn := py27.Text(p, text)
	if unicode {
		arn = py27.Unicode(p, text)
	}
	return py27.NewDict(p).Set("Fn::Sub", arn)
}
