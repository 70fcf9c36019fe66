package cloud

import "slices"

// Field is one entry of a Map.
type Field struct {
	Key    string
	KeyPos Pos
	Value  *Value
}

// indexFrom is the number of fields from which a map keeps an index.
const indexFrom = 12

// content is what a List or Map holds.
type content struct {
	items  []*Value // of a List; of a Map that shares its keys, the values
	fields []Field  // of a Map that has keys of its own
	index  map[string]int
	shape  *shape // the keys that a Map shares, see Shapes
}

// newCollection allocates a value and its content at once.
func newCollection(k Kind, p Pos) *Value {
	c := &struct {
		Value
		content
	}{Value: Value{kind: k, Pos: p}}
	c.Value.content = &c.content
	return &c.Value
}

// find gives the place of a key, or -1.
func (c *content) find(key string) int {
	if c.shape != nil {
		return c.shape.find(key)
	}
	if c.index != nil {
		if i, ok := c.index[key]; ok {
			return i
		}
		return -1
	}
	for i := range c.fields {
		if c.fields[i].Key == key {
			return i
		}
	}
	return -1
}

// value gives the value at a place that find gave.
func (c *content) value(i int) *Value {
	if c.shape != nil {
		return c.items[i]
	}
	return c.fields[i].Value
}

// Grow makes room for n more items of a List or entries of a Map. It returns v.
func (v *Value) Grow(n int) *Value {
	switch v.Kind() {
	case List:
		v.content.items = slices.Grow(v.content.items, n)
	case Map:
		v.content.unshare()
		v.content.fields = slices.Grow(v.content.fields, n)
	}
	return v
}

// Get returns the value of a key of a Map, or nil (absent) for a missing key or another kind.
func (v *Value) Get(key string) *Value {
	if v.Kind() != Map {
		return nil
	}
	if i := v.content.find(key); i >= 0 {
		return v.content.value(i)
	}
	return nil
}

// Has reports whether a Map has the key.
func (v *Value) Has(key string) bool { return v.Kind() == Map && v.content.find(key) >= 0 }

// Path follows keys through nested maps; any missing step gives nil. When a step is Unknown
// that unknown is returned, because what lies below it is unknown for the same reason.
func (v *Value) Path(keys ...string) *Value {
	for _, key := range keys {
		if v.Kind() == Unknown {
			return v
		}
		v = v.Get(key)
	}
	return v
}

// Field returns the entry of a key of a Map, with the key's position.
func (v *Value) Field(key string) (f Field, ok bool) {
	if v.Kind() != Map {
		return Field{}, false
	}
	i := v.content.find(key)
	switch {
	case i < 0:
		return Field{}, false
	case v.content.shape != nil:
		return v.content.shared(i), true
	}
	return v.content.fields[i], true
}

// Fields returns the entries of a Map in order. The slice must not be changed.
func (v *Value) Fields() []Field {
	switch {
	case v.Kind() != Map:
		return nil
	case v.content.shape != nil:
		return v.content.expanded()
	}
	return v.content.fields
}

// Keys returns the keys of a Map in order.
func (v *Value) Keys() []string {
	keys := make([]string, 0, v.Len())
	for _, f := range v.Fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

// Items returns the items of a List. The slice must not be changed.
func (v *Value) Items() []*Value {
	if v.Kind() != List {
		return nil
	}
	return v.content.items
}

// Len returns the number of items of a List or entries of a Map, else 0.
func (v *Value) Len() int {
	switch v.Kind() {
	case List:
		return len(v.content.items)
	case Map:
		return max(len(v.content.fields), len(v.content.items)) // one of them is empty
	}
	return 0
}

// Set puts an entry into a Map, in the place of an entry with the same key or at the end.
// The key takes the position of the value when it is new. It returns v.
func (v *Value) Set(key string, val *Value) *Value {
	var pos Pos
	if val != nil {
		pos = val.Pos
	}
	if f, ok := v.Field(key); ok {
		pos = f.KeyPos
	}
	return v.SetAt(key, pos, val)
}

// SetAt is Set with the position of the key. A nil value deletes the entry.
func (v *Value) SetAt(key string, keyPos Pos, val *Value) *Value {
	if val == nil {
		v.Delete(key)
		return v
	}
	c := v.content
	i := c.find(key)
	if c.shape != nil {
		if i >= 0 && keyPos == val.Pos {
			c.items[i] = val
			return v
		}
		c.unshare()
	}
	if i >= 0 {
		c.fields[i].KeyPos, c.fields[i].Value = keyPos, val
		return v
	}
	c.fields = append(c.fields, Field{key, keyPos, val})
	switch {
	case c.index != nil:
		c.index[key] = len(c.fields) - 1
	case len(c.fields) >= indexFrom:
		c.reindex()
	}
	return v
}

// Delete removes an entry of a Map.
func (v *Value) Delete(key string) {
	if v.Kind() != Map {
		return
	}
	c := v.content
	if i := c.find(key); i >= 0 {
		c.unshare()
		c.fields = append(c.fields[:i], c.fields[i+1:]...)
		if len(c.fields) < indexFrom || c.index == nil {
			c.reindex()
			return
		}
		delete(c.index, key)
		for ; i < len(c.fields); i++ {
			c.index[c.fields[i].Key] = i
		}
	}
}

func (c *content) reindex() {
	c.index = nil
	if len(c.fields) >= indexFrom {
		c.index = make(map[string]int, len(c.fields))
		for i := range c.fields {
			c.index[c.fields[i].Key] = i
		}
	}
}

// Append adds items to a List. It returns v.
func (v *Value) Append(items ...*Value) *Value {
	v.content.items = append(v.content.items, items...)
	return v
}

// Clone returns a deep copy, positions included. Holes, reasons and references are shared:
// they do not change.
func (v *Value) Clone() *Value {
	if v == nil {
		return nil
	}
	switch v.kind {
	case List:
		c := newCollection(List, v.Pos)
		c.extra = v.extra
		c.content.items = make([]*Value, len(v.content.items))
		for i, item := range v.content.items {
			c.content.items[i] = item.Clone()
		}
		return c
	case Map:
		c := newCollection(Map, v.Pos)
		c.extra = v.extra
		c.content.fields = slices.Clone(v.Fields())
		for i := range c.content.fields {
			f := &c.content.fields[i]
			f.Value = f.Value.Clone()
		}
		c.content.reindex()
		return c
	}
	c := *v
	return &c
}
