package openapi

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// The extensions of API Gateway
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html).
const (
	AnyMethod       = "x-amazon-apigateway-any-method"
	integrationKey  = "x-amazon-apigateway-integration"
	endpointKey     = "x-amazon-apigateway-endpoint-configuration"
	disableEndpoint = "disableExecuteApiEndpoint"
	serversKey      = "servers"
	securityKey     = "security"
	parametersKey   = "parameters"
)

// version3 is what the transform takes for OpenAPI 3: one digit for each further number.
var version3 = regexp.MustCompile(`\A3(\.\d)(\.\d)?\n?\z`)

// IsVersion3 reports whether a version, text or number, is one of OpenAPI 3.
func IsVersion3(v *py27.Value) bool { return version3.MatchString(v.String()) }

// document is what both kinds have in common: paths with methods. It must not share anything with
// another value, nor one of its parts with another part.
type document struct {
	doc   *py27.Value
	paths *py27.Value
}

// invalid is the error of a document that the transform cannot edit.
func invalid(p cloud.Pos, format string, args ...any) error {
	return &cloud.Error{Pos: p, What: "Structure of the SAM template is invalid. " + fmt.Sprintf(format, args...)}
}

// recopy does to the document what a deep copy of it would. Paths and parts that a copy no longer
// changes are left alone until an edit touches them.
func (d *document) recopy() {
	for part := range d.doc.Values() {
		if part != d.paths {
			part.Settle()
		}
	}
	d.doc.RecopyTable()
	for item := range d.paths.Values() {
		item.Settle()
	}
	d.paths.RecopyTable()
}

// checkPaths refuses a document with a path that is not a map. A settled path was a map already.
func (d *document) checkPaths() error {
	open := 0
	for item := range d.paths.Values() {
		if !item.Settled() {
			open++
		}
	}
	if open == 0 {
		return nil
	}
	for _, e := range d.paths.Entries() {
		items, err := Branches(e.Value)
		if err != nil {
			return err
		}
		for _, item := range items {
			if !item.Is(py27.Dict) {
				return d.badPath(e.Key.Text)
			}
		}
	}
	return nil
}

// Paths returns the paths in the order of iteration.
func (d *document) Paths() []py27.Key {
	var keys []py27.Key
	for _, e := range d.paths.Entries() {
		keys = append(keys, e.Key)
	}
	return keys
}

// Branches returns both branches of an Fn::If without those that are AWS::NoValue, and of
// anything else just that.
func Branches(v *py27.Value) ([]*py27.Value, error) {
	if !v.Has("Fn::If") {
		return []*py27.Value{v}, nil
	}
	arguments := v.Get("Fn::If")
	if !arguments.Is(py27.List) {
		return nil, invalid(v.Pos, "Value of Fn::If must be a list.")
	}
	var branches []*py27.Value
	for i, item := range arguments.Items() {
		if i > 0 && !IsNoValue(item) {
			branches = append(branches, item)
		}
	}
	return branches, nil
}

// IsNoValue reports whether the value is a reference to AWS::NoValue.
func IsNoValue(v *py27.Value) bool { return v.Len() == 1 && v.Get("Ref").IsText("AWS::NoValue") }

// Conditional wraps a value into an Fn::If without an else.
func Conditional(condition, v *py27.Value) *py27.Value {
	return py27.NewOrdered(v.Pos).Set("Fn::If", py27.NewList(v.Pos, condition, v, ref(v.Pos, "AWS::NoValue")))
}

func ref(p cloud.Pos, id string) *py27.Value { return py27.NewOrdered(p).Set("Ref", py27.Text(p, id)) }

// Method returns the key under which a method stands: in lower case, and any under its extension.
func Method(method py27.Key) py27.Key {
	method.Text = strings.ToLower(method.Text)
	if method.Text == "any" {
		method.Text, method.Unicode = AnyMethod, false
	}
	return method
}

// pathItems returns the branches of a path for editing, each of which must be a map.
func (d *document) pathItems(path string) ([]*py27.Value, error) {
	d.paths.Get(path).Touch()
	items, err := Branches(d.paths.Get(path))
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		if !item.Is(py27.Dict) {
			return nil, d.badPath(path)
		}
	}
	return items, nil
}

func (d *document) badPath(path string) error {
	return invalid(d.paths.Key(path).Pos, "Value of '%s' path must be a dictionary according to Swagger spec.", path)
}

// definitions returns the branches of a method of a path item, each of which must be a map.
func (d *document) definitions(item *py27.Value, path, method string) ([]*py27.Value, error) {
	all, err := Branches(item.Get(method))
	if err != nil {
		return nil, err
	}
	for _, definition := range all {
		if !definition.Is(py27.Dict) {
			return nil, invalid(item.Key(method).Pos, "Definition of method '%s' for path '%s' should be a map.", method, path)
		}
	}
	return all, nil
}

// integrated returns the definitions of a method that have an integration.
func (d *document) integrated(path string, method py27.Key) ([]*py27.Value, error) {
	items, err := d.pathItems(path)
	if err != nil {
		return nil, err
	}
	var found []*py27.Value
	for _, item := range items {
		all, err := d.definitions(item, path, Method(method).Text)
		if err != nil {
			return nil, err
		}
		for _, definition := range all {
			if definition.Get(integrationKey).Truthy() {
				found = append(found, definition)
			}
		}
	}
	return found, nil
}

// HasIntegration reports whether the method of the path is integrated in every branch of the path.
func (d *document) HasIntegration(path string, method py27.Key) (bool, error) {
	if !d.paths.Has(path) {
		return false, nil
	}
	name := Method(method).Text
	items, err := d.pathItems(path)
	if err != nil {
		return false, err
	}
	for _, item := range items {
		if !item.Get(name).Is(py27.Dict) {
			return false, nil
		}
		all, err := d.definitions(item, path, name)
		if err != nil {
			return false, err
		}
		some := false
		for _, definition := range all {
			some = some || definition.Get(integrationKey).Truthy()
		}
		if !some {
			return false, nil
		}
	}
	return true, nil
}

// AddPath adds the method to the path where it is not there yet.
func (d *document) AddPath(path, method py27.Key) error {
	item := d.paths.Default(path, py27.NewDict(path.Pos))
	if !item.Is(py27.Dict) {
		return d.badPath(path.Text)
	}
	items, err := d.pathItems(path.Text)
	if err != nil {
		return err
	}
	for _, item := range items {
		item.Default(Method(method), py27.NewDict(method.Pos))
	}
	return nil
}

// WrapPath makes a whole path depend on a condition.
func (d *document) WrapPath(path string, condition *py27.Value) {
	d.paths.SetKey(d.paths.Key(path), Conditional(condition, d.paths.Get(path)))
}

// SetTimeout sets the timeout of the integrations of a method.
func (d *document) SetTimeout(path string, method py27.Key, millis *py27.Value) error {
	return d.setIntegration(path, method, "timeoutInMillis", millis)
}

func (d *document) setIntegration(path string, method py27.Key, key string, value *py27.Value) error {
	definitions, err := d.integrated(path, method)
	if err != nil {
		return err
	}
	for _, definition := range definitions {
		integration := definition.Get(integrationKey)
		if !integration.Is(py27.Dict) {
			return invalid(integration.Pos, "Value of '%s' must be a dictionary according to Swagger spec.", integrationKey)
		}
		integration.Set(key, value.Clone())
	}
	return nil
}

// securityOf returns the security requirements of a method, which must be a list of maps.
func securityOf(definition *py27.Value, path, method string) ([]*py27.Value, error) {
	security := definition.Get(securityKey)
	if !definition.Has(securityKey) {
		return nil, nil
	}
	if !security.Is(py27.List) {
		return nil, invalid(definition.Key(securityKey).Pos, "Type of security for path %s method %s must be a list", path, method)
	}
	return security.Items(), nil
}

// requirement is one security requirement: {name: scopes}.
func requirement(name py27.Key, scopes *py27.Value) *py27.Value {
	if scopes.IsNone() {
		scopes = py27.NewList(name.Pos)
	}
	return py27.NewDict(name.Pos).SetKey(name, scopes.Clone())
}

func plus(list []*py27.Value, more ...*py27.Value) []*py27.Value {
	return append(list[:len(list):len(list)], more...)
}
