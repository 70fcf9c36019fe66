package entry

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// askers are the functions that an API calls to ask who somebody is: everybody's requests run them, with
// whatever token they bring
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html).
func (f *finder) askers(a *api, typ, link, user string) {
	for _, named := range f.naming(a.resource, typ, link) {
		users := f.naming(named.Resource, user, "AuthorizerId")
		if len(users) == 0 {
			continue // nothing asks it
		}
		p := named.Properties
		why := named.why
		if !slices.ContainsFunc(users, func(u perhapsNamed) bool { return len(u.why) == 0 }) {
			why = slices.Concat(why, users[0].why)
		}
		f.asker(a, named.Name, named.Resource, p.Get("AuthorizerUri"), p.Get("AuthorizerCredentials"), why)
	}
}

// askersIn are those that an OpenAPI body declares.
func (f *finder) askersIn(a *api, body *cloud.Value) {
	for _, schemes := range []*cloud.Value{body.Get("securityDefinitions"), body.Path("components", "securitySchemes")} {
		for _, scheme := range schemes.Fields() {
			authorizer := scheme.Value.Path("x-amazon-apigateway-authorizer")
			if uri := authorizer.Path("authorizerUri"); uri != nil && asks(body, scheme.Key) {
				f.asker(a, scheme.Key, nil, uri, authorizer.Path("authorizerCredentials"), nil)
			}
		}
	}
}

// asks reports whether an operation of a body, or all of it, wants a scheme.
func asks(body *cloud.Value, scheme string) bool {
	wanted := func(security *cloud.Value) bool {
		return security.Is(cloud.Unknown) || slices.ContainsFunc(security.Items(), func(one *cloud.Value) bool { return one.Is(cloud.Unknown) || one.Has(scheme) })
	}
	if wanted(body.Get("security")) {
		return true
	}
	for _, path := range body.Get("paths").Fields() {
		for _, op := range path.Value.Fields() {
			if verbs[strings.ToLower(op.Key)] != "" && wanted(op.Value.Get("security")) {
				return true
			}
		}
	}
	return false
}

func (f *finder) asker(a *api, name string, at *cloud.Resource, uri, credentials *cloud.Value, why []cloud.Reason) {
	pos := a.resource.Pos
	if at != nil {
		pos = at.Pos
	}
	may := f.by("apigateway.amazonaws.com", a.resource)
	role := set(credentials).truth != iam.No
	if role {
		may = anyFunction
	}
	for _, one := range f.aims(uri, may) {
		s := Step{Kind: "authorizer", Name: name, Resource: at, Pos: pos, Guard: Guard{Kind: LoginGuard, By: name}}
		s.note("note.asker")
		s.perhaps(slices.Concat(why, one.why)...)
		if !role {
			s.answer(f.service(one.to.function, "apigateway.amazonaws.com", a.resource), say("shut.permission", "apigateway.amazonaws.com"))
		}
		f.frontDoors(f.underPolicy(a, "? ?"), door{steps: []Step{s}, to: one.to}, nil)
	}
}

// conditionGuard is what the conditions of a listener's rule ask for: addresses, or a header that is a
// secret (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html).
func conditionGuard(conditions *cloud.Value) Guard {
	if why, unknown := conditions.Reason(); unknown {
		return unknownGuard(why)
	}
	best := Guard{}
	for _, c := range conditions.Items() {
		field := c.Path("Field")
		if why, ok := known(field); !ok {
			best = stronger(best, unknownGuard(why))
			continue
		}
		switch field.Str() {
		case "source-ip":
			best = stronger(best, sourceGuard(c.Path("SourceIpConfig", "Values")))
		case "http-header":
			best = stronger(best, secretHeader(c.Path("HttpHeaderConfig", "HttpHeaderName")).match.guard)
		}
	}
	return best
}

func sourceGuard(values *cloud.Value) Guard {
	if why, unknown := values.Reason(); unknown {
		return unknownGuard(why)
	}
	g := Guard{Kind: NetworkGuard}
	for _, v := range values.Items() {
		if why, ok := known(v); !ok {
			return unknownGuard(why)
		}
		if strings.HasSuffix(v.Str(), "/0") {
			g = Guard{}
		}
	}
	return g
}
