package sam

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// linkAPIEvent checks that an Api event names an API of the template.
func linkAPIEvent(e *event) error {
	id, ok := refID(e.get("RestApiId")).Text()
	if !ok {
		return nil
	}
	api := e.resources.Get(id)
	if !api.Is(cloud.Map) {
		return e.invalid(e.get("RestApiId"), "RestApiId property of Api event must reference a valid resource in the same template.")
	}
	if properties := api.Get("Properties"); api.Has("Properties") && !properties.Is(cloud.Map) {
		return attributeError(properties.Pos, id, "Properties", "map")
	}
	if stage := e.apiProperties(id).Get("StageName"); stage.IsText("") {
		return resourceError(stage.Pos, id, "StageName cannot be empty.")
	}
	return nil
}

// apiEvent is an Api event with the API it belongs to.
type apiEvent struct {
	*event
	id     string      // of the API
	api    *py27.Value // properties of the API
	auth   *py27.Value // Auth of the event
	path   py27.Key
	method py27.Key // in lower case
	stage  *py27.Value
}

func (e *event) asAPIEvent() (*apiEvent, error) {
	id, ok := refID(e.get("RestApiId")).Text()
	if !ok {
		return nil, e.invalid(e.get("RestApiId"), "RestApiId must be a valid reference to an 'AWS::Serverless::Api' resource in same template.")
	}
	a := &apiEvent{event: e, id: id, api: e.apiProperties(id), auth: py27.FromCloud(e.get("Auth"))}
	for _, property := range [...]string{"Path", "Method"} {
		if !e.get(property).Is(cloud.String) {
			return nil, e.invalid(e.get(property), "Property '%s' should be a string.", property)
		}
	}
	a.path, a.method = e.eventKey(e.get("Path")), e.eventKey(e.get("Method"))
	a.method.Text = strings.ToLower(a.method.Text)
	a.stage = a.api.Get("StageName")
	if !a.stage.Is(py27.String) {
		a.stage = py27.Text(e.eventPos, "Stage")
	}
	return a, nil
}

// translateAPIEvent lets a REST API invoke the function, and writes the function into the API's
// definition when the transform makes that.
func translateAPIEvent(e *event, to target) ([]*resource, error) {
	a, err := e.asAPIEvent()
	if err != nil {
		return nil, err
	}
	permission := a.permission(to)
	if a.api.Get(manageKey).Truthy() || a.api.Get("MergeDefinitions").Truthy() {
		if err := a.integrate(to); err != nil {
			return nil, err
		}
	}
	if err := a.overrideAuth(); err != nil {
		return nil, err
	}
	return []*resource{permission}, nil
}

// trailingSlash is what API Gateway removes from the end of a path.
var trailingSlash = regexp.MustCompile(`\A(.+)/\n?\z`)

func (a *apiEvent) permission(to target) *resource {
	method := strings.ToUpper(a.method.Text)
	if method == "ANY" {
		method = "*"
	}
	path := openapi.PathPattern(trailingSlash.ReplaceAllString(a.path.Text, "$1"))
	p := at(a.eventPos)
	source := p.sub(a.arn("execute-api", "${__ApiId__}/${__Stage__}/"+method+path), "__ApiId__", a.get("RestApiId"), "__Stage__", "*")
	return a.permit(to, permission{principal: "apigateway.amazonaws.com", id: suffixedID(a.eventID+"Permission", a.stage.Str()), sourceARN: source})
}

// suffixedID appends a name to a logical id, or its hash when it has characters an id must not have.
func suffixedID(id, name string) string {
	if logicalIDCharacters.MatchString(name) {
		return id + name
	}
	return logicalIDOfText(id, name)
}

// shorthand writes a Ref or an Fn::GetAtt as a variable of Fn::Sub, and tells whether it is the latter.
func shorthand(v *cloud.Value) (text string, attribute bool) {
	if id, ok := v.Get("Ref").Text(); ok {
		return "${" + id + "}", false
	}
	var parts []string
	for _, item := range v.Get("Fn::GetAtt").Items() {
		parts = append(parts, item.Str())
	}
	return "${" + strings.Join(parts, ".") + "}", true
}

// integrate adds the function to the definition of the API.
func (a *apiEvent) integrate(to target) error {
	written := a.api.Get("DefinitionBody")
	if written.IsNone() {
		return nil
	}
	merging := a.api.Get("MergeDefinitions").Truthy()
	body := written
	if merging {
		body = openapi.EmptySwagger(a.eventPos)
	}
	editor, err := a.edit(body)
	if err != nil {
		return err
	}
	streaming := a.get("ResponseTransferMode").Str() == "RESPONSE_STREAM"
	function, ofFunction := shorthand(to.arn)
	auth := a.api.Get("Auth")
	if auth.Truthy() && !auth.Is(py27.Dict) {
		return propertyError(auth.Pos, a.id, "Auth", "map")
	}
	if a.auth.Truthy() {
		// The service resolves the Auth of the API while the role is already in the definition: what
		// changes inside the role shows there, what replaces the role as a whole does not.
		if _, err := a.resolveTyped(auth.Get("InvokeRole")); err != nil {
			return err
		}
	}
	if err := editor.AddLambda(openapi.LambdaIntegration{
		Path: a.path, Method: a.method, Condition: py27.FromCloud(to.condition), Streaming: streaming, MethodAuth: a.auth, APIAuth: auth,
		URI: openapi.LambdaURI(a.eventPos, a.partition, function, streaming, ofFunction),
	}); err != nil {
		return err
	}
	for _, step := range []func(*openapi.Swagger) error{a.addAuth, a.addTimeout, a.addModel, a.addParameters} {
		if err := step(editor); err != nil {
			return err
		}
	}
	definition := editor.Document()
	if merging {
		if definition, err = a.mergeDefinition(written, definition); err != nil {
			return err
		}
	}
	a.api.Set("DefinitionBody", definition)
	return nil
}

// edit opens a definition that must not have the method yet.
func (a *apiEvent) edit(body *py27.Value) (*openapi.Swagger, error) {
	editor, err := openapi.NewSwagger(body, a.partition)
	if err != nil {
		return nil, err
	}
	has, err := editor.HasIntegration(a.path.Text, a.method)
	if err != nil {
		return nil, err
	}
	if has {
		return nil, a.invalid(a.get("Path"), "API method %q defined multiple times for path %q.", a.method.Text, a.path.Text)
	}
	return editor, nil
}

func (a *apiEvent) addTimeout(editor *openapi.Swagger) error {
	if timeout := a.get("TimeoutInMillis"); truthy(timeout) {
		return editor.SetTimeout(a.path.Text, a.method, py27.FromCloud(timeout))
	}
	return nil
}

// mergeDefinition puts the generated method over the one the user wrote, key by key.
func (a *apiEvent) mergeDefinition(written, generated *py27.Value) (*py27.Value, error) {
	wrong := func(what string) error {
		return resourceError(written.Pos, a.id, "Property 'DefinitionBody' is invalid: %s should be a map", what)
	}
	if !written.Is(py27.Dict) {
		return nil, wrong("It")
	}
	merged := written.Copy()
	paths := merged.Get("paths")
	if !paths.Truthy() {
		paths = py27.NewOrdered(a.eventPos)
	}
	if !paths.Is(py27.Dict) {
		return nil, wrong("It")
	}
	item := paths.Get(a.path.Text)
	if !item.IsNone() && !item.Is(py27.Dict) {
		return nil, wrong("The value of '" + a.path.Text + "'")
	}
	own := item.Get(a.method.Text)
	if own.Truthy() && !own.Is(py27.Dict) {
		return nil, propertyError(own.Pos, a.id, "DefinitionBody.paths."+a.path.Text+"."+a.method.Text, "map")
	}
	method := py27.NewOrdered(a.eventPos)
	for _, from := range []*py27.Value{own, generated.Path("paths", a.path.Text, openapi.Method(a.method).Text)} {
		for _, e := range from.Entries() {
			method.SetKey(e.Key, e.Value)
		}
	}
	if !paths.Has(a.path.Text) {
		paths.SetKey(a.path, py27.NewOrdered(a.eventPos))
	}
	if item = paths.Get(a.path.Text); !item.Is(py27.Dict) {
		return nil, wrong("The value of '" + a.path.Text + "'")
	}
	item.Touch()
	item.SetKey(a.method, method)
	return merged, nil
}

// overrideAuth applies the Auth of the event to a definition that the user wrote, when it asks for that.
func (a *apiEvent) overrideAuth() error {
	body := a.api.Get("DefinitionBody")
	if !body.Truthy() || !a.auth.Get("OverrideApiAuth").Truthy() {
		return nil
	}
	if !a.auth.Get("Authorizer").Truthy() && !a.auth.Get("ApiKeyRequired").Truthy() && !a.auth.Get("ResourcePolicy").Truthy() {
		return a.invalid(a.get("Auth"), "Must define one of: Authorizer, ApiKeyRequired or ResourcePolicy when using the OverrideApiAuth property.")
	}
	editor, err := openapi.NewSwagger(body, a.partition)
	if err != nil {
		return err
	}
	if err := a.addAuth(editor); err != nil {
		return err
	}
	a.api.Set("DefinitionBody", editor.Document())
	return nil
}

// integrateStateMachine adds a state machine to the definition of the API of its event, when the
// transform makes that definition. The role starts executions; the templates make their input.
func (e *event) integrateStateMachine(to target, role, templates *cloud.Value) error {
	a, err := e.asAPIEvent()
	if err != nil {
		return err
	}
	a.stage = py27.FromCloud(e.get("Stage"))
	body := a.api.Get("DefinitionBody")
	if !a.api.Get(manageKey).Truthy() || body.IsNone() {
		return nil
	}
	editor, err := a.edit(body)
	if err != nil {
		return err
	}
	if err := editor.AddStateMachine(openapi.StateMachineIntegration{
		Path: a.path, Method: a.method, Condition: py27.FromCloud(to.condition),
		URI:         py27.FromService(at(e.eventPos).sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution")),
		Credentials: py27.FromService(role), Templates: py27.FromService(templates),
	}); err != nil {
		return err
	}
	if err := a.addAuth(editor); err != nil {
		return err
	}
	a.api.Set("DefinitionBody", editor.Document())
	return nil
}
