package syntax

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
)

// usual reads the YAML that nearly all templates are written in: block collections, flow collections
// within them, plain, quoted and block scalars, short forms. It is several times faster than the
// YAML library, which makes tokens, events and nodes of a text before there is a value.
//
// It is not a second opinion. What it does not know for certain to be read by the library in the
// same way, it does not read at all, and parseYAML asks the library: anchors, tags of YAML, complex
// keys, tabs, several documents and every mistake. Tests hold that both give the same tree, positions
// included, for what it does read.
type usual struct {
	origin *cloud.Origin
	text   string
	off    int   // what comes next
	line   int32 // the line in which it stands, from 1
	begin  int   // where that line begins
	ascii  bool  // columns are bytes
	known  int   // an offset in the line whose column was counted, so that no line is counted anew for each token
	before int   // the characters before it
	nodes  int
	fields []cloud.Field  // of the mappings that are open
	items  []*cloud.Value // of the sequences that are open
}

// Limits within which a text is usual. They are below those of Parse, so that none is overstepped
// unseen.
const (
	usualDepth = MaxDepth / 2
	usualNodes = MaxNodes / 2
)

// parseUsual reads a text if it is usual YAML.
func parseUsual(origin *cloud.Origin, text []byte) (v *cloud.Value, ok bool) {
	plain, ascii := usualText(text)
	if !plain {
		return nil, false
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		if text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")); bytes.IndexByte(text, '\r') >= 0 {
			return nil, false
		}
	}
	u := &usual{origin: origin, text: string(text), line: 1, ascii: ascii}
	if v, ok = u.document(); !ok || u.off < len(u.text) {
		return nil, false
	}
	return v, true
}

// usualText tells whether a text has none of the characters that end a line or mark a byte order in
// YAML beside the common ones, none of those that no YAML has, and whether all are ASCII.
func usualText(text []byte) (ok, ascii bool) {
	ascii = true
	for i, c := range text {
		switch {
		case c < ' ':
			if c != '\n' && c != '\t' && c != '\r' {
				return false, false
			}
		case c >= utf8.RuneSelf:
			ascii = false
			switch rest := text[i:]; {
			case bytes.HasPrefix(rest, []byte("\u0085")), bytes.HasPrefix(rest, []byte("\u2028")), bytes.HasPrefix(rest, []byte("\u2029")),
				bytes.HasPrefix(rest, []byte("\ufeff")), bytes.HasPrefix(rest, []byte("\ufffe")), bytes.HasPrefix(rest, []byte("\uffff")):
				return false, false
			}
		}
	}
	return true, ascii
}

// document reads the one document: a block collection, which "---" may precede.
func (u *usual) document() (*cloud.Value, bool) {
	if _, ok := u.next(); !ok || u.ended() {
		return nil, false
	}
	if u.marker() {
		if u.text[u.off] != '-' {
			return nil, false
		}
		u.off += len("---")
		if crossed, ok := u.next(); !ok || !crossed || u.ended() || u.marker() {
			return nil, false
		}
	}
	if c := u.text[u.off]; c == '[' || c == '{' || c == '!' {
		return nil, false
	}
	v, ok := u.node(-1, 0)
	if !v.Is(cloud.Map) && !v.Is(cloud.List) {
		return nil, false
	}
	return v, ok
}

// node reads what stands first in a line, or behind a dash, in a collection at a column. Like all
// that read a node in a block, it ends at the first token of another line.
func (u *usual) node(parent, depth int) (*cloud.Value, bool) {
	switch c := u.text[u.off]; {
	case c == '-' && u.blank(1):
		return u.sequence(u.pos(), depth)
	case c == '!':
		return u.tagged(parent, depth, false)
	case strings.IndexByte("[{|>", c) >= 0:
		return u.inline(parent, depth)
	}
	k, isKey, ok := u.word(parent, false)
	switch {
	case !ok || !u.count(depth):
		return nil, false
	case isKey:
		return u.mapping(u.at(k.pos), k, depth)
	}
	return k.value(), u.rest()
}

// inline reads what stands behind a key or a tag in the same line, in a collection at a column: no
// block collection.
func (u *usual) inline(parent, depth int) (*cloud.Value, bool) {
	switch c := u.text[u.off]; {
	case c == '[', c == '{':
		v, ok := u.flow(parent, depth, u.pos())
		return v, ok && u.rest()
	case c == '!':
		return u.tagged(parent, depth, true)
	}
	w, ok := u.scalar(parent)
	if !ok || !u.count(depth) {
		return nil, false
	}
	return w.value(), u.rest()
}

// scalar reads a scalar that is no key.
func (u *usual) scalar(parent int) (w word, ok bool) {
	if c := u.text[u.off]; c == '|' || c == '>' {
		return u.block(parent)
	}
	w, isKey, ok := u.word(parent, false)
	return w, ok && !isKey
}

// mapping reads a block mapping whose first key was read: its colon comes next.
func (u *usual) mapping(at cloud.Pos, k word, depth int) (*cloud.Value, bool) {
	column, first := int(k.column), len(u.fields)
	for {
		if k.text == "<<" {
			return nil, false
		}
		u.off++
		v, ok := u.entry(column, depth+1)
		if !ok {
			return nil, false
		}
		u.fields = append(u.fields, cloud.Field{Key: k.text, KeyPos: k.pos, Value: v})
		if u.ended() || u.column() < column {
			break
		}
		var isKey bool
		if u.column() > column || u.marker() {
			return nil, false
		}
		if k, isKey, ok = u.word(column, true); !ok || !isKey {
			return nil, false
		}
	}
	return u.mapOf(at, first), true
}

// mapOf makes a mapping of the fields that were read since.
func (u *usual) mapOf(at cloud.Pos, first int) *cloud.Value {
	m := cloud.NewMap(at).Grow(len(u.fields) - first)
	for _, f := range u.fields[first:] {
		m.SetAt(f.Key, f.KeyPos, f.Value)
	}
	clear(u.fields[first:])
	u.fields = u.fields[:first]
	return m
}

// entry reads what stands behind the colon of a key at a column.
func (u *usual) entry(column, depth int) (*cloud.Value, bool) {
	after := u.pos()
	crossed, ok := u.next()
	switch {
	case !ok:
		return nil, false
	case u.ended() || crossed && u.column() < column || crossed && u.column() == column && !u.dash():
		return cloud.NewNull(after), u.count(depth)
	case !crossed:
		if u.dash() {
			return nil, false
		}
		return u.inline(column, depth)
	case u.column() == column:
		return u.sequence(u.pos(), depth)
	}
	return u.node(column, depth)
}

// sequence reads a block sequence.
func (u *usual) sequence(at cloud.Pos, depth int) (*cloud.Value, bool) {
	if !u.count(depth) {
		return nil, false
	}
	column, first := u.column(), len(u.items)
	for {
		u.off++
		after := u.pos()
		crossed, ok := u.next()
		if !ok {
			return nil, false
		}
		var item *cloud.Value
		if u.ended() || crossed && u.column() <= column {
			item, ok = cloud.NewNull(after), u.count(depth+1)
		} else {
			item, ok = u.node(column, depth+1)
		}
		if !ok {
			return nil, false
		}
		u.items = append(u.items, item)
		if u.ended() || u.column() < column || u.column() == column && !u.dash() {
			break
		}
		if u.column() > column {
			return nil, false
		}
	}
	return u.listOf(at, first), true
}

// listOf makes a list of the items that were read since.
func (u *usual) listOf(at cloud.Pos, first int) *cloud.Value {
	list := cloud.NewList(at, slices.Clone(u.items[first:])...)
	clear(u.items[first:])
	u.items = u.items[:first]
	return list
}

// tagged reads a short form of an intrinsic function. Behind a key its sequence may stand at the
// column of the key.
func (u *usual) tagged(parent, depth int, behindKey bool) (*cloud.Value, bool) {
	at := u.pos()
	name, ok := u.tag()
	if !ok || !u.count(depth) {
		return nil, false
	}
	crossed, ok := u.next()
	if !ok || u.ended() || u.text[u.off] == '!' {
		return nil, false
	}
	var arg *cloud.Value
	switch c := u.text[u.off]; {
	case !crossed && (c == '[' || c == '{'):
		if arg, ok = u.flow(parent, depth+1, at); !ok || !u.rest() {
			return nil, false
		}
	case !crossed:
		w, ok := u.scalar(parent)
		if !ok || !u.rest() {
			return nil, false
		}
		w.pos = at
		w.pos.EndColumn = at.Column + width(w.text, w.style, len(name)+1)
		arg = shortArgument(name, w.text, w.pos)
		at = w.pos
	case u.dash() && (u.column() > parent || behindKey && u.column() == parent):
		arg, ok = u.sequence(at, depth+1)
	case u.column() > parent && strings.IndexByte("[{|>", c) < 0:
		k, isKey, read := u.word(parent, true)
		if !read || !isKey {
			return nil, false
		}
		arg, ok = u.mapping(at, k, depth+1)
	default:
		return nil, false
	}
	return shortForm(name, at, arg), ok
}

// tag reads a tag of letters, as all short forms have.
func (u *usual) tag() (name string, ok bool) {
	start := u.off + 1
	for u.off = start; u.off < len(u.text); u.off++ {
		switch c := u.text[u.off]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == ':':
		default:
			return u.text[start:u.off], u.off > start && (c == ' ' || c == '\n')
		}
	}
	return "", false
}

// next goes to the next token and tells whether that is in another line.
func (u *usual) next() (crossed, ok bool) {
	for u.off < len(u.text) {
		switch u.text[u.off] {
		case ' ':
			u.off++
		case '\n':
			u.newline()
			crossed = true
		case '#':
			if u.off > u.begin && u.text[u.off-1] != ' ' {
				return crossed, false
			}
			u.skipLine()
		case '\t':
			return crossed, false
		default:
			return crossed, true
		}
	}
	return crossed, true
}

// rest goes to the first token of another line; nothing may stand before it.
func (u *usual) rest() bool {
	begins := u.off == u.begin // a block scalar was read, which ends with its last line
	crossed, ok := u.next()
	return ok && (begins || crossed || u.ended())
}

// skipLine goes to the end of the line.
func (u *usual) skipLine() {
	if n := strings.IndexByte(u.text[u.off:], '\n'); n >= 0 {
		u.off += n
	} else {
		u.off = len(u.text)
	}
}

// newline goes over the end of a line.
func (u *usual) newline() {
	u.off++
	u.line++
	u.begin = u.off
}

func (u *usual) ended() bool { return u.off == len(u.text) }

// blank tells whether what follows at a distance is blank, the end of a line or of the text.
func (u *usual) blank(n int) bool {
	i := u.off + n
	return i >= len(u.text) || u.text[i] == ' ' || u.text[i] == '\n' || u.text[i] == '\t'
}

func (u *usual) dash() bool { return !u.ended() && u.text[u.off] == '-' && u.blank(1) }

// marker tells whether a document begins or ends here, or a directive stands here.
func (u *usual) marker() bool {
	if u.off > u.begin || u.ended() {
		return false
	}
	rest := u.text[u.off:]
	return rest[0] == '%' || (strings.HasPrefix(rest, "---") || strings.HasPrefix(rest, "...")) && u.blank(3)
}

// column is where the next token stands, from 0. Before the first token of a line, and before one
// that follows dashes, bytes are columns.
func (u *usual) column() int { return u.off - u.begin }

// pos is the position of one character, the next.
func (u *usual) pos() cloud.Pos {
	column := int32(u.off - u.begin)
	if !u.ascii {
		if u.known < u.begin || u.known > u.off {
			u.known, u.before = u.begin, 0
		}
		u.before += utf8.RuneCountInString(u.text[u.known:u.off])
		u.known, column = u.off, int32(u.before)
	}
	return cloud.Pos{Origin: u.origin, Line: u.line, Column: column + 1, EndLine: u.line, EndColumn: column + 2}
}

// at is the position of a collection that begins where something does.
func (u *usual) at(p cloud.Pos) cloud.Pos {
	p.EndColumn = p.Column + 1
	return p
}

// count counts a node.
func (u *usual) count(depth int) bool {
	u.nodes++
	return u.nodes <= usualNodes && depth <= usualDepth
}
