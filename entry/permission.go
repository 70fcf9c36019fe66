package entry

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// permission is a statement of a function's resource policy.
type permission struct {
	resource *cloud.Resource
	why      *cloud.Reason // why it is about the function only perhaps
}

func (f *finder) readPermissions() {
	for _, r := range f.all(permissionType) {
		var why *cloud.Reason
		if r.Condition != "" {
			reason := cloud.Because(cloud.UnknownCondition, r.Condition)
			why = &reason
		}
		to, unknown := f.function(r.Properties.Get("FunctionName"))
		id := ""
		switch {
		case to.function != nil:
			id = to.function.ID
		case unknown == nil:
			continue // about a function that was not read
		default:
			why = unknown
		}
		f.permissions[id] = append(f.permissions[id], permission{r, why})
	}
}

// permitted answers whether the policy of a function lets somebody in: match answers for one
// permission.
func (f *finder) permitted(fn *cloud.Resource, match func(*cloud.Value) verdict) verdict {
	v := no()
	for _, id := range []string{fn.ID, ""} {
		for _, p := range f.permissions[id] {
			one := match(p.resource.Properties)
			if one.truth == iam.Yes && p.why != nil {
				one = maybe(*p.why)
			}
			v = v.or(one)
		}
	}
	if v.truth == iam.No {
		if unread := f.graph.OfType(permissionType).Unread; len(unread) > 0 {
			return maybe(unread[0])
		}
	}
	return v
}

// service answers whether a service may call the function for a resource.
func (f *finder) service(fn *cloud.Resource, name string, source *cloud.Resource) verdict {
	return f.permitted(fn, func(p *cloud.Value) verdict {
		return all(principal(p.Get("Principal"), name), acts(p.Get("Action"), "lambda:InvokeFunction"), f.about(p.Get("SourceArn"), source))
	})
}

// principal answers whether a permission names a service: "*" names everybody.
func principal(v *cloud.Value, name string) verdict {
	if why, ok := known(v); !ok {
		// The ends of service principals differ by partition: ${AWS::URLSuffix}.
		if parts := v.Parts(); len(parts) > 1 && parts[0].Hole == nil && !strings.HasPrefix(name, parts[0].Text) {
			return no()
		}
		if parts := v.Parts(); len(parts) == 2 && parts[1].Hole != nil && parts[1].Hole.Name == "AWS::URLSuffix" {
			return yes()
		}
		return maybe(why)
	}
	return truth(v.Str() == name || v.Str() == "*" || v.Str() == name+".cn")
}

func acts(v *cloud.Value, action string) verdict {
	if why, ok := known(v); !ok {
		return maybe(why)
	}
	p := iam.ActionPattern(v.Str())
	return truth(p.Match(action, nil) == iam.Yes)
}

// about answers whether a permission holds for a source: it names no source, or this one.
func (f *finder) about(v *cloud.Value, source *cloud.Resource) verdict {
	if source == nil || v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return yes()
	}
	if why, unknown := v.Reason(); unknown {
		return maybe(why)
	}
	for _, ref := range v.Refs() {
		if ref.Resource == source.ID {
			return yes()
		}
		if r := f.graph.Resource(ref.Resource); r != nil && r.Type == source.Type {
			return no()
		}
	}
	text := show(v)
	for _, name := range append([]*cloud.Value{source.ARN}, source.Names...) {
		if n := show(name); n != "?" && n != "" && strings.Contains(text, n) {
			return yes()
		}
	}
	if otherAPI(text, source) {
		return no()
	}
	if strings.ContainsAny(text, "*?") || v.HasHoles() {
		if why, ok := known(v); !ok {
			return maybe(why)
		}
		return maybe(cloud.Because(cloud.NotChecked, "whether "+text+" is "+source.Name))
	}
	// Text that names no part of the source: of a source that has no known name it may be the name.
	if arn := source.ARN; arn == nil || arn.HasHoles() {
		return maybe(cloud.Because(cloud.NotChecked, "whether "+text+" is "+source.Name))
	}
	return no()
}

// otherAPI reports whether a text is an ARN of requests to an API (arn:aws:execute-api:region:account:ID/
// stage/method/path) whose id is written out, and is not that of a source whose id is known.
func otherAPI(text string, source *cloud.Resource) bool {
	part := strings.SplitN(text, ":", 6)
	if len(part) != 6 || part[2] != "execute-api" || source.ARN == nil || source.ARN.HasHoles() {
		return false
	}
	id, _, _ := strings.Cut(part[5], "/")
	return id != "" && !strings.ContainsAny(id, "*?$")
}

// all is Yes when every verdict is, No when one is.
func all(verdicts ...verdict) verdict {
	out := yes()
	for _, v := range verdicts {
		out.truth = out.truth.And(v.truth)
		for _, why := range v.why {
			out.why = addReason(out.why, why)
		}
	}
	if out.truth != iam.Maybe {
		out.why = nil
	}
	return out
}

// callable are the functions that a service may call for a source, for a definition that cannot be
// read: what it leads to is among them.
func (f *finder) callable(service string, source *cloud.Resource) (found []*cloud.Resource) {
	for _, fn := range f.functions {
		if f.by(service, source)(fn) {
			found = append(found, fn)
		}
	}
	return found
}
