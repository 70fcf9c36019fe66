package openapi

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// Names of security requirements that are marks for the transform rather than schemes: none is
// wanted, although the API has a default.
const (
	noAuthorizer = "NONE"
	noAPIKey     = "api_key_false"
	iamScheme    = "AWS_IAM"
	apiKeyScheme = "api_key"
)

// Authorizer is one authoriser of an API as its definition knows it.
type Authorizer struct {
	Name   py27.Key
	Scheme *py27.Value // its security scheme
	Scopes *py27.Value // scopes where it is the default, or nil
}

// Authorizers are the authorisers of an API in the order of iteration.
type Authorizers []Authorizer

// Find returns the authoriser with the name, or nil.
func (a Authorizers) Find(name string) *Authorizer {
	for i := range a {
		if a[i].Name.Text == name {
			return &a[i]
		}
	}
	return nil
}

// AddAuthorizers defines the security schemes of the authorisers.
func (s *Swagger) AddAuthorizers(all Authorizers) error {
	if !s.securityDefinitions.Is(py27.Dict) {
		return s.badSecurityDefinitions()
	}
	for _, a := range all {
		s.securityDefinitions.SetKey(a.Name, a.Scheme.Clone())
	}
	return nil
}

func (s *Swagger) badSecurityDefinitions() error {
	return invalid(s.securityDefinitions.Pos, "securityDefinitions must be a dictionary.")
}

// RequireAPIKey defines the scheme of API keys.
func (s *Swagger) RequireAPIKey(p cloud.Pos) error {
	return s.define(apiKeyScheme, py27.NewDict(p).Set("type", py27.Text(p, "apiKey")).
		Set("name", py27.Text(p, "x-api-key")).Set("in", py27.Text(p, "header")))
}

func (s *Swagger) requireIAM(p cloud.Pos) error {
	return s.define(iamScheme, py27.NewDict(p).Set("x-amazon-apigateway-authtype", py27.Text(p, "awsSigv4")).
		Set("type", py27.Text(p, "apiKey")).Set("name", py27.Text(p, "Authorization")).Set("in", py27.Text(p, "header")))
}

// define adds a security scheme unless the document has it.
func (s *Swagger) define(name string, scheme *py27.Value) error {
	if !s.securityDefinitions.Is(py27.Dict) {
		return s.badSecurityDefinitions()
	}
	if !s.securityDefinitions.Has(name) {
		s.securityDefinitions.Update(py27.NewDict(scheme.Pos).Set(name, scheme))
	}
	return nil
}

// hasAny reports whether a requirement names one of the schemes.
func hasAny(requirement *py27.Value, names ...string) bool {
	for _, name := range names {
		if requirement.Has(name) {
			return true
		}
	}
	return false
}

// split divides the security requirements of a method into those of the given schemes and others.
func split(definition *py27.Value, path, method string, names []string) (with, without []*py27.Value, err error) {
	security, err := securityOf(definition, path, method)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range security {
		switch {
		case !r.Is(py27.Dict):
			return nil, nil, invalid(pos(r), "%s in Security for path %s method %s is not a valid dictionary.", r, path, method)
		case hasAny(r, names...):
			with = append(with, r)
		default:
			without = append(without, r)
		}
	}
	return with, without, nil
}

// indexOf returns the first requirement that names the scheme, or -1.
func indexOf(security []*py27.Value, name string) int {
	for i, r := range security {
		if r.Has(name) {
			return i
		}
	}
	return -1
}

// SetDefaultAuthorizer makes the methods of a path require the authoriser, unless they name
// another one or NONE. Preflight requests are left alone when preflight is false.
func (s *Swagger) SetDefaultAuthorizer(path string, byDefault py27.Key, all Authorizers, preflight bool) error {
	methods, err := s.methods(path)
	if err != nil {
		return err
	}
	names := []string{iamScheme}
	for _, a := range all {
		names = append(names, a.Name.Text)
	}
	for _, m := range methods {
		if m.name == "options" && !preflight {
			continue
		}
		own, others, err := split(m.definition, path, m.name, names)
		if err != nil {
			return err
		}
		if i := indexOf(others, noAuthorizer); i >= 0 {
			others, own = plus(others[:i], others[i+1:]...), nil
		} else if len(own) == 0 {
			var scopes *py27.Value
			if a := all.Find(byDefault.Text); a != nil {
				scopes = a.Scopes
			}
			own = []*py27.Value{requirement(byDefault, scopes)}
		}
		if err := s.setSecurity(m.definition, plus(others, own...)); err != nil {
			return err
		}
	}
	return nil
}

// setSecurity writes the requirements of a method, and defines IAM when that is the first.
func (s *Swagger) setSecurity(definition *py27.Value, security []*py27.Value) error {
	if len(security) == 0 {
		return nil
	}
	p := security[len(security)-1].Pos
	definition.Set(securityKey, py27.NewList(p, security...))
	if security[0].Has(iamScheme) {
		return s.requireIAM(p)
	}
	return nil
}

// SetDefaultAPIKey makes the methods of a path require an API key, unless they say otherwise.
func (s *Swagger) SetDefaultAPIKey(path string, p cloud.Pos, preflight bool) error {
	methods, err := s.methods(path)
	if err != nil {
		return err
	}
	for _, m := range methods {
		own, others, err := split(m.definition, path, m.name, []string{apiKeyScheme, noAPIKey})
		if err != nil {
			return err
		}
		security := others
		if indexOf(own, noAPIKey) < 0 && (m.name != "options" || preflight) {
			security = plus(others, requirement(py27.Key{Text: apiKeyScheme, Pos: p}, nil))
		}
		replaceSecurity(m.definition, p, security)
	}
	return nil
}

// replaceSecurity writes the requirements when they differ from those that are there.
func replaceSecurity(definition *py27.Value, p cloud.Pos, security []*py27.Value) {
	list := py27.NewList(p, security...)
	old := definition.Get(securityKey)
	if old == nil {
		old = py27.NewList(p)
	}
	if !list.Equal(old) {
		definition.Set(securityKey, list)
	}
}

// SetAuthorizer makes a method require an authoriser, given with the scopes of the event or nil.
// The authorizers are the Authorizers property of the API.
func (s *Swagger) SetAuthorizer(path string, method, name py27.Key, authorizers, scopes *py27.Value) error {
	definitions, err := s.integrated(path, method)
	if err != nil {
		return err
	}
	for _, definition := range definitions {
		security, err := securityOf(definition, path, method.Text)
		if err != nil {
			return err
		}
		var wanted *py27.Value
		if name.Text != noAuthorizer && authorizers.Truthy() {
			authorizer := authorizers.Get(name.Text)
			if authorizers.Has(name.Text) && !authorizer.Is(py27.Dict) {
				return invalid(pos(authorizer), "Type of authorizer '%s' must be a dictionary", name.Text)
			}
			if authorizer != nil {
				wanted = authorizer.Get("AuthorizationScopes")
				if !scopes.IsNone() {
					wanted = scopes
				}
			}
		}
		if err := s.setSecurity(definition, plus(security, requirement(name, wanted))); err != nil {
			return err
		}
	}
	return nil
}

// SetAPIKey makes a method require an API key, or marks it as not requiring one.
func (s *Swagger) SetAPIKey(path string, method py27.Key, required *py27.Value) error {
	definitions, err := s.integrated(path, method)
	if err != nil {
		return err
	}
	for _, definition := range definitions {
		name := py27.Key{Text: noAPIKey, Pos: required.Pos}
		if required.Truthy() {
			name.Text = apiKeyScheme
			if err := s.RequireAPIKey(required.Pos); err != nil {
				return err
			}
		}
		security, err := securityOf(definition, path, method.Text)
		if err != nil {
			return err
		}
		replaceSecurity(definition, required.Pos, plus(security, requirement(name, nil)))
	}
	return nil
}
