package openapi

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

const (
	validatorsKey = "x-amazon-apigateway-request-validators"
	validatorKey  = "x-amazon-apigateway-request-validator"
	cacheKeysKey  = "cacheKeyParameters"
	mediaTypesKey = "x-amazon-apigateway-binary-media-types"
)

func orNone(v *py27.Value, p cloud.Pos) *py27.Value {
	if v == nil {
		return py27.NewNone(p)
	}
	return v.Clone()
}

// AddValidator has API Gateway validate the requests of a method.
func (s *Swagger) AddValidator(path string, method py27.Key, body, parameters *py27.Value) error {
	p := method.Pos
	name := "no-validation"
	switch {
	case body.True() && parameters.True():
		name = "body-and-params"
	case body.True():
		name = "body-only"
	case parameters.True():
		name = "params-only"
	}
	if !s.doc.Get(validatorsKey).Truthy() {
		s.doc.Set(validatorsKey, py27.NewDict(p))
	}
	validators := s.doc.Get(validatorsKey)
	if !validators.Is(py27.Dict) {
		return invalid(validators.Pos, "Value of '%s' must be a dictionary according to Swagger spec.", validatorsKey)
	}
	if !validators.Get(name).Truthy() {
		validator := py27.NewDict(p).Set("validateRequestBody", body).Set("validateRequestParameters", parameters)
		validators.Update(py27.NewDict(p).Set(name, validator))
	}
	definitions, err := s.integrated(path, method)
	for _, definition := range definitions {
		definition.Update(py27.NewDict(p).Set(validatorKey, py27.Text(p, name)))
	}
	return err
}

// AddModel makes a model the body of the requests of a method. The name is that of the model in
// lower case; required is nil when it was not said.
func (s *Swagger) AddModel(path string, method py27.Key, name, required *py27.Value) error {
	definitions, err := s.integrated(path, method)
	if err != nil {
		return err
	}
	p := name.Pos
	schema := func(parent string) *py27.Value {
		return py27.NewOrdered(p).Set("$ref", py27.Text(p, parent+name.Str()))
	}
	for _, definition := range definitions {
		switch {
		case !s.doc.Get("swagger").IsNone():
			parameter := py27.NewDict(p).Set("in", py27.Text(p, "body")).Set("name", name).Set("schema", schema("#/definitions/"))
			if !required.IsNone() {
				parameter.Set("required", required.Clone())
			}
			if err := appendParameters(definition, path, p, parameter); err != nil {
				return err
			}
		case s.doc.Get("openapi").Truthy() && IsVersion3(s.doc.Get("openapi")):
			content := py27.NewOrdered(p).Set("schema", schema("#/components/schemas/"))
			body := py27.NewOrdered(p).Set("content", py27.NewOrdered(p).Set("application/json", content))
			if !required.IsNone() {
				body.Set("required", required.Clone())
			}
			definition.Set("requestBody", body)
		}
	}
	return nil
}

// appendParameters adds parameters to the definition of a method.
func appendParameters(definition *py27.Value, path string, p cloud.Pos, parameters ...*py27.Value) error {
	all := py27.NewList(p)
	if definition.Has(parametersKey) {
		all = definition.Get(parametersKey)
	}
	if !all.Is(py27.List) {
		return invalid(pos(all), "Value of parameters for path '%s' must be a list.", path)
	}
	all.Append(parameters...)
	definition.Set(parametersKey, all)
	return nil
}

// Parameter is a request parameter of a method, e.g. method.request.querystring.page.
type Parameter struct {
	Name              *py27.Value
	Required, Caching *py27.Value
}

// AddParameters declares request parameters of a method.
func (s *Swagger) AddParameters(path string, method py27.Key, parameters []Parameter) error {
	definitions, err := s.integrated(path, method)
	if err != nil {
		return err
	}
	for _, definition := range definitions {
		if err := appendParameters(definition, path, method.Pos); err != nil {
			return err
		}
		for _, parameter := range parameters {
			p := parameter.Name.Pos
			location, name, _ := strings.Cut(strings.ReplaceAll(parameter.Name.Str(), "method.request.", ""), ".")
			in := py27.Like(parameter.Name, location)
			if location == "querystring" {
				in = py27.Text(p, "query")
			}
			declared := py27.NewDict(p).Set("in", in).Set("name", py27.Like(parameter.Name, name)).
				Set("required", parameter.Required.Clone()).Set("type", py27.Text(p, "string"))
			definition.Get(parametersKey).Append(declared)
			if !parameter.Caching.Truthy() {
				continue
			}
			integration := definition.Get(integrationKey)
			keys := py27.NewList(p)
			if integration.Has(cacheKeysKey) {
				keys = integration.Get(cacheKeysKey)
			}
			if !integration.Is(py27.Dict) || !keys.Is(py27.List) {
				return invalid(pos(integration), "Value of '%s' must be a list.", cacheKeysKey)
			}
			keys.Append(parameter.Name)
			integration.Set(cacheKeysKey, keys)
		}
	}
	return nil
}

// AddModels adds models under their names in lower case.
func (s *Swagger) AddModels(models *py27.Value) error {
	if !s.definitions.Is(py27.Dict) {
		return invalid(pos(s.definitions), "Value of 'definitions' must be a dictionary according to Swagger spec.")
	}
	for _, e := range models.Entries() {
		if !e.Value.Get("type").Truthy() {
			return invalid(e.Key.Pos, "'Models' schema is missing 'type'.")
		}
		e.Key.Text = strings.ToLower(e.Key.Text)
		s.definitions.SetKey(e.Key, e.Value.Clone())
	}
	return nil
}

// AddGatewayResponse defines the answer of the gateway to one kind of error. Status may be nil.
func (s *Swagger) AddGatewayResponse(kind py27.Key, parameters, templates, status *py27.Value) error {
	if !s.gatewayResponses.Is(py27.Dict) {
		return invalid(pos(s.gatewayResponses), "Value of '%s' must be a dictionary according to Swagger spec.", gatewayResponsesKey)
	}
	response := py27.NewDict(kind.Pos).Set("responseParameters", parameters.Clone()).Set("responseTemplates", templates.Clone())
	if status.Truthy() {
		response.Set("statusCode", status)
	}
	s.gatewayResponses.SetKey(kind, response)
	return nil
}

// SetBinaryMediaTypes declares media types whose bodies are binary; ~1 stands for a slash.
func (s *Swagger) SetBinaryMediaTypes(types *py27.Value) {
	s.doc.Set(mediaTypesKey, unescape(types))
}

func unescape(v *py27.Value) *py27.Value {
	switch v.Kind() {
	case py27.String:
		return py27.Unicode(v.Pos, strings.ReplaceAll(v.Str(), "~1", "/"))
	case py27.List:
		list := py27.NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(unescape(item))
		}
		return list
	case py27.Dict:
		d := py27.NewDict(v.Pos)
		for _, e := range v.Entries() {
			d.SetKey(py27.Key{Text: strings.ReplaceAll(e.Key.Text, "~1", "/"), Unicode: true, Pos: e.Key.Pos}, unescape(e.Value))
		}
		return d
	}
	return v.Clone()
}
