package openapi

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

const (
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

// AddTags tags the API.
func (o *OpenAPI) AddTags(tags *py27.Value) error {
	o.tags.Touch()
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
	servers.Touch()
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
