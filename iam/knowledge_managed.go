package iam

import (
	"compress/flate"
	_ "embed"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/iam/internal/format"
)

//go:embed data/managed.bin
var embeddedManaged string // set by the compiler and never assigned

// openManaged reads the header of the embedded policies once, like openActions.
var openManaged = sync.OnceValue(func() *managedData {
	db, err := readManaged(embeddedManaged)
	if err != nil {
		panic("the embedded managed policies are damaged: " + err.Error()) // a test opens them all
	}
	return db
})

// Managed is the newest version of a policy that AWS manages.
type Managed struct {
	Name    string // "ReadOnlyAccess"
	ARN     string // "arn:aws:iam::aws:policy/ReadOnlyAccess"
	Version string // "v188"
	Date    string // of the version: "2026-07-21"
	JSON    []byte // the document

	document func() (*Document, error)
}

// Document is the parsed document. It is shared and must not be changed.
func (m *Managed) Document() (*Document, error) { return m.document() }

// ManagedPolicy returns a policy that AWS manages by its ARN, in any partition, or by its name in
// any case. It returns nil when there is none, or none any more. What it returns is shared.
func ManagedPolicy(nameOrARN string) *Managed {
	db := openManaged()
	name, path := nameOrARN, ""
	if strings.HasPrefix(nameOrARN, "arn:") {
		_, resource, ok := strings.Cut(nameOrARN, ":iam::aws:policy/")
		if !ok {
			return nil
		}
		slash := strings.LastIndexByte(resource, '/') + 1
		path, name = resource[:slash], resource[slash:]
	}
	i := sort.Search(db.len(), func(i int) bool { return compareFold(db.entry(i)[0], name) >= 0 })
	if i == db.len() || compareFold(db.entry(i)[0], name) != 0 {
		return nil
	}
	e := db.entry(i)
	if name != nameOrARN && path != e[1] {
		return nil
	}
	if known, ok := db.read.Load(i); ok {
		return known.(*Managed)
	}
	text, err := db.document(e)
	if err != nil {
		return nil // a test reads them all
	}
	m := &Managed{Name: e[0], ARN: "arn:aws:iam::aws:policy/" + e[1] + e[0], Version: e[2], Date: e[3], JSON: text}
	m.document = sync.OnceValues(func() (*Document, error) { return ParseJSON(m.ARN, m.JSON) })
	known, _ := db.read.LoadOrStore(i, m)
	return known.(*Managed)
}

// ManagedPolicies returns the names of all policies that AWS manages, sorted without case.
func ManagedPolicies() []string {
	db := openManaged()
	names := make([]string, db.len())
	for i := range names {
		names[i] = db.entry(i)[0]
	}
	return names
}

type managedData struct {
	source        string
	entryStarts   numbers
	blockStarts   numbers
	entries, data string
	read          sync.Map // *Managed by number, of those asked for
}

// readManaged prepares data in the layout that package format describes.
func readManaged(data string) (*managedData, error) {
	source, rest, ok := strings.Cut(data, "\n")
	if !ok || !strings.HasPrefix(source, format.ManagedMagic) {
		return nil, fmt.Errorf("managed policies: the first line does not start with %q", format.ManagedMagic)
	}
	if len(rest) < 8 {
		return nil, fmt.Errorf("managed policies: the data are cut short")
	}
	policies, blocks := uint64(numbers(rest).get(0)), uint64(numbers(rest).get(1))
	if 8+4*(policies+blocks+2) > uint64(len(rest)) {
		return nil, fmt.Errorf("managed policies: the data are cut short")
	}
	db := &managedData{source: strings.TrimPrefix(source, format.ManagedMagic)}
	at := 8
	db.entryStarts = numbers(rest[at : at+4*int(policies+1)])
	at += len(db.entryStarts)
	db.blockStarts = numbers(rest[at : at+4*int(blocks+1)])
	at += len(db.blockStarts)
	length := int(db.entryStarts.get(int(policies)))
	if !db.entryStarts.rising() || !db.blockStarts.rising() || length > len(rest)-at || int(db.blockStarts.get(int(blocks))) > len(rest)-at-length {
		return nil, fmt.Errorf("managed policies: the data are cut short")
	}
	db.entries, db.data = rest[at:at+length], rest[at+length:]
	return db, nil
}

func (db *managedData) len() int { return db.entryStarts.len() - 1 }

// entry returns the fields of an entry: name, path, version, date, block, offset, length.
func (db *managedData) entry(i int) (fields [7]string) {
	text := db.entries[db.entryStarts.get(i):db.entryStarts.get(i+1)]
	for j := range fields {
		fields[j], text, _ = strings.Cut(text, "\t")
	}
	return fields
}

// document decompresses the block of an entry as far as its document.
func (db *managedData) document(entry [7]string) ([]byte, error) {
	var n [3]int
	for i := range n {
		v, err := strconv.Atoi(entry[4+i])
		if err != nil || v < 0 {
			return nil, fmt.Errorf("managed policy %s: damaged entry", entry[0])
		}
		n[i] = v
	}
	block, offset, length := n[0], n[1], n[2]
	if block+1 >= db.blockStarts.len() || length > maxManaged {
		return nil, fmt.Errorf("managed policy %s: damaged entry", entry[0])
	}
	r := flate.NewReader(strings.NewReader(db.data[db.blockStarts.get(block):db.blockStarts.get(block+1)]))
	if _, err := io.CopyN(io.Discard, r, int64(offset)); err != nil {
		return nil, err
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, err
	}
	return text, nil
}

// maxManaged bounds the text of one policy; the largest has 152,297 bytes.
const maxManaged = 4 << 20
