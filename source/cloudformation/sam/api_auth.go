package sam

import (
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// addAuth writes authorisers, API keys and the resource policy into the definition
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html).
func (a *restAPI) addAuth() error {
	if !a.auth.Truthy() {
		return nil
	}
	if !a.body.Truthy() {
		return a.editable(a.auth, "Auth", "")
	}
	for _, e := range a.auth.Entries() {
		switch e.Key.Text {
		case "Authorizers", "DefaultAuthorizer", "InvokeRole", "AddDefaultAuthorizerToCorsPreflight", "AddApiKeyRequiredToCorsPreflight",
			"ApiKeyRequired", "ResourcePolicy", "UsagePlan":
		default:
			return resourceError(e.Key.Pos, a.id, "Invalid value for 'Auth' property")
		}
	}
	if err := a.editable(a.auth, "Auth", "Auth configuration"); err != nil {
		return err
	}
	authorizers, err := a.authorizers(a.auth.Get("DefaultAuthorizer").IsText("AWS_IAM"))
	if err != nil {
		return err
	}
	if err := a.edit(func(editor *openapi.Swagger) error {
		if err := a.addAuthorizers(editor, authorizers); err != nil {
			return err
		}
		if err := a.requireKeys(editor); err != nil {
			return err
		}
		return a.addPolicy(editor)
	}); err != nil {
		return err
	}
	return openapi.Modernize(a.body, a.prop("OpenApiVersion"))
}

// flag returns a setting of Auth that is on unless it is turned off.
func (a *restAPI) flag(name string) bool { return !a.auth.Has(name) || a.auth.Get(name).Truthy() }

// addAuthorizers defines the authorisers and makes one of them the default of every method.
func (a *restAPI) addAuthorizers(editor *openapi.Swagger, all []*authorizer) error {
	if len(all) == 0 {
		return nil
	}
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
	byDefault := a.auth.Get("DefaultAuthorizer")
	switch {
	case !byDefault.Truthy():
		return nil
	case !byDefault.Is(py27.String):
		return a.wrong(byDefault, "DefaultAuthorizer is not a string.")
	case schemes.Find(byDefault.Str()) == nil && !byDefault.IsText("AWS_IAM"):
		return a.wrong(byDefault, "Unable to set DefaultAuthorizer because '%s' was not defined in 'Authorizers'.", byDefault.Str())
	}
	name := py27.Key{Text: byDefault.Str(), Unicode: byDefault.IsUnicode(), Pos: byDefault.Pos}
	for _, path := range editor.Paths() {
		if err := editor.SetDefaultAuthorizer(path.Text, name, schemes, a.flag("AddDefaultAuthorizerToCorsPreflight")); err != nil {
			return err
		}
	}
	return nil
}

// requireKeys makes every method require an API key.
func (a *restAPI) requireKeys(editor *openapi.Swagger) error {
	required := a.auth.Get("ApiKeyRequired")
	if !required.Truthy() {
		return nil
	}
	if err := editor.RequireAPIKey(required.Pos); err != nil {
		return err
	}
	for _, path := range editor.Paths() {
		if err := editor.SetDefaultAPIKey(path.Text, required.Pos, a.flag("AddApiKeyRequiredToCorsPreflight")); err != nil {
			return err
		}
	}
	return nil
}

// addPolicy writes the resource policy for every path.
func (a *restAPI) addPolicy(editor *openapi.Swagger) error {
	policy := a.auth.Get("ResourcePolicy")
	if !policy.Truthy() {
		return nil
	}
	if !policy.Is(py27.Dict) {
		return documentError(policy.Pos, "ResourcePolicy must be a map (ResourcePolicyStatement).")
	}
	for _, path := range editor.Paths() {
		if err := editor.AddPolicy(policy, path, a.prop("StageName")); err != nil {
			return err
		}
	}
	if statements := policy.Get("CustomStatements"); statements.Truthy() {
		return editor.AddStatements(statements)
	}
	return nil
}

// authorizerPermissions lets the API invoke the functions of its authorisers.
func (a *restAPI) authorizerPermissions() ([]*resource, error) {
	if !a.auth.Truthy() {
		return nil, nil
	}
	all, err := a.authorizers(false)
	if err != nil {
		return nil, err
	}
	var made []*resource
	for _, one := range all {
		function := one.get("FunctionArn")
		if !function.Truthy() || one.get("DisableFunctionDefaultPermissions").Truthy() {
			continue
		}
		p := at(one.key.Pos)
		made = append(made, a.generate(one.key.Pos, a.id+one.key.Text+"AuthorizerPermission", "AWS::Lambda::Permission").
			set("Action", p.text("lambda:InvokeFunction")).
			set("FunctionName", function.ToCloud()).
			set("Principal", p.text("apigateway.amazonaws.com")).
			set("SourceArn", p.sub(a.arn("execute-api", "${__ApiId__}/authorizers/*"), "__ApiId__", p.ref(a.id))))
	}
	return made, nil
}
