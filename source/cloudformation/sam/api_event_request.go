package sam

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// addModel makes a model of the API the body of the requests.
func (a *apiEvent) addModel(editor *openapi.Swagger) error {
	request := py27.FromCloud(a.get("RequestModel"))
	if !request.Truthy() {
		return nil
	}
	if !request.Is(py27.Dict) {
		return a.invalid(a.get("RequestModel"), "Property 'RequestModel' should be a map.")
	}
	model := request.Get("Model")
	if !model.Truthy() {
		return nil
	}
	unable := func(what, why string) error {
		return eventError(model.Pos, a.name, "Unable to set %s [%s] on API method [%s] for path [%s] %s",
			what, model, a.method.Text, a.path.Text, why)
	}
	models := a.api.Get("Models")
	switch {
	case !models.Truthy():
		return unable("RequestModel", "because the related API does not define any Models.")
	case !models.Is(py27.Dict):
		return unable("RequestModel", "because the related API Models defined is of invalid type.")
	case !model.Is(py27.String):
		return unable("RequestModel", "because the related API does not contain valid Models.")
	case !models.Get(model.Str()).Truthy():
		return unable("RequestModel", "because it wasn't defined in the API's Models.")
	}
	name := py27.Like(model, strings.ToLower(model.Str()))
	if err := editor.AddModel(a.path.Text, a.method, name, request.Get("Required")); err != nil {
		return err
	}
	return a.addValidator(editor, request, unable)
}

func (a *apiEvent) addValidator(editor *openapi.Swagger, request *py27.Value, unable func(what, why string) error) error {
	body, parameters := request.Get("ValidateBody"), request.Get("ValidateParameters")
	if body.IsNone() && parameters.IsNone() {
		return nil
	}
	for _, setting := range []**py27.Value{&body, &parameters} {
		if (*setting).IsNone() {
			*setting = py27.NewBool(request.Pos, false)
		}
		if !(*setting).Is(py27.Bool) {
			return unable("Validator to RequestModel", "ValidateBody and ValidateParameters must be a boolean type, strings or intrinsics are not supported.")
		}
	}
	return editor.AddValidator(a.path.Text, a.method, body, parameters)
}

// requestParameter is the name of a request parameter of API Gateway.
var requestParameter = regexp.MustCompile(`\Amethod\.request\.(querystring|path|header)\.`)

// addParameters declares the request parameters.
func (a *apiEvent) addParameters(editor *openapi.Swagger) error {
	list := py27.FromCloud(a.get("RequestParameters"))
	if !list.Truthy() {
		return nil
	}
	if !list.Is(py27.List) && !list.Is(py27.Dict) { // the service takes one parameter written as a map
		return a.invalid(a.get("RequestParameters"), "Property 'RequestParameters' should be a list.")
	}
	var parameters []openapi.Parameter
	for _, item := range list.Each() {
		parameter := openapi.Parameter{Name: item, Required: py27.NewBool(item.Pos, false), Caching: py27.NewBool(item.Pos, false)}
		wrong := func(why string) error {
			return eventError(item.Pos, a.name, "Invalid value for 'RequestParameters' property. %s", why)
		}
		if item.Is(py27.Dict) && item.Len() > 0 {
			e := item.Entries()[0]
			parameter.Name = py27.Unicode(e.Key.Pos, e.Key.Text)
			if !e.Value.Is(py27.Dict) {
				return wrong("Values must be an object, e.g { Required: true, Caching: false }")
			}
			for _, setting := range e.Value.Entries() {
				switch setting.Key.Text {
				case "Required":
					parameter.Required = setting.Value
				case "Caching":
					parameter.Caching = setting.Value
				default:
					return wrong("Values must be an object, e.g { Required: true, Caching: false }")
				}
			}
		} else if !item.Is(py27.String) {
			return wrong("Property must be either a string or an object")
		}
		if !requestParameter.MatchString(parameter.Name.Str()) {
			return wrong("Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.")
		}
		parameters = append(parameters, parameter)
	}
	return editor.AddParameters(a.path.Text, a.method, parameters)
}
