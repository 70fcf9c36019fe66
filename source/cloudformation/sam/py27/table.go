package py27

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

func (t *table) add(key string) {
	hash := Hash(key)
	s := &t.slots[t.find(key, hash)]
	switch s.state {
	case used:
		return
	case empty:
		t.fill++
	}
	t.size++
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
	}
}

func (t *table) resize(atLeast int) {
	size := minSize
	for size <= atLeast {
		size <<= 1
	}
	keys := t.keys()
	*t = table{slots: make([]slot, size)}
	for _, key := range keys {
		t.add(key)
	}
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
