package aws

import "sync"

// memo keeps what one call told of several things: each key is read once, by whoever asks first,
// and the others wait for it. An error is kept too, as what was not told to all of them.
type memo[T any] struct {
	mu    sync.Mutex
	reads map[string]func() (T, error)
}

func (m *memo[T]) get(key string, read func() (T, error)) (T, error) {
	m.mu.Lock()
	if m.reads == nil {
		m.reads = map[string]func() (T, error){}
	}
	once := m.reads[key]
	if once == nil {
		once = sync.OnceValues(read)
		m.reads[key] = once
	}
	m.mu.Unlock()
	return once()
}
