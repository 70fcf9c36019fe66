package sam

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// linkHTTPAPIEvent checks that an HttpApi event names an API of the template.
func linkHTTPAPIEvent(e *event) error {
	if id, ok := refID(e.get("ApiId")).Text(); !ok || !e.resources.Get(id).Is(cloud.Map) {
		return e.invalid(e.get("ApiId"), "ApiId must be a valid reference to an 'AWS::Serverless::HttpApi' resource in same template.")
	}
	for _, property := range [...]string{"Path", "Method"} {
		if !e.get(property).Is(cloud.String) {
			return e.invalid(e.get(property), "Property '%s' should be a string.", property)
		}
	}
	return nil
}

// httpAPIEvent is an HttpApi event with the API it belongs to.
type httpAPIEvent struct {
	*event
	id     string      // of the API
	api    *py27.Value // properties of the API
	auth   *py27.Value // Auth of the event
	path   py27.Key
	method py27.Key // in lower case
}

// translateHTTPAPIEvent lets an HTTP API invoke the function, and writes the function into the
// API's definition.
func translateHTTPAPIEvent(e *event, to target) ([]*resource, error) {
	h := &httpAPIEvent{event: e, id: refID(e.get("ApiId")).Str(), auth: py27.FromCloud(e.get("Auth")),
		path: e.eventKey(e.get("Path")), method: e.eventKey(e.get("Method"))}
	h.api = e.apiProperties(h.id)
	h.method.Text = strings.ToLower(h.method.Text)
	permissions, err := h.permissions(to)
	if err != nil {
		return nil, err
	}
	return permissions, h.integrate(to)
}

// permissions is the permission for the route, unless the function has the default route of the
// API: the permission for that one covers the others.
func (h *httpAPIEvent) permissions(to target) ([]*resource, error) {
	path := trailingSlash.ReplaceAllString(h.path.Text, "$1")
	covered := false
	if body := h.api.Get("DefinitionBody"); body.Truthy() {
		editor, err := openapi.ViewOpenAPI(body)
		if err != nil {
			return nil, resourceError(body.Pos, h.id, "%s", asError(err).What)
		}
		if covered, err = editor.Integrates(openapi.DefaultPath, py27.Key{Text: openapi.AnyMethod}, to.id); err != nil {
			return nil, err
		}
	}
	if path == openapi.DefaultPath {
		path = ""
	} else if covered {
		return nil, nil
	}
	path = openapi.RoutePattern(path)
	method := strings.ToUpper(h.method.Text)
	if h.method.Text == "any" || h.method.Text == openapi.AnyMethod {
		method = "*"
	}
	route := "/" + method + path
	if h.method.Text == "any" && path == "/"+openapi.DefaultPath {
		route = path
	}
	source := at(h.eventPos).sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}"+route,
		"__ApiId__", h.get("ApiId"), "__Stage__", "*")
	return []*resource{h.permit(to, permission{principal: "apigateway.amazonaws.com", sourceARN: source})}, nil
}

// pathVariables finds the variables of a path.
var pathVariables = regexp.MustCompile(`\{(.*?)\}`)

// integrate adds the function to the definition of the API.
func (h *httpAPIEvent) integrate(to target) error {
	body := h.api.Get("DefinitionBody")
	if body.IsNone() {
		return nil
	}
	editor, err := openapi.NewOpenAPI(body)
	if err != nil {
		return err
	}
	if h.api.Get(manageKey).Truthy() {
		has, err := editor.HasIntegration(h.path.Text, h.method)
		if err != nil {
			return err
		}
		if has {
			return h.invalid(h.get("Path"), "API method '%s' defined multiple times for path '%s'.", h.method.Text, h.path.Text)
		}
	}
	function, ofFunction := shorthand(to.arn)
	uri := openapi.LambdaURI(h.eventPos, "${AWS::Partition}", function, false, ofFunction)
	if err := editor.AddLambda(h.path, h.method, uri, py27.FromCloud(to.condition)); err != nil {
		return err
	}
	if h.auth.Truthy() {
		if err := h.addAuth(editor); err != nil {
			return err
		}
	}
	if timeout := h.get("TimeoutInMillis"); truthy(timeout) {
		if err := editor.SetTimeout(h.path.Text, h.method, py27.FromCloud(timeout)); err != nil {
			return err
		}
	}
	var names []string
	for _, match := range pathVariables.FindAllStringSubmatch(h.path.Text, -1) {
		names = append(names, match[1])
	}
	if len(names) > 0 {
		if err := editor.SetPathParameters(h.path, h.method, names); err != nil {
			return err
		}
	}
	if version := h.get("PayloadFormatVersion"); truthy(version) {
		if err := editor.SetPayloadFormat(h.path.Text, h.method, py27.FromCloud(version)); err != nil {
			return err
		}
	}
	h.api.Set("DefinitionBody", editor.Document())
	return nil
}

// addAuth makes the method require the authoriser of the event, or the default one with the
// scopes of the event.
func (h *httpAPIEvent) addAuth(editor *openapi.OpenAPI) error {
	apiAuth := h.api.Get("Auth")
	if h.api.Has("Auth") && !apiAuth.Is(py27.Dict) {
		return propertyError(apiAuth.Pos, h.id, "Auth", "map")
	}
	authorizer := h.auth.Get("Authorizer")
	if !authorizer.Truthy() {
		authorizer = apiAuth.Get("DefaultAuthorizer")
	}
	if !authorizer.Truthy() {
		return h.invalid(h.get("Auth"), "'Auth' section requires either an explicit 'Authorizer' set or a 'DefaultAuthorizer' configured on the HttpApi.")
	}
	switch {
	case authorizer.IsText("NONE"):
		if !apiAuth.Get("DefaultAuthorizer").Truthy() {
			return h.invalid(h.get("Auth"), "Unable to set Authorizer on API method [%s] for path [%s] because 'NONE' "+
				"is only a valid value when a DefaultAuthorizer on the API is specified.", h.method.Text, h.path.Text)
		}
	case authorizer.IsText("AWS_IAM") && apiAuth.Get("EnableIamAuthorizer").True():
	default:
		if err := h.definedAuthorizer(authorizer.Pos, h.method.Text, h.path.Text, authorizer, apiAuth.Get("Authorizers")); err != nil {
			return err
		}
	}
	scopes := h.auth.Get("AuthorizationScopes")
	if scopes.Truthy() && !scopes.Is(py27.List) {
		return h.invalid(h.get("Auth"), "Unable to set Authorizer on API method [%s] for path [%s] because "+
			"'AuthorizationScopes' must be a list of strings.", h.method.Text, h.path.Text)
	}
	name := py27.Key{Text: authorizer.Str(), Unicode: authorizer.IsUnicode(), Pos: authorizer.Pos}
	return editor.SetAuthorizer(h.path.Text, h.method, name, apiAuth.Get("Authorizers"), scopes)
}
