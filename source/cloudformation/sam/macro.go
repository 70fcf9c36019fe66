package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// macro is one SAM resource being translated.
type macro struct {
	*translation
	id, typ    string
	newID      string // logical id of what it becomes, when the transform changes it
	pos        cloud.Pos
	source     *cloud.Value // the resource as written
	properties *cloud.Value // its properties, policies expanded; may be changed
	dependsOn  *cloud.Value
	attributes *cloud.Value // of the written attributes those that the main resource keeps
}

// newMacro reads a SAM resource and checks its properties.
func (t *translation) newMacro(id string, source cloud.Field) (*macro, error) {
	m := &macro{translation: t, id: id, newID: id, pos: source.KeyPos, source: source.Value, typ: source.Value.Get("Type").Str()}
	if !alphanumeric(id) {
		return nil, resourceError(m.pos, id, "Logical ids must be alphanumeric.")
	}
	properties, written := source.Value.Field("Properties")
	if written && !properties.Value.Is(cloud.Map) {
		return nil, resourceError(properties.KeyPos, id, "Properties of a resource must be an object.")
	}
	m.properties = properties.Value
	if !written {
		m.properties = cloud.NewMap(m.pos)
	}
	if err := m.prepare(); err != nil {
		return nil, err
	}
	m.dependsOn = source.Value.Get("DependsOn")
	m.attributes = cloud.NewMap(m.pos)
	for _, name := range [...]string{"DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata"} {
		if f, ok := source.Value.Field(name); ok {
			m.attributes.SetAt(name, f.KeyPos, f.Value)
		}
	}
	return m, checkProperties(m.pos, id, m.typ, m.typ, m.properties)
}

// prepare changes properties before they are checked.
func (m *macro) prepare() error {
	switch m.typ {
	case prefix + "Application":
		return m.locateApplication()
	case prefix + "Function", prefix + "StateMachine":
		return m.expandPolicyTemplates()
	case prefix + "GraphQLApi":
		m.properties = graphqlKnown(m.properties)
	}
	return nil
}

// run makes the resources.
func (m *macro) run() ([]*resource, error) { return translatorOf(m.typ)(m) }

// get returns a property, nil when it is null.
func (m *macro) get(name string) *cloud.Value { return given(m.properties.Get(name)) }

// passthrough are the attributes that every generated resource gets.
func (m *macro) passthrough() *cloud.Value {
	kept := cloud.NewMap(m.pos)
	for _, name := range [...]string{"Condition", "DeletionPolicy", "UpdateReplacePolicy"} {
		if f, ok := m.attributes.Field(name); ok {
			kept.SetAt(name, f.KeyPos, f.Value)
		}
	}
	return kept
}

// make starts the resource that the macro itself becomes: same id, same attributes.
func (m *macro) make(typ string) *resource {
	r := newResource(m.pos, m.newID, typ, m.attributes)
	r.dependsOn = m.dependsOn
	return r
}

// generate starts a further resource, with the attributes that are passed through.
func (m *macro) generate(p cloud.Pos, id, typ string) *resource {
	return newResource(p, id, typ, m.passthrough())
}

// invalid is an error about the resource, at the position of v when there is one.
func (m *macro) invalid(v *cloud.Value, format string, args ...any) error {
	return resourceError(m.posOf(v), m.id, format, args...)
}

// wrong is the error of a property of the wrong type; want may be "".
func (m *macro) wrong(v *cloud.Value, property, want string) error {
	return propertyError(m.posOf(v), m.id, property, want)
}

func (m *macro) posOf(v *cloud.Value) cloud.Pos {
	if v == nil || v.Pos.IsZero() {
		return m.pos
	}
	return v.Pos
}

// tagged makes the list of tags of a resource of the transform: its own, then the others.
func (m *macro) tagged(tags, more *cloud.Value) (*cloud.Value, error) {
	for _, reserved := range [...]string{createdBy, applicationTag, versionTag} {
		if f, ok := tags.Field(reserved); ok {
			return nil, resourceError(f.KeyPos, m.id, "%s is a reserved Tag key name and cannot be set on your resource. "+
				"Please change the tag key in the input.", reserved)
		}
	}
	list := at(m.pos).list(at(m.pos).object("Key", createdBy, "Value", "SAM"))
	for _, from := range []*cloud.Value{more, tags} {
		list.Append(at(m.pos).tags(from).Items()...)
	}
	return list, nil
}

// The tags that the transform writes itself.
const (
	createdBy      = "lambda:createdBy"
	applicationTag = "serverlessrepo:applicationId"
	versionTag     = "serverlessrepo:semanticVersion"
)
