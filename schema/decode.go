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
	next := func(length int) (section string) {
		section = rest[r.at : r.at+length]
		r.at += length
		return section
	}
	db := &DB{source: strings.TrimPrefix(source, Magic)}
	db.strings.starts = numbers(next(4 * (int(nstrings) + 1)))
	db.bodies = numbers(next(4 * int(nresources)))
	db.objects = numbers(next(4 * int(nobjects)))
	db.strings.text = next(int(textLen))
	db.data = rest[r.at:]
	db.resources = make([]atomic.Pointer[Resource], nresources)
	db.decoded = make([]atomic.Pointer[Object], nobjects)
	text := Type{Kind: String}
	db.own = ownTypes()
	db.tag = &Object{Tag, map[string]*Property{"Key": {Type: text, Required: true}, "Value": {Type: text, Required: true}}}
	return db, nil
}

func (db *DB) decodeResource(i int) *Resource {
	r := db.reader(db.bodies.get(i))
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
	r := db.reader(db.bodies.get(resource))
	r.uvarint()
	first, count = r.uvarint(), r.uvarint()
	if r.bad || first < 0 || count < 0 || first+count > len(db.decoded) {
		return 0, 0
	}
	return first, count
}

// nameAt returns the name with which a body starts.
func (db *DB) nameAt(at uint32) string {
	r := db.reader(at)
	return r.text()
}

func (db *DB) decodeObject(typ string, i int) *Object {
	r := db.reader(db.objects.get(i))
	o := &Object{Name: typ + "." + r.text()}
	r.owner = typ
	o.Properties = r.properties()
	if r.bad {
		return nil
	}
	return o
}

func (db *DB) reader(at uint32) reader { return reader{db: db, data: db.data, at: int(at)} }

// numbers is a list of little-endian uint32.
type numbers string

func (n numbers) len() int { return len(n) / 4 }

func (n numbers) get(i int) uint32 {
	s := n[4*i : 4*i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// table is the strings of the data, each written once.
type table struct {
	starts numbers // and where the last ends
	text   string
}

func (t table) get(i int) (string, bool) {
	if i < 0 || i+1 >= t.starts.len() {
		return "", false
	}
	from, to := t.starts.get(i), t.starts.get(i+1)
	if from > to || uint64(to) > uint64(len(t.text)) {
		return "", false
	}
	return t.text[from:to], true
}
