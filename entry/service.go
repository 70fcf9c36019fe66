package entry

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// graphs finds AppSync APIs (https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html).
// Any provider may do for a field, so the weakest counts.
func (f *finder) graphs() {
	for _, a := range f.all("AWS::AppSync::GraphQLApi") {
		p := a.Properties
		s := step("graphql", a)
		s.Pos = at(p.Get("AuthenticationType"), a)
		s.Guard = graphGuard(p.Get("AuthenticationType"))
		more := p.Get("AdditionalAuthenticationProviders")
		if why, unknown := more.Reason(); unknown && s.Guard.strong() {
			s.Guard = unknownGuard(why)
		}
		for _, one := range more.Items() {
			if g := graphGuard(one.Get("AuthenticationType")); g.rank() < s.Guard.rank() {
				s.Guard = g
			}
		}
		switch v := p.Get("Visibility"); {
		case v.Str() == "PRIVATE":
			shut := say("shut.private")
			s.Certainty, s.Shut = Closed, &shut
		default:
			if why, ok := known(v); !ok {
				s.perhaps(why)
			}
		}
		d := door{steps: append(f.wallsOf(a), s)}
		if !s.Guard.strong() {
			d.fixes = []Change{{Code: "graphql-auth", Resource: a, Args: []string{a.Name}, Pos: s.Pos}}
		}
		for _, config := range append([]*cloud.Value{p.Path("LambdaAuthorizerConfig")}, more.Select("*", "LambdaAuthorizerConfig")...) {
			for _, one := range f.aims(config.Path("AuthorizerUri"), f.by("appsync.amazonaws.com", a)) {
				asker := s
				asker.Guard = Guard{Kind: LoginGuard, By: one.to.function.Name}
				asker.note("note.asker")
				by := Step{Kind: "authorizer", Name: one.to.function.Name, Pos: config.Pos}
				by.perhaps(one.why...)
				by.answer(f.service(one.to.function, "appsync.amazonaws.com", a), say("shut.permission", "appsync.amazonaws.com"))
				f.enter(door{steps: append(f.wallsOf(a), asker, by), to: one.to})
			}
		}
		for _, source := range f.naming(a, "AWS::AppSync::DataSource", "ApiId") {
			for _, one := range f.aims(source.Properties.Path("LambdaConfig", "LambdaFunctionArn"), anyFunction) {
				by := step("source", source.Resource)
				by.perhaps(slices.Concat(source.why, one.why)...)
				on := d.with(by)
				on.to = one.to
				f.enter(on)
			}
		}
	}
}

func graphGuard(v *cloud.Value) Guard {
	if why, ok := known(v); !ok {
		return unknownGuard(why)
	}
	switch v.Str() {
	case "API_KEY":
		return Guard{Kind: KeyGuard}
	case "AWS_IAM":
		return Guard{Kind: SignGuard}
	}
	return Guard{Kind: LoginGuard, By: v.Str()}
}

// balancers finds load balancers with functions behind them
// (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html).
func (f *finder) balancers() {
	for _, group := range f.all("AWS::ElasticLoadBalancingV2::TargetGroup") {
		var holders []forwarder
		for _, l := range f.all("AWS::ElasticLoadBalancingV2::Listener") {
			holders = append(holders, forwarder{l, l, l.Properties.Get("DefaultActions"), nil})
		}
		for _, rule := range f.all("AWS::ElasticLoadBalancingV2::ListenerRule") {
			for _, l := range f.resources(rule.Properties.Get("ListenerArn"), "AWS::ElasticLoadBalancingV2::Listener") {
				holders = append(holders, forwarder{l.Resource, rule, rule.Properties.Get("Actions"), l.why})
			}
		}
		may := f.by("elasticloadbalancing.amazonaws.com", nil)
		for _, v := range group.Properties.Select("Targets", "*", "Id") {
			for _, one := range f.aims(v, may) {
				for _, h := range holders {
					if forwards := f.forwards(h.actions, group); forwards.truth != iam.No {
						h.why = append(append(h.why[:len(h.why):len(h.why)], one.why...), forwards.why...)
						f.forward(h, one.to)
					}
				}
			}
		}
	}
}

// forwarder is a listener, or a rule of one, that forwards requests.
type forwarder struct {
	listener, holder *cloud.Resource
	actions          *cloud.Value
	why              []cloud.Reason
}

func (f *finder) forwards(actions *cloud.Value, group *cloud.Resource) verdict {
	v := no()
	values := append(actions.Select("*", "TargetGroupArn"), actions.Select("*", "ForwardConfig", "TargetGroups", "*", "TargetGroupArn")...)
	for _, arn := range values {
		r, why := f.graph.TargetRead("AWS::ElasticLoadBalancingV2::TargetGroup", arn)
		if why != nil {
			v = v.or(maybe(*why))
		}
		v = v.or(truth(r == group))
	}
	return v
}

func (f *finder) forward(h forwarder, to called) {
	found := f.resources(h.listener.Properties.Get("LoadBalancerArn"), "AWS::ElasticLoadBalancingV2::LoadBalancer")
	for _, balancer := range found {
		h := h
		h.why = append(h.why[:len(h.why):len(h.why)], balancer.why...)
		f.balanced(h, balancer.Resource, to)
	}
	if len(found) == 0 {
		h.why = append(h.why, cloud.Because(cloud.NotInSource, "the load balancer of "+h.listener.Name))
		f.balanced(h, nil, to)
	}
}

func (f *finder) balanced(h forwarder, balancer *cloud.Resource, to called) {
	listener, holder, actions := h.listener, h.holder, h.actions
	s := Step{Kind: "balancer", Name: listener.Name, Resource: listener, Pos: holder.Pos}
	if balancer != nil {
		s = step("balancer", balancer)
		switch scheme := balancer.Properties.Get("Scheme"); {
		case scheme.Str() == "internal":
			shut := say("shut.internal")
			s.Certainty, s.Shut = Closed, &shut
		default:
			if why, ok := known(scheme); !ok {
				s.perhaps(why)
			}
			if s.Certainty != Closed {
				s.answer(f.ingress(balancer), say("shut.group"))
			}
		}
	}
	l := step("listener", holder)
	l.perhaps(h.why...)
	l.Guard = Guard{Kind: NoGuard}
	for _, a := range actions.Items() {
		typ := a.Path("Type")
		if why, ok := known(typ); !ok {
			l.Guard = stronger(l.Guard, unknownGuard(why))
		}
		if strings.HasPrefix(typ.Str(), "authenticate-") || strings.HasPrefix(typ.Str(), "jwt-") {
			l.Guard = stronger(l.Guard, Guard{Kind: LoginGuard, By: strings.TrimPrefix(typ.Str(), "authenticate-")})
		}
	}
	if why, unknown := actions.Reason(); unknown {
		l.Guard = unknownGuard(why)
	}
	if mode := listener.Properties.Path("MutualAuthentication", "Mode"); mode.Str() == "verify" {
		l.Guard = stronger(l.Guard, Guard{Kind: CertGuard})
	} else if why, ok := known(mode); !ok {
		l.Guard = stronger(l.Guard, unknownGuard(why))
	}
	if holder != listener {
		l.Guard = stronger(l.Guard, conditionGuard(holder.Properties.Get("Conditions")))
	}
	l.answer(f.service(to.function, "elasticloadbalancing.amazonaws.com", nil), say("shut.permission", "elasticloadbalancing.amazonaws.com"))
	d := door{steps: append(f.wallsOf(balancer), s, l), to: to}
	if !l.Guard.strong() {
		d.fixes = []Change{{Code: "listener-auth", Resource: holder, Args: []string{holder.Name}, Pos: holder.Pos}}
	}
	f.enter(d)
	if balancer != nil {
		for _, front := range f.fronts[balancer.ID] {
			through := d
			through.steps = throughFront(d.steps)
			f.enter(through.behind(front.steps(f)...))
		}
	}
}

// ingress answers whether the security groups of a load balancer let in everybody.
func (f *finder) ingress(balancer *cloud.Resource) verdict {
	groups := balancer.Properties.Get("SecurityGroups")
	if groups.Len() == 0 {
		if why, unknown := groups.Reason(); unknown {
			return maybe(why)
		}
		return maybe(cloud.Because(cloud.NotInSource, "the default security group"))
	}
	v := no()
	for _, item := range groups.Items() {
		g, why := f.graph.Target("AWS::EC2::SecurityGroup", item)
		if g == nil {
			if why != nil {
				v = v.or(maybe(*why))
			}
			continue
		}
		rules := g.Properties.Get("SecurityGroupIngress")
		if why, unknown := rules.Reason(); unknown {
			v = v.or(maybe(why))
		}
		for _, r := range rules.Items() {
			v = v.or(world(r))
		}
		for _, r := range f.referring(g, "AWS::EC2::SecurityGroupIngress", "GroupId") {
			v = v.or(world(r.Properties))
		}
	}
	return v
}

func world(rule *cloud.Value) verdict {
	v := no()
	for _, name := range []string{"CidrIp", "CidrIpv6"} {
		cidr := rule.Get(name)
		if why, ok := known(cidr); !ok {
			v = v.or(maybe(why))
		}
		v = v.or(truth(cidr.Str() == "0.0.0.0/0" || cidr.Str() == "::/0"))
	}
	if why, unknown := rule.Reason(); unknown {
		v = v.or(maybe(why))
	}
	// A prefix list may be that of CloudFront, through which everybody comes.
	if list := rule.Get("SourcePrefixListId"); list != nil {
		v = v.or(maybe(cloud.Because(cloud.NotInSource, "the prefix list "+show(list))))
	}
	return v
}

// unasked are the triggers of a user pool that run before Cognito knows who somebody is
// (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html):
// those of signing up, which an administrator may keep for himself, and those of signing in, for which a
// name is enough.
var unasked = map[string]bool{"PreSignUp": true, "PostConfirmation": true, "CustomMessage": false, "CustomEmailSender": false, "CustomSMSSender": false,
	"UserMigration": false, "PreAuthentication": false, "DefineAuthChallenge": false, "CreateAuthChallenge": false, "VerifyAuthChallengeResponse": false}

// pools finds the triggers of Cognito user pools: whoever signs up or in runs them.
func (f *finder) pools() {
	for _, pool := range f.all("AWS::Cognito::UserPool") {
		config := pool.Properties.Get("LambdaConfig")
		may := f.by("cognito-idp.amazonaws.com", pool)
		if why, unknown := config.Reason(); unknown {
			for _, one := range f.aims(config, may) {
				s := step("user-pool", pool)
				s.Guard = unknownGuard(why)
				s.perhaps(why)
				f.enter(door{steps: append(f.wallsOf(pool), s), to: one.to})
			}
			continue
		}
		for _, trigger := range config.Fields() {
			v := trigger.Value
			if v.Is(cloud.Map) {
				v = v.Get("LambdaArn")
			}
			for _, one := range f.aims(v, may) {
				f.trigger(pool, trigger.Key, at(v, pool), one)
			}
		}
	}
}

func (f *finder) trigger(pool *cloud.Resource, name string, pos cloud.Pos, one aim) {
	s := step("user-pool", pool)
	s.Name, s.Pos = pool.Name+" "+name, pos
	s.perhaps(one.why...)
	s.Guard = Guard{Kind: LoginGuard, By: pool.Name}
	d := door{to: one.to}
	signUp, before := unasked[name]
	switch {
	case !before:
		if flag(pool.Properties.Path("AdminCreateUserConfig", "AllowAdminCreateUserOnly"), false).truth == iam.No {
			s.note("note.sign-up")
		}
	case !signUp:
		s.Guard = Guard{Kind: NoGuard}
	default:
		switch v := flag(pool.Properties.Path("AdminCreateUserConfig", "AllowAdminCreateUserOnly"), false); v.truth {
		case iam.No:
			s.Guard = Guard{Kind: NoGuard}
			d.fixes = []Change{{Code: "pool-signup", Resource: pool, Args: []string{pool.Name}, Pos: pool.Pos}}
		case iam.Maybe:
			s.Guard = unknownGuard(v.why...)
		}
	}
	s.answer(f.service(one.to.function, "cognito-idp.amazonaws.com", pool), say("shut.permission", "cognito-idp.amazonaws.com"))
	d.steps = append(f.wallsOf(pool), s)
	f.enter(d)
}

// things finds rules of AWS IoT: devices publish with a certificate or through a custom authoriser.
func (f *finder) things() {
	for _, r := range f.all("AWS::IoT::TopicRule") {
		for _, v := range r.Properties.Select("TopicRulePayload", "Actions", "*", "Lambda", "FunctionArn") {
			for _, one := range f.aims(v, f.by("iot.amazonaws.com", r)) {
				f.thing(r, one)
			}
		}
	}
}

func (f *finder) thing(r *cloud.Resource, one aim) {
	s := step("iot", r)
	s.perhaps(one.why...)
	s.Guard = Guard{Kind: CertGuard, By: "AWS IoT"}
	if off := flag(r.Properties.Path("TopicRulePayload", "RuleDisabled"), false); off.truth == iam.Yes {
		shut := say("shut.disabled")
		s.Certainty, s.Shut = Closed, &shut
	} else {
		s.perhaps(off.why...)
		if s.Certainty != Closed {
			s.answer(f.service(one.to.function, "iot.amazonaws.com", r), say("shut.permission", "iot.amazonaws.com"))
		}
	}
	f.enter(door{steps: []Step{s}, to: one.to})
}
