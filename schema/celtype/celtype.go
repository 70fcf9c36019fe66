// Package celtype makes types of the rule language out of resource schemas, so that a misspelt
// property or a number compared with a string is refused when a rule is compiled:
//
//	base, err := cel.NewEnv(…)
//	env, err := base.Extend(
//		cel.CustomTypeProvider(celtype.NewProvider(base.CELTypeProvider(), schema.Embedded())),
//		cel.Variable("self", celtype.ObjectType("AWS::Lambda::Function")))
//	_, issues := env.Compile(`self.Runtme == "python3.13"`) // undefined field 'Runtme'
//
// It owns which CEL type a schema type is. It must not know how values are made or looked up: an
// expression that passed the check reads its values through whatever the rule is evaluated on.
package celtype

import (
	"sort"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/haechi-dev/haechi/schema"
)

// ObjectType returns the type of a resource type ("AWS::Lambda::Function") or of an object type
// ("AWS::Lambda::Function.VpcConfig"). A provider of this package knows its fields.
func ObjectType(name string) *types.Type { return types.NewObjectType(name) }

// Of returns the CEL type of a schema type. What a schema leaves open (free-form JSON, a choice of
// several types) is dyn. Timestamps are strings, as they are in a template.
func Of(t schema.Type) *types.Type {
	switch t.Kind {
	case schema.String:
		return types.StringType
	case schema.Integer:
		return types.IntType
	case schema.Number:
		return types.DoubleType
	case schema.Boolean:
		return types.BoolType
	case schema.List:
		return types.NewListType(Of(*t.Elem))
	case schema.Map:
		return types.NewMapType(types.StringType, Of(*t.Elem))
	case schema.ObjectKind:
		return ObjectType(t.Name)
	}
	return types.DynType
}

// NewProvider returns a provider that knows the types of the schemas, and leaves everything else
// to base. It may be used by any number of goroutines when base may.
func NewProvider(base types.Provider, db *schema.DB) types.Provider {
	return &provider{base, db}
}

type provider struct {
	types.Provider
	db *schema.DB
}

// FindStructType implements types.Provider.
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if p.db.Properties(name) == nil {
		return p.Provider.FindStructType(name)
	}
	return types.NewTypeTypeWithParam(ObjectType(name)), true
}

// FindStructFieldNames implements types.Provider. The names are sorted.
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	properties := p.db.Properties(name)
	if properties == nil {
		return p.Provider.FindStructFieldNames(name)
	}
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, true
}

// FindStructFieldType implements types.Provider. The field has no accessors: an evaluator then
// asks the value itself, which alone knows what is absent and what is unknown.
func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	properties := p.db.Properties(name)
	if properties == nil {
		return p.Provider.FindStructFieldType(name, field)
	}
	property := properties[field]
	if property == nil {
		return nil, false
	}
	return &types.FieldType{Type: Of(property.Type)}, true
}

// NewValue implements types.Provider. Resources are read, not made: no expression can spell the
// name of a type with colons, so this is reached only by a mistake in a program.
func (p *provider) NewValue(name string, fields map[string]ref.Val) ref.Val {
	if p.db.Properties(name) == nil {
		return p.Provider.NewValue(name, fields)
	}
	return types.NewErr("an expression cannot make a value of type %s", name)
}
