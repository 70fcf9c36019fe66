package aws

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// same gives for a value one that is equal to it and was seen before: of a hundred thousand functions
// most have the same runtime, subnets and trust policies, and memory is what bounds how many can be
// read. What differs shares its keys. It remembers a limited number, the last with each hash, so it
// stays small itself.
type same struct {
	seed   maphash.Seed
	known  []*cloud.Value
	shapes cloud.Shapes
}

// remembered is how many values are.
const remembered = 1 << 13

// value returns an equal value. Positions count: a call told both. What is given is not changed.
func (s *same) value(v *cloud.Value) *cloud.Value {
	if v == nil || len(v.Refs()) > 0 {
		return v
	}
	if s.known == nil {
		s.seed, s.known = maphash.MakeSeed(), make([]*cloud.Value, remembered)
	}
	var h maphash.Hash
	h.SetSeed(s.seed)
	_ = h.WriteByte(byte(v.Kind())) // it never fails
	switch v.Kind() {
	case cloud.Map:
		v = s.fields(v)
		for _, f := range v.Fields() {
			_, _ = h.WriteString(f.Key)
			maphash.WriteComparable(&h, f.Value)
		}
	case cloud.List:
		v = s.items(v)
		for _, item := range v.Items() {
			maphash.WriteComparable(&h, item)
		}
	case cloud.Bool, cloud.Number, cloud.String:
		text, ok := v.Scalar()
		if !ok {
			return v
		}
		_, _ = h.WriteString(text)
	default:
		return v
	}
	slot := &s.known[h.Sum64()%uint64(len(s.known))]
	if equal(*slot, v) {
		return *slot
	}
	if text, ok := v.Text(); ok { // which would keep the whole answer
		v = cloud.NewString(v.Pos, strings.Clone(text))
	}
	*slot = v
	return v
}

// fields and items give a copy with shared parts, as large as it must be.
func (s *same) fields(v *cloud.Value) *cloud.Value {
	out := cloud.NewMap(v.Pos).Grow(v.Len())
	for _, f := range v.Fields() {
		out.SetAt(f.Key, f.KeyPos, s.value(f.Value))
	}
	return s.shapes.Share(out)
}

func (s *same) items(v *cloud.Value) *cloud.Value {
	out := cloud.NewList(v.Pos).Grow(v.Len())
	for _, item := range v.Items() {
		out.Append(s.value(item))
	}
	return out
}

// equal compares two values whose parts are shared.
func equal(a, b *cloud.Value) bool {
	if a == nil || a.Kind() != b.Kind() || a.Pos != b.Pos || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case cloud.Map:
		return slices.Equal(a.Fields(), b.Fields())
	case cloud.List:
		return slices.Equal(a.Items(), b.Items())
	}
	x, _ := a.Scalar()
	y, _ := b.Scalar()
	return x == y
}
