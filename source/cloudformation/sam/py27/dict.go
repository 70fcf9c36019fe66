package py27

import (
	"iter"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// dict is a dictionary: one of Python 2.7, ordered by its table, or (table nil) a later one, which
// keeps the order of insertion. The service uses the latter for fragments it builds itself.
type dict struct {
	table   *table
	order   []string // without table
	entries map[string]Entry
}

// Key is the key of a dictionary.
type Key struct {
	Text    string
	Unicode bool
	Pos     cloud.Pos
}

// Entry is one entry of a dictionary.
type Entry struct {
	Key   Key
	Value *Value
}

// NewDict returns an empty dictionary with the order of Python 2.7.
func NewDict(p cloud.Pos) *Value {
	return &Value{kind: Dict, Pos: p, dict: &dict{table: newTable(), entries: map[string]Entry{}}}
}

// NewOrdered returns an empty dictionary that keeps the order of insertion.
func NewOrdered(p cloud.Pos) *Value {
	return &Value{kind: Dict, Pos: p, dict: &dict{entries: map[string]Entry{}}}
}

// Get returns the value of a key, nil when it is missing or v is not a Dict.
func (v *Value) Get(key string) *Value {
	if !v.Is(Dict) {
		return nil
	}
	return v.dict.entries[key].Value
}

// Has reports whether a Dict has the key, even with None as value.
func (v *Value) Has(key string) bool {
	if !v.Is(Dict) {
		return false
	}
	_, ok := v.dict.entries[key]
	return ok
}

// Path follows keys through nested dictionaries.
func (v *Value) Path(keys ...string) *Value {
	for _, key := range keys {
		v = v.Get(key)
	}
	return v
}

// Key returns the key as it was first inserted.
func (v *Value) Key(key string) Key {
	if !v.Is(Dict) {
		return Key{}
	}
	return v.dict.entries[key].Key
}

// Keys returns the keys in the order of iteration.
func (v *Value) Keys() []string {
	switch {
	case !v.Is(Dict):
		return nil
	case v.dict.table != nil:
		return v.dict.table.keys()
	}
	return slices.Clone(v.dict.order)
}

// Entries returns the entries in the order of iteration. Changing the dictionary does not change
// the slice.
func (v *Value) Entries() []Entry {
	keys := v.Keys()
	entries := make([]Entry, len(keys))
	for i, key := range keys {
		entries[i] = v.dict.entries[key]
	}
	return entries
}

// Each returns what a loop over the value visits: the items of a List, the keys of a Dict as strings.
func (v *Value) Each() []*Value {
	if !v.Is(Dict) {
		return v.Items()
	}
	keys := make([]*Value, 0, v.Len())
	for _, e := range v.Entries() {
		keys = append(keys, &Value{kind: String, Pos: e.Key.Pos, text: e.Key.Text, unicode: e.Key.Unicode})
	}
	return keys
}

// Values returns the values of a dictionary in no particular order.
func (v *Value) Values() iter.Seq[*Value] {
	return func(yield func(*Value) bool) {
		if !v.Is(Dict) {
			return
		}
		for _, e := range v.dict.entries {
			if !yield(e.Value) {
				return
			}
		}
	}
}

// Set is v[key] = val with a key of the service. It returns v.
func (v *Value) Set(key string, val *Value) *Value {
	return v.SetKey(Key{Text: key, Pos: val.Pos}, val)
}

// SetKey is v[key] = val. The key that was inserted first stays. It returns v.
func (v *Value) SetKey(key Key, val *Value) *Value {
	v.settled = false
	d := v.dict
	if old, ok := d.entries[key.Text]; ok {
		key = old.Key
	} else if d.table == nil {
		d.order = append(d.order, key.Text)
	}
	d.entries[key.Text] = Entry{key, val}
	if d.table != nil {
		d.table.add(key.Text)
	}
	return v
}

// Default is v.setdefault(key, val).
func (v *Value) Default(key Key, val *Value) *Value {
	if old, ok := v.dict.entries[key.Text]; ok {
		return old.Value
	}
	v.SetKey(key, val)
	return val
}

// Delete removes a key.
func (v *Value) Delete(key string) {
	if !v.Has(key) {
		return
	}
	v.settled = false
	delete(v.dict.entries, key)
	if v.dict.table != nil {
		v.dict.table.remove(key)
		return
	}
	v.dict.order = slices.DeleteFunc(v.dict.order, func(k string) bool { return k == key })
}

// Update is v.update(other): the table grows for all new keys at once.
func (v *Value) Update(other *Value) {
	if v.dict.table != nil {
		v.dict.table.merge(other.Keys())
	}
	for _, e := range other.Entries() {
		v.SetKey(e.Key, e.Value)
	}
}

// Copy is the dictionary's own copy method: entries are shared, the table is built anew.
func (v *Value) Copy() *Value {
	c := NewOrdered(v.Pos)
	if v.dict.table != nil {
		c = NewDict(v.Pos)
	}
	c.Update(v)
	return c
}
