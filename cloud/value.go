package cloud

import (
	"math"
	"strconv"
	"strings"
)

// Kind is the shape of a Value.
type Kind uint8

// The kinds. A nil *Value has kind Absent: the property was not written.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	List
	Map
	Unknown
)

func (k Kind) String() string {
	return [...]string{"absent", "null", "bool", "number", "string", "list", "map", "unknown"}[k]
}

// Value is one node of a property tree. A nil *Value is an absent property, and every method
// accepts it. A Value is built once (List and Map values through Append, Set and Delete) and
// must not be changed after it was given to a Graph.
type Value struct {
	kind    Kind
	flag    bool // the value of a Bool
	Pos     Pos
	text    string   // String without holes; Number as written
	content *content // of a List or Map
	extra   *extra   // what few values have, so that the many stay small
}

// extra is what a value has that is not wholly known, or was computed from a resource. It is not
// changed once a value has it, so that copies may share it.
type extra struct {
	parts  []Part  // String with holes
	reason *Reason // Unknown
	choice *choice // Unknown: it is one of two values
	refs   []Reference
}

type choice struct {
	condition       string
	then, otherwise *Value
}

func (v *Value) parts() []Part {
	if v.extra == nil {
		return nil
	}
	return v.extra.parts
}

// Reference records that a value was computed from an attribute of a resource of the same
// source, e.g. by Ref or Fn::GetAtt, even when its text says so no longer.
type Reference struct {
	Resource  string // Resource.ID
	Attribute string // "Arn", or "Ref" for the resource's reference value
}

// Part is a piece of a string: literal text, or a hole when Hole is not nil.
type Part struct {
	Text string
	Hole *Hole
}

// Hole is a piece of a string whose text is not known. Two holes of one graph with the same
// Name have the same text.
type Hole struct {
	Name   string // e.g. "AWS::AccountId", "OrdersQueue" (Ref), "OrdersQueue.Arn", "Stage"
	Reason Reason
	Ref    *Reference // the resource attribute that will fill the hole, if that is one
	Placed bool       // nothing but its place tells it from others, so Name says where it stands
}

// NewNull returns an explicit null.
func NewNull(p Pos) *Value { return &Value{kind: Null, Pos: p} }

// NewBool returns a boolean.
func NewBool(p Pos, b bool) *Value { return &Value{kind: Bool, flag: b, Pos: p} }

// NewString returns a string without holes.
func NewString(p Pos, s string) *Value { return &Value{kind: String, text: s, Pos: p} }

// NewNumber returns a number, keeping its spelling. The text must satisfy strconv.ParseFloat.
func NewNumber(p Pos, text string) *Value { return &Value{kind: Number, text: text, Pos: p} }

// NewInt returns a whole number.
func NewInt(p Pos, n int64) *Value { return NewNumber(p, strconv.FormatInt(n, 10)) }

// NewUnknown returns a value of which nothing is known.
func NewUnknown(p Pos, r Reason) *Value {
	return &Value{kind: Unknown, extra: &extra{reason: &r}, Pos: p}
}

// NewChoice returns the value that is then when a condition holds, and otherwise when it does not.
// Nobody knows whether it does, so the value is Unknown like any other; who assumes an answer asks
// Choice. Nil stands for nothing.
func NewChoice(p Pos, condition string, then, otherwise *Value) *Value {
	v := NewUnknown(p, Because(UnknownCondition, condition))
	v.extra.choice = &choice{condition, then, otherwise}
	return v
}

// Choice returns the condition on which an Unknown depends, and the two values it may have; ok is
// false for every other value.
func (v *Value) Choice() (condition string, then, otherwise *Value, ok bool) {
	if v.Kind() != Unknown || v.extra.choice == nil {
		return "", nil, nil, false
	}
	c := v.extra.choice
	return c.condition, c.then, c.otherwise, true
}

// NewList returns a list of the given items.
func NewList(p Pos, items ...*Value) *Value {
	v := newCollection(List, p)
	v.content.items = items
	return v
}

// NewMap returns an empty map, to be filled with Set. Keys keep their order.
func NewMap(p Pos) *Value { return newCollection(Map, p) }

// NewParts returns the string made of the parts; adjacent texts are joined, empty ones dropped.
// A single hole is still a string: its text is not known, but that it is text is.
func NewParts(p Pos, parts ...Part) *Value {
	kept := make([]Part, 0, len(parts))
	holes := false
	for _, part := range parts {
		switch {
		case part.Hole != nil:
			holes = true
			kept = append(kept, part)
		case part.Text == "":
		case len(kept) > 0 && kept[len(kept)-1].Hole == nil:
			kept[len(kept)-1].Text += part.Text
		default:
			kept = append(kept, part)
		}
	}
	if !holes {
		if len(kept) == 0 {
			return NewString(p, "")
		}
		return NewString(p, kept[0].Text)
	}
	return &Value{kind: String, extra: &extra{parts: kept}, Pos: p}
}

// Kind returns the kind of the value.
func (v *Value) Kind() Kind {
	if v == nil {
		return Absent
	}
	return v.kind
}

// Is reports whether the value has the kind.
func (v *Value) Is(k Kind) bool { return v.Kind() == k }

// Bool returns the value of a Bool; ok is false for every other kind.
func (v *Value) Bool() (b, ok bool) {
	if v.Kind() != Bool {
		return false, false
	}
	return v.flag, true
}

// Text returns the text of a String without holes; ok is false for everything else.
func (v *Value) Text() (s string, ok bool) {
	if v.Kind() != String || v.parts() != nil {
		return "", false
	}
	return v.text, true
}

// Str is Text for callers who do not need to tell "" from anything else.
func (v *Value) Str() string { s, _ := v.Text(); return s }

// Number returns the value of a Number; ok is false for every other kind.
func (v *Value) Number() (f float64, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.text, 64)
	return f, err == nil
}

// Int returns the value of a whole Number; ok is false for everything else.
func (v *Value) Int() (n int64, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	if n, err := strconv.ParseInt(v.text, 10, 64); err == nil {
		return n, true
	}
	f, ok := v.Number()
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// Scalar returns the text of a String without holes, of a Number as written, or of a Bool
// ("true", "false"): CloudFormation accepts each where the other is meant.
func (v *Value) Scalar() (s string, ok bool) {
	switch v.Kind() {
	case Bool:
		return strconv.FormatBool(v.flag), true
	case Number:
		return v.text, true
	}
	return v.Text()
}

// Reason returns why an Unknown is unknown; ok is false for every other kind.
func (v *Value) Reason() (r Reason, ok bool) {
	if v.Kind() != Unknown {
		return Reason{}, false
	}
	return *v.extra.reason, true
}

// Parts returns the pieces of a String: one text when it has no holes.
func (v *Value) Parts() []Part {
	if v.Kind() != String {
		return nil
	}
	if v.parts() == nil {
		return []Part{{Text: v.text}}
	}
	return v.parts()
}

// HasHoles reports whether the value is a String with holes.
func (v *Value) HasHoles() bool { return v.Kind() == String && v.parts() != nil }

// Known reports whether the whole tree below v is known: no unknowns and no holes.
func (v *Value) Known() bool {
	switch v.Kind() {
	case Unknown:
		return false
	case String:
		return v.parts() == nil
	case List, Map:
		for _, item := range v.content.items {
			if !item.Known() {
				return false
			}
		}
		for i := range v.content.fields {
			if !v.content.fields[i].Value.Known() {
				return false
			}
		}
	}
	return true
}

// Canonical returns the text of a String with each hole written ${Name}: equal canonical texts
// mean equal strings. A literal "${" is written "${!".
func (v *Value) Canonical() (s string, ok bool) {
	if v.Kind() != String {
		return "", false
	}
	if v.parts() == nil {
		return strings.ReplaceAll(v.text, "${", "${!"), true
	}
	size := 0
	for _, p := range v.parts() {
		size += len(p.Text)
		if p.Hole != nil {
			size += len("${}") + len(p.Hole.Name)
		}
	}
	var b strings.Builder
	b.Grow(size)
	for _, p := range v.parts() {
		if p.Hole != nil {
			b.WriteString("${")
			b.WriteString(p.Hole.Name)
			b.WriteString("}")
		} else {
			b.WriteString(strings.ReplaceAll(p.Text, "${", "${!"))
		}
	}
	return b.String(), true
}

// WithRefs returns v with references added. It changes v, which must not be shared yet.
func (v *Value) WithRefs(refs ...Reference) *Value {
	if len(refs) == 0 {
		return v
	}
	e := extra{}
	if v.extra != nil {
		e = *v.extra
	}
	e.refs = append(e.refs[:len(e.refs):len(e.refs)], refs...)
	v.extra = &e
	return v
}

// Naming returns a shallow copy of v at a position that has the given references only, beside those
// of its holes.
func (v *Value) Naming(p Pos, refs ...Reference) *Value {
	c := v.At(p)
	if c == nil || c.extra == nil && len(refs) == 0 {
		return c
	}
	e := extra{}
	if c.extra != nil {
		e = *c.extra
	}
	e.refs = refs
	c.extra = &e
	return c
}

// Refs returns the references recorded on this node and in its holes, not those of its children.
func (v *Value) Refs() []Reference {
	if v == nil || v.extra == nil {
		return nil
	}
	refs := v.extra.refs
	for _, p := range v.parts() {
		if p.Hole != nil && p.Hole.Ref != nil {
			refs = append(refs[:len(refs):len(refs)], *p.Hole.Ref)
		}
	}
	return refs
}

// OwnRefs returns the references recorded on this node alone.
func (v *Value) OwnRefs() []Reference {
	if v == nil || v.extra == nil {
		return nil
	}
	return v.extra.refs
}

// At returns a shallow copy of v at another position; list and map content is shared.
func (v *Value) At(p Pos) *Value {
	if v == nil {
		return nil
	}
	c := *v
	c.Pos = p
	if v.kind == List { // an item appended to one of the two is none of the other
		items := *v.content
		c.content = &items
	}
	return &c
}
