package py27

import (
	"strconv"

	"github.com/haechi-dev/haechi/cloud"
)

// Kind is the type of a Value.
type Kind uint8

// The kinds. A nil *Value is a missing entry; for most readers that is the same as None.
const (
	Missing Kind = iota
	None
	Bool
	Number
	String
	List
	Dict
	Opaque // a value of the template that is neither of these: an unknown, a text with holes
)

// Value is one Python object. Lists and dictionaries are shared by reference as in Python: who
// changes one changes it for everybody who holds it.
type Value struct {
	kind    Kind
	Pos     cloud.Pos
	text    string // String; Number as Python prints it
	unicode bool   // String that came from the template
	flag    bool
	items   []*Value
	dict    *dict
	opaque  *cloud.Value
	settled bool // see Settle
}

// Text returns a string of the service itself, printed without u.
func Text(p cloud.Pos, s string) *Value { return &Value{kind: String, Pos: p, text: s} }

// Unicode returns a string of the template, printed with u.
func Unicode(p cloud.Pos, s string) *Value {
	return &Value{kind: String, Pos: p, text: s, unicode: true}
}

// Like returns a string that is unicode when the model is.
func Like(model *Value, s string) *Value {
	return &Value{kind: String, Pos: model.Pos, text: s, unicode: model.unicode}
}

// NewNone returns None.
func NewNone(p cloud.Pos) *Value { return &Value{kind: None, Pos: p} }

// NewBool returns a boolean.
func NewBool(p cloud.Pos, b bool) *Value { return &Value{kind: Bool, Pos: p, flag: b} }

// NewInt returns a whole number.
func NewInt(p cloud.Pos, n int64) *Value {
	return &Value{kind: Number, Pos: p, text: strconv.FormatInt(n, 10)}
}

// NewList returns a list.
func NewList(p cloud.Pos, items ...*Value) *Value { return &Value{kind: List, Pos: p, items: items} }

// Kind returns the kind of the value.
func (v *Value) Kind() Kind {
	if v == nil {
		return Missing
	}
	return v.kind
}

// Is reports whether the value has the kind.
func (v *Value) Is(k Kind) bool { return v.Kind() == k }

// IsNone reports whether there is nothing: a missing entry or None.
func (v *Value) IsNone() bool { return v == nil || v.kind == None }

// Truthy is Python's bool(v).
func (v *Value) Truthy() bool {
	switch v.Kind() {
	case Missing, None:
		return false
	case Bool:
		return v.flag
	case Number:
		f, err := strconv.ParseFloat(v.text, 64)
		return err != nil || f != 0
	case String:
		return v.text != ""
	case List:
		return len(v.items) > 0
	case Dict:
		return v.Len() > 0
	}
	return true
}

// True reports whether the value is the boolean True.
func (v *Value) True() bool { return v.Is(Bool) && v.flag }

// Str returns the text of a String, else "".
func (v *Value) Str() string {
	if v.Is(String) {
		return v.text
	}
	return ""
}

// IsUnicode reports whether a String came from the template.
func (v *Value) IsUnicode() bool { return v.Is(String) && v.unicode }

// IsText reports whether the value is the given string.
func (v *Value) IsText(s string) bool { return v.Is(String) && v.text == s }

// Items returns the items of a List.
func (v *Value) Items() []*Value {
	if v == nil {
		return nil
	}
	return v.items
}

// Append adds items to a List in place.
func (v *Value) Append(items ...*Value) { v.items, v.settled = append(v.items, items...), false }

// SetItem replaces an item of a List.
func (v *Value) SetItem(i int, item *Value) { v.items[i], v.settled = item, false }

// Len returns the number of items or entries.
func (v *Value) Len() int {
	switch v.Kind() {
	case List:
		return len(v.items)
	case Dict:
		return len(v.dict.entries)
	}
	return 0
}
