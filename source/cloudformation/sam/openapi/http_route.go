package openapi

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// AddLambda integrates a method with a function, unless it has an integration. A method written
// as null is filled in.
func (o *OpenAPI) AddLambda(path, method py27.Key, uri, condition *py27.Value) error {
	has, err := o.HasIntegration(path.Text, method)
	if err != nil || has {
		return err
	}
	if !condition.IsNone() {
		uri = Conditional(condition, uri)
	}
	if err := o.AddPath(path, method); err != nil {
		return err
	}
	items, err := o.pathItems(path.Text)
	if err != nil {
		return err
	}
	name := Method(method).Text
	for _, item := range items {
		if item.Get(name).IsNone() {
			item.SetKey(Method(method), py27.NewDict(method.Pos))
		}
	}
	return o.eachDefinition(path, method, condition, func(definition *py27.Value) error {
		p := uri.Pos
		definition.Set(integrationKey, py27.NewDict(p).Set("type", py27.Text(p, "aws_proxy")).
			Set("httpMethod", py27.Text(p, "POST")).Set("payloadFormatVersion", py27.Text(p, "2.0")).Set("uri", uri.Clone()))
		if path.Text == DefaultPath && name == AnyMethod {
			definition.Set("isDefaultRoute", py27.NewBool(p, true))
		}
		definition.Default(py27.Key{Text: "responses", Pos: p}, py27.NewDict(p))
		return nil
	})
}

// functionARN is a reference to the ARN of a function inside an integration's URI.
var functionARN = regexp.MustCompile(`([A-Za-z0-9]+\.Arn)`)

// Integrates reports whether the method of the path is integrated, in every branch, with the
// function of the logical id.
func (o *OpenAPI) Integrates(path string, method py27.Key, function string) (bool, error) {
	has, err := o.HasIntegration(path, method)
	if err != nil || !has {
		return false, err
	}
	items, err := o.pathItems(path)
	if err != nil {
		return false, err
	}
	for _, item := range items {
		definitions, err := o.definitions(item, path, Method(method).Text)
		if err != nil {
			return false, err
		}
		for _, definition := range definitions {
			if match, err := invokes(definition, function); err != nil || !match {
				return false, err
			}
		}
	}
	return true, nil
}

func invokes(definition *py27.Value, function string) (bool, error) {
	integration := definition.Get(integrationKey)
	if definition.Has(integrationKey) && !integration.Is(py27.Dict) {
		return false, invalid(pos(integration), "Value of '%s' must be a dictionary according to Swagger spec.", integrationKey)
	}
	uri := integration.Get("uri")
	if !uri.Is(py27.Dict) {
		return false, nil
	}
	uris, err := Branches(uri)
	if err != nil {
		return false, err
	}
	for _, u := range uris {
		match := functionARN.FindString(u.Get("Fn::Sub").Str())
		if id, _, _ := strings.Cut(match, ".Arn"); match == "" || id != function {
			return false, nil
		}
	}
	return true, nil
}

// SetPathParameters declares the variables of the path as parameters of a method.
func (o *OpenAPI) SetPathParameters(path, method py27.Key, names []string) error {
	definitions, err := o.integrated(path.Text, method)
	if err != nil {
		return err
	}
	for _, definition := range definitions {
		p := path.Pos
		all := definition.Default(py27.Key{Text: parametersKey, Pos: p}, py27.NewList(p))
		if !all.Is(py27.List) {
			return invalid(pos(all), "Value of parameters for path '%s' must be a list.", path.Text)
		}
		for _, name := range names {
			parameter := named(all, name)
			if !parameter.Truthy() {
				parameter = py27.NewDict(p).Set("name", py27.Unicode(p, name))
				all.Append(parameter)
			}
			parameter.Set("in", py27.Text(p, "path")).Set("required", py27.NewBool(p, true))
		}
	}
	return nil
}

// named returns the map of a list that has the name, or nil.
func named(list *py27.Value, name string) *py27.Value {
	for _, item := range list.Items() {
		if item.Get("name").IsText(name) {
			return item
		}
	}
	return nil
}

// SetPayloadFormat sets the version of the payload that the function gets.
func (o *OpenAPI) SetPayloadFormat(path string, method py27.Key, version *py27.Value) error {
	return o.setIntegration(path, method, "payloadFormatVersion", version)
}
