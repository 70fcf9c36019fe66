package cloudformation

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// parameter evaluates a template parameter: the value given from outside, else its default, else
// a hole (or an unknown, where the type is not text) that says so. A value takes the position of
// the property that uses it.
func (s *stack) parameter(name string, p cloud.Pos) *cloud.Value {
	decl := s.section("Parameters").Get(name)
	typ := decl.Get("Type").Str()
	value := s.argument(name)
	switch {
	case isStoreType(typ):
		return s.storeParameter(name, typ, value, p)
	case isSecret(decl) && !s.reveal:
		return s.parameterHole(name, cloud.Because(cloud.Secret, name), p)
	case value == nil:
		return s.withoutValue(name, typ, p)
	case value.Is(cloud.Unknown):
		return value.At(p)
	case isListType(typ):
		return s.listParameter(value, p)
	}
	text, ok := value.Scalar()
	switch {
	case !ok:
		return value.At(p)
	case typ == "Number":
		if n := cloud.NewNumber(p, strings.TrimSpace(text)); isNumber(n) {
			return n
		}
	case len(value.Refs()) > 0:
		return cloud.NewString(p, text).WithRefs(value.Refs()...)
	}
	return s.text(text, p)
}

// argument is the value of a parameter as it was given or is written, or nil. A parameter that
// allows one value only must have it.
func (s *stack) argument(name string) *cloud.Value {
	decl := s.section("Parameters").Get(name)
	value, ok := s.params[name]
	if !ok || value == nil {
		value = decl.Get("Default")
	}
	if allowed := decl.Get("AllowedValues").Items(); (value == nil || value.Is(cloud.Null)) && len(allowed) == 1 {
		value = allowed[0]
	}
	if value.Is(cloud.Null) || value.Is(cloud.Map) {
		return nil
	}
	return value
}

// storeParameter stands for a value that CloudFormation fetches from Parameter Store at every
// deployment: what the template holds is only its key.
func (s *stack) storeParameter(name, typ string, key *cloud.Value, p cloud.Pos) *cloud.Value {
	what := "the SSM parameter of " + name
	if text, ok := key.Canonical(); ok && text != "" {
		what = "the SSM parameter " + text
	}
	why := cloud.Because(cloud.DynamicReference, what)
	if strings.Contains(typ, "List<") || strings.Contains(typ, "CommaDelimitedList") {
		return cloud.NewUnknown(p, why)
	}
	return s.parameterHole(name, why, p)
}

func (s *stack) withoutValue(name, typ string, p cloud.Pos) *cloud.Value {
	why := cloud.Because(cloud.NoParameterValue, s.prefix+name)
	if isListType(typ) || typ == "Number" {
		return cloud.NewUnknown(p, why)
	}
	return s.parameterHole(name, why, p)
}

func (s *stack) parameterHole(name string, why cloud.Reason, p cloud.Pos) *cloud.Value {
	return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: s.prefix + name, Reason: why}})
}

func isStoreType(typ string) bool { return strings.HasPrefix(typ, "AWS::SSM::Parameter::Value") }

func isListType(typ string) bool {
	return strings.HasPrefix(typ, "List<") || typ == "CommaDelimitedList"
}

func isSecret(decl *cloud.Value) bool {
	return decl.Get("NoEcho").Str() == "true" || isTrue(decl.Get("NoEcho"))
}

func isTrue(v *cloud.Value) bool { b, _ := v.Bool(); return b }

func isNumber(v *cloud.Value) bool { _, ok := v.Number(); return ok }

// listParameter splits the value of a list parameter at its commas.
func (s *stack) listParameter(value *cloud.Value, p cloud.Pos) *cloud.Value {
	if value.Is(cloud.List) {
		if !s.spend(p, value.Len(), 0) {
			return tooDeep(p)
		}
		return value.At(p)
	}
	if text, ok := value.Scalar(); ok && strings.TrimSpace(text) == "" {
		return cloud.NewList(p)
	}
	list := s.splitText(",", value, p)
	if !list.Is(cloud.List) {
		return list
	}
	trimmed := cloud.NewList(p)
	for _, item := range list.Items() {
		if text, ok := item.Text(); ok {
			item = s.text(strings.TrimSpace(text), p)
		}
		trimmed.Append(item)
	}
	return trimmed
}

// checkParameters notes values that CloudFormation would refuse, and parameters that are declared
// wrongly (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html).
func (s *stack) checkParameters() {
	for _, f := range s.template.Get("Parameters").Fields() {
		decl := f.Value
		if strings.HasPrefix(f.Key, "Fn::") {
			continue
		}
		typ, ok := decl.Get("Type").Text()
		if !ok {
			s.problem(f.KeyPos, fmt.Sprintf("parameter %q has no Type", f.Key), "write for example Type: String")
			continue
		}
		value, p := s.params[f.Key], f.KeyPos
		if value == nil {
			value = decl.Get("Default")
			p = positionOf(value)
		}
		if why := refusal(decl, typ, value); why != "" && !isStoreType(typ) {
			s.problem(p, fmt.Sprintf("parameter %q cannot be %s", f.Key, why), "give another value")
		}
	}
	if p := s.template.Get("Parameters"); p != nil && !p.Is(cloud.Map) && !p.Is(cloud.Null) {
		s.problem(p.Pos, "Parameters is a "+p.Kind().String()+", not a mapping", "write Name: {Type: String}")
	}
}

// refusal says why a parameter cannot have a value, or "". The value of a secret is not repeated.
func refusal(decl *cloud.Value, typ string, value *cloud.Value) string {
	text, ok := value.Scalar()
	if !ok {
		return ""
	}
	shown := fmt.Sprintf("%q", text)
	if isSecret(decl) {
		shown = "the value given"
	}
	items := []string{text}
	if isListType(typ) {
		items = strings.Split(text, ",")
	}
	for _, item := range items {
		item = strings.TrimSpace(item)
		if strings.Contains(typ, "Number") && !isNumber(cloud.NewNumber(cloud.Pos{}, item)) {
			return shown + ": its type is " + typ
		}
		if allowed := decl.Get("AllowedValues"); allowed.Len() > 0 && !allows(allowed, item) {
			return shown + ": it is not among the AllowedValues"
		}
	}
	if pattern := decl.Get("AllowedPattern").Str(); pattern != "" && !isListType(typ) {
		// A pattern in the part of Java's syntax that Go's does not have is not checked.
		if re, err := regexp.Compile("^(?:" + pattern + ")$"); err == nil && !re.MatchString(text) {
			return shown + ": it does not match " + pattern
		}
	}
	return outside(decl, typ, text, shown)
}

func allows(allowed *cloud.Value, text string) bool {
	for _, a := range allowed.Items() {
		if one, ok := a.Scalar(); ok && one == text {
			return true
		}
	}
	return false
}

// outside checks the limits of length and size.
func outside(decl *cloud.Value, typ, text, shown string) string {
	limits := []struct {
		key   string
		of    float64
		above bool
	}{
		{"MinLength", float64(len([]rune(text))), false}, {"MaxLength", float64(len([]rune(text))), true},
	}
	if typ == "Number" {
		n, _ := cloud.NewNumber(cloud.Pos{}, strings.TrimSpace(text)).Number()
		limits[0].key, limits[0].of = "MinValue", n
		limits[1].key, limits[1].of = "MaxValue", n
	}
	for _, l := range limits {
		limit, ok := decl.Get(l.key).Scalar()
		n, isNumber := cloud.NewNumber(cloud.Pos{}, limit).Number()
		if ok && isNumber && (l.above && l.of > n || !l.above && l.of < n) {
			return shown + ": its " + l.key + " is " + limit
		}
	}
	return ""
}
