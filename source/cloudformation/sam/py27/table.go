package py27

import "slices"

// minSize is the size of a new table, growthLimit the number of entries up to which a full table
// grows to four times its entries instead of two, perturbShift the shift of the probe sequence.
const (
	minSize      = 8
	growthLimit  = 50000
	perturbShift = 5
)

type slotState uint8

const (
	empty slotState = iota
	used
	dummy // a deleted entry: it no longer counts, but still lengthens the probe sequence
)

type slot struct {
	state slotState
	hash  uint64
	key   string
}

// table is the hash table of a dictionary without its values: it gives the order of the keys.
type table struct {
	slots []slot
	size  int // entries
	fill  int // entries and dummies
	// stable says that a copy of the table equals it.
	stable bool
}

func newTable() *table { return &table{slots: make([]slot, minSize)} }

// find returns the slot in which the key is, or in which it would be put.
func (t *table) find(key string, hash uint64) int {
	mask := uint64(len(t.slots) - 1)
	i := hash & mask
	s := &t.slots[i]
	if s.state == empty || s.holds(key, hash) {
		return int(i)
	}
	free := -1
	if s.state == dummy {
		free = int(i)
	}
	walker, perturb := i, hash
	for {
		walker = walker<<2 + walker + perturb + 1
		i = walker & mask
		switch s := &t.slots[i]; {
		case s.state == empty:
			if free >= 0 {
				return free
			}
			return int(i)
		case s.holds(key, hash):
			return int(i)
		case s.state == dummy && free < 0:
			free = int(i)
		}
		perturb >>= perturbShift
	}
}

func (s *slot) holds(key string, hash uint64) bool {
	return s.state == used && s.hash == hash && s.key == key
}

func (t *table) add(key string) { t.insert(key, Hash(key)) }

func (t *table) insert(key string, hash uint64) {
	s := &t.slots[t.find(key, hash)]
	switch s.state {
	case used:
		return
	case empty:
		t.fill++
	}
	t.size++
	t.stable = false
	*s = slot{used, hash, key}
	if t.fill*3 >= len(t.slots)*2 {
		factor := 4
		if t.size > growthLimit {
			factor = 2
		}
		t.resize(t.size * factor)
	}
}

func (t *table) remove(key string) {
	s := &t.slots[t.find(key, Hash(key))]
	if s.state == used {
		*s = slot{state: dummy}
		t.size--
		t.stable = false
	}
}

func (t *table) resize(atLeast int) {
	size := minSize
	for size <= atLeast {
		size <<= 1
	}
	old := t.slots
	*t = table{slots: make([]slot, size)}
	t.insertAll(old)
}

func (t *table) insertAll(slots []slot) {
	for i := range slots {
		if slots[i].state == used {
			t.insert(slots[i].key, slots[i].hash)
		}
	}
}

// rebuilt is the table of a deep copy: the keys inserted one by one in their order.
func (t *table) rebuilt() *table {
	n := newTable()
	n.insertAll(t.slots)
	return n
}

// sameOrder reports whether both tables give their keys in the same order and, when the keys are
// inserted again, always will.
func (t *table) sameOrder(other *table) bool {
	return slices.EqualFunc(t.slots, other.slots, func(a, b slot) bool {
		return a.state == b.state && (a.state != used || a.key == b.key)
	})
}

// merge adds many keys at once, as update and copy do: the table first grows for all of them.
func (t *table) merge(keys []string) {
	if len(keys) == 0 {
		return
	}
	if (t.fill+len(keys))*3 >= len(t.slots)*2 {
		t.resize((t.size + len(keys)) * 2)
	}
	for _, key := range keys {
		t.add(key)
	}
}

func (t *table) keys() []string {
	keys := make([]string, 0, t.size)
	for i := range t.slots {
		if t.slots[i].state == used {
			keys = append(keys, t.slots[i].key)
		}
	}
	return keys
}
