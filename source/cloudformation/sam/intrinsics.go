package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// intrinsic returns the name and the argument of an intrinsic function: a map with one key.
func intrinsic(v *cloud.Value) (name string, argument *cloud.Value, ok bool) {
	if v.Kind() != cloud.Map || v.Len() != 1 {
		return "", nil, false
	}
	f := v.Fields()[0]
	return f.Key, f.Value, f.Key == "Ref" || f.Key == "Condition" || strings.HasPrefix(f.Key, "Fn::")
}

func isIntrinsic(v *cloud.Value) bool {
	_, _, ok := intrinsic(v)
	return ok
}

// isIf reports whether v is Fn::If.
func isIf(v *cloud.Value) bool {
	name, _, ok := intrinsic(v)
	return ok && name == "Fn::If"
}

// branches returns the condition and the two values of Fn::If; ok is false when it is malformed.
func branches(v *cloud.Value) (condition, yes, no *cloud.Value, ok bool) {
	items := v.Get("Fn::If").Items()
	if len(items) != 3 {
		return nil, nil, nil, false
	}
	return items[0], items[1], items[2], true
}

// malformedIf completes messages about a wrong Fn::If.
const malformedIf = "Fn::If requires 3 arguments"

// isNoValue reports whether v is a Ref to AWS::NoValue.
func isNoValue(v *cloud.Value) bool {
	name, argument, ok := intrinsic(v)
	return ok && name == "Ref" && argument.Str() == "AWS::NoValue"
}

// referredID returns the logical id that a Ref or Fn::GetAtt names, or "".
func referredID(v *cloud.Value) string {
	if !isIntrinsic(v) {
		return ""
	}
	if id, ok := v.Get("Ref").Text(); ok {
		return id
	}
	target := v.Get("Fn::GetAtt")
	if items := target.Items(); len(items) == 2 {
		return items[0].Str()
	}
	if id, attribute, found := strings.Cut(target.Str(), "."); found && !strings.Contains(attribute, ".") {
		return id
	}
	return ""
}

// refID returns what a map's Ref names, and any other value as it is: APIs are named either way.
func refID(v *cloud.Value) *cloud.Value {
	if v.Has("Ref") {
		return v.Get("Ref")
	}
	return v
}
