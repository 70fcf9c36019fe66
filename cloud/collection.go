package cloud

// Field is one entry of a Map.
type Field struct {
	Key    string
	KeyPos Pos
	Value  *Value
}

// indexFrom is the number of fields from which a map keeps an index.
const indexFrom = 12

type fields struct {
	all   []Field
	index map[string]int
}

func (f *fields) find(key string) int {
	if f.index != nil {
		if i, ok := f.index[key]; ok {
			return i
		}
		return -1
	}
	for i := range f.all {
		if f.all[i].Key == key {
			return i
		}
	}
	return -1
}

// Get returns the value of a key of a Map, or nil (absent) for a missing key or another kind.
func (v *Value) Get(key string) *Value {
	if v.Kind() != Map {
		return nil
	}
	if i := v.fields.find(key); i >= 0 {
		return v.fields.all[i].Value
	}
	return nil
}

// Has reports whether a Map has the key.
func (v *Value) Has(key string) bool { return v.Kind() == Map && v.fields.find(key) >= 0 }

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
	i := v.fields.find(key)
	if i < 0 {
		return Field{}, false
	}
	return v.fields.all[i], true
}

// Fields returns the entries of a Map in order. The slice must not be changed.
func (v *Value) Fields() []Field {
	if v.Kind() != Map {
		return nil
	}
	return v.fields.all
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
	return v.list
}

// Len returns the number of items of a List or entries of a Map, else 0.
func (v *Value) Len() int {
	switch v.Kind() {
	case List:
		return len(v.list)
	case Map:
		return len(v.fields.all)
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
	if i := v.fields.find(key); i >= 0 {
		pos = v.fields.all[i].KeyPos
	}
	return v.SetAt(key, pos, val)
}

// SetAt is Set with the position of the key. A nil value deletes the entry.
func (v *Value) SetAt(key string, keyPos Pos, val *Value) *Value {
	if val == nil {
		v.Delete(key)
		return v
	}
	f := v.fields
	if i := f.find(key); i >= 0 {
		f.all[i].KeyPos, f.all[i].Value = keyPos, val
		return v
	}
	f.all = append(f.all, Field{key, keyPos, val})
	switch {
	case f.index != nil:
		f.index[key] = len(f.all) - 1
	case len(f.all) >= indexFrom:
		f.reindex()
	}
	return v
}

// Delete removes an entry of a Map.
func (v *Value) Delete(key string) {
	if v.Kind() != Map {
		return
	}
	f := v.fields
	if i := f.find(key); i >= 0 {
		f.all = append(f.all[:i], f.all[i+1:]...)
		if len(f.all) < indexFrom || f.index == nil {
			f.reindex()
			return
		}
		delete(f.index, key)
		for ; i < len(f.all); i++ {
			f.index[f.all[i].Key] = i
		}
	}
}

func (f *fields) reindex() {
	f.index = nil
	if len(f.all) >= indexFrom {
		f.index = make(map[string]int, len(f.all))
		for i := range f.all {
			f.index[f.all[i].Key] = i
		}
	}
}

// Append adds items to a List. It returns v.
func (v *Value) Append(items ...*Value) *Value {
	v.list = append(v.list, items...)
	return v
}

// Clone returns a deep copy, positions included. Holes, reasons and references are shared:
// they do not change.
func (v *Value) Clone() *Value {
	if v == nil {
		return nil
	}
	c := *v
	switch v.kind {
	case List:
		c.list = make([]*Value, len(v.list))
		for i, item := range v.list {
			c.list[i] = item.Clone()
		}
	case Map:
		c.fields = &fields{all: make([]Field, len(v.fields.all))}
		for i, f := range v.fields.all {
			f.Value = f.Value.Clone()
			c.fields.all[i] = f
		}
		c.fields.reindex()
	}
	return &c
}
