package py27

import "slices"

// DeepCopy is copy.deepcopy: every table is built anew by inserting its keys one by one in the
// order of iteration.
func (v *Value) DeepCopy() *Value { return v.deepCopy(map[*Value]*Value{}) }

// deepCopy keeps shared objects shared, as Python does.
func (v *Value) deepCopy(done map[*Value]*Value) *Value {
	if v == nil || v.kind != List && v.kind != Dict {
		return v
	}
	if c, ok := done[v]; ok {
		return c
	}
	c := &Value{kind: v.kind, Pos: v.Pos}
	done[v] = c
	if v.kind == List {
		c.items = make([]*Value, len(v.items))
		for i, item := range v.items {
			c.items[i] = item.deepCopy(done)
		}
		return c
	}
	c.dict = &dict{entries: make(map[string]Entry, len(v.dict.entries))}
	if v.dict.table != nil {
		c.dict.table = newTable()
	}
	for _, e := range v.Entries() {
		c.SetKey(e.Key, e.Value.deepCopy(done))
	}
	return c
}

// Clone returns a copy that differs in nothing, not even in the history of its tables.
func (v *Value) Clone() *Value {
	if v == nil || v.kind != List && v.kind != Dict {
		return v
	}
	c := &Value{kind: v.kind, Pos: v.Pos}
	if v.kind == List {
		c.items = make([]*Value, len(v.items))
		for i, item := range v.items {
			c.items[i] = item.Clone()
		}
		return c
	}
	c.dict = &dict{order: slices.Clone(v.dict.order), entries: make(map[string]Entry, len(v.dict.entries))}
	if t := v.dict.table; t != nil {
		c.dict.table = &table{slices.Clone(t.slots), t.size, t.fill, t.stable}
	}
	for key, e := range v.dict.entries {
		c.dict.entries[key] = Entry{e.Key, e.Value.Clone()}
	}
	return c
}

// Recopy does in place what replacing the value by a deep copy of itself would do. It reports
// whether that changed the order of a dictionary; when it did not, it never will again unless the
// value is changed. No part of the value may be shared with another.
func (v *Value) Recopy() (changed bool) {
	switch v.Kind() {
	case List:
		for _, item := range v.items {
			changed = item.Recopy() || changed
		}
	case Dict:
		changed = v.RecopyTable()
		for _, e := range v.dict.entries {
			changed = e.Value.Recopy() || changed
		}
	}
	return changed
}

// RecopyTable is Recopy for a dictionary without what is in it.
func (v *Value) RecopyTable() (changed bool) {
	if t := v.dict.table; t == nil || t.stable {
		return false
	}
	rebuilt := v.dict.table.rebuilt()
	rebuilt.stable = rebuilt.sameOrder(v.dict.table)
	v.dict.table = rebuilt
	return !rebuilt.stable
}

// Settle is Recopy that is not done again once it changes nothing more, until the value itself is
// changed or Touch says that something below it will be.
func (v *Value) Settle() {
	if v != nil && !v.settled {
		v.settled = !v.Recopy()
	}
}

// Settled reports whether Settle has nothing more to do.
func (v *Value) Settled() bool { return v != nil && v.settled }

// Touch says that the value is about to be changed somewhere below.
func (v *Value) Touch() {
	if v != nil {
		v.settled = false
	}
}
