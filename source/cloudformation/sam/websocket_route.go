package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// webSocketRoute is what is made for one route.
type webSocketRoute struct {
	route, integration, permission *resource
	authorizer                     *resource // of the route that needs one
}

// route makes a route, its integration with a function, and the permission to call that.
func (w *webSocketAPI) route(f cloud.Field) (r webSocketRoute, err error) {
	name, err := w.routeName(f)
	if err != nil {
		return r, err
	}
	if !f.Value.Is(cloud.Map) {
		return r, w.wrong(f.Value, "Routes."+f.Key, "map")
	}
	p, id := at(f.KeyPos), w.id+name
	r.route = w.generate(f.KeyPos, id+"Route", "AWS::ApiGatewayV2::Route").set("RouteKey", p.text(f.Key)).set("ApiId", p.ref(w.id)).
		set("Target", p.join("/", "integrations", p.ref(id+"Integration")))
	for _, property := range [...]string{"ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels", "RouteResponseSelectionExpression"} {
		r.route.set(property, f.Value.Get(property))
	}
	if parameters := f.Value.Get("RequestParameters"); truthy(parameters) {
		if f.Key != "$connect" {
			return r, w.invalid(parameters, "Request parameters are only supported for the $connect route in WebSocket APIs.")
		}
		r.route.set("RequestParameters", parameters)
	}
	if r.authorizer, err = w.authorize(f.Key, r.route); err != nil {
		return r, err
	}
	function, written := f.Value.Field("FunctionArn")
	if !written {
		return r, resourceError(f.KeyPos, w.id, "Route must have associated function.")
	}
	r.integration = w.generate(f.KeyPos, id+"Integration", "AWS::ApiGatewayV2::Integration").set("ApiId", p.ref(w.id)).
		set("IntegrationType", p.text("AWS_PROXY")).
		set("IntegrationUri", p.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations",
			"FunctionArn", function.Value)).
		set("TimeoutInMillis", f.Value.Get("IntegrationTimeout"))
	r.permission = w.generate(f.KeyPos, id+"Permission", "AWS::Lambda::Permission").set("Action", p.text("lambda:InvokeFunction")).
		set("FunctionName", function.Value).set("Principal", p.text("apigateway.amazonaws.com")).set("SourceArn", w.routeARN(f))
	return r, nil
}

// routeARN is what a call of the route comes from.
func (w *webSocketAPI) routeARN(f cloud.Field) *cloud.Value {
	p, api := at(f.KeyPos), "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${"+w.id+".ApiId}/"
	if stage, ok := w.stageName.Text(); ok {
		return p.sub(api + stage + "/" + f.Key)
	}
	return p.sub(api+"${__StageName__}/"+f.Key, "__StageName__", w.stageName)
}

// authorize checks the authentication and sets it on the route that opens a connection, the only
// one that can have it. It returns the authorizer, when that is a function.
func (w *webSocketAPI) authorize(key string, route *resource) (*resource, error) {
	if !truthy(w.auth) {
		return nil, nil
	}
	if err := w.checkAuth(); err != nil || key != "$connect" {
		return nil, err
	}
	p, typ := at(w.auth.Pos), w.auth.Get("AuthType")
	switch typ.Str() {
	case "AWS_IAM":
		route.set("AuthorizationType", typ)
		return nil, nil
	case "CUSTOM":
	default:
		route.set("AuthorizationType", at(w.posOf(typ)).text("NONE"))
		return nil, nil
	}
	id := w.id + "ConnectAuthorizer"
	name := w.auth.Get("Name")
	if !truthy(name) {
		name = p.text(id)
	}
	authorizer := w.generate(w.auth.Pos, id, "AWS::ApiGatewayV2::Authorizer").set("ApiId", p.ref(w.id)).
		set("AuthorizerCredentialsArn", w.auth.Get("InvokeRole")).set("AuthorizerType", p.text("REQUEST")).
		set("AuthorizerUri", p.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${AuthArn}/invocations",
			"AuthArn", w.auth.Get("AuthArn"))).
		set("IdentitySource", w.auth.Get("IdentitySource")).set("Name", name)
	route.set("AuthorizationType", typ).set("AuthorizerId", authorizer.ref())
	return authorizer, nil
}

func (w *webSocketAPI) checkAuth() error {
	typ := w.auth.Get("AuthType")
	if !truthy(typ) {
		return w.invalid(w.auth, "AuthType must be specified for additional auth configurations.")
	}
	switch upper := strings.ToUpper(typ.Str()); {
	case upper == "CUSTOM" && !truthy(w.auth.Get("AuthArn")):
		return w.invalid(w.auth, "AuthArn must be specified if AuthType is CUSTOM.")
	case upper == "CUSTOM":
	case upper != "AWS_IAM" && upper != "NONE":
		return w.invalid(typ, "AuthType is not one of AWS_IAM, CUSTOM or NONE.")
	case w.auth.Len() > 1:
		return w.invalid(w.auth, "No additional configurations supported for AuthType %s.", upper)
	}
	return nil
}
