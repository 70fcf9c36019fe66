package cloud

import "sync"

// recentEntries is how many results Recent keeps at least, and at most twice as many.
const recentEntries = 128

// recent keeps what was asked for last, in two generations: when the younger is full the older is
// forgotten.
type recent struct {
	mu           sync.Mutex
	young, older map[any]any
}

// Recent is Memo for what there is much of and what can be made again: only what was asked for last
// is kept. Two who ask for the same may get values that are made apart.
func (g *Graph) Recent(key any, make func() any) any {
	if known, ok := g.recent.get(key); ok {
		return known
	}
	made := make()
	g.recent.put(key, made)
	return made
}

func (r *recent) get(key any) (any, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.young[key]; ok {
		return known, true
	}
	known, ok := r.older[key]
	if ok {
		r.add(key, known)
	}
	return known, ok
}

func (r *recent) put(key, value any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(key, value)
}

func (r *recent) add(key, value any) {
	if r.young == nil || len(r.young) >= recentEntries {
		r.older, r.young = r.young, map[any]any{}
	}
	r.young[key] = value
}
