package openapi

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

const (
	corsKey     = "x-amazon-apigateway-cors"
	tagValueKey = "x-amazon-apigateway-tag-value"

	// DefaultPath is the route that takes the requests no other route takes.
	DefaultPath = "$default"
)

// OpenAPI edits the definition of an HTTP API.
type OpenAPI struct {
	document
	schemes, tags, info *py27.Value
}

// NewOpenAPI starts editing a document.
func NewOpenAPI(doc *py27.Value) (*OpenAPI, error) {
	o, err := ViewOpenAPI(doc)
	if err != nil {
		return nil, err
	}
	o.recopy()
	return o, nil
}

// ViewOpenAPI opens a document for questions only.
func ViewOpenAPI(doc *py27.Value) (*OpenAPI, error) {
	if !IsOpenAPI(doc) {
		return nil, invalid(pos(doc), "Invalid OpenApi document. Invalid values or missing keys for 'openapi' or 'paths' in 'DefinitionBody'.")
	}
	o := &OpenAPI{}
	o.doc, o.paths = doc, doc.Get("paths")
	components := o.doc.Get("components")
	if !components.IsNone() && !components.Is(py27.Dict) {
		return nil, invalid(components.Pos, "Invalid OpenApi document: The value of 'components' should be a map")
	}
	o.schemes = orDict(components.Get("securitySchemes"), doc.Pos)
	o.info = orDict(o.doc.Get("info"), doc.Pos)
	o.tags = o.doc.Get("tags")
	if !o.tags.Truthy() {
		o.tags = py27.NewList(doc.Pos)
	}
	return o, nil
}

func orDict(v *py27.Value, p cloud.Pos) *py27.Value {
	if v.Truthy() {
		return v
	}
	return py27.NewDict(p)
}

// IsOpenAPI reports whether a value is a definition of an HTTP API.
func IsOpenAPI(doc *py27.Value) bool {
	return doc.Truthy() && doc.Get("paths").Is(py27.Dict) && doc.Get("openapi").Truthy() && IsVersion3(doc.Get("openapi"))
}

// EmptyOpenAPI returns the definition that an HTTP API without one starts from.
func EmptyOpenAPI(p cloud.Pos) *py27.Value {
	return py27.NewDict(p).Set("openapi", py27.Text(p, "3.0.1")).Set("info", emptyInfo(p)).Set("paths", py27.NewDict(p))
}

// Document ends the editing and returns the document.
func (o *OpenAPI) Document() *py27.Value {
	o.doc.SetKey(o.doc.Key("paths"), o.paths)
	if o.tags.Truthy() {
		o.doc.Set("tags", o.tags)
	}
	if o.schemes.Truthy() {
		if !o.doc.Get("components").Truthy() {
			o.doc.Set("components", py27.NewDict(o.schemes.Pos))
		}
		o.doc.Get("components").Set("securitySchemes", o.schemes)
	}
	if o.info.Truthy() {
		o.doc.Set("info", o.info)
	}
	o.recopy()
	return o.doc
}

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

// AddAuthorizers defines the security schemes of the authorisers.
func (o *OpenAPI) AddAuthorizers(all Authorizers) error {
	if !o.schemes.Is(py27.Dict) {
		return invalid(o.schemes.Pos, "components.securitySchemes must be a dictionary.")
	}
	for _, a := range all {
		o.schemes.SetKey(a.Name, a.Scheme.Clone())
	}
	return nil
}

// SetDefaultAuthorizer makes the methods of a path that require nothing yet require the authoriser.
func (o *OpenAPI) SetDefaultAuthorizer(path string, byDefault py27.Key, scopes *py27.Value) error {
	items, err := o.pathItems(path)
	if err != nil {
		return err
	}
	for _, item := range items {
		for _, e := range item.Entries() {
			name := Method(e.Key).Text
			if name == parametersKey || name == "options" {
				continue
			}
			if !item.Has(name) {
				return invalid(e.Key.Pos, "Could not find %s in %s within DefinitionBody.", name, path)
			}
			definitions, err := o.definitionsOf(e, path)
			if err != nil {
				return err
			}
			for _, definition := range definitions {
				if definition.Get(integrationKey).Truthy() && !definition.Get(securityKey).Truthy() {
					definition.Set(securityKey, py27.NewList(byDefault.Pos, requirement(byDefault, scopes)))
				}
			}
		}
	}
	return nil
}

// SetAuthorizer makes a method require an authoriser, given with the scopes of the event or nil.
// The authorizers are the Authorizers property of the API.
func (o *OpenAPI) SetAuthorizer(path string, method, name py27.Key, authorizers, scopes *py27.Value) error {
	definitions, err := o.integrated(path, method)
	if err != nil {
		return err
	}
	for _, definition := range definitions {
		var wanted *py27.Value
		if name.Text != noAuthorizer && name.Text != iamScheme {
			authorizer := authorizers.Get(name.Text)
			if authorizers.Has(name.Text) && !authorizer.Is(py27.Dict) {
				return invalid(pos(authorizer), "Type of authorizer '%s' must be a dictionary", name.Text)
			}
			wanted = authorizer.Get("AuthorizationScopes")
			if scopes.Truthy() {
				wanted = scopes
			}
			if !authorizer.Truthy() || !wanted.Truthy() {
				wanted = nil
			}
		}
		security, err := securityOf(definition, path, method.Text)
		if err != nil {
			return err
		}
		definition.Set(securityKey, py27.NewList(name.Pos, plus(security, requirement(name, wanted))...))
	}
	return nil
}

// AddTags tags the API.
func (o *OpenAPI) AddTags(tags *py27.Value) error {
	for _, e := range tags.Entries() {
		if !o.tags.Is(py27.List) {
			return invalid(pos(o.tags), "Tags in OpenApi DefinitionBody needs to be a list. %s is not a list.", o.tags)
		}
		tag := named(o.tags, e.Key.Text)
		if !tag.Truthy() {
			tag = py27.NewDict(e.Key.Pos).Set("name", py27.Unicode(e.Key.Pos, e.Key.Text))
			o.tags.Append(tag)
		}
		tag.Set(tagValueKey, e.Value.Clone())
	}
	return nil
}

// DisableExecuteEndpoint says in every server whether clients may use the default endpoint.
func (o *OpenAPI) DisableExecuteEndpoint(disable *py27.Value) error {
	servers := o.doc.Get(serversKey)
	if !o.doc.Has(serversKey) {
		servers = py27.NewList(disable.Pos, py27.NewDict(disable.Pos))
	}
	if !servers.Is(py27.List) {
		return invalid(pos(servers), "Value of '%s' must be a list according to Swagger spec.", serversKey)
	}
	for _, server := range servers.Items() {
		if !server.Is(py27.Dict) {
			return invalid(pos(server), "Value of '%s' item must be a dictionary according to Swagger spec.", serversKey)
		}
		if err := setEndpoint(server, disable, "Invalid OpenAPI definition of 'servers'"); err != nil {
			return err
		}
	}
	o.doc.Set(serversKey, servers)
	return nil
}

// SetDescription describes the API, unless it is described.
func (o *OpenAPI) SetDescription(description *py27.Value) {
	if !o.info.Get("description").Truthy() {
		o.info.Set("description", description.Clone())
	}
}

// SetTitle names the API, unless it has a name of its own.
func (o *OpenAPI) SetTitle(title *py27.Value) {
	if IsDefaultTitle(o.info.Get("title")) {
		o.info.Set("title", title.Clone())
	}
}

// IsDefaultTitle reports whether a title is the one of EmptyOpenAPI.
func IsDefaultTitle(title *py27.Value) bool {
	return title.Is(py27.Dict) && title.Len() == 1 && title.Get("Ref").IsText("AWS::StackName")
}

// corsHeaders are the entries of the extension, as SAM spells them.
const corsHeaders = "AllowOrigins AllowHeaders AllowMethods ExposeHeaders MaxAge AllowCredentials"

// SetCORS merges settings, spelled as in SAM, over those of the document. An intrinsic function in
// place of the origins stands for the whole configuration.
func (o *OpenAPI) SetCORS(settings *py27.Value, p cloud.Pos) error {
	cors := o.doc.Get(corsKey)
	if !o.doc.Has(corsKey) {
		cors = py27.NewOrdered(p)
	}
	if !cors.Is(py27.Dict) {
		return invalid(pos(cors), "Value of '%s' must be a dictionary according to Swagger spec.", corsKey)
	}
	if origins := settings.Get("AllowOrigins"); isIntrinsic(origins) {
		cors.Update(respell(origins))
	} else {
		for _, name := range strings.Fields(corsHeaders) {
			value := settings.Get(name)
			switch {
			case name == "MaxAge" && value.IsNone(), name == "AllowCredentials" && !value.True(), name != "MaxAge" && !value.Truthy():
				continue
			}
			cors.Set(strings.ToLower(name[:1])+name[1:], value.Clone())
		}
	}
	o.doc.Set(corsKey, cors)
	return nil
}

func isIntrinsic(v *py27.Value) bool {
	if !v.Is(py27.Dict) || v.Len() != 1 {
		return false
	}
	key := v.Keys()[0]
	return key == "Ref" || key == "Condition" || strings.HasPrefix(key, "Fn::")
}

var corsSpelling = func() *strings.Replacer {
	var pairs []string
	for _, name := range strings.Fields(corsHeaders) {
		pairs = append(pairs, name, strings.ToLower(name[:1])+name[1:])
	}
	return strings.NewReplacer(pairs...)
}()

// respell writes the names of headers, wherever they occur, as the extension does.
func respell(v *py27.Value) *py27.Value {
	switch v.Kind() {
	case py27.String:
		return py27.Like(v, corsSpelling.Replace(v.Str()))
	case py27.List:
		list := py27.NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(respell(item))
		}
		return list
	case py27.Dict:
		d := py27.NewOrdered(v.Pos)
		for _, e := range v.Entries() {
			e.Key.Text = corsSpelling.Replace(e.Key.Text)
			d.SetKey(e.Key, respell(e.Value))
		}
		return d
	}
	return v
}
