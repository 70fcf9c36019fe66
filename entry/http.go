package entry

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// httpAPIs finds the routes of HTTP and WebSocket APIs
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html).
func (f *finder) httpAPIs() {
	for _, r := range f.all("AWS::ApiGatewayV2::Api") {
		a := &api{resource: r, step: step("api", r)}
		f.customDomains(a, "AWS::ApiGatewayV2::ApiMapping", "ApiId", "AWS::ApiGatewayV2::DomainName")
		for _, s := range f.referring(r, "AWS::ApiGatewayV2::Stage", "ApiId") {
			if s.Properties.Path("DefaultRouteSettings", "ThrottlingRateLimit") != nil {
				a.step.note("note.throttled")
				break
			}
		}
		f.askers(a, "AWS::ApiGatewayV2::Authorizer", "ApiId", "AWS::ApiGatewayV2::Route")
		found := f.routes(a)
		if target := r.Properties.Get("Target"); target != nil { // quick create: one route, without authorisation
			found = append(found, route{api: a, name: "$default", at: r, pos: at(target, r), guard: Guard{Kind: NoGuard}, to: target,
				role: set(r.Properties.Get("CredentialsArn")).truth != iam.No})
		}
		switch body := r.Properties.Get("Body"); {
		case body.Is(cloud.Map):
			found = append(found, f.operations(a, body, false)...)
		case body.Is(cloud.Unknown):
			why, _ := body.Reason()
			f.unreadable(a, why)
		case set(r.Properties.Get("BodyS3Location")).truth != iam.No:
			f.unreadable(a, cloud.Because(cloud.NotInSource, "the definition of the API "+r.Name))
		}
		for _, one := range found {
			f.route(one)
		}
	}
}

// routes are those declared one by one. Who may open a connection to a WebSocket API may send
// messages to all its routes.
func (f *finder) routes(a *api) (found []route) {
	all := f.naming(a.resource, "AWS::ApiGatewayV2::Route", "ApiId")
	var connect *Guard
	socket := a.resource.Properties.Get("ProtocolType").Str() == "WEBSOCKET"
	for _, r := range all {
		if socket && r.Properties.Get("RouteKey").Str() == "$connect" {
			g := f.methodGuard(r.Properties)
			connect = &g
		}
	}
	for _, r := range all {
		p := r.Properties
		key := show(p.Get("RouteKey"))
		if strings.HasPrefix(key, "OPTIONS ") {
			continue
		}
		one := route{api: a, name: key, at: r.Resource, maybe: r.why, pos: at(p.Get("AuthorizationType"), r.Resource), guard: f.methodGuard(p)}
		if socket && connect != nil {
			one.guard = *connect
		}
		one.condition(r.Resource)
		found = append(found, f.integrated(one, a.resource, p.Get("Target"))...)
	}
	return found
}

// integrated follows the target of a route, "integrations/ID", to its integration: to every one of the
// API when the target is not known.
func (f *finder) integrated(one route, a *cloud.Resource, target *cloud.Value) (all []route) {
	if target == nil {
		return nil
	}
	why, unknown := target.Reason()
	found := f.named(target, "AWS::ApiGatewayV2::Integration")
	text, _ := target.Text()
	id := strings.TrimPrefix(text, "integrations/")
	for _, i := range f.naming(a, "AWS::ApiGatewayV2::Integration", "ApiId") {
		on := one
		switch {
		case i.Resource == found:
		case found != nil:
			continue
		case unknown:
			on.maybe = append(on.maybe[:len(on.maybe):len(on.maybe)], why)
		case text == "" || !hasID(i.Resource, id):
			continue
		}
		p := i.Properties
		on.to = p.Get("IntegrationUri")
		on.credentials, on.subtype = p.Get("CredentialsArn"), p.Get("IntegrationSubtype")
		on.role = set(on.credentials).truth != iam.No
		on.more = []*cloud.Value{p.Get("RequestParameters"), p.Get("RequestTemplates")}
		on.condition(i.Resource)
		all = append(all, on)
	}
	return all
}

// hasID reports whether a resource has an id, as a part of one of its names.
func hasID(r *cloud.Resource, id string) bool {
	for _, name := range r.Names {
		if name.Str() == id || strings.HasSuffix(name.Str(), "/"+id) || strings.HasSuffix(name.Str(), "|"+id) {
			return true
		}
	}
	return false
}
