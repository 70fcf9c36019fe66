package schema

import (
	"fmt"
	"strings"
	"sync/atomic"
)

// Magic starts the first line of the data. The digit is the version of the format.
const Magic = "haechi schemas 1: "

// Flags of an encoded property, and the bit that marks a type with a list of values.
const (
	FlagRequired = 1 << iota
	FlagDeprecated
	FlagDefault
	FlagNames
	FlagTemplate

	KindTag   = 0x40 // the object type Tag
	HasValues = 0x80
)

// maxDepth bounds the nesting of lists, maps and unions in one type. Objects refer by number and
// do not nest.
const maxDepth = 32

// Open prepares schemas in the format that doc.go describes. It checks the frame; a type whose
// own data is damaged is later found to be unknown.
func Open(data string) (*DB, error) {
	source, rest, ok := strings.Cut(data, "\n")
	if !ok || !strings.HasPrefix(source, Magic) {
		return nil, fmt.Errorf("schemas: the first line does not start with %q", Magic)
	}
	r := reader{data: rest}
	nstrings, nresources, nobjects, textLen := r.u32(), r.u32(), r.u32(), r.u32()
	need := 4 * (uint64(nstrings) + 1 + uint64(nresources) + uint64(nobjects))
	if r.bad || need+uint64(textLen) > uint64(len(rest)-r.at) {
		return nil, fmt.Errorf("schemas: the data is cut short")
	}
	db := &DB{
		source:    strings.TrimPrefix(source, Magic),
		bodies:    make([]uint32, nresources),
		objects:   make([]uint32, nobjects),
		resources: make([]atomic.Pointer[Resource], nresources),
		decoded:   make([]atomic.Pointer[Object], nobjects),
	}
	db.strings.offsets = rest[r.at : r.at+4*int(nstrings+1)]
	r.at += len(db.strings.offsets)
	for i := range db.bodies {
		db.bodies[i] = r.u32()
	}
	for i := range db.objects {
		db.objects[i] = r.u32()
	}
	db.strings.text = rest[r.at : r.at+int(textLen)]
	db.data = rest[r.at+int(textLen):]
	db.names = make([]string, nresources)
	for i := range db.names {
		body := db.reader(db.bodies[i])
		db.names[i] = body.text()
		if i > 0 && db.names[i] <= db.names[i-1] {
			return nil, fmt.Errorf("schemas: type %q is not in order", db.names[i])
		}
	}
	return db, nil
}

func (db *DB) decodeResource(i int) *Resource {
	r := db.reader(db.bodies[i])
	res := &Resource{Type: r.text()}
	r.uvarint() // first object
	r.uvarint() // number of objects
	r.owner = res.Type
	res.ARN, res.Tags = r.text(), r.text()
	res.Ref = r.texts()
	res.Properties = r.properties()
	res.Attributes = r.properties()
	if r.bad {
		return nil
	}
	return res
}

func (db *DB) objectsOf(resource int) (first, count int) {
	r := db.reader(db.bodies[resource])
	r.uvarint()
	first, count = r.uvarint(), r.uvarint()
	if r.bad || first < 0 || count < 0 || first+count > len(db.objects) {
		return 0, 0
	}
	return first, count
}

func (db *DB) objectName(i int) string {
	r := db.reader(db.objects[i])
	return r.text()
}

func (db *DB) decodeObject(typ string, i int) *Object {
	r := db.reader(db.objects[i])
	o := &Object{Name: typ + "." + r.text()}
	r.owner = typ
	o.Properties = r.properties()
	if r.bad {
		return nil
	}
	return o
}

func (db *DB) reader(at uint32) reader { return reader{db: db, data: db.data, at: int(at)} }

// table is the strings of the data, each written once.
type table struct{ offsets, text string }

func (t table) get(i int) (string, bool) {
	if i < 0 || 4*(i+2) > len(t.offsets) {
		return "", false
	}
	from, to := u32(t.offsets[4*i:]), u32(t.offsets[4*i+4:])
	if from > to || int(to) > len(t.text) {
		return "", false
	}
	return t.text[from:to], true
}

// u32 reads a little-endian number.
func u32(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}
