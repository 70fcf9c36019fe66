package iam

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/haechi-dev/haechi/iam/internal/format"
)

//go:generate go run ./internal/gen -o data

//go:embed data/actions.bin
var embeddedActions string // set by the compiler and never assigned

// openActions reads the header of the embedded actions once, when they are first asked for. Like a
// sync.Once it is a variable because Go has no other place for it; nothing assigns to it.
var openActions = sync.OnceValue(func() *actionData {
	db, err := readActions(embeddedActions)
	if err != nil {
		panic("the embedded actions are damaged: " + err.Error()) // a test opens and decodes them all
	}
	return db
})

// actionData is the actions of all services. It decodes a service when it is first asked for, and
// keeps it. Any number of goroutines may ask at once.
type actionData struct {
	source    string
	starts    numbers // of the strings, and where the last ends
	text      string  // of the strings
	bodies    numbers // where each service starts in data, sorted by prefix
	data      string
	decoded   []atomic.Pointer[ServiceInfo] // in the order of bodies
	names     []string                      // their prefixes
	actual    []bool                        // which are services
	prefixes  []string                      // of those
	templated []int                         // those whose prefix is a template
}

// readActions prepares data in the layout that package format describes. It checks the frame; a
// service whose own data are damaged is later found to have nothing.
func readActions(data string) (*actionData, error) {
	source, rest, ok := strings.Cut(data, "\n")
	if !ok || !strings.HasPrefix(source, format.ActionsMagic) {
		return nil, fmt.Errorf("actions: the first line does not start with %q", format.ActionsMagic)
	}
	head := numbers(rest)
	if head.len() < 3 {
		return nil, fmt.Errorf("actions: the data are cut short")
	}
	nstrings, nservices, textLen := uint64(head.get(0)), uint64(head.get(1)), uint64(head.get(2))
	if 12+4*(nstrings+1+nservices)+textLen > uint64(len(rest)) {
		return nil, fmt.Errorf("actions: the data are cut short")
	}
	at := 12
	next := func(length uint64) (section string) {
		section = rest[at : at+int(length)]
		at += int(length)
		return section
	}
	db := &actionData{source: strings.TrimPrefix(source, format.ActionsMagic)}
	db.starts = numbers(next(4 * (nstrings + 1)))
	db.bodies = numbers(next(4 * nservices))
	db.text = next(textLen)
	db.data = rest[at:]
	db.decoded = make([]atomic.Pointer[ServiceInfo], nservices)
	db.prefixes = make([]string, 0, nservices)
	db.names, db.actual = make([]string, nservices), make([]bool, nservices)
	for i := range db.names {
		prefix := db.prefix(i)
		db.names[i] = prefix
		switch {
		case db.flags(i)&format.FlagService != 0:
			db.actual[i] = true
			db.prefixes = append(db.prefixes, prefix)
		case strings.Contains(prefix, "${"):
			db.templated = append(db.templated, i)
		}
	}
	return db, nil
}

// find returns the place of a service by its prefix, or -1.
func (db *actionData) find(prefix string) int {
	i := sort.Search(len(db.decoded), func(i int) bool { return compareFold(db.names[i], prefix) >= 0 })
	if i == len(db.decoded) || compareFold(db.names[i], prefix) != 0 {
		return -1
	}
	return i
}

func (db *actionData) prefix(i int) string {
	r := actionReader{db: db, at: int(db.bodies.get(i))}
	return r.text()
}

func (db *actionData) flags(i int) byte {
	r := actionReader{db: db, at: int(db.bodies.get(i))}
	r.text()
	r.text()
	return r.byte()
}

func (db *actionData) service(i int) *ServiceInfo {
	if s := db.decoded[i].Load(); s != nil {
		return s
	}
	r := actionReader{db: db, at: int(db.bodies.get(i))}
	db.decoded[i].CompareAndSwap(nil, r.service())
	return db.decoded[i].Load()
}

// numbers is a list of little-endian uint32.
type numbers string

func (n numbers) len() int { return len(n) / 4 }

func (n numbers) get(i int) uint32 {
	s := n[4*i : 4*i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// rising reports whether no number is smaller than the one before it.
func (n numbers) rising() bool {
	for i := 1; i < n.len(); i++ {
		if n.get(i) < n.get(i-1) {
			return false
		}
	}
	return true
}
