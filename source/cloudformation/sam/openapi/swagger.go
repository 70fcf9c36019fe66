package openapi

import (
	"fmt"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

const (
	securityDefinitionsKey = "securityDefinitions"
	gatewayResponsesKey    = "x-amazon-apigateway-gateway-responses"
	policyKey              = "x-amazon-apigateway-policy"
	definitionsKey         = "definitions"
)

// Swagger edits the definition of a REST API.
type Swagger struct {
	document
	partition                                                  string
	securityDefinitions, gatewayResponses, policy, definitions *py27.Value
}

// NewSwagger starts editing a document. The partition is that of the ARNs to be made.
func NewSwagger(doc *py27.Value, partition string) (*Swagger, error) {
	if !IsSwagger(doc) {
		return nil, invalid(pos(doc), "Invalid Swagger document or the Swagger document is not explicitly defined in 'DefinitionBody'.")
	}
	s := &Swagger{partition: partition}
	s.doc, s.paths = doc, doc.Get("paths")
	s.securityDefinitions = s.part(securityDefinitionsKey)
	s.gatewayResponses = s.part(gatewayResponsesKey)
	s.policy = s.part(policyKey)
	s.definitions = s.part(definitionsKey)
	if err := s.checkPaths(); err != nil {
		return nil, err
	}
	s.recopy()
	return s, nil
}

func pos(v *py27.Value) cloud.Pos {
	if v == nil {
		return cloud.Pos{}
	}
	return v.Pos
}

// part returns a part of the document, or a new one when there is none yet.
func (d *document) part(key string) *py27.Value {
	if v := d.doc.Get(key); v.Truthy() {
		return v
	}
	return py27.NewDict(d.doc.Pos)
}

// Document ends the editing and returns the document.
func (s *Swagger) Document() *py27.Value {
	s.doc.SetKey(s.doc.Key("paths"), s.paths)
	for _, part := range []struct {
		key   string
		value *py27.Value
	}{{securityDefinitionsKey, s.securityDefinitions}, {gatewayResponsesKey, s.gatewayResponses}, {definitionsKey, s.definitions}} {
		if part.value.Truthy() {
			s.doc.Set(part.key, part.value)
		}
	}
	s.recopy()
	return s.doc
}

// IsSwagger reports whether a value is a definition of a REST API.
func IsSwagger(doc *py27.Value) bool {
	if !doc.Truthy() || !doc.Get("paths").Is(py27.Dict) {
		return false
	}
	return doc.Get("swagger").Truthy() || doc.Get("openapi").Truthy() && IsVersion3(doc.Get("openapi"))
}

// EmptySwagger returns the definition that a REST API without one starts from.
func EmptySwagger(p cloud.Pos) *py27.Value {
	return py27.NewDict(p).Set("swagger", py27.Text(p, "2.0")).Set("info", emptyInfo(p)).Set("paths", py27.NewDict(p))
}

func emptyInfo(p cloud.Pos) *py27.Value {
	return py27.NewDict(p).Set("version", py27.Text(p, "1.0")).Set("title", ref(p, "AWS::StackName"))
}

// method is one method definition of a path.
type method struct {
	name       string
	definition *py27.Value
}

// methods returns all integrated methods of a path.
func (s *Swagger) methods(path string) ([]method, error) {
	items, err := s.pathItems(path)
	if err != nil {
		return nil, err
	}
	var all []method
	for _, item := range items {
		for _, e := range item.Entries() {
			switch e.Key.Text {
			case "summary", "description", parametersKey:
				continue
			}
			definitions, err := s.definitionsOf(e, path)
			if err != nil {
				return nil, err
			}
			for _, definition := range definitions {
				if definition.Get(integrationKey).Truthy() {
					all = append(all, method{Method(e.Key).Text, definition})
				}
			}
		}
	}
	return all, nil
}

func (d *document) definitionsOf(e py27.Entry, path string) ([]*py27.Value, error) {
	return d.definitions(py27.NewOrdered(e.Key.Pos).SetKey(e.Key, e.Value), path, e.Key.Text)
}

// DisableExecuteEndpoint says whether clients may use the default endpoint
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-endpoint-configuration.html):
// in each server of an OpenAPI 3 document, at the top of a Swagger one.
func (s *Swagger) DisableExecuteEndpoint(disable *py27.Value) error {
	if version := s.doc.Get("openapi"); !version.Truthy() || !IsVersion3(version) {
		return setEndpoint(s.doc, disable, "Invalid OpenAPI definition")
	}
	servers := s.doc.Get(serversKey)
	if !s.doc.Has(serversKey) {
		servers = py27.NewList(disable.Pos, py27.NewDict(disable.Pos))
	}
	if !servers.Is(py27.List) {
		return invalid(pos(servers), "Invalid OpenAPI definition of '%s'. It should be a list.", serversKey)
	}
	servers.Touch()
	for i, server := range servers.Items() {
		if err := setEndpoint(server, disable, fmt.Sprintf("Invalid OpenAPI definition of '%s[%d]'", serversKey, i)); err != nil {
			return err
		}
	}
	s.doc.Set(serversKey, servers)
	return nil
}

func setEndpoint(d, disable *py27.Value, message string) error {
	if !d.Is(py27.Dict) {
		return invalid(pos(d), "%s: It should be a map.", message)
	}
	configuration := d.Default(py27.Key{Text: endpointKey, Pos: disable.Pos}, py27.NewOrdered(disable.Pos))
	if !configuration.Is(py27.Dict) {
		return invalid(pos(configuration), "%s: The value of '%s' should be a map.", message, endpointKey)
	}
	configuration.Set(disableEndpoint, disable.Clone())
	return nil
}
