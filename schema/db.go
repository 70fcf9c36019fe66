package schema

import (
	_ "embed"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

//go:generate go run ./internal/gen -o cloudformation.bin

//go:embed cloudformation.bin
var embedded string // set by the compiler and never assigned

// openEmbedded reads the header of the embedded schemas once, when they are first asked for. Like
// a sync.Once it is a variable because Go has no other place for it; nothing assigns to it.
var openEmbedded = sync.OnceValue(func() *DB {
	db, err := Open(embedded)
	if err != nil {
		panic("the embedded schemas are damaged: " + err.Error()) // a test opens and decodes them all
	}
	return db
})

// Embedded returns the schemas that are part of the program.
func Embedded() *DB { return openEmbedded() }

// DB is a set of schemas. It decodes a type when it is first asked for, and keeps it. Any number
// of goroutines may ask at once.
type DB struct {
	source    string
	strings   table
	bodies    numbers // where the schema of each resource type starts in data, sorted by name
	objects   numbers // where the schema of each object type starts in data
	data      string
	tag       *Object
	own       map[string]*Resource
	resources []atomic.Pointer[Resource] // decoded, in the order of bodies
	decoded   []atomic.Pointer[Object]   // decoded, in the order of objects
}

// Source says which package and version the schemas were made from, and its licence.
func (db *DB) Source() string { return db.source }

// Types returns the names of all resource types, sorted.
func (db *DB) Types() []string {
	names := make([]string, len(db.resources))
	for i := range names {
		names[i] = db.nameAt(db.bodies.get(i))
	}
	return names
}

// Lookup returns the schema of a resource type, or nil when the type is not known. What it
// returns is shared and must not be changed.
func (db *DB) Lookup(typ string) *Resource {
	i := db.find(typ)
	if i < 0 {
		return db.own[typ]
	}
	if r := db.resources[i].Load(); r != nil {
		return r
	}
	db.resources[i].CompareAndSwap(nil, db.decodeResource(i))
	return db.resources[i].Load()
}

// Object returns the schema of an object type by its qualified name, or nil.
func (db *DB) Object(name string) *Object {
	if name == Tag {
		return db.tag
	}
	typ, short, ok := strings.Cut(name, ".")
	if !ok {
		return nil
	}
	r := db.find(typ)
	if r < 0 {
		return nil
	}
	i := db.findObject(r, short)
	if i < 0 {
		return nil
	}
	if o := db.decoded[i].Load(); o != nil {
		return o
	}
	db.decoded[i].CompareAndSwap(nil, db.decodeObject(typ, i))
	return db.decoded[i].Load()
}

// Properties returns the properties of a resource type or an object type, or nil.
func (db *DB) Properties(name string) map[string]*Property {
	if r := db.Lookup(name); r != nil {
		return r.Properties
	}
	if o := db.Object(name); o != nil {
		return o.Properties
	}
	return nil
}

func (db *DB) find(typ string) int {
	return find(typ, 0, len(db.resources), db.bodies, db)
}

// findObject searches among the objects of one resource type, which stand together by name.
func (db *DB) findObject(resource int, name string) int {
	first, count := db.objectsOf(resource)
	return find(name, first, count, db.objects, db)
}

// find searches for a name among the bodies that start at some of the numbers. It returns its
// place in all of them, or -1.
func find(name string, first, count int, at numbers, db *DB) int {
	i := first + sort.Search(count, func(i int) bool { return db.nameAt(at.get(first+i)) >= name })
	if i == first+count || db.nameAt(at.get(i)) != name {
		return -1
	}
	return i
}
