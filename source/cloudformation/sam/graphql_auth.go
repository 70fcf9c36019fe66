package sam

import (
	"strconv"

	"github.com/haechi-dev/haechi/cloud"
)

// setAuth sets the ways of authentication and returns the functions among the authorizers.
func (g *graphqlAPI) setAuth(api *resource) (functions []*cloud.Value, err error) {
	auth := g.get("Auth")
	config, err := g.authorizer(auth, -1)
	if err != nil {
		return nil, err
	}
	api.set("AuthenticationType", auth.Get("Type"))
	note := func(config authorizerConfig, set func(string, *cloud.Value)) {
		if config.value.Len() == 0 {
			return
		}
		set(config.name, config.value)
		if config.name == "LambdaAuthorizerConfig" {
			functions = append(functions, config.value.Get("AuthorizerUri"))
		}
	}
	note(config, func(name string, v *cloud.Value) { api.set(name, v) })

	additional := auth.Get("Additional")
	providers := cloud.NewList(g.posOf(additional))
	for i, item := range additional.Items() {
		config, err := g.authorizer(item, i)
		if err != nil {
			return nil, err
		}
		provider := at(item.Pos).object("AuthenticationType", item.Get("Type"))
		note(config, func(name string, v *cloud.Value) { provider.Set(name, v) })
		providers.Append(provider)
	}
	if providers.Len() > 0 {
		api.set("AdditionalAuthenticationProviders", providers)
	}
	return functions, nil
}

// authorizerConfig is the configuration of an authorizer and the property of the API it belongs in.
type authorizerConfig struct {
	name  string
	value *cloud.Value
}

// authorizer reads one way of authentication: the default one (index -1), or an additional one.
func (g *graphqlAPI) authorizer(auth *cloud.Value, index int) (authorizerConfig, error) {
	kinds := [...]struct{ typ, written, config string }{
		{"AWS_LAMBDA", "LambdaAuthorizer", "LambdaAuthorizerConfig"},
		{"OPENID_CONNECT", "OpenIDConnect", "OpenIDConnectConfig"},
		{"AMAZON_COGNITO_USER_POOLS", "UserPool", "UserPoolConfig"},
	}
	configured := 0
	for _, kind := range kinds {
		if given(auth.Get(kind.written)) != nil {
			configured++
		}
	}
	if configured > 1 {
		path := "'Auth'"
		if index > 0 { // the service names the first additional one 'Auth' as well
			path = "'Auth.Additional." + strconv.Itoa(index) + "'"
		}
		return authorizerConfig{}, g.invalid(auth, "%s has more than one authentication configuration defined.", path)
	}
	for _, kind := range kinds {
		if auth.Get("Type").Str() != kind.typ {
			continue
		}
		written := given(auth.Get(kind.written))
		if written == nil {
			return authorizerConfig{}, g.invalid(auth, "'%s' must be defined if type is '%s'.", kind.written, kind.typ)
		}
		value := withoutNulls(written)
		if kind.written == "UserPool" && index >= 0 {
			value.Delete("DefaultAction") // only the default authentication has one
		}
		return authorizerConfig{kind.config, value}, nil
	}
	return authorizerConfig{}, nil
}

// withoutNulls is a copy of a map without the entries that are null.
func withoutNulls(v *cloud.Value) *cloud.Value {
	kept := cloud.NewMap(v.Pos)
	for _, f := range v.Fields() {
		if !f.Value.Is(cloud.Null) {
			kept.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	return kept
}
