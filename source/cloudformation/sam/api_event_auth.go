package sam

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// addAuth applies the Auth of the event to its method.
func (a *apiEvent) addAuth(editor *openapi.Swagger) error {
	if !a.auth.Truthy() {
		return nil
	}
	apiAuth, err := a.resolveTyped(a.api.Get("Auth"))
	if err != nil {
		return err
	}
	authorizer := a.auth.Get("Authorizer")
	if authorizer.Truthy() {
		if err := a.checkAuthorizer(authorizer, apiAuth); err != nil {
			return err
		}
	}
	scopes := a.auth.Get("AuthorizationScopes")
	if scopes.Truthy() {
		if !scopes.Is(py27.List) {
			return a.invalid(a.get("Auth"), "Property 'Auth.AuthorizationScopes' should be a list.")
		}
		if !authorizer.Truthy() {
			return a.invalid(a.get("Auth"), "AuthorizationScopes works only when Authorizer is set")
		}
	}
	key := a.auth.Get("ApiKeyRequired")
	if !key.IsNone() && !key.Truthy() && !apiAuth.Get("ApiKeyRequired").Truthy() {
		return a.invalid(a.get("Auth"), "Unable to set ApiKeyRequired [False] on API method [%s] for path [%s] "+
			"because the related API does not specify any ApiKeyRequired.", a.method.Text, a.path.Text)
	}
	if authorizer.Truthy() {
		name := py27.Key{Text: authorizer.Str(), Unicode: authorizer.IsUnicode(), Pos: authorizer.Pos}
		if err := editor.SetAuthorizer(a.path.Text, a.method, name, a.api.Path("Auth", "Authorizers"), scopes); err != nil {
			return err
		}
	}
	if !key.IsNone() {
		if err := editor.SetAPIKey(a.path.Text, a.method, key); err != nil {
			return err
		}
	}
	return a.addPolicy(editor)
}

func (a *apiEvent) addPolicy(editor *openapi.Swagger) error {
	policy := a.auth.Get("ResourcePolicy")
	if !policy.Truthy() {
		return nil
	}
	if !policy.Is(py27.Dict) {
		return propertyError(policy.Pos, a.name, "Auth.ResourcePolicy", "map")
	}
	if err := editor.AddPolicy(policy, a.path, a.stage); err != nil {
		return err
	}
	if statements := policy.Get("CustomStatements"); statements.Truthy() {
		return editor.AddStatements(statements)
	}
	return nil
}

// checkAuthorizer checks that the API has the authoriser that an event names.
func (a *apiEvent) checkAuthorizer(authorizer, apiAuth *py27.Value) error {
	authorizers := apiAuth.Get("Authorizers")
	if authorizers.Truthy() && !authorizers.Is(py27.Dict) {
		return propertyError(authorizers.Pos, a.id, "Auth.Authorizers", "map")
	}
	where := authorizer.Pos
	switch {
	case authorizer.IsText("AWS_IAM"):
	case authorizer.IsText("NONE"):
		if !apiAuth.Get("DefaultAuthorizer").Truthy() {
			return eventError(where, a.name, "Unable to set Authorizer on API method [%s] for path [%s] because 'NONE' "+
				"is only a valid value when a DefaultAuthorizer on the API is specified.", a.method.Text, a.path.Text)
		}
	default:
		return a.definedAuthorizer(where, a.method.Text, a.path.Text, authorizer, authorizers)
	}
	return nil
}

// definedAuthorizer checks that an authoriser is one of those of the API.
func (e *event) definedAuthorizer(p cloud.Pos, method, path string, authorizer, authorizers *py27.Value) error {
	unable := func(why string) error {
		return eventError(p, e.name, "Unable to set Authorizer [%s] on API method [%s] for path [%s]%s", shown(authorizer.ToCloud()), method, path, why)
	}
	switch {
	case !authorizers.Truthy():
		return unable(" because the related API does not define any Authorizers.")
	case !authorizer.Is(py27.String) || !authorizers.Is(py27.Dict):
		return unable(". The method authorizer must be a string with a corresponding dict entry in the api authorizer.")
	case !authorizers.Get(authorizer.Str()).Truthy():
		return unable(" because it wasn't defined in the API's Authorizers.")
	}
	return nil
}
