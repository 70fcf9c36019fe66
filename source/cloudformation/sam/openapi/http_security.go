package openapi

import (
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// AddAuthorizers defines the security schemes of the authorisers.
func (o *OpenAPI) AddAuthorizers(all Authorizers) error {
	if !o.schemes.Is(py27.Dict) {
		return invalid(o.schemes.Pos, "components.securitySchemes must be a dictionary.")
	}
	o.doc.Get("components").Touch()
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
