package iam

// members are the statements that have something in common: a list of few, a bitset of many.
type members struct {
	list []int32
	set  bitset
}

// newMembers takes numbers in order, each once, of documents with so many words of statements.
func newMembers(list []int32, words int) members {
	if len(list) <= words {
		return members{list: list}
	}
	m := members{set: make(bitset, words)}
	for _, i := range list {
		m.set.add(i)
	}
	return m
}

func (m *members) addTo(b bitset) {
	for _, i := range m.list {
		b.add(i)
	}
	for w := range m.set {
		b[w] |= m.set[w]
	}
}

func (m *members) removeFrom(b bitset) {
	for _, i := range m.list {
		b.remove(i)
	}
	for w := range m.set {
		b[w] &^= m.set[w]
	}
}

// meet reports whether one of them is in a set.
func (m *members) meet(b bitset) bool {
	for _, i := range m.list {
		if b.has(i) {
			return true
		}
	}
	for w := range m.set {
		if b[w]&m.set[w] != 0 {
			return true
		}
	}
	return false
}
