package sam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// webSocketTag is the tag of everything made for a WebSocket API.
const webSocketTag = "websocketapi:createdBy"

// webSocketAPI is an AWS::Serverless::WebSocketApi being translated.
type webSocketAPI struct {
	*macro
	auth, routes, domain *cloud.Value // parameters resolved
	stageName            *cloud.Value
}

// translateWebSocketAPI makes the API, its routes and their integrations, its stage, domain and
// authorizer. Attributes such as Condition are not handed on, not even to the API: so the service
// does (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html).
func translateWebSocketAPI(m *macro) ([]*resource, error) {
	m.attributes = cloud.NewMap(m.pos)
	w := &webSocketAPI{macro: m, stageName: m.get("StageName")}
	for name, field := range map[string]**cloud.Value{"Auth": &w.auth, "Routes": &w.routes, "Domain": &w.domain} {
		resolved, err := m.resolve(m.get(name).Clone())
		if err != nil {
			return nil, err
		}
		*field = given(resolved)
	}
	if w.stageName == nil {
		w.stageName = at(m.pos).text("default")
	}
	api, err := w.api()
	if err != nil {
		return nil, err
	}
	domain, err := m.apiV2Domain(w.domain, webSocketTag, map[string]*resource{})
	if err != nil {
		return nil, err
	}
	if oneOf(w.stageName, "$default") {
		return nil, m.invalid(w.stageName, "Stages cannot be named $default for WebSocket APIs.")
	}
	made, routes := []*resource{api}, []*resource(nil)
	var authorizer *resource
	for _, f := range w.routes.Fields() {
		r, err := w.route(f)
		if err != nil {
			return nil, err
		}
		if r.authorizer != nil {
			authorizer = r.authorizer
		}
		routes = append(routes, r.route)
		made = append(made, r.route, r.integration, r.permission)
	}
	made = append(append(made, domain...), w.stage(routes))
	if authorizer != nil {
		made = append(made, authorizer)
		if !truthy(w.auth.Get("InvokeRole")) {
			made = append(made, apiV2AuthorizerPermission(authorizer.pos, m.id+"AuthorizerPermission", w.auth.Get("AuthArn"), api.ref(), nil))
		}
	}
	w.tag(made)
	return made, nil
}

// api checks the properties and makes the API.
func (w *webSocketAPI) api() (*resource, error) {
	if !truthy(w.routes) {
		return nil, w.invalid(w.get("Routes"), "WebSocket API must have at least one route.")
	}
	if !w.routes.Is(cloud.Map) {
		return nil, w.wrong(w.routes, "Routes", "map")
	}
	if ip := w.get("IpAddressType"); ip != nil && !isIntrinsic(ip) && !oneOf(ip, "ipv4", "dualstack") {
		return nil, w.invalid(ip, "IpAddressType must be 'ipv4' or 'dualstack'.")
	}
	if tls := w.domain.Get("MutualTlsAuthentication"); truthy(tls) {
		return nil, w.invalid(tls, "Mutual TLS domain name association is not supported for Websocket APIs.")
	}
	if truthy(w.auth) && !w.routes.Has("$connect") {
		return nil, w.invalid(w.auth, "Authorization is only available if there is a $connect route.")
	}
	api := w.make("AWS::ApiGatewayV2::Api").set("Name", at(w.pos).text(w.id)).set("ProtocolType", at(w.pos).text("WEBSOCKET"))
	for _, name := range [...]string{"Name", "ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint",
		"DisableSchemaValidation", "IpAddressType", "RouteSelectionExpression"} {
		if v := w.get(name); v != nil {
			api.set(name, v)
		}
	}
	return api, nil
}

// stage makes the stage. It waits for the routes when it has settings for them.
func (w *webSocketAPI) stage(routes []*resource) *resource {
	id := w.id + w.stageName.Str() + "Stage"
	if oneOf(w.stageName, "default") {
		id = w.id + "DefaultStage"
	}
	p := at(w.posOf(w.stageName))
	stage := w.generate(w.posOf(w.stageName), id, "AWS::ApiGatewayV2::Stage").set("ApiId", p.ref(w.id)).
		set("StageName", w.stageName).set("AutoDeploy", p.boolean(true))
	for _, name := range [...]string{"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"} {
		stage.set(name, w.get(name))
	}
	if truthy(w.get("RouteSettings")) {
		var ids []string
		for _, r := range routes {
			ids = append(ids, r.id)
		}
		stage.dependsOn = p.texts(ids...)
	}
	return stage
}

// tag sets the tags: those of the API are its own and that of the transform; the others get the
// former only when tags are propagated.
func (w *webSocketAPI) tag(made []*resource) {
	own := w.get("Tags")
	all := cloud.NewMap(w.posOf(own))
	for _, f := range own.Fields() {
		all.SetAt(f.Key, f.KeyPos, f.Value)
	}
	all.Set(webSocketTag, at(w.pos).text("SAM"))
	for _, r := range made {
		switch r.typ {
		case "AWS::ApiGatewayV2::Api":
			r.set("Tags", all)
		case "AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::DomainName":
			r.set("Tags", at(r.pos).object(webSocketTag, "SAM"))
			if truthy(own) && truthy(w.get("PropagateTags")) {
				r.set("Tags", all)
			}
		}
	}
}

// routeName makes a route key part of a logical id: "$connect" and "connect" become "Connect".
func (w *webSocketAPI) routeName(f cloud.Field) (string, error) {
	key := f.Key
	if slices.Contains([]string{"$connect", "$disconnect", "$default"}, key) {
		key = key[1:]
	}
	if !alphanumeric(key) {
		return "", resourceError(f.KeyPos, w.id, "Route key '%s' must be alphanumeric. Only $connect, $disconnect, and $default special routes are supported.", f.Key)
	}
	return strings.ToUpper(key[:1]) + strings.ToLower(key[1:]), nil
}
