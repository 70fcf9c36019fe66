package entry

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// underPolicy is an API as its resource policy lets in strangers on one route, "GET /orders"
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html). A
// private API is reached by VPC endpoints: by those of every account when its policy does not name any.
func (f *finder) underPolicy(a *api, route string, hazy ...cloud.Reason) *api {
	if a.policy == nil && !a.private {
		return a
	}
	one := *a
	open := no()
	if a.policy != nil {
		var nobody bool
		open, nobody = f.openRoute(a.policy, route, hazy)
		switch {
		case nobody && !a.private:
			shut := say("shut.policy")
			one.step.Certainty, one.step.Shut = Closed, &shut
		case open.truth == iam.No:
			one.step.Guard = Guard{Kind: NetworkGuard, By: "resource policy"}
		case open.truth == iam.Maybe:
			one.step.Guard = unknownGuard(open.why...)
		}
	}
	if a.private {
		if one.step.answer(open, say("shut.private")); open.truth == iam.No {
			one.step.Guard = Guard{}
		}
		one.step.note("note.private")
	}
	return &one
}

// openRoute answers whether a resource policy lets in anybody on a route, and reports whether it
// certainly lets in nobody at all. A route may be known in part only, for the reasons given.
func (f *finder) openRoute(policy *cloud.Value, route string, hazy []cloud.Reason) (open verdict, nobody bool) {
	if text, ok := policy.Text(); ok {
		parsed, _, err := cloud.ParseJSON(policy.Pos.Origin, []byte(text), cloud.JSONLimits{Bytes: 1 << 18, Depth: 32, Nodes: 1 << 14})
		if err != nil {
			return maybe(cloud.Because(cloud.Unresolvable, "a policy", err.Error())), false
		}
		policy = parsed
	}
	statements := policy.Get("Statement")
	if !policy.Is(cloud.Map) || !statements.Is(cloud.List) && !statements.Is(cloud.Map) {
		return f.opened(policy, "execute-api:Invoke"), false
	}
	items := statements.Items()
	if statements.Is(cloud.Map) {
		items = []*cloud.Value{statements}
	}
	// What lets in the fewest, and what lets in the most, of all that the policy may mean.
	fewest, most := cloud.NewList(statements.Pos), cloud.NewList(statements.Pos)
	var why []cloud.Reason
	allows, refuses := false, false
	if len(hazy) > 0 {
		route = "? ?" // any
	}
	for _, s := range items {
		touches, whole, hole := aboutRoute(s, route)
		denies := s.Get("Effect").Str() == "Deny"
		doubts := hazy
		if hole != nil {
			doubts = []cloud.Reason{*hole}
		}
		switch {
		case !touches, denies && !whole && len(doubts) == 0:
			continue // a stranger asks for what is not denied
		case !whole && len(doubts) > 0:
			why = append(why, doubts...)
			if denies {
				fewest.Append(s)
			} else {
				most.Append(s)
				allows = true
			}
			continue
		}
		allows = allows || !denies
		refuses = refuses || denies && set(s.Get("Condition")).truth == iam.No && everyone(s.Get("Principal")) && set(s.Get("NotAction")).truth == iam.No
		fewest.Append(s)
		most.Append(s)
	}
	with := func(list *cloud.Value) verdict {
		return f.opened(cloud.NewMap(policy.Pos).Set("Version", cloud.NewString(policy.Pos, "2012-10-17")).Set("Statement", list), "execute-api:Invoke")
	}
	open = with(most)
	if len(why) > 0 && with(fewest).truth != open.truth {
		open = maybe(why...)
	}
	return open, !allows || refuses
}

func everyone(principal *cloud.Value) bool {
	if principal.Str() == "*" {
		return true
	}
	aws := principal.Path("AWS")
	return aws.Str() == "*" || aws.Len() == 1 && aws.Items()[0].Str() == "*"
}

// aboutRoute reports whether a statement is about requests to a route, whether about all of them, and a
// hole in what it says that leaves that open. Requests are STAGE/METHOD/path.
func aboutRoute(s *cloud.Value, route string) (touches, whole bool, hole *cloud.Reason) {
	resource := s.Get("Resource")
	if resource == nil { // NotResource is not looked into
		return true, s.Get("NotResource") == nil, nil
	}
	items := resource.Items()
	if !resource.Is(cloud.List) {
		items = []*cloud.Value{resource}
	}
	method, path, _ := strings.Cut(route, " ")
	if path == "" || method == "ANY" || method == "?" {
		method = "*"
	}
	request := "*/" + method + "/" + strings.TrimPrefix(chosen(path), "/")
	for _, one := range items {
		if why, unknown := one.Reason(); unknown {
			return true, false, &why
		}
		pattern, why := requestsOf(one)
		if !meet(pattern, request) {
			continue
		}
		touches = true
		glob := iam.ResourcePattern(strings.NewReplacer("$", "${$}").Replace(pattern))
		if glob.Match(strings.ReplaceAll(request, "*", "\x01"), nil) != iam.Yes {
			continue
		}
		if why == nil {
			return true, true, nil
		}
		hole = why
	}
	return touches, false, hole
}

// chosen writes a star for what the client chooses of a path: "/orders/{id}".
func chosen(path string) string {
	if path == "?" || path == "" {
		return "*"
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.Contains(p, "{") {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// requestsOf is the part of a Resource that says which requests it is about: what stands behind
// "execute-api:/", or behind the id of the API in an ARN.
func requestsOf(v *cloud.Value) (pattern string, hole *cloud.Reason) {
	var b strings.Builder
	for _, p := range v.Parts() {
		if p.Hole != nil {
			b.WriteByte(0)
			hole = &p.Hole.Reason
			continue
		}
		b.WriteString(p.Text)
	}
	text := b.String()
	_, after, found := strings.Cut(text, "/")
	if !found || !strings.Contains(text[:len(text)-len(after)], ":") {
		return "*", nil
	}
	if !strings.Contains(after, "\x00") {
		hole = nil
	}
	return strings.ReplaceAll(after, "\x00", "*"), hole
}
