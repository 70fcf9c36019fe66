package schema

// Resource is the schema of one resource type.
type Resource struct {
	// Type is the name of the type: "AWS::Lambda::Function".
	Type string
	// Properties are what a template can say, by name.
	Properties map[string]*Property
	// Attributes are what Fn::GetAtt gives, by name; a name may have dots ("Endpoint.Address").
	Attributes map[string]*Property
	// Ref names the properties or attributes whose value Ref gives, mostly one: "FunctionName",
	// "TopicArn". Several are joined with "|", absent ones left out. It is empty when Ref gives
	// something made up at deployment that no property and no attribute has.
	Ref []string
	// ARN is the template (see Fill) of the resource's ARN, or "" when the type has none. It is
	// "${Arn}", or another attribute alone, when the ARN does not follow from the properties.
	ARN string
	// Tags is the name of the property that holds the tags, or "".
	Tags string
}

// Object is the schema of an object that a property of some resource type holds.
type Object struct {
	// Name is qualified by the resource type: "AWS::Lambda::Function.VpcConfig". The key and value
	// pairs that most services take as tags are one type, Tag.
	Name       string
	Properties map[string]*Property
}

// Tag is the name of the object type with the properties Key and Value. It is no name of AWS.
const Tag = "AWS::Tag"

// Property is a property, or an attribute.
type Property struct {
	Type       Type
	Required   bool
	Deprecated bool
	// Default is the JSON text of the value the service takes when there is none, or "" when the
	// schema does not say.
	Default string
	// Names are what the value may name: an attribute (or property) of another type of resource.
	Names []Reference
	// Template (see Fill) gives the value of an attribute that follows from the properties, or "".
	// An attribute with the name of a property has no template: it has the property's value.
	Template string
}

// Reference is a property or attribute of a resource type.
type Reference struct{ Type, Property string }

// Kind is the shape of a value.
type Kind uint8

// The kinds. Timestamps are strings.
const (
	String Kind = iota + 1
	Integer
	Number
	Boolean
	JSON // anything
	List
	Map
	ObjectKind
	Union
)

func (k Kind) String() string {
	names := [...]string{"invalid", "string", "integer", "number", "boolean", "json", "list", "map", "object", "union"}
	if int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// Type is the type of a property.
type Type struct {
	Kind Kind
	// Elem is the type of the items of a List and of the values of a Map, whose keys are strings.
	Elem *Type
	// Name is the name of an ObjectKind: ask DB.Object for it.
	Name string
	// Of are the alternatives of a Union.
	Of []Type
	// Values are the only values a String or Integer may have. Empty when it is free.
	Values []string
}

// Lookup returns the embedded schema of a resource type, or nil when the type is not known.
// What it returns is shared and must not be changed.
func Lookup(typ string) *Resource { return Embedded().Lookup(typ) }

// Types returns the names of all resource types, sorted.
func Types() []string { return Embedded().Types() }
