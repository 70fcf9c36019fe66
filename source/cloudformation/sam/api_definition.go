package sam

import (
	"regexp"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// supportedVersion is what OpenApiVersion may be.
var supportedVersion = regexp.MustCompile(`\A[2-3](\.\d)(\.\d)?\n?\z`)

// editable refuses a property that needs a definition in the template when there is none. What is
// the name of the property and of what it adds.
func (a *restAPI) editable(v *py27.Value, property, adds string) error {
	if !a.body.Truthy() {
		return a.wrong(v, "%s works only with inline Swagger specified in 'DefinitionBody' property.", property)
	}
	if !openapi.IsSwagger(a.body) {
		return a.wrong(v, "Unable to add %s because 'DefinitionBody' does not contain a valid Swagger definition.", adds)
	}
	return nil
}

// edit changes the definition.
func (a *restAPI) edit(change func(*openapi.Swagger) error) error {
	editor, err := openapi.NewSwagger(a.body, a.partition)
	if err != nil {
		return err
	}
	if err := change(editor); err != nil {
		return err
	}
	a.body = editor.Document()
	return nil
}

// addCORS answers preflight requests on every path.
func (a *restAPI) addCORS() error {
	written := a.prop("Cors")
	if !written.Truthy() {
		return nil
	}
	if !a.body.Truthy() {
		return a.editable(written, "Cors", "")
	}
	cors := openapi.CORS{Pos: written.Pos, Origin: written}
	switch {
	case written.Is(py27.String), isTypedIntrinsic(written):
	case written.Is(py27.Dict):
		for _, e := range written.Entries() {
			switch e.Key.Text {
			case "AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials":
			default:
				return resourceError(e.Key.Pos, a.id, "Invalid key '%s' for 'Cors' property.", e.Key.Text)
			}
		}
		cors.Headers, cors.Methods, cors.MaxAge = written.Get("AllowHeaders"), written.Get("AllowMethods"), written.Get("MaxAge")
		cors.Credentials = written.Get("AllowCredentials").True()
		if cors.Origin = written.Get("AllowOrigin"); !written.Has("AllowOrigin") {
			cors.Origin = py27.Text(written.Pos, "'*'")
		}
	default:
		return a.wrong(written, "Invalid value for 'Cors' property")
	}
	if err := a.editable(written, "Cors", "Cors configuration"); err != nil {
		return err
	}
	if cors.Credentials && cors.Origin.IsText("'*'") {
		return a.wrong(written, "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set")
	}
	return a.edit(func(editor *openapi.Swagger) error {
		done := map[string]bool{}
		for _, path := range editor.Paths() {
			if same := withoutTrailingSlashes(path.Text); !done[same] {
				done[same] = true
				if err := editor.AddCORS(path.Text, cors); err != nil {
					return a.failedToAdd(err)
				}
			}
		}
		return nil
	})
}

// failedToAdd words an error of the editor as one about the API.
func (a *restAPI) failedToAdd(err error) error {
	if e := asError(err); e != nil {
		return resourceError(e.Pos, a.id, "%s", e.What)
	}
	return err
}

// withoutTrailingSlashes gives paths that are the same resource of API Gateway the same name.
func withoutTrailingSlashes(path string) string {
	for len(path) > 0 && path[len(path)-1] == '/' && path != "/" {
		path = path[:len(path)-1]
	}
	return path
}

// addGatewayResponses defines the answers of the gateway itself.
func (a *restAPI) addGatewayResponses() error {
	written := a.prop("GatewayResponses")
	if !written.Truthy() {
		return nil
	}
	if !a.body.Truthy() {
		return a.editable(written, "GatewayResponses", "")
	}
	if !written.Is(py27.Dict) {
		return a.mistyped(written, "GatewayResponses", "map")
	}
	for _, e := range written.Entries() {
		if isTypedIntrinsic(e.Value) {
			return a.wrong(e.Value, "Unable to set GatewayResponses attribute because intrinsic functions are not supported for this field.")
		}
		if !e.Value.Is(py27.Dict) {
			return a.wrong(e.Value, "Invalid property type for GatewayResponses. Expected an object of type 'GatewayResponse'.")
		}
		for _, property := range e.Value.Entries() {
			switch property.Key.Text {
			case "ResponseParameters", "ResponseTemplates", "StatusCode":
			default:
				return resourceError(property.Key.Pos, a.id, "Invalid property '%s' in 'GatewayResponses' property '%s'.", property.Key.Text, e.Key.Text)
			}
		}
	}
	if err := a.editable(written, "GatewayResponses", "Auth configuration"); err != nil {
		return err
	}
	return a.edit(func(editor *openapi.Swagger) error {
		// The service first gathers the responses in a dictionary of its own.
		responses := py27.NewDict(written.Pos)
		for _, e := range written.Entries() {
			responses.SetKey(e.Key, e.Value)
		}
		for _, e := range responses.Entries() {
			if err := a.addGatewayResponse(editor, e.Key, e.Value); err != nil {
				return err
			}
		}
		return nil
	})
}

// statusCode is what StatusCode of a gateway response looks like.
var statusCode = regexp.MustCompile(`\A[0-9]{1,3}\n?\z`)

func (a *restAPI) addGatewayResponse(editor *openapi.Swagger, kind py27.Key, response *py27.Value) error {
	parameters, templates := response.Get("ResponseParameters"), response.Get("ResponseTemplates")
	if parameters.Truthy() {
		if !parameters.Is(py27.Dict) {
			return a.mistyped(parameters, "GatewayResponses."+kind.Text+".ResponseParameters", "map")
		}
		for _, e := range parameters.Entries() {
			switch e.Key.Text {
			case "Headers", "Paths", "QueryStrings":
			default:
				return resourceError(e.Key.Pos, a.id, "Invalid gateway response parameter '%s'", e.Key.Text)
			}
		}
	}
	status := response.Get("StatusCode")
	if status.Truthy() && !statusCode.MatchString(status.String()) {
		return a.wrong(status, "Property 'StatusCode' must be numeric")
	}
	if !status.IsNone() {
		status = py27.Text(status.Pos, status.String())
	}
	prefixed := py27.NewDict(kind.Pos)
	for _, part := range [...][2]string{{"Headers", "header."}, {"Paths", "path."}, {"QueryStrings", "querystring."}} {
		own := parameters.Get(part[0])
		if parameters.Has(part[0]) && !own.Is(py27.Dict) {
			return a.mistyped(own, "ResponseParameters."+part[0], "map")
		}
		for _, e := range own.Entries() {
			e.Key.Text = "gatewayresponse." + part[1] + e.Key.Text
			prefixed.SetKey(e.Key, e.Value)
		}
	}
	if !templates.Truthy() {
		templates = py27.NewDict(kind.Pos)
	}
	return editor.AddGatewayResponse(kind, prefixed, templates, status)
}

// addMediaTypes declares binary media types, where there is a definition.
func (a *restAPI) addMediaTypes() error {
	if !a.media.Truthy() || !a.body.Truthy() {
		return nil
	}
	return a.edit(func(editor *openapi.Swagger) error {
		editor.SetBinaryMediaTypes(a.media)
		return nil
	})
}

// addModels adds the models.
func (a *restAPI) addModels() error {
	models := a.prop("Models")
	if !models.Truthy() {
		return nil
	}
	if err := a.editable(models, "Models", "Models definitions"); err != nil {
		return err
	}
	for _, e := range models.Entries() {
		if !e.Value.Is(py27.Dict) {
			return a.wrong(e.Value, "Invalid value for 'Models' property")
		}
	}
	if err := a.edit(func(editor *openapi.Swagger) error { return editor.AddModels(models) }); err != nil {
		return err
	}
	return openapi.Modernize(a.body, a.prop("OpenApiVersion"))
}

// addEndpointExtension says whether clients may use the default endpoint.
func (a *restAPI) addEndpointExtension() error {
	disable := a.prop("DisableExecuteApiEndpoint")
	if disable == nil {
		return nil
	}
	if !a.body.Truthy() {
		return a.wrong(disable, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.")
	}
	return a.edit(func(editor *openapi.Swagger) error { return editor.DisableExecuteEndpoint(disable) })
}
