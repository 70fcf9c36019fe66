package entry

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// front is a distribution before something.
type front struct {
	distribution *cloud.Resource
	why          []cloud.Reason // why it stands there only perhaps
	signs        verdict        // it signs its requests to the origin
	guard        Guard
}

// originTypes are what an origin's domain name can be the name of.
var originTypes = []string{"AWS::Lambda::Url", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::ElasticLoadBalancingV2::LoadBalancer"}

func (f *finder) readFronts() {
	for _, d := range f.all(distributionType) {
		config := d.Properties.Get("DistributionConfig")
		enabled := flag(config.Path("Enabled"), true)
		if enabled.truth == iam.No {
			continue
		}
		origins := config.Path("Origins")
		items := origins.Items()
		if origins.Is(cloud.Unknown) {
			items = []*cloud.Value{origins}
		}
		for _, o := range items {
			for _, behind := range f.origins(o.Path("DomainName")) {
				one := front{distribution: d, why: slices.Concat(enabled.why, behind.why), signs: signs(o.Path("OriginAccessControlId")), guard: viewerGuard(config, o.Path("Id"))}
				f.fronts[behind.ID] = append(f.fronts[behind.ID], one)
			}
		}
	}
}

func signs(v *cloud.Value) verdict {
	if why, unknown := v.Reason(); unknown {
		return maybe(why)
	}
	return truth(v != nil && !v.Is(cloud.Null) && show(v) != "")
}

// origins finds what stands, or may stand, behind a domain name.
func (f *finder) origins(v *cloud.Value) []perhapsNamed {
	if r := f.origin(v); r != nil {
		return []perhapsNamed{{Resource: r}}
	}
	return f.resources(v, originTypes...)
}

func (f *finder) origin(v *cloud.Value) *cloud.Resource {
	for _, ref := range v.Refs() {
		if r := f.graph.Resource(ref.Resource); r != nil && contains(originTypes, r.Type) {
			return r
		}
	}
	if r := f.named(v, originTypes...); r != nil {
		return r
	}
	text, ok := v.Text()
	if !ok {
		return nil
	}
	host, _, _ := strings.Cut(text, ".") // "abc123.execute-api.region.amazonaws.com"
	for _, typ := range originTypes {
		for _, r := range f.all(typ) {
			for _, name := range r.Names {
				n := name.Str()
				if n != "" && (n == host || strings.Contains(n, "//"+text) || n == text) {
					return r
				}
			}
			if url := r.Properties.Get("FunctionUrl").Str(); url != "" && strings.Contains(url, text) {
				return r
			}
		}
	}
	return nil
}

// viewerGuard is what a distribution asks of its viewers before it goes to an origin: signed URLs or
// cookies of a key group.
func viewerGuard(config, origin *cloud.Value) Guard {
	weakest := Guard{Kind: SignGuard}
	found := false
	if why, unknown := config.Reason(); unknown {
		return unknownGuard(why)
	}
	if why, unknown := config.Get("CacheBehaviors").Reason(); unknown {
		return unknownGuard(why)
	}
	behaviours := append([]*cloud.Value{config.Get("DefaultCacheBehavior")}, config.Get("CacheBehaviors").Items()...)
	for _, b := range behaviours {
		if why, unknown := b.Reason(); unknown {
			return unknownGuard(why)
		}
		target := b.Get("TargetOriginId")
		if o, ok := origin.Text(); ok && target.Str() != "" && target.Str() != o {
			continue
		}
		found = true
		g := Guard{Kind: NoGuard}
		for _, name := range []string{"TrustedKeyGroups", "TrustedSigners"} {
			switch v := b.Get(name); {
			case v.Is(cloud.Unknown):
				why, _ := v.Reason()
				g = unknownGuard(why)
			case v.Len() > 0:
				g = Guard{Kind: LoginGuard, By: "CloudFront"}
			}
		}
		if g.rank() < weakest.rank() {
			weakest = g
		}
	}
	if !found {
		return Guard{Kind: NoGuard}
	}
	return weakest
}

// steps are those of the distribution: its web ACL stands before it.
func (p front) steps(f *finder) []Step {
	d := step("distribution", p.distribution)
	d.Guard = p.guard
	d.perhaps(p.why...)
	config := p.distribution.Properties.Get("DistributionConfig")
	for _, behaviour := range append([]*cloud.Value{config.Path("DefaultCacheBehavior")}, config.Path("CacheBehaviors").Items()...) {
		types := append(behaviour.Path("FunctionAssociations").Select("*", "EventType"), behaviour.Path("LambdaFunctionAssociations").Select("*", "EventType")...)
		if slices.ContainsFunc(types, func(v *cloud.Value) bool { return v.Str() == "viewer-request" }) {
			d.note("note.edge")
			break
		}
	}
	var before []Step
	acl := p.distribution.Properties.Path("DistributionConfig", "WebACLId")
	switch {
	case acl.Is(cloud.Unknown):
		d.note("note.waf-unknown")
	case acl != nil && !acl.Is(cloud.Null) && show(acl) != "":
		before = append(before, f.webACL(acl))
	}
	return append(before, d)
}

func (p front) change() Change {
	return Change{Code: "distribution-auth", Resource: p.distribution, Args: []string{p.distribution.Label()}, Pos: p.distribution.Pos}
}

// edges are functions that a distribution itself runs (Lambda@Edge).
func (f *finder) edges() {
	for _, d := range f.all(distributionType) {
		config := d.Properties.Get("DistributionConfig")
		seen := map[string]bool{}
		for _, path := range [][]string{{"DefaultCacheBehavior", "LambdaFunctionAssociations", "*", "LambdaFunctionARN"}, {"CacheBehaviors", "*", "LambdaFunctionAssociations", "*", "LambdaFunctionARN"}} {
			for _, v := range config.Select(path...) {
				edge := func(fn *cloud.Resource) bool { return f.service(fn, "edgelambda.amazonaws.com", nil).truth != iam.No }
				for _, one := range f.aims(v, edge) {
					if !seen[one.to.function.ID] {
						seen[one.to.function.ID] = true
						p := front{distribution: d, why: one.why, guard: Guard{Kind: NoGuard}}
						f.enter(door{steps: p.steps(f), to: one.to})
					}
				}
			}
		}
	}
}

// wall is a web ACL before something.
type wall struct{ step Step }

// walledTypes are those of what a web ACL may stand before, beside distributions.
var walledTypes = []string{"AWS::ApiGateway::Stage", "AWS::ApiGateway::RestApi", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::AppSync::GraphQLApi", "AWS::Cognito::UserPool"}

func (f *finder) readWalls() {
	for _, a := range f.all("AWS::WAFv2::WebACLAssociation") {
		target := a.Properties.Get("ResourceArn")
		s := f.webACL(a.Properties.Get("WebACLArn"))
		if a.Condition != "" {
			s = s.doubtful(cloud.Because(cloud.UnknownCondition, a.Condition))
		} else if len(s.Why) > 0 && s.Certainty != Closed {
			s = s.doubtful(s.Why...)
		}
		found := false
		stage := slices.ContainsFunc(target.Refs(), func(ref cloud.Reference) bool {
			r := f.graph.Resource(ref.Resource)
			return r != nil && r.Type == walledTypes[0]
		})
		for _, ref := range target.Refs() {
			r := f.graph.Resource(ref.Resource)
			if found = found || r != nil; r != nil && (!stage || r.Type == walledTypes[0]) { // the ARN of a stage holds that of its API
				f.walls[r.ID] = append(f.walls[r.ID], wall{s})
			}
		}
		if found {
			continue
		}
		for _, r := range f.resources(target, walledTypes...) {
			s := s
			if len(r.why) > 0 {
				s = s.doubtful(r.why...)
			}
			f.walls[r.ID] = append(f.walls[r.ID], wall{s})
		}
	}
}

// doubtful is the step of a web ACL that may not be there: it makes nobody less welcome for sure.
func (s Step) doubtful(why ...cloud.Reason) Step {
	if s.Guard.strong() || s.Certainty == Closed {
		s.Guard = unknownGuard(why...)
	}
	s.Certainty, s.Why, s.Shut = Certain, nil, nil
	s.note("note.waf-unknown")
	return s
}

// wallsOf are the web ACLs before any of some resources.
func (f *finder) wallsOf(all ...*cloud.Resource) (steps []Step) {
	for _, r := range all {
		if r == nil {
			continue
		}
		for _, w := range f.walls[r.ID] {
			if len(steps) == 0 || steps[0].Name != w.step.Name {
				steps = append(steps, w.step)
			}
		}
	}
	return steps
}

func contains(all []string, s string) bool {
	for _, one := range all {
		if one == s {
			return true
		}
	}
	return false
}
