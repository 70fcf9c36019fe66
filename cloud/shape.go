package cloud

import (
	"hash/maphash"
	"slices"
)

// Shapes lets maps that have the same keys share them. An account has a hundred thousand functions
// and roles, all of the same few kinds: what each of them needs to keep is its values.
//
// The zero value knows no shapes. It is for one goroutine.
type Shapes struct {
	seed  maphash.Seed
	known map[uint64]*shape
}

// shape is the keys of maps, in order. It is not changed.
type shape struct {
	keys  []string
	index map[string]int // nil for few keys
}

// manyShapes is how many shapes are remembered. Maps whose keys are names are each of a shape of their own.
const manyShapes = 1 << 12

// Share returns a Map that is equal to v, with its values, and keeps no keys of its own. It returns
// v where that saves nothing, or where its keys stand somewhere else than their values.
func (s *Shapes) Share(v *Value) *Value {
	if v.Kind() != Map || v.content.shape != nil || len(v.content.fields) == 0 {
		return v
	}
	for _, f := range v.content.fields {
		if f.KeyPos != f.Value.Pos {
			return v
		}
	}
	shape := s.of(v.content.fields)
	if shape == nil {
		return v
	}
	out := newCollection(Map, v.Pos)
	out.extra, out.content.shape = v.extra, shape
	out.content.items = make([]*Value, len(v.content.fields))
	for i, f := range v.content.fields {
		out.content.items[i] = f.Value
	}
	return out
}

// of gives the shape of the fields, or nil when there are too many shapes.
func (s *Shapes) of(fields []Field) *shape {
	if s.known == nil {
		s.seed, s.known = maphash.MakeSeed(), map[uint64]*shape{}
	}
	var h maphash.Hash
	h.SetSeed(s.seed)
	for _, f := range fields {
		_, _ = h.WriteString(f.Key) // it never fails
		_ = h.WriteByte(0)
	}
	sum := h.Sum64()
	if known := s.known[sum]; known != nil {
		if !slices.EqualFunc(known.keys, fields, func(key string, f Field) bool { return key == f.Key }) {
			return nil
		}
		return known
	}
	if len(s.known) == manyShapes {
		return nil
	}
	made := &shape{keys: make([]string, len(fields))}
	if len(fields) >= indexFrom {
		made.index = make(map[string]int, len(fields))
	}
	for i, f := range fields {
		made.keys[i] = f.Key
		if made.index != nil {
			made.index[f.Key] = i
		}
	}
	s.known[sum] = made
	return made
}

func (s *shape) find(key string) int {
	if s.index == nil {
		return slices.Index(s.keys, key)
	}
	if i, ok := s.index[key]; ok {
		return i
	}
	return -1
}

// shared gives an entry of a Map that shares its keys.
func (c *content) shared(i int) Field { return Field{c.shape.keys[i], c.items[i].Pos, c.items[i]} }

// expanded gives all of them.
func (c *content) expanded() []Field {
	fields := make([]Field, len(c.items))
	for i := range c.items {
		fields[i] = c.shared(i)
	}
	return fields
}

// unshare gives a Map keys of its own, so that they can be changed.
func (c *content) unshare() {
	if c.shape == nil {
		return
	}
	c.fields = c.expanded()
	c.items, c.shape = nil, nil
	c.reindex()
}
