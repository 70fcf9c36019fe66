package py27

import "slices"

// Equal is v == other: lists by order, dictionaries by content, strings by text.
func (v *Value) Equal(other *Value) bool {
	if v.Kind() != other.Kind() {
		return v.IsNone() && other.IsNone()
	}
	switch v.Kind() {
	case Bool:
		return v.flag == other.flag
	case Number, String:
		return v.text == other.text
	case List:
		return slices.EqualFunc(v.items, other.items, (*Value).Equal)
	case Dict:
		if v.Len() != other.Len() {
			return false
		}
		for key, e := range v.dict.entries {
			if !other.Has(key) || !e.Value.Equal(other.Get(key)) {
				return false
			}
		}
	case Opaque:
		return v.opaque == other.opaque
	}
	return true
}
