package drift

import (
	"slices"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// field is the type of a key in what has a type.
func field(t schema.Type, key string) spot {
	switch t.Kind {
	case schema.Map:
		if t.Elem != nil {
			return spot{typ: *t.Elem}
		}
	case schema.ObjectKind:
		if o := schema.Embedded().Object(t.Name); o != nil && o.Properties[key] != nil {
			return spot{typ: o.Properties[key].Type}
		}
	case schema.Union:
		for _, alternative := range t.Of {
			if s := field(alternative, key); s.typ.Kind != schema.JSON {
				return s
			}
		}
	}
	return spot{typ: schema.Type{Kind: schema.JSON}}
}

// items makes a list of what may be written as one.
func items(v *cloud.Value) []*cloud.Value {
	if v.Is(cloud.List) {
		return v.Items()
	}
	return []*cloud.Value{v}
}

// scalars compares texts, numbers and booleans: CloudFormation takes each for the other.
func scalars(t, l *cloud.Value, typ schema.Type) bool {
	if t.HasHoles() || l.HasHoles() {
		a, _ := t.Canonical()
		b, _ := l.Canonical()
		return a == b || !t.Is(cloud.String) || !l.Is(cloud.String) || cloud.MayEqual(t, l) != nil
	}
	a, okA := t.Scalar()
	b, okB := l.Scalar()
	if !okA || !okB {
		return false
	}
	if a == b {
		return true
	}
	if x, err := strconv.ParseFloat(a, 64); err == nil && (typ.Kind != schema.String || !t.Is(cloud.String) || !l.Is(cloud.String)) {
		if y, err := strconv.ParseFloat(b, 64); err == nil && x == y {
			return true
		}
	}
	spelled := len(typ.Values) > 0 || typ.Kind == schema.Boolean || t.Is(cloud.Bool) || l.Is(cloud.Bool) || isMember(typ, a)
	return spelled && strings.EqualFold(a, b)
}

// isMember reports whether a text is one of those that a type names, of one of its alternatives.
func isMember(typ schema.Type, text string) bool {
	return slices.ContainsFunc(typ.Of, func(t schema.Type) bool {
		return slices.ContainsFunc(t.Values, func(v string) bool { return strings.EqualFold(v, text) })
	})
}

// byDefault reports whether a service says nothing of a value, because it is the one that holds anyway.
func byDefault(v *cloud.Value, published string) bool {
	switch v.Kind() {
	case cloud.Absent, cloud.Null, cloud.Unknown:
		return true
	case cloud.List:
		return !slices.ContainsFunc(v.Items(), func(item *cloud.Value) bool { return !byDefault(item, "") })
	case cloud.Map:
		return !slices.ContainsFunc(v.Fields(), func(f cloud.Field) bool { return !byDefault(f.Value, "") })
	}
	text, ok := v.Scalar()
	if !ok {
		return v.HasHoles() && literalLetters(v) == 0 // a parameter may be empty
	}
	if text == "" || text == "false" || text == "0" {
		return true
	}
	return published != "" && strings.EqualFold(strings.Trim(published, `"`), text)
}

// maxDocument bounds the documents that are compared as such, in bytes.
const maxDocument = 1 << 20

// documents reports whether two values are compared as documents: policies, and JSON that one of
// them has as a text.
func documents(t, l *cloud.Value) bool {
	if t.Is(cloud.Map) && l.Is(cloud.Map) {
		return t.Has("Statement") && l.Has("Statement")
	}
	return document(t) != nil && document(l) != nil
}

// document is the JSON object that a value is, or that a text is; nil when it is none.
func document(v *cloud.Value) *cloud.Value {
	if v.Is(cloud.Map) {
		return v
	}
	text, ok := v.Text()
	if !ok || !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil
	}
	doc, _, err := cloud.ParseJSON(v.Pos.Origin, []byte(text), cloud.JSONLimits{Bytes: maxDocument, Depth: maxDepth, Nodes: 100_000})
	if err != nil {
		return nil
	}
	return doc
}
