package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// addAuth writes the authorisers into the definition
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapiauth.html).
func (h *httpAPI) addAuth() error {
	if !h.auth.Truthy() {
		return nil
	}
	if err := h.editable(h.auth, "Auth", ""); err != nil {
		return err
	}
	if !h.auth.Is(py27.Dict) {
		return h.mistyped(h.auth, "Auth", "map")
	}
	for _, e := range h.auth.Entries() {
		switch e.Key.Text {
		case "Authorizers", "DefaultAuthorizer", "EnableIamAuthorizer":
		default:
			return resourceError(e.Key.Pos, h.id, "Invalid value for 'Auth' property")
		}
	}
	if err := h.editable(h.auth, "Auth", "Auth configuration"); err != nil {
		return err
	}
	all, err := h.authorizers()
	if err != nil {
		return err
	}
	return h.edit(func(editor *openapi.OpenAPI) error {
		var schemes openapi.Authorizers
		for _, one := range all {
			scheme, err := one.scheme()
			if err != nil {
				return err
			}
			schemes = append(schemes, openapi.Authorizer{Name: one.key, Scheme: scheme, Scopes: one.get("AuthorizationScopes")})
		}
		if err := editor.AddAuthorizers(schemes); err != nil {
			return err
		}
		return h.setDefault(editor, schemes)
	})
}

// setDefault makes every method require the default authoriser.
func (h *httpAPI) setDefault(editor *openapi.OpenAPI, schemes openapi.Authorizers) error {
	byDefault := h.auth.Get("DefaultAuthorizer")
	if !byDefault.Truthy() || openapi.IsNoValue(byDefault) {
		return nil
	}
	if !byDefault.Is(py27.String) {
		return h.mistyped(byDefault, "Auth.DefaultAuthorizer", "string")
	}
	authorizer := schemes.Find(byDefault.Str())
	if authorizer == nil {
		return h.wrong(byDefault, "Unable to set DefaultAuthorizer because '%s' was not defined in 'Authorizers'.", byDefault.Str())
	}
	name := py27.Key{Text: byDefault.Str(), Unicode: byDefault.IsUnicode(), Pos: byDefault.Pos}
	for _, path := range editor.Paths() {
		if err := editor.SetDefaultAuthorizer(path.Text, name, authorizer.Scopes); err != nil {
			return err
		}
	}
	return nil
}

// httpAuthorizer is one authoriser of an HTTP API.
type httpAuthorizer struct {
	*httpAPI
	key      py27.Key
	settings *py27.Value // as written; nil for IAM
}

// authorizers reads and checks the authorisers, IAM first when that is enabled.
func (h *httpAPI) authorizers() ([]*httpAuthorizer, error) {
	var all []*httpAuthorizer
	if iam := h.auth.Get("EnableIamAuthorizer"); iam.True() {
		all = append(all, &httpAuthorizer{httpAPI: h, key: py27.Key{Text: "AWS_IAM", Pos: iam.Pos}})
	}
	written := h.auth.Get("Authorizers")
	if !written.Truthy() {
		return all, nil
	}
	if !written.Is(py27.Dict) {
		return nil, h.mistyped(written, "Auth.Authorizers", "map")
	}
	for _, e := range written.Entries() {
		if !e.Value.Is(py27.Dict) {
			return nil, resourceError(e.Key.Pos, h.id, "Property 'Auth.Authorizers.%s' should be a map.", e.Key.Text)
		}
		if e.Value.Has("OpenIdConnectUrl") {
			return nil, h.wrong(e.Value, "'OpenIdConnectUrl' is no longer a supported property for authorizer '%s'. "+
				"Please refer to the AWS SAM documentation.", e.Key.Text)
		}
		one := &httpAuthorizer{httpAPI: h, key: e.Key, settings: e.Value}
		if err := one.check(); err != nil {
			return nil, err
		}
		if len(all) > 0 && all[0].key.Text == e.Key.Text {
			all[0] = one
			continue
		}
		all = append(all, one)
	}
	return all, nil
}

// get returns a setting, nil when it is null.
func (z *httpAuthorizer) get(name string) *py27.Value {
	if v := z.settings.Get(name); !v.IsNone() {
		return v
	}
	return nil
}

// isJWT reports whether the authoriser checks tokens itself; otherwise it is a function.
func (z *httpAuthorizer) isJWT() bool { return z.get("JwtConfiguration").Truthy() }

func (z *httpAuthorizer) check() error {
	if jwt := z.get("JwtConfiguration"); jwt.Truthy() && !jwt.Is(py27.Dict) {
		return z.mistyped(jwt, "JwtConfiguration", "map")
	}
	if scopes := z.get("AuthorizationScopes"); scopes != nil && !scopes.Is(py27.List) {
		return z.wrong(scopes, "AuthorizationScopes must be a list.")
	}
	foreign := map[string]string{"AuthorizationScopes": "OAuth2 Authorizer",
		"IdentitySource": "OAuth2 Authorizer. For Lambda Authorizer, use the 'Identity' property instead"}
	required, kind := []string{"FunctionArn", "AuthorizerPayloadFormatVersion"}, "Lambda"
	if z.isJWT() {
		foreign = map[string]string{}
		for _, name := range strings.Fields("FunctionArn FunctionInvokeRole Identity AuthorizerPayloadFormatVersion EnableSimpleResponses EnableFunctionDefaultPermissions") {
			foreign[name] = "Lambda Authorizer"
		}
		required, kind = []string{"IdentitySource"}, "OAuth2"
	}
	for _, e := range z.settings.Entries() {
		if only := foreign[e.Key.Text]; only != "" && !e.Value.IsNone() {
			return z.wrong(e.Value, "%s is only supported for %s.", e.Key.Text, only)
		}
	}
	for _, name := range required {
		if !z.get(name).Truthy() {
			return z.wrong(z.settings, "%s %s Authorizer must define '%s'.", z.key.Text, kind, name)
		}
	}
	if enable := z.get("EnableFunctionDefaultPermissions"); enable != nil && !enable.Is(py27.Bool) {
		return z.mistyped(enable, "Authorizers."+z.key.Text+".EnableFunctionDefaultPermissions", "boolean")
	}
	return nil
}

// scheme is the security scheme of the authoriser
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html).
func (z *httpAuthorizer) scheme() (*py27.Value, error) {
	p := z.key.Pos
	text := func(s string) *py27.Value { return py27.Text(p, s) }
	scheme, settings := py27.NewOrdered(p), py27.NewOrdered(p)
	switch {
	case z.settings == nil:
		return scheme.Set("type", text("apiKey")).Set("name", text("Authorization")).Set("in", text("header")).
			Set("x-amazon-apigateway-authtype", text("awsSigv4")), nil
	case z.isJWT():
		configuration := py27.NewOrdered(p)
		for _, e := range z.get("JwtConfiguration").Entries() {
			e.Key.Text = strings.ToLower(e.Key.Text)
			configuration.SetKey(e.Key, e.Value)
		}
		settings.Set("jwtConfiguration", configuration).Set("identitySource", z.get("IdentitySource")).Set("type", text("jwt"))
		return scheme.Set("type", text("oauth2")).Set(authorizerKey, settings), nil
	}
	scheme.Set("type", text("apiKey")).Set("name", text("Unused")).Set("in", text("header")).Set(authorizerKey, settings)
	uri := "arn:" + z.partition + ":apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"
	settings.Set("type", text("request")).Set("authorizerUri", py27.NewOrdered(p).Set("Fn::Sub",
		py27.NewList(p, text(uri), py27.NewOrdered(p).Set("__FunctionArn__", z.get("FunctionArn")))))
	if role := z.get("FunctionInvokeRole"); role.Truthy() && !role.IsText("NONE") {
		settings.Set("authorizerCredentials", role)
	}
	if err := z.setIdentity(settings); err != nil {
		return nil, err
	}
	settings.Set("authorizerPayloadFormatVersion", z.get("AuthorizerPayloadFormatVersion"))
	if simple := z.get("EnableSimpleResponses"); simple.Truthy() {
		settings.Set("enableSimpleResponses", simple)
	}
	return scheme, nil
}

// setIdentity says by what callers are told apart and how long answers are kept.
func (z *httpAuthorizer) setIdentity(settings *py27.Value) error {
	identity := z.get("Identity")
	if !identity.Truthy() {
		return nil
	}
	if !identity.Is(py27.Dict) {
		return z.mistyped(identity, "Auth.Authorizers."+z.key.Text+".Identity", "map")
	}
	if every := identity.Get("ReauthorizeEvery"); !every.IsNone() {
		settings.Set("authorizerResultTtlInSeconds", every)
	}
	sources := py27.NewList(identity.Pos)
	for _, source := range [...][2]string{{"Headers", "$request.header."}, {"QueryStrings", "$request.querystring."},
		{"StageVariables", "$stageVariables."}, {"Context", "$context."}} {
		names := identity.Get(source[0])
		property := "Authorizers." + z.key.Text + ".Identity." + source[0]
		if names.Truthy() && !names.Is(py27.List) {
			return z.mistyped(names, property, "list")
		}
		for i, name := range names.Items() {
			if !name.Is(py27.String) {
				return z.mistyped(name, property+"["+itoa(i)+"]", "string")
			}
			sources.Append(py27.Like(name, source[1]+name.Str()))
		}
	}
	settings.Set("identitySource", sources)
	return nil
}
