package globset

import "strings"

// Set is a set of small numbers.
type Set []uint64

// NewSet returns an empty set for numbers below n.
func NewSet(n int) Set { return make(Set, (n+63)/64) }

// Add adds i.
func (s Set) Add(i int) { s[i/64] |= 1 << (i % 64) }

// Has reports whether i is in the set.
func (s Set) Has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// Intersects reports whether the sets have a number in common.
func (s Set) Intersects(o Set) bool {
	for i := range s {
		if s[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

// Equal reports whether the sets have the same numbers.
func (s Set) Equal(o Set) bool { return s.Key() == o.Key() }

// Key is a text that is equal for equal sets.
func (s Set) Key() string {
	var b strings.Builder
	for _, w := range s {
		for i := range 8 {
			b.WriteByte(byte(w >> (8 * i)))
		}
	}
	return b.String()
}
