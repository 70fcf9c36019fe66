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
	names     []string // sorted
	bodies    []uint32 // where the resource type's schema starts, in the order of names
	objects   []uint32 // where each object type's schema starts
	data      string
	resources []atomic.Pointer[Resource]
	decoded   []atomic.Pointer[Object]
}

// Source says which package and version the schemas were made from, and its licence.
func (db *DB) Source() string { return db.source }

// Types returns the names of all resource types, sorted.
func (db *DB) Types() []string { return append([]string(nil), db.names...) }

// Lookup returns the schema of a resource type, or nil when the type is not known. What it
// returns is shared and must not be changed.
func (db *DB) Lookup(typ string) *Resource {
	i := db.find(typ)
	if i < 0 {
		return nil
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
		return &Object{Tag, map[string]*Property{
			"Key":   {Type: Type{Kind: String}, Required: true},
			"Value": {Type: Type{Kind: String}, Required: true},
		}}
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
	i := sort.SearchStrings(db.names, typ)
	if i == len(db.names) || db.names[i] != typ {
		return -1
	}
	return i
}

// findObject searches among the objects of one resource type, which stand together by name.
func (db *DB) findObject(resource int, name string) int {
	first, count := db.objectsOf(resource)
	i := first + sort.Search(count, func(i int) bool { return db.objectName(first+i) >= name })
	if i == first+count || db.objectName(i) != name {
		return -1
	}
	return i
}
