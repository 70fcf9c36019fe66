package cloud

// Resource is one thing in a cloud: declared in a template, or found running.
type Resource struct {
	// ID is unique in its graph. It is stable between two reads of the same source.
	ID string
	// Type is the provider's name of the type, e.g. "AWS::Lambda::Function".
	Type string
	// Name is what people call it: the logical id in a template, the physical name in an account.
	Name string
	// Title is what people call it where Name is one that the cloud made up, or "". It tells nothing
	// apart, and may change.
	Title string
	// Properties is a Map in the provider's published schema of Type.
	Properties *Value
	// Attributes is a Map of what a template says beside the properties: DeletionPolicy,
	// UpdateReplacePolicy, DependsOn, Metadata. Nil when there is nothing.
	Attributes *Value
	// ARN is the name the resource has or will have, mostly with holes. Nil when the type has none.
	ARN *Value
	// Names are the other values by which properties of other resources name this one: its
	// physical name, its reference value.
	Names []*Value
	// Account and Region are where it is, or "" when that is not known.
	Account, Region string
	// Pos is where it is declared, or the call that listed it.
	Pos Pos
	// Generated is the name of the declared resource it was generated from, or "".
	Generated string
	// Path is the path of the construct it was synthesised from (aws:cdk:path), or "".
	Path string
	// Condition is the name of the condition under which it exists, when that condition could not
	// be decided; "" for a resource that certainly exists.
	Condition string
}

// Label is the name for people to read: the title with the name behind it, or the name.
func (r *Resource) Label() string {
	if r.Title == "" {
		return r.Name
	}
	return r.Title + " (" + r.Name + ")"
}
