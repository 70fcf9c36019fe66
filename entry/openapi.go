package entry

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// verbs are the keys of a path that hold an operation
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html).
var verbs = map[string]string{"get": "GET", "head": "HEAD", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE", "x-amazon-apigateway-any-method": "ANY"}

// operations are the routes that an OpenAPI body declares.
func (f *finder) operations(a *api, body *cloud.Value, rest bool) (found []route) {
	f.askersIn(a, body)
	paths := body.Get("paths")
	if why, unknown := paths.Reason(); unknown {
		f.unreadable(a, why)
	}
	for _, path := range paths.Fields() {
		if why, unknown := path.Value.Reason(); unknown {
			f.unreadable(a, why)
			continue
		}
		for _, field := range path.Value.Fields() {
			verb := verbs[strings.ToLower(field.Key)]
			if verb == "" {
				continue
			}
			op := field.Value
			if why, unknown := op.Reason(); unknown {
				f.unreadable(a, why)
				continue
			}
			integration := op.Get("x-amazon-apigateway-integration")
			if strings.EqualFold(integration.Get("type").Str(), "mock") {
				continue
			}
			one := route{api: a, name: verb + " " + path.Key, at: nil, pos: op.Pos, to: integration.Get("uri"),
				role: set(integration.Get("credentials")).truth != 0, credentials: integration.Get("credentials"), subtype: integration.Get("integrationSubtype"),
				more: []*cloud.Value{integration.Get("requestParameters"), integration.Get("requestTemplates")}}
			if one.pos.IsZero() {
				one.pos = a.resource.Pos
			}
			if why, unknown := integration.Reason(); unknown {
				one.to = cloud.NewUnknown(op.Pos, why)
			}
			one.guard = operationGuard(body, op, rest)
			found = append(found, one)
		}
	}
	return found
}

// operationGuard reads the security of an operation. A scheme without an authoriser is ignored by API
// Gateway, except that an apiKey of a REST API is its API key.
func operationGuard(body, op *cloud.Value, rest bool) Guard {
	auth := op.Path("x-amazon-apigateway-auth", "type")
	if why, ok := known(auth); !ok {
		return unknownGuard(why)
	}
	if strings.EqualFold(auth.Str(), "AWS_IAM") {
		return Guard{Kind: SignGuard}
	}
	security := op.Get("security")
	if security == nil {
		security = body.Get("security")
	}
	if why, unknown := security.Reason(); unknown {
		return unknownGuard(why)
	}
	best := Guard{Kind: NoGuard}
	for _, requirement := range security.Items() {
		if why, unknown := requirement.Reason(); unknown {
			best = stronger(best, unknownGuard(why))
		}
		for _, name := range requirement.Keys() {
			best = stronger(best, schemeGuard(body, name, rest))
		}
	}
	return best
}

func stronger(a, b Guard) Guard {
	if b.rank() > a.rank() {
		return b
	}
	return a
}

func schemeGuard(body *cloud.Value, name string, rest bool) Guard {
	for _, schemes := range []*cloud.Value{body.Get("securityDefinitions"), body.Path("components", "securitySchemes")} {
		scheme := schemes.Get(name)
		if why, unknown := schemes.Reason(); unknown {
			return unknownGuard(why)
		}
		if why, unknown := scheme.Reason(); unknown {
			return unknownGuard(why)
		}
		if scheme == nil {
			continue
		}
		typ := scheme.Get("x-amazon-apigateway-authtype")
		authorizer := scheme.Get("x-amazon-apigateway-authorizer")
		for _, v := range []*cloud.Value{typ, authorizer} {
			if why, unknown := v.Reason(); unknown {
				return unknownGuard(why)
			}
		}
		switch {
		case strings.EqualFold(typ.Str(), "awsSigv4"):
			return Guard{Kind: SignGuard}
		case authorizer != nil:
			return Guard{Kind: LoginGuard, By: name}
		case rest && scheme.Get("type").Str() == "apiKey":
			return Guard{Kind: KeyGuard}
		}
	}
	return Guard{Kind: NoGuard}
}
