package cloudformation

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/haechi-dev/haechi/cloud"
)

// loopPrefix starts the key of a loop; the rest is the loop's name
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html).
const loopPrefix = "Fn::ForEach::"

// binding is the value of a loop's identifier in one round, innermost first.
type binding struct {
	name, value string
	outer       *binding
}

func (b *binding) get(name string) (string, bool) {
	for ; b != nil; b = b.outer {
		if b.name == name {
			return b.value, true
		}
	}
	return "", false
}

// expand is the template with its includes and loops expanded, as CloudFormation does before any
// other transform.
func (s *stack) expand(template *cloud.Value) *cloud.Value {
	s.template = s.topTransforms(template)
	s.template = s.include(s.template, 0)
	return s.loops(s.template, nil, 0)
}

// loops expands the loops in a value. Outside of loops what has none is returned as it is.
func (s *stack) loops(v *cloud.Value, b *binding, depth int) *cloud.Value {
	if b != nil && !s.spend(v.Pos, 1, 0) {
		return tooDeep(v.Pos)
	}
	switch v.Kind() {
	case cloud.String:
		if text, ok := v.Text(); ok && b != nil {
			if filled := b.fill(text); filled != text {
				s.spend(v.Pos, 0, len(filled))
				return cloud.NewString(v.Pos, filled)
			}
		}
	case cloud.List:
		var out []*cloud.Value
		for i, item := range v.Items() {
			replacement := s.loops(item, b, depth+1)
			if replacement != item && out == nil {
				out = append([]*cloud.Value(nil), v.Items()...)
			}
			if out != nil {
				out[i] = replacement
			}
		}
		if out != nil {
			return cloud.NewList(v.Pos, out...)
		}
	case cloud.Map:
		if name, arg, ok := intrinsic(v); ok && name == "Ref" {
			if value, bound := b.get(arg.Str()); bound {
				return cloud.NewString(v.Pos, value)
			}
		}
		return s.loopsInMap(v, b, depth)
	}
	return v
}

func (s *stack) loopsInMap(v *cloud.Value, b *binding, depth int) *cloud.Value {
	fields := v.Fields()
	var out *cloud.Value // a copy, once something differs
	var missing *cloud.Reason
	for i, f := range fields {
		isLoop := strings.HasPrefix(f.Key, loopPrefix)
		made := f
		if !isLoop {
			made.Value = s.loops(f.Value, b, depth+1)
			if b != nil {
				made.Key = b.fill(f.Key)
			}
		}
		if out == nil && (isLoop || made.Key != f.Key || made.Value != f.Value) {
			out = cloud.NewMap(v.Pos)
			for _, before := range fields[:i] {
				out.SetAt(before.Key, before.KeyPos, before.Value)
			}
		}
		switch {
		case isLoop:
			if why := s.loop(out, f, b, depth); why != nil {
				missing = why
			}
		case out != nil:
			out.SetAt(made.Key, made.KeyPos, made.Value)
		}
	}
	switch {
	case missing != nil && depth > sectionDepth-1:
		return cloud.NewUnknown(v.Pos, *missing)
	case out == nil:
		return v
	}
	return out
}

// loop adds what one loop makes to a map, or tells why that is not known.
func (s *stack) loop(out *cloud.Value, f cloud.Field, b *binding, depth int) *cloud.Reason {
	call := f.Value.Items()
	identifier, ok := "", false
	if len(call) == 3 {
		identifier, ok = call[0].Text()
	}
	if !ok || !call[2].Is(cloud.Map) {
		why := cloud.Because(cloud.Unresolvable, f.Key, "it takes an identifier, a collection and a mapping")
		s.problem(f.KeyPos, f.Key+" takes an identifier, a collection and a mapping", "write [Name, [a, b], {'Key${Name}': value}]")
		return &why
	}
	if !hasTransform(s.template, "AWS::LanguageExtensions") {
		s.problem(f.KeyPos, "a loop needs the transform AWS::LanguageExtensions", "add Transform: AWS::LanguageExtensions")
	}
	values, why := s.collection(s.loops(call[1], b, depth+2), f)
	if why != nil {
		if depth <= sectionDepth-1 {
			for _, typ := range typesMade(call[2]) {
				s.lacks(typ, *why)
			}
		}
		return why
	}
	for _, value := range values {
		if !s.spend(f.KeyPos, 1, 0) {
			return nil
		}
		round := s.loopsInMap(call[2], &binding{identifier, value, b}, depth)
		if why, unknown := round.Reason(); unknown {
			return &why
		}
		for _, made := range round.Fields() {
			if out.Has(made.Key) {
				s.problem(made.KeyPos, fmt.Sprintf("%s makes %q twice", f.Key, made.Key), "use the identifier in the key")
			}
			out.SetAt(made.Key, made.KeyPos, made.Value)
		}
	}
	return nil
}

// collection evaluates what a loop goes over.
func (s *stack) collection(v *cloud.Value, f cloud.Field) ([]string, *cloud.Reason) {
	list := s.eval(v)
	if !list.Is(cloud.List) {
		if why, unknown := whyUnknown(list); unknown {
			return nil, &why
		}
		why := cloud.Because(cloud.Unresolvable, f.Key, "its collection is a "+list.Kind().String())
		s.problem(positionOf(v, f.Value), f.Key+" goes over a "+list.Kind().String()+", not a list", "write [Name, [a, b], {'Key${Name}': value}]")
		return nil, &why
	}
	var values []string
	for _, item := range list.Items() {
		flat := []*cloud.Value{item}
		if item.Is(cloud.List) {
			flat = item.Items() // a list parameter among the items
		}
		for _, one := range flat {
			text, ok := one.Scalar()
			if !ok {
				why, unknown := whyUnknown(one)
				if !unknown {
					why = cloud.Because(cloud.Unresolvable, f.Key, "its collection holds a "+one.Kind().String())
				}
				return nil, &why
			}
			values = append(values, text)
		}
	}
	return values, nil
}

// typesMade lists the resource types that the body of a loop declares.
func typesMade(body *cloud.Value) []string {
	var types []string
	for _, f := range body.Fields() {
		if typ, ok := f.Value.Get("Type").Text(); ok && !strings.Contains(typ, "Serverless") {
			types = append(types, typ)
		} else if !strings.HasPrefix(f.Key, loopPrefix) || len(f.Value.Items()) != 3 {
			return []string{cloud.AnyType}
		} else {
			types = append(types, typesMade(f.Value.Items()[2])...)
		}
	}
	return types
}

// fill replaces ${Name} by the values of loops, and &{Name} by their letters and digits alone.
func (b *binding) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		if (text[i] == '$' || text[i] == '&') && i+1 < len(text) && text[i+1] == '{' {
			if end := strings.IndexByte(text[i:], '}'); end > 0 {
				if value, ok := b.get(text[i+2 : i+end]); ok {
					if text[i] == '&' {
						value = alphanumeric(value)
					}
					out.WriteString(value)
					i += end + 1
					continue
				}
			}
		}
		out.WriteByte(text[i])
		i++
	}
	return out.String()
}

func alphanumeric(text string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, text)
}
