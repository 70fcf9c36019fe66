package aws

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// fit makes of a shaped answer what a template would say for a property of a type: with the schema's
// names, whose upper and lower case often differ from the API's, without what the schema does not
// have, and with lists where the API wraps them with their length.
func fit(v *cloud.Value, typ, property string) *cloud.Value {
	if published := schema.Lookup(typ); published != nil && published.Properties[property] != nil {
		return fitted(v, published.Properties[property].Type)
	}
	return v
}

func fitted(v *cloud.Value, typ schema.Type) *cloud.Value {
	switch typ.Kind {
	case schema.ObjectKind:
		if v.Is(cloud.Map) {
			return fittedObject(v, schema.Embedded().Properties(typ.Name))
		}
	case schema.List:
		if v.Is(cloud.Map) {
			if v = v.Get("Items"); v.Len() == 0 {
				return nil
			}
		}
		list := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			if item = fitted(item, *typ.Elem); item != nil {
				list.Append(item)
			}
		}
		return list
	case schema.Map:
		if v.Is(cloud.Map) {
			m := cloud.NewMap(v.Pos)
			for _, f := range v.Fields() {
				m.Set(f.Key, fitted(f.Value, *typ.Elem))
			}
			return m
		}
	}
	return v
}

func fittedObject(v *cloud.Value, known map[string]*schema.Property) *cloud.Value {
	m := cloud.NewMap(v.Pos)
	for _, f := range v.Fields() {
		name := f.Key
		if known[name] == nil {
			for other := range known {
				if strings.EqualFold(name, other) {
					name = other
				}
			}
		}
		if p := known[name]; p != nil {
			if item := fitted(f.Value, p.Type); item != nil {
				m.Set(name, item)
			}
		}
	}
	return m
}
