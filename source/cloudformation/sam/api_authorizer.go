package sam

import (
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// authorizer is one authoriser of a REST API.
type authorizer struct {
	*restAPI
	key      py27.Key
	settings *py27.Value // as written; nil for IAM
	iam      bool
}

// authorizers reads and checks the authorisers, in the order of a dictionary of them; with IAM when
// that is the default.
func (a *restAPI) authorizers(iam bool) ([]*authorizer, error) {
	order := py27.NewDict(a.auth.Pos)
	const iamName = "AWS_IAM"
	if iam {
		order.SetKey(py27.Key{Text: iamName, Unicode: true, Pos: a.auth.Get("DefaultAuthorizer").Pos}, nil)
	}
	written := a.auth.Get("Authorizers")
	if written.Truthy() && !written.Is(py27.Dict) {
		return nil, a.mistyped(written, "Auth.Authorizers", "map")
	}
	for _, e := range written.Entries() {
		if !e.Value.Is(py27.Dict) {
			return nil, resourceError(e.Key.Pos, a.id, "Property 'Auth.Authorizers.%s' should be a map.", e.Key.Text)
		}
		order.SetKey(e.Key, e.Value)
	}
	var all []*authorizer
	for _, e := range order.Entries() {
		one := &authorizer{restAPI: a, key: e.Key, settings: e.Value, iam: e.Value == nil}
		if err := one.check(); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// get returns a setting, nil when it is null.
func (z *authorizer) get(name string) *py27.Value {
	if v := z.settings.Get(name); !v.IsNone() {
		return v
	}
	return nil
}

func (z *authorizer) isRequest() bool { return z.get("FunctionPayloadType").IsText("REQUEST") }

func (z *authorizer) check() error {
	if payload := z.get("FunctionPayloadType"); payload != nil && !payload.IsText("TOKEN") && !payload.IsText("REQUEST") {
		return z.wrong(payload, "%s Authorizer has invalid 'FunctionPayloadType': %s.", z.key.Text, payload)
	}
	if z.isRequest() {
		missing, err := z.lacksIdentity()
		if err != nil {
			return err
		}
		if missing {
			return z.wrong(z.settings, "%s Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.", z.key.Text)
		}
	}
	if scopes := z.get("AuthorizationScopes"); scopes != nil && !scopes.Is(py27.List) {
		return z.mistyped(scopes, "Authorizers."+z.key.Text+".AuthorizationScopes", "list")
	}
	if disable := z.get("DisableFunctionDefaultPermissions"); disable != nil && !disable.Is(py27.Bool) {
		return z.mistyped(disable, "Authorizers."+z.key.Text+".DisableFunctionDefaultPermissions", "boolean")
	}
	return nil
}

// lacksIdentity reports whether answers are cached with nothing to tell callers apart by.
func (z *authorizer) lacksIdentity() (bool, error) {
	identity := z.get("Identity")
	if !identity.Truthy() {
		return true, nil
	}
	if !identity.Is(py27.Dict) {
		return true, z.mistyped(identity, "Authorizer."+z.key.Text+".Identity", "map")
	}
	for _, source := range identitySources() {
		if identity.Get(source[0]).Truthy() {
			return false, nil
		}
	}
	ttl := identity.Get("ReauthorizeEvery")
	seconds, err := strconv.ParseFloat(strings.TrimSpace(ttl.String()), 64)
	if ttl.IsNone() || err != nil || ttl.Is(py27.Dict) || ttl.Is(py27.List) {
		return true, nil
	}
	return int64(seconds) > 0, nil
}

// identitySources are the settings by which callers are told apart, with their names in API Gateway.
func identitySources() [][2]string {
	return [][2]string{{"Headers", "method.request.header."}, {"QueryStrings", "method.request.querystring."},
		{"StageVariables", "stageVariables."}, {"Context", "context."}}
}

const authorizerKey = "x-amazon-apigateway-authorizer"

// scheme is the security scheme of the authoriser
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html).
func (z *authorizer) scheme() (*py27.Value, error) {
	p := z.key.Pos
	text := func(s string) *py27.Value { return py27.Text(p, s) }
	pools := z.get("UserPoolArn")
	kind := "custom"
	switch {
	case z.iam:
		kind = "awsSigv4"
	case pools.Truthy():
		kind = "cognito_user_pools"
	}
	header, err := z.header(kind)
	if err != nil {
		return nil, err
	}
	scheme := py27.NewDict(p).Set("type", text("apiKey")).Set("name", header).Set("in", text("header")).
		Set("x-amazon-apigateway-authtype", text(kind))
	settings := py27.NewDict(p)
	switch kind {
	case "cognito_user_pools":
		if !pools.Is(py27.List) {
			pools = py27.NewList(pools.Pos, pools)
		}
		scheme.Set(authorizerKey, settings.Set("type", text(kind)).Set("providerARNs", pools))
	case "custom":
		scheme.Set(authorizerKey, settings)
		if err := z.lambda(settings); err != nil {
			return nil, err
		}
	}
	if expression := z.get("Identity").Get("ValidationExpression"); expression.Truthy() && !z.iam && (kind != "custom" || !z.isRequest()) {
		settings.Set("identityValidationExpression", expression)
	}
	return scheme, nil
}

// header is the name of the header that carries the token.
func (z *authorizer) header(kind string) (*py27.Value, error) {
	if kind == "custom" && z.isRequest() {
		return py27.Text(z.key.Pos, "Unused"), nil
	}
	identity := z.get("Identity")
	if identity.Truthy() && !identity.Is(py27.Dict) {
		return nil, z.wrong(identity, "Auth.Authorizers.<Authorizer>.Identity must be a dict (LambdaTokenAuthorizationIdentity, "+
			"LambdaRequestAuthorizationIdentity or CognitoAuthorizationIdentity).")
	}
	if header := identity.Get("Header"); header.Truthy() {
		return header, nil
	}
	return py27.Text(z.key.Pos, "Authorization"), nil
}

// lambda fills in the settings of an authoriser that is a function.
func (z *authorizer) lambda(settings *py27.Value) error {
	p := z.key.Pos
	typ := "token"
	if z.isRequest() {
		typ = "request"
	}
	function := z.settings.Get("FunctionArn")
	if function == nil {
		function = py27.NewNone(p)
	}
	uri := "arn:" + z.partition + ":apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"
	settings.Set("type", py27.Text(p, typ)).Set("authorizerUri", py27.NewOrdered(p).Set("Fn::Sub",
		py27.NewList(p, py27.Text(p, uri), py27.NewOrdered(p).Set("__FunctionArn__", function))))
	identity := z.get("Identity")
	if every := identity.Get("ReauthorizeEvery"); !every.IsNone() {
		settings.Set("authorizerResultTtlInSeconds", every)
	}
	if role := z.get("FunctionInvokeRole"); role.Truthy() && !role.IsText("NONE") {
		settings.Set("authorizerCredentials", role)
	}
	if !z.isRequest() {
		return nil
	}
	source, err := z.identitySource(identity)
	if err != nil {
		return err
	}
	if source.Truthy() {
		settings.Set("identitySource", source)
	}
	return nil
}

// identitySource joins what callers are told apart by.
func (z *authorizer) identitySource(identity *py27.Value) (*py27.Value, error) {
	var all []string
	unicode := false
	for _, source := range identitySources() {
		names := identity.Get(source[0])
		if !names.Truthy() {
			continue
		}
		property := "Auth.Authorizers." + z.key.Text + ".Identity." + source[0]
		if !names.Is(py27.List) {
			return nil, z.mistyped(names, property, "list")
		}
		for i, name := range names.Items() {
			if !name.Is(py27.String) {
				return nil, z.mistyped(name, property+"["+itoa(i)+"]", "string")
			}
			all = append(all, source[1]+name.Str())
			unicode = unicode || name.IsUnicode()
		}
	}
	joined := strings.Join(all, ", ")
	if unicode {
		return py27.Unicode(identity.Pos, joined), nil
	}
	return py27.Text(identity.Pos, joined), nil
}
