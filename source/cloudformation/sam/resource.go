package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// resource is a CloudFormation resource being generated.
type resource struct {
	id, typ    string
	pos        cloud.Pos
	dependsOn  *cloud.Value
	attributes *cloud.Value // Condition, DeletionPolicy …; not shared with another resource
	properties *cloud.Value
}

// newResource starts a resource at a position. The attributes are copied.
func newResource(p cloud.Pos, id, typ string, attributes *cloud.Value) *resource {
	r := &resource{id: id, typ: typ, pos: p, attributes: cloud.NewMap(p), properties: cloud.NewMap(p)}
	for _, f := range attributes.Fields() {
		r.attributes.SetAt(f.Key, f.KeyPos, f.Value)
	}
	return r
}

// set gives a property its value. Absent and null values are not written.
func (r *resource) set(name string, v *cloud.Value) *resource {
	r.properties.Set(name, given(v))
	return r
}

// get returns a property.
func (r *resource) get(name string) *cloud.Value { return r.properties.Get(name) }

// ref and getAtt refer to the resource, at its position.
func (r *resource) ref() *cloud.Value                    { return at(r.pos).ref(r.id) }
func (r *resource) getAtt(attribute string) *cloud.Value { return at(r.pos).getAtt(r.id, attribute) }

// condition is the name of the resource's condition, or nil.
func (r *resource) condition() *cloud.Value { return r.attributes.Get("Condition") }

// check compares the resource with what is known of its type.
func (r *resource) check() error {
	if !alphanumeric(r.id) {
		return resourceError(r.pos, r.id, "Logical ids must be alphanumeric.")
	}
	if _, known := propertyTables()[r.typ]; !known {
		return nil
	}
	return checkProperties(r.pos, r.id, r.typ, r.typ, r.properties)
}

// value is the resource as it stands in a template.
func (r *resource) value() *cloud.Value {
	v := cloud.NewMap(r.pos)
	v.Set("Type", at(r.pos).text(r.typ))
	if truthy(r.dependsOn) {
		v.Set("DependsOn", r.dependsOn)
	}
	for _, f := range r.attributes.Fields() {
		v.SetAt(f.Key, f.KeyPos, f.Value)
	}
	return v.Set("Properties", r.properties)
}

// propagateTags gives the tags to every generated resource that can have tags.
func propagateTags(resources []*resource, tags, propagate *cloud.Value) {
	if !truthy(propagate) || !truthy(tags) {
		return
	}
	for _, r := range resources {
		if propertyTables().has(r.typ, "Tags") {
			r.set("Tags", at(tags.Pos).tags(tags))
		}
	}
}

func alphanumeric(id string) bool {
	for i := range len(id) {
		c := id[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return id != ""
}
