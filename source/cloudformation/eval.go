package cloudformation

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// eval gives a value of the template its meaning. It returns nil for what AWS::NoValue removes.
// A value without intrinsic functions is returned as it is; what a function makes stands at the
// position of the function, which is the line a user would change, except that Fn::If gives the
// branch it takes.
func (s *stack) eval(v *cloud.Value) *cloud.Value {
	defer s.leave()
	if !s.enter() {
		return tooDeep(positionOf(v))
	}
	switch v.Kind() {
	case cloud.String:
		if text, ok := v.Text(); ok && strings.Contains(text, "{{resolve:") {
			return s.text(text, v.Pos)
		}
	case cloud.List:
		return s.evalList(v)
	case cloud.Map:
		if name, arg, ok := intrinsic(v); ok {
			if result, done := s.call(name, arg, v); done {
				return result
			}
		}
		return s.evalMap(v)
	}
	return v
}

func (s *stack) evalList(v *cloud.Value) *cloud.Value {
	items := v.Items()
	for i, item := range items {
		e := s.eval(item)
		if e == item {
			continue
		}
		if !s.spend(v.Pos, len(items), 0) {
			return tooDeep(v.Pos)
		}
		out := append(make([]*cloud.Value, 0, len(items)), items[:i]...)
		if e != nil {
			out = append(out, e)
		}
		for _, rest := range items[i+1:] {
			if e := s.eval(rest); e != nil {
				out = append(out, e)
			}
		}
		return cloud.NewList(v.Pos, out...)
	}
	return v
}

func (s *stack) evalMap(v *cloud.Value) *cloud.Value {
	fields := v.Fields()
	for i, f := range fields {
		e := s.eval(f.Value)
		if e == f.Value && e != nil {
			continue
		}
		if !s.spend(v.Pos, len(fields), 0) {
			return tooDeep(v.Pos)
		}
		out := cloud.NewMap(v.Pos).Grow(len(fields))
		for _, before := range fields[:i] {
			out.SetAt(before.Key, before.KeyPos, before.Value)
		}
		if e != nil {
			out.SetAt(f.Key, f.KeyPos, e)
		}
		for _, rest := range fields[i+1:] {
			if e := s.eval(rest.Value); e != nil {
				out.SetAt(rest.Key, rest.KeyPos, e)
			}
		}
		return out
	}
	return v
}

// call evaluates an intrinsic function. done is false for a map that only looks like one.
func (s *stack) call(name string, arg, v *cloud.Value) (result *cloud.Value, done bool) {
	p := v.Pos
	switch name {
	case "Ref":
		if _, _, computed := intrinsic(arg); computed { // AWS::LanguageExtensions takes functions here
			arg = s.eval(arg)
			if _, known := arg.Scalar(); !known {
				return unknownLike(p, "Ref", arg), true
			}
		}
		id, ok := arg.Text()
		if !ok {
			return nil, false // such as a property that is called Ref
		}
		return s.ref(id, p), true
	case "Condition":
		return nil, false // a function only where conditions are decided
	case "Fn::GetAtt":
		return s.getAtt(arg, p), true
	case "Fn::Sub":
		return s.sub(arg, p), true
	case "Fn::Join":
		return s.join(arg, p), true
	case "Fn::Select":
		return s.selectItem(arg, p), true
	case "Fn::Split":
		return s.split(arg, p), true
	case "Fn::FindInMap":
		return s.findInMap(arg, p), true
	case "Fn::If":
		return s.choose(arg, p), true
	case "Fn::Base64":
		return s.base64(arg, p), true
	case "Fn::Cidr":
		return s.cidr(arg, p), true
	case "Fn::GetAZs":
		return s.zones(arg, p), true
	case "Fn::ImportValue":
		return s.importValue(arg, p), true
	case "Fn::GetStackOutput":
		return s.stackOutput(arg, p), true
	case "Fn::Length":
		return s.length(arg, p), true
	case "Fn::ToJsonString":
		return s.toJSON(arg, p), true
	case "Fn::Transform":
		return s.macro(arg, p), true
	case "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals":
		t := s.decide(v)
		if !t.known {
			return cloud.NewUnknown(p, t.why), true
		}
		return cloud.NewBool(p, t.value), true
	}
	if strings.HasPrefix(name, "Fn::ForEach::") {
		return cloud.NewUnknown(p, cloud.Because(cloud.Unresolvable, name, "it stands where no loop can stand")), true
	}
	s.problem(p, fmt.Sprintf("there is no intrinsic function %s", name), "check the spelling")
	return cloud.NewUnknown(p, cloud.Because(cloud.Unresolvable, name, "there is no such function")), true
}

// malformed notes a wrong use of a function and gives what stands in its place.
func (s *stack) malformed(p cloud.Pos, function, why, hint string) *cloud.Value {
	s.problem(p, function+": "+why, hint)
	return cloud.NewUnknown(p, cloud.Because(cloud.Unresolvable, function, why))
}

// unknownLike says that something is unknown for the reason why one of the values is, the first
// of them that is not known.
func unknownLike(p cloud.Pos, function string, values ...*cloud.Value) *cloud.Value {
	for _, v := range values {
		if why, ok := whyUnknown(v); ok {
			return cloud.NewUnknown(p, why)
		}
	}
	return cloud.NewUnknown(p, cloud.Because(cloud.Unresolvable, function, "its argument has the wrong type"))
}

// whyUnknown finds the first reason in a tree for which what is computed from it is not known.
func whyUnknown(v *cloud.Value) (cloud.Reason, bool) {
	why, unknown := firstReason(v)
	return computed(why), unknown
}

// computed is the reason why something is not known that is computed from what is not known: that
// is another text than the value of the parameter itself.
func computed(why cloud.Reason) cloud.Reason {
	if why.Code == cloud.NoParameterValue && len(why.Args) == 1 {
		why.Args = append(why.Args[:1:1], "computed")
	}
	return why
}

func firstReason(v *cloud.Value) (cloud.Reason, bool) {
	if why, ok := v.Reason(); ok {
		return why, true
	}
	for _, part := range v.Parts() {
		if part.Hole != nil {
			return part.Hole.Reason, true
		}
	}
	for _, item := range v.Items() {
		if why, ok := firstReason(item); ok {
			return why, true
		}
	}
	for _, f := range v.Fields() {
		if why, ok := firstReason(f.Value); ok {
			return why, true
		}
	}
	return cloud.Reason{}, false
}
