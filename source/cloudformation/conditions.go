package cloudformation

import (
	"fmt"

	"github.com/haechi-dev/haechi/cloud"
)

// truth is a condition's value: true, false, or not known with the reason.
type truth struct {
	known bool
	open  bool // still being decided
	value bool
	why   cloud.Reason
}

func certain(b bool) truth             { return truth{known: true, value: b} }
func uncertain(why cloud.Reason) truth { return truth{why: why} }
func (t truth) is(b bool) bool         { return t.known && t.value == b }
func unresolvable(e, why string) truth { return uncertain(cloud.Because(cloud.Unresolvable, e, why)) }
func (t truth) not() truth             { t.value = !t.value; return t }
func (t truth) named(name string) truth {
	t.why = cloud.Because(cloud.UnknownCondition, name)
	return t
}

// conditionAt decides a named condition, once; p is where it is asked for.
func (s *stack) conditionAt(name string, p cloud.Pos) truth {
	if t, done := s.conditions[name]; done {
		if t.open {
			s.problem(p, fmt.Sprintf("condition %q depends on itself", name), "break the cycle")
		}
		return t
	}
	decl := s.section("Conditions").Get(name)
	if decl == nil && s.incomplete != nil {
		return uncertain(*s.incomplete)
	}
	if decl == nil {
		s.problem(p, fmt.Sprintf("condition %q is not declared", name), "add it to Conditions")
		s.conditions[name] = unresolvable("condition "+name, "it is not declared")
		return s.conditions[name]
	}
	open := unresolvable("condition "+name, "it depends on itself") // while it is being decided
	open.open = true
	s.conditions[name] = open
	revealed := s.reveal
	s.reveal = true
	t := s.decide(decl)
	s.reveal = revealed
	t.open = false
	if !t.known && t.why.Code != cloud.Unresolvable {
		t = t.named(name)
	}
	s.conditions[name] = t
	return t
}

// decide evaluates a condition expression in Kleene's three-valued logic.
func (s *stack) decide(v *cloud.Value) truth {
	defer s.leave()
	if !s.enter() {
		return unresolvable("condition", "it is nested too deeply")
	}
	if b, ok := v.Bool(); ok {
		return certain(b)
	}
	if text := v.Str(); text == "true" || text == "false" {
		return certain(text == "true")
	}
	name, arg, ok := intrinsic(v)
	if !ok {
		return unresolvable("condition", "it is not a condition function")
	}
	switch name {
	case "Condition":
		return s.conditionAt(arg.Str(), positionOf(arg, v))
	case "Fn::Not":
		if len(arg.Items()) != 1 {
			return unresolvable(name, "it takes a list of one condition")
		}
		return s.decide(arg.Items()[0]).not()
	case "Fn::And", "Fn::Or":
		if len(arg.Items()) == 0 {
			return unresolvable(name, "it takes a list of conditions")
		}
		return s.junction(arg.Items(), name == "Fn::Or")
	case "Fn::Equals":
		if len(arg.Items()) != 2 {
			return unresolvable(name, "it takes a list of two values")
		}
		return equal(s.eval(arg.Items()[0]), s.eval(arg.Items()[1]))
	}
	return unresolvable(name, "it is not a condition function")
}

// junction is Or when stop is true, And when it is false: one operand equal to stop decides.
func (s *stack) junction(operands []*cloud.Value, stop bool) truth {
	result := certain(!stop)
	for _, o := range operands {
		t := s.decide(o)
		if t.is(stop) {
			return t
		}
		if !t.known && result.known {
			result = t
		}
	}
	return result
}

// equal compares as Fn::Equals does: as text, by case
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html).
func equal(a, b *cloud.Value) truth {
	for _, v := range []*cloud.Value{a, b} {
		if why, ok := v.Reason(); ok {
			return uncertain(why)
		}
	}
	ta, okA := a.Scalar()
	tb, okB := b.Scalar()
	switch {
	case okA && okB:
		return certain(ta == tb)
	case (okA || a.Is(cloud.String)) && (okB || b.Is(cloud.String)):
		va, vb := cloud.NewParts(a.Pos, parts(a)...), cloud.NewParts(b.Pos, parts(b)...)
		if hole := cloud.MayEqual(va, vb); hole != nil {
			return uncertain(hole.Reason)
		}
		ca, _ := va.Canonical()
		cb, _ := vb.Canonical()
		return certain(ca == cb)
	case !a.Known() || !b.Known():
		return unresolvable("Fn::Equals", "part of a compared value is not known")
	}
	ja, _ := a.MarshalJSON()
	jb, _ := b.MarshalJSON()
	return certain(string(ja) == string(jb))
}
