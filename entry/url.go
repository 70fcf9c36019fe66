package entry

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// urls finds function URLs. A URL without authentication lets in whom the function's policy lets in
// (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
func (f *finder) urls() {
	for _, u := range f.all("AWS::Lambda::Url") {
		for _, one := range f.aims(u.Properties.Get("TargetFunctionArn"), anyFunction) {
			f.url(u, one)
		}
	}
}

func (f *finder) url(u *cloud.Resource, one aim) {
	to := one.to
	auth := u.Properties.Get("AuthType")
	s := step("url", u)
	s.perhaps(one.why...)
	s.Pos = at(auth, u)
	direct := door{to: to}
	why, ok := known(auth)
	switch {
	case !ok:
		s.Guard = unknownGuard(why)
		s.answer(f.anybody(to.function, true), say("shut.url"))
	case auth.Str() == "AWS_IAM":
		s.Guard = Guard{Kind: SignGuard}
	default:
		s.Guard = Guard{Kind: NoGuard}
		s.answer(f.anybody(to.function, true), say("shut.url"))
		direct.fixes = []Change{{Code: "url-iam", Resource: u, Args: []string{u.Name}, Pos: s.Pos}}
	}
	f.enter(direct.with(s))
	f.urlBehind(u, one, s)
}

// urlBehind are the ways to a URL through distributions. A distribution with origin access control
// signs its requests, so a URL that asks for a signature lets them in.
func (f *finder) urlBehind(u *cloud.Resource, one aim, s Step) {
	to := one.to
	for _, front := range f.fronts[u.ID] {
		d := door{to: to}
		s := s
		if s.Guard.Kind != NoGuard {
			if front.signs.truth == iam.No && s.Guard.Kind == SignGuard {
				continue // CloudFront's requests are not signed, and refused
			}
			s.Guard, s.Shut, s.Certainty, s.Why = Guard{}, nil, Certain, nil
			s.exists(u)
			s.perhaps(one.why...)
			s.note("note.signed")
			s.answer(all(front.signs, f.permitted(to.function, func(p *cloud.Value) verdict {
				return all(principal(p.Get("Principal"), "cloudfront.amazonaws.com"), acts(p.Get("Action"), "lambda:InvokeFunctionUrl"), f.about(p.Get("SourceArn"), front.distribution))
			})), say("shut.permission", "cloudfront.amazonaws.com"))
		}
		d.fixes = []Change{front.change()}
		f.enter(d.with(s).behind(front.steps(f)...))
	}
}

// anybody answers whether the policy of a function lets anybody call it, by its URL or directly.
func (f *finder) anybody(fn *cloud.Resource, byURL bool) verdict {
	return f.permitted(fn, func(p *cloud.Value) verdict {
		if byURL {
			auth := p.Get("FunctionUrlAuthType")
			none := truth(auth.Is(cloud.Absent) || auth.Str() == "NONE")
			if why, ok := known(auth); !ok {
				none = maybe(why)
			}
			return all(everybody(p), acts(p.Get("Action"), "lambda:InvokeFunctionUrl"), none)
		}
		return all(everybody(p), acts(p.Get("Action"), "lambda:InvokeFunction"), negate(flag(p.Get("InvokedViaFunctionUrl"), false)), negate(set(p.Get("FunctionUrlAuthType"))))
	})
}

// everybody answers whether a permission lets in anybody: no organisation, account or source narrows it.
func everybody(p *cloud.Value) verdict {
	v := all(star(p.Get("Principal")), negate(set(p.Get("PrincipalOrgID"))), negate(set(p.Get("SourceAccount"))), negate(set(p.Get("SourceArn"))))
	return v
}

func star(v *cloud.Value) verdict {
	if why, ok := known(v); !ok {
		if v.Is(cloud.String) && len(v.Parts()) > 1 {
			return no() // text around a hole is not "*"
		}
		return maybe(why)
	}
	return truth(v.Str() == "*")
}

// set answers whether a property is there. What it is does not matter.
func set(v *cloud.Value) verdict {
	if why, unknown := v.Reason(); unknown {
		return maybe(why)
	}
	return truth(!v.Is(cloud.Absent) && !v.Is(cloud.Null))
}

func negate(v verdict) verdict {
	v.truth = v.truth.Not()
	return v
}

func at(v *cloud.Value, r *cloud.Resource) cloud.Pos {
	if v == nil || v.Pos.IsZero() {
		return r.Pos
	}
	return v.Pos
}

// direct finds functions that anybody with an account of AWS may call.
func (f *finder) direct() {
	for _, fn := range f.functions {
		v := f.anybody(fn, false)
		if v.truth == iam.No {
			continue
		}
		s := Step{Kind: "direct", Name: fn.Name, Pos: fn.Pos, Guard: Guard{Kind: NoGuard}}
		s.answer(v, Message{})
		for _, p := range slices.Concat(f.permissions[""], f.permissions[fn.ID]) {
			if everybody(p.resource.Properties).truth != iam.No {
				s.Name, s.Resource, s.Pos = p.resource.Name, p.resource, p.resource.Pos
			}
		}
		if s.Resource == nil && v.truth == iam.Maybe {
			continue // only a listing that was not read would tell
		}
		f.enter(door{steps: []Step{s}, to: called{function: fn}, fixes: []Change{{Code: "narrow-permission", Resource: s.Resource, Args: []string{s.Name, fn.Name}, Pos: s.Pos}}})
	}
}
