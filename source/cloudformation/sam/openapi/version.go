package openapi

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// Modernize moves what Swagger 2 and OpenAPI 3 keep in different places to where OpenAPI 3 keeps
// it, in the document itself: security schemes and schemas into components, the types of headers
// of options methods into schemas. The version is the one asked for, or nil for that of the
// document; a document that says it is Swagger stays as it is.
func Modernize(doc, version *py27.Value) error {
	if !doc.Get("swagger").IsNone() {
		return nil
	}
	if version.IsNone() {
		version = doc.Get("openapi")
	}
	if !version.Truthy() || !IsVersion3(version) {
		return nil
	}
	for _, move := range [...][2]string{{securityDefinitionsKey, "securitySchemes"}, {definitionsKey, "schemas"}} {
		if err := moveToComponents(doc, move[0], move[1]); err != nil {
			return err
		}
	}
	return modernizePaths(doc.Get("paths"))
}

func moveToComponents(doc *py27.Value, from, to string) error {
	value := doc.Get(from)
	if !value.Truthy() {
		return nil
	}
	components := doc.Get("components")
	if !components.Truthy() {
		components = py27.NewDict(value.Pos)
	}
	if !components.Is(py27.Dict) {
		return invalid(components.Pos, "Value of 'components' must be a dictionary according to Swagger spec.")
	}
	components.Set(to, value)
	doc.Set("components", components)
	doc.Delete(from)
	return nil
}

func modernizePaths(paths *py27.Value) error {
	if !paths.Truthy() {
		return nil
	}
	if !paths.Is(py27.Dict) {
		return invalid(pos(paths), "Value of paths must be a dictionary according to Swagger spec.")
	}
	for _, e := range paths.Entries() {
		if !e.Value.Is(py27.Dict) {
			return invalid(e.Key.Pos, "Value of '%s' path must be a dictionary according to Swagger spec.", e.Key.Text)
		}
		options := e.Value.Get("options")
		if !options.Truthy() {
			continue
		}
		if !options.Is(py27.Dict) {
			return invalid(pos(options), "Value of options method for path %s must be a dictionary according to Swagger spec.", e.Key.Text)
		}
		options.Delete("produces")
		options.Delete("consumes")
		if err := modernizeHeaders(options.Get("responses"), e.Key); err != nil {
			return err
		}
	}
	return nil
}

func modernizeHeaders(responses *py27.Value, path py27.Key) error {
	wrong := func(p cloud.Pos, of string) error {
		return invalid(p, "Invalid responses in options method for path %s: %sshould be a map.", path.Text, of)
	}
	if responses.IsNone() {
		return nil
	}
	if !responses.Is(py27.Dict) {
		return wrong(responses.Pos, "It ")
	}
	ok := responses.Get("200")
	if ok.IsNone() {
		return nil
	}
	if !ok.Is(py27.Dict) {
		return wrong(ok.Pos, "The value of '200' ")
	}
	headers := ok.Get("headers")
	if !headers.Truthy() {
		return nil
	}
	if !headers.Is(py27.Dict) {
		return invalid(pos(headers), "Value of response's headers in options method for path %s must be a dictionary according to Swagger spec.", path.Text)
	}
	for _, header := range headers.Entries() {
		headers.SetKey(header.Key, py27.NewDict(header.Key.Pos).Set("schema", header.Value))
	}
	return nil
}
