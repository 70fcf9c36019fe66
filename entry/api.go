package entry

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// api is what is common to the routes of an API.
type api struct {
	resource *cloud.Resource
	step     Step   // of the API: its network guard, what closes it
	walls    []Step // web ACLs before it
	policy   *cloud.Value
	private  bool // it has an address in VPCs only
}

// route is one route or method, wherever it is declared.
type route struct {
	api   *api
	name  string // "POST /orders"
	at    *cloud.Resource
	pos   cloud.Pos
	guard Guard
	maybe []cloud.Reason // why it may not be there
	// to is the value that names what it calls; more values are looked at for things that carry events.
	to   *cloud.Value
	more []*cloud.Value
	// role says that the API calls with a role of its own, so that no permission is needed.
	role bool
	// credentials are the role; subtype is the service and action of an HTTP API's integration.
	credentials, subtype *cloud.Value
	// hazy says why the method or the path is not known.
	hazy []cloud.Reason
	// notes are said of the step.
	notes []Message
}

// restAPIs finds the methods of REST APIs
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html).
func (f *finder) restAPIs() {
	for _, r := range f.all("AWS::ApiGateway::RestApi") {
		a := &api{resource: r, step: step("api", r)}
		f.restNetwork(a)
		f.restThrottle(a)
		a.walls = f.covering(f.naming(r, "AWS::ApiGateway::Stage", "RestApiId"), r)
		f.askers(a, "AWS::ApiGateway::Authorizer", "RestApiId", "AWS::ApiGateway::Method")
		found := f.methods(a)
		body := r.Properties.Get("Body")
		switch {
		case body.Is(cloud.Map):
			found = append(found, f.operations(a, body, true)...)
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

func (f *finder) restNetwork(a *api) {
	p := a.resource.Properties
	types := p.Path("EndpointConfiguration", "Types")
	if types.Is(cloud.Unknown) {
		why, _ := types.Reason()
		a.step.perhaps(why)
	}
	for _, t := range types.Items() {
		if why, ok := known(t); !ok {
			a.step.perhaps(why)
		} else if t.Str() == "PRIVATE" {
			a.private = true
		}
	}
	f.customDomains(a, "AWS::ApiGateway::BasePathMapping", "RestApiId", "AWS::ApiGateway::DomainName")
	policy := p.Get("Policy")
	if policy == nil {
		policy = p.Path("Body", "x-amazon-apigateway-policy")
		if p.Get("Body").Is(cloud.Unknown) {
			policy = nil // the routes are unknown, too
		}
	}
	if policy != nil && !policy.Is(cloud.Null) {
		a.policy = policy
	}
}

// customDomains looks at the domains of an API: one without an endpoint of its own is reached by them
// only, and they may ask for certificates.
func (f *finder) customDomains(a *api, mapping, link, domain string) {
	mutual, plainDomains := 0, 0
	for _, m := range f.referring(a.resource, mapping, link) {
		d := f.named(m.Properties.Get("DomainName"), domain)
		if d == nil {
			plainDomains++
			continue
		}
		if set(d.Properties.Get("MutualTlsAuthentication")).truth == iam.Yes {
			mutual++
		} else {
			plainDomains++
		}
		a.step.note("note.domain", d.Name)
	}
	off := flag(a.resource.Properties.Get("DisableExecuteApiEndpoint"), false)
	switch {
	case off.truth == iam.Maybe:
		if mutual+plainDomains == 0 || mutual > 0 && plainDomains == 0 {
			a.step.perhaps(off.why...)
		}
	case off.truth == iam.No:
	case mutual+plainDomains == 0:
		a.step.answer(f.complete(mapping), say("shut.no-domain"))
	case plainDomains == 0:
		a.step.Guard = Guard{Kind: CertGuard}
	}
}

// complete is No, with nothing more to come, unless resources of the type were not read.
func (f *finder) complete(typ string) verdict {
	if unread := f.graph.OfType(typ).Unread; len(unread) > 0 {
		return maybe(unread[0])
	}
	return no()
}

func (f *finder) restThrottle(a *api) {
	for _, s := range f.referring(a.resource, "AWS::ApiGateway::Stage", "RestApiId") {
		for _, m := range s.Properties.Get("MethodSettings").Items() {
			if m.Get("ThrottlingRateLimit") != nil {
				a.step.note("note.throttled")
				return
			}
		}
	}
	for _, plan := range f.all("AWS::ApiGateway::UsagePlan") {
		for _, s := range plan.Properties.Get("ApiStages").Items() {
			if r, _ := f.graph.TargetRead("AWS::ApiGateway::RestApi", s.Get("ApiId")); r == a.resource && plan.Properties.Get("Throttle") != nil {
				a.step.note("note.plan", plan.Name)
				return
			}
		}
	}
}

// methods are those declared one by one.
func (f *finder) methods(a *api) (found []route) {
	for _, named := range f.naming(a.resource, "AWS::ApiGateway::Method", "RestApiId") {
		m := named.Resource
		p := m.Properties
		integration := p.Get("Integration")
		one := route{api: a, at: m, maybe: named.why, pos: at(p.Get("AuthorizationType"), m), to: integration.Path("Uri")}
		if p.Get("HttpMethod").Str() == "OPTIONS" || integration.Get("Type").Str() == "MOCK" {
			continue
		}
		one.name = show(p.Get("HttpMethod")) + " " + f.pathOf(p.Get("ResourceId"), 0)
		if why, ok := known(p.Get("HttpMethod")); !ok {
			one.hazy = append(one.hazy, why)
		}
		one.hazy = append(one.hazy, f.hazyPath(p.Get("ResourceId"), 0)...)
		one.guard = f.methodGuard(p)
		one.credentials = integration.Path("Credentials")
		one.role = set(one.credentials).truth != iam.No
		one.more = []*cloud.Value{integration.Get("RequestParameters"), integration.Get("RequestTemplates")}
		one.condition(m)
		found = append(found, one)
	}
	return found
}

func (r *route) condition(res *cloud.Resource) {
	if res.Condition != "" {
		r.maybe = append(r.maybe, cloud.Because(cloud.UnknownCondition, res.Condition))
	}
}

// methodGuard is what guards a method of a REST API or a route of an HTTP API: both say it alike.
func (f *finder) methodGuard(p *cloud.Value) Guard {
	auth := p.Get("AuthorizationType")
	if why, ok := known(auth); !ok {
		return unknownGuard(why)
	}
	if g, ok := f.authorizer(auth.Str(), p.Get("AuthorizerId")); ok {
		return g
	}
	switch key := flag(p.Get("ApiKeyRequired"), false); key.truth {
	case iam.Yes:
		return Guard{Kind: KeyGuard}
	case iam.Maybe:
		return unknownGuard(key.why...)
	}
	return Guard{Kind: NoGuard}
}

// authorizer is the guard of an authorisation type of either kind of API.
func (f *finder) authorizer(typ string, id *cloud.Value) (Guard, bool) {
	name := typ
	if a := f.named(id, "AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer"); a != nil {
		name = a.Name
	}
	switch typ {
	case "AWS_IAM":
		return Guard{Kind: SignGuard}, true
	case "COGNITO_USER_POOLS", "CUSTOM", "JWT":
		return Guard{Kind: LoginGuard, By: name}, true
	}
	return Guard{}, false
}

// pathOf is the path of an API's resource, "/orders/{id}".
func (f *finder) pathOf(v *cloud.Value, depth int) string {
	r := f.named(v, "AWS::ApiGateway::Resource")
	if r == nil || depth == 16 {
		if depth > 0 {
			return ""
		}
		return "/"
	}
	return f.pathOf(r.Properties.Get("ParentId"), depth+1) + "/" + show(r.Properties.Get("PathPart"))
}

// hazyPath says why the path of an API's resource is not known.
func (f *finder) hazyPath(v *cloud.Value, depth int) []cloud.Reason {
	if why, unknown := v.Reason(); unknown {
		return []cloud.Reason{why}
	}
	r := f.named(v, "AWS::ApiGateway::Resource")
	if r == nil || depth == 16 {
		return nil
	}
	if why, ok := known(r.Properties.Get("PathPart")); !ok {
		return []cloud.Reason{why}
	}
	return f.hazyPath(r.Properties.Get("ParentId"), depth+1)
}

// unreadable makes ways of the permissions that functions give to an API whose definition cannot be read.
func (f *finder) unreadable(a *api, why cloud.Reason) {
	for _, fn := range f.callable("apigateway.amazonaws.com", a.resource) {
		s := Step{Kind: "route", Name: "?", Guard: unknownGuard(why), Pos: a.resource.Pos}
		s.perhaps(why)
		f.frontDoors(f.underPolicy(a, "? ?"), door{steps: []Step{s}, to: called{function: fn}}, nil)
	}
	for _, role := range f.passersOn() {
		for _, carrier := range append(f.graph.All()[:len(f.graph.All()):len(f.graph.All())], f.bus) {
			if carries(carrier.Type) && len(f.flows[carrier.ID]) > 0 && f.puts(role.ARN, carrier).truth != iam.No {
				s := Step{Kind: "route", Name: "?", Guard: unknownGuard(why), Pos: a.resource.Pos}
				s.perhaps(why)
				f.frontDoors(f.underPolicy(a, "? ?"), door{steps: []Step{s}}, &carried{Resource: carrier, sent: cargo{event: &event{why: &why}}})
			}
		}
	}
}

// route follows a route to a function, or to something that carries events on.
func (f *finder) route(r route) {
	s := Step{Kind: "route", Name: r.name, Resource: r.at, Guard: r.guard, Pos: r.pos, Notes: r.notes}
	r.api = f.underPolicy(r.api, r.name, r.hazy...)
	s.perhaps(r.maybe...)
	fixes := []Change{}
	if !r.guard.strong() {
		fixes = append(fixes, Change{Code: "route-auth", Resource: r.at, Args: []string{r.name, r.api.resource.Name}, Pos: r.pos})
		if r.at == nil || r.at.Type == "AWS::ApiGateway::Method" { // one definition, or one policy, for all of it
			fixes = append(fixes, Change{Code: "api-auth", Resource: r.api.resource, Args: []string{r.api.resource.Name}, Pos: r.api.resource.Pos})
		}
	}
	may := f.by("apigateway.amazonaws.com", r.api.resource)
	if r.role {
		may = anyFunction
	}
	aims := f.aims(r.to, may)
	for _, one := range aims {
		s := s
		s.perhaps(one.why...)
		if !r.role {
			s.answer(f.service(one.to.function, "apigateway.amazonaws.com", r.api.resource), say("shut.permission", "apigateway.amazonaws.com"))
		}
		f.frontDoors(r.api, door{steps: []Step{s}, to: one.to, fixes: fixes}, nil)
	}
	if len(aims) > 0 {
		return
	}
	i := integration{role: r.credentials, where: append(r.more, r.to)}.withService(r.to, r.subtype)
	for _, carrier := range f.carriersOf(i) {
		s := s
		s.perhaps(carrier.why...)
		if carrier.shut != nil {
			s.Certainty, s.Shut = Closed, carrier.shut
		}
		f.frontDoors(r.api, door{steps: []Step{s}, fixes: fixes}, &carrier)
	}
}

// frontDoors makes the ways of an API: by its own address, and by distributions before it.
func (f *finder) frontDoors(a *api, d door, carrier *carried) {
	enter := func(d door) {
		if carrier != nil {
			f.lead(d, carrier.Resource, carrier.sent)
			return
		}
		f.enter(d)
	}
	d = d.behind(a.step)
	enter(d.behind(a.walls...))
	for _, front := range f.fronts[a.resource.ID] {
		through := d
		through.steps = throughFront(d.steps)
		enter(through.behind(append(front.steps(f), throughFront(a.walls)...)...))
	}
}

// mentioned lists what carries events among the resources that values refer to, at any depth, and why
// there may be others.
func (f *finder) mentioned(values ...*cloud.Value) (all []*cloud.Resource, unknown []cloud.Reason) {
	seen := map[string]bool{}
	var visit func(v *cloud.Value, depth int)
	visit = func(v *cloud.Value, depth int) {
		if v == nil || depth > 20 {
			return
		}
		if why, ok := v.Reason(); ok {
			unknown = addReason(unknown, why)
		}
		for _, ref := range v.Refs() {
			if r := f.graph.Resource(ref.Resource); r != nil && carries(r.Type) && !seen[r.ID] {
				seen[r.ID] = true
				all = append(all, r)
			}
		}
		if text, ok := v.Text(); ok && strings.HasPrefix(text, "arn:") {
			if r := f.named(v, carrierTypes...); r != nil && !seen[r.ID] {
				seen[r.ID] = true
				all = append(all, r)
			}
		}
		for _, item := range v.Items() {
			visit(item, depth+1)
		}
		for _, field := range v.Fields() {
			visit(field.Value, depth+1)
		}
	}
	for _, v := range values {
		visit(v, 0)
	}
	return all, unknown
}
