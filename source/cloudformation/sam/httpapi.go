package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// httpTag is the tag of everything made for an HTTP API.
const httpTag = "httpapi:createdBy"

// httpAPI is an AWS::Serverless::HttpApi being translated.
type httpAPI struct {
	*restAPI             // properties, definition and errors are kept the same way
	cors     *py27.Value // CorsConfiguration, parameters resolved
	tags     *py27.Value // with that of the transform
}

// translateHTTPAPI makes the API, its stage, and what its domain and its authorisers need
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html).
func translateHTTPAPI(m *macro) ([]*resource, error) {
	h := &httpAPI{restAPI: &restAPI{macro: m, typed: m.apiProperties(m.id)}}
	h.body, h.auth = h.prop("DefinitionBody"), h.prop("Auth")
	var err error
	if h.cors, err = m.resolveTyped(h.prop("CorsConfiguration")); err != nil {
		return nil, err
	}
	if h.domain, err = m.resolveTyped(h.prop("Domain")); err != nil {
		return nil, err
	}
	api, err := h.httpAPI()
	if err != nil {
		return nil, err
	}
	domain, err := m.apiV2Domain(h.domain.ToCloud(), httpTag, m.apis.records)
	if err != nil {
		return nil, err
	}
	permissions, err := h.permissions()
	if err != nil {
		return nil, err
	}
	made := append(append([]*resource{api}, permissions...), domain...)
	stage := h.stage()
	if own := h.prop("Tags"); own.Truthy() && h.prop("DefinitionBody") != nil {
		for _, r := range domain {
			if r.typ == "AWS::ApiGatewayV2::DomainName" {
				r.set("Tags", h.tags.ToCloud())
			}
		}
	}
	return append(made, stage), nil
}

// httpAPI makes the API itself.
func (h *httpAPI) httpAPI() (*resource, error) {
	uri := h.prop("DefinitionUri")
	if uri.Truthy() && h.body.Truthy() {
		return nil, h.wrong(uri, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.")
	}
	for _, step := range []func() error{h.addCORS, h.addAuth, h.addTags, h.addEndpoint, h.addTitle, h.addDescription} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	h.renameDefaultPath()
	api := h.make("AWS::ApiGatewayV2::Api")
	if fail := h.prop("FailOnWarnings"); fail.Truthy() {
		api.set("FailOnWarnings", fail.ToCloud())
	}
	switch {
	case uri.Truthy():
		location, err := s3LocationAs(uri.ToCloud(), h.id, "DefinitionUri", "Bucket", "Key", "Version")
		if err != nil {
			return nil, err
		}
		return api.set("BodyS3Location", location), nil
	case h.body.Truthy():
		return api.set("Body", h.body.ToCloud()), nil
	}
	return nil, h.wrong(nil, "'DefinitionUri' or 'DefinitionBody' are required properties of an 'AWS::Serverless::HttpApi'. "+
		"Add a value for one of these properties or add a 'HttpApi' event to an 'AWS::Serverless::Function'.")
}

// edit changes the definition.
func (h *httpAPI) edit(change func(*openapi.OpenAPI) error) error {
	editor, err := openapi.NewOpenAPI(h.body)
	if err != nil {
		return err
	}
	if err := change(editor); err != nil {
		return err
	}
	h.body = editor.Document()
	return nil
}

// editable refuses a property that needs a definition in the template when there is none.
func (h *httpAPI) editable(v *py27.Value, property, adds string) error {
	if !h.body.Truthy() {
		return h.wrong(v, "%s works only with inline OpenApi specified in the 'DefinitionBody' property.", property)
	}
	if adds != "" && !openapi.IsOpenAPI(h.body) {
		return h.wrong(v, "Unable to add %s because 'DefinitionBody' does not contain a valid OpenApi definition.", adds)
	}
	return nil
}

// addCORS writes the CORS settings into the definition.
func (h *httpAPI) addCORS() error {
	written := h.cors
	if !written.Truthy() {
		return nil
	}
	if err := h.editable(written, "Cors", ""); err != nil {
		return err
	}
	settings := written
	switch {
	case written.Is(py27.Bool):
		settings = py27.NewOrdered(written.Pos).Set("AllowOrigins", py27.NewList(written.Pos, py27.Text(written.Pos, "*")))
	case isTypedIntrinsic(written):
		settings = py27.NewOrdered(written.Pos).Set("AllowOrigins", written)
	case written.Is(py27.Dict):
		for _, e := range written.Entries() {
			switch e.Key.Text {
			case "AllowMethods", "AllowHeaders", "AllowOrigins", "MaxAge", "ExposeHeaders", "AllowCredentials":
			default:
				return resourceError(e.Key.Pos, h.id, "Invalid key '%s' for 'Cors' property.", e.Key.Text)
			}
		}
	default:
		return h.wrong(written, "Invalid value for 'Cors' property.")
	}
	if err := h.editable(written, "Cors", "Cors configuration"); err != nil {
		return err
	}
	origins := settings.Get("AllowOrigins")
	if settings.Get("AllowCredentials").True() && origins.Len() == 1 && origins.Is(py27.List) && origins.Items()[0].IsText("*") {
		return h.wrong(written, "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set.")
	}
	return h.edit(func(editor *openapi.OpenAPI) error { return editor.SetCORS(settings, written.Pos) })
}

// addTags tags the API in its definition.
func (h *httpAPI) addTags() error {
	written := h.prop("Tags")
	if written.Truthy() {
		if err := h.editable(written, "Tags", "`Tags`"); err != nil {
			return err
		}
	}
	h.tags = written
	if !openapi.IsOpenAPI(h.body) {
		return nil
	}
	if !written.Truthy() {
		h.tags = py27.NewOrdered(h.pos)
	}
	h.tags.Set(httpTag, py27.Text(h.pos, "SAM"))
	return h.edit(func(editor *openapi.OpenAPI) error { return editor.AddTags(h.tags) })
}

// addEndpoint says whether clients may use the default endpoint.
func (h *httpAPI) addEndpoint() error {
	disable := h.prop("DisableExecuteApiEndpoint")
	if disable == nil {
		return nil
	}
	if !h.body.Truthy() {
		return h.wrong(disable, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.")
	}
	return h.edit(func(editor *openapi.OpenAPI) error { return editor.DisableExecuteEndpoint(disable) })
}

// info returns an entry of the definition's info.
func (h *httpAPI) info(name string) (*py27.Value, error) {
	info := h.body.Get("info")
	if !info.IsNone() && !info.Is(py27.Dict) {
		return nil, h.wrong(info, "Invalid 'DefinitionBody': The value of 'info' should be a map.")
	}
	return info.Get(name), nil
}

// addTitle names the API.
func (h *httpAPI) addTitle() error {
	name := h.prop("Name")
	if !name.Truthy() {
		return nil
	}
	if err := h.editable(name, "Name", ""); err != nil {
		return err
	}
	title, err := h.info("title")
	if err != nil {
		return err
	}
	if !openapi.IsDefaultTitle(title) {
		return h.wrong(name, "Unable to set Name because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.")
	}
	return h.edit(func(editor *openapi.OpenAPI) error {
		editor.SetTitle(name)
		return nil
	})
}

// addDescription describes the API.
func (h *httpAPI) addDescription() error {
	description := h.prop("Description")
	if !description.Truthy() {
		return nil
	}
	if err := h.editable(description, "Description", ""); err != nil {
		return err
	}
	written, err := h.info("description")
	if err != nil {
		return err
	}
	if written.Truthy() {
		return h.wrong(description, "Unable to set Description because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.")
	}
	return h.edit(func(editor *openapi.OpenAPI) error {
		editor.SetDescription(description)
		return nil
	})
}

// renameDefaultPath starts the default route with a slash where warnings fail the deployment: API
// Gateway warns about one without.
func (h *httpAPI) renameDefaultPath() {
	if !h.prop("FailOnWarnings").Truthy() {
		return
	}
	paths := h.body.Get("paths")
	if item := paths.Get(openapi.DefaultPath); paths.Has(openapi.DefaultPath) {
		key := paths.Key(openapi.DefaultPath)
		paths.Delete(openapi.DefaultPath)
		paths.SetKey(py27.Key{Text: "/" + openapi.DefaultPath, Unicode: key.Unicode, Pos: key.Pos}, item)
	}
}

// stage makes the stage, which deploys every change by itself.
func (h *httpAPI) stage() *resource {
	name := h.value("StageName")
	if !truthy(name) {
		name = at(h.pos).text(openapi.DefaultPath)
	}
	id := suffixedStageID(h.id, name.Str())
	if oneOf(name, openapi.DefaultPath) {
		id = h.id + "ApiGatewayDefaultStage"
	}
	stage := h.generate(h.pos, id, "AWS::ApiGatewayV2::Stage").set("ApiId", at(h.pos).ref(h.id)).set("StageName", name).
		set("AutoDeploy", at(h.pos).boolean(true)).set("Tags", h.tags.ToCloud())
	for _, property := range strings.Fields("StageVariables AccessLogSettings DefaultRouteSettings RouteSettings") {
		stage.set(property, h.value(property))
	}
	return stage
}

// permissions lets the API invoke the functions of its authorisers, where that was asked for.
func (h *httpAPI) permissions() ([]*resource, error) {
	if !h.auth.Truthy() {
		return nil, nil
	}
	all, err := h.authorizers()
	if err != nil {
		return nil, err
	}
	var made []*resource
	for _, one := range all {
		if function := one.get("FunctionArn"); function.Truthy() && one.get("EnableFunctionDefaultPermissions").Truthy() {
			made = append(made, apiV2AuthorizerPermission(one.key.Pos, h.id+one.key.Text+"AuthorizerPermission",
				function.ToCloud(), at(one.key.Pos).ref(h.id), h.passthrough()))
		}
	}
	return made, nil
}
