package cloud

import (
	"fmt"
	"unicode/utf8"
)

// JSONLimits bound what ParseJSON reads.
type JSONLimits struct {
	Bytes int // length of the text
	Depth int // levels of nesting
	Nodes int // values
}

// DuplicateKey is a key that an object has twice. The value read last is the one that counts, as
// for most readers of JSON.
type DuplicateKey struct {
	Key        string
	Pos, First Pos
}

// ParseJSON reads one JSON value (RFC 8259) with the positions of every key and value, and the keys
// that stand twice in an object. Every error is an *Error with a position.
//
// It is a reader of its own because the one of the standard library gives tokens without lines
// and columns, and takes several times as long.
func ParseJSON(origin *Origin, text []byte, limits JSONLimits) (*Value, []DuplicateKey, error) {
	if len(text) > limits.Bytes {
		return nil, nil, &Error{Pos: Pos{Origin: origin, Line: 1, Column: 1}, What: fmt.Sprintf("text has %d bytes, more than the limit of %d", len(text), limits.Bytes)}
	}
	r := &jsonReader{text: string(text), origin: origin, line: 1, column: 1, limits: limits}
	v, err := r.value(0)
	if err != nil {
		return nil, nil, err
	}
	r.space()
	if r.at < len(r.text) {
		return nil, nil, &Error{Pos: r.pos(), What: "text after the end of the JSON value"}
	}
	return v, r.duplicates, nil
}

// jsonReader stands at a place in the text. Line and column follow it token by token, so that a
// text of one long line is counted once.
type jsonReader struct {
	text         string
	at           int
	line, column int32
	origin       *Origin
	limits       JSONLimits
	duplicates   []DuplicateKey
	nodes        int
}

func (r *jsonReader) value(depth int) (*Value, error) {
	r.space()
	p := r.pos()
	if r.nodes++; r.nodes > r.limits.Nodes {
		return nil, &Error{Pos: p, What: fmt.Sprintf("more than %d values", r.limits.Nodes)}
	}
	if depth > r.limits.Depth {
		return nil, &Error{Pos: p, What: fmt.Sprintf("nested more than %d levels deep", r.limits.Depth), Hint: "is the file damaged?"}
	}
	switch c := r.peek(); {
	case c == '{':
		return r.object(p, depth)
	case c == '[':
		return r.list(p, depth)
	case c == '"':
		s, err := r.string()
		if err != nil {
			return nil, err
		}
		p.EndColumn = r.column
		return NewString(p, s), nil
	case c == '-' || c >= '0' && c <= '9':
		return r.number(p)
	case r.word("null"):
		p.EndColumn = r.column
		return NewNull(p), nil
	case r.word("true"), r.word("false"):
		p.EndColumn = r.column
		return NewBool(p, c == 't'), nil
	}
	return nil, r.mistake("a value is expected")
}

func (r *jsonReader) list(p Pos, depth int) (*Value, error) {
	list := NewList(p)
	r.step(1)
	if r.space(); r.peek() == ']' {
		r.step(1)
		return list, nil
	}
	for {
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list.Append(item)
		r.space()
		switch r.peek() {
		case ',':
			r.step(1)
		case ']':
			r.step(1)
			return list, nil
		default:
			return nil, r.mistake("a comma or ] is expected after an item")
		}
	}
}

// usualFields is how many entries most objects have at most: a policy statement has four.
const usualFields = 4

func (r *jsonReader) object(p Pos, depth int) (*Value, error) {
	m := NewMap(p)
	r.step(1)
	if r.space(); r.peek() == '}' {
		r.step(1)
		return m, nil
	}
	for {
		if r.space(); r.peek() != '"' {
			return nil, r.mistake("a key in double quotes is expected")
		}
		key := r.pos()
		name, err := r.string()
		if err != nil {
			return nil, err
		}
		key.EndColumn = r.column
		if r.space(); r.peek() != ':' {
			return nil, r.mistake("a colon is expected after a key")
		}
		r.step(1)
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if before, twice := m.Field(name); twice {
			r.duplicates = append(r.duplicates, DuplicateKey{Key: name, Pos: key, First: before.KeyPos})
		}
		if m.Len() == 0 {
			m.Grow(usualFields)
		}
		m.SetAt(name, key, v)
		r.space()
		switch r.peek() {
		case ',':
			r.step(1)
		case '}':
			r.step(1)
			return m, nil
		default:
			return nil, r.mistake("a comma or } is expected after a value")
		}
	}
}

func (r *jsonReader) number(p Pos) (*Value, error) {
	start := r.at
	if r.peek() == '-' {
		r.step(1)
	}
	if r.peek() == '0' {
		r.step(1)
	} else if !r.digits() {
		return nil, r.mistake("a digit is expected")
	}
	if r.peek() == '.' {
		if r.step(1); !r.digits() {
			return nil, r.mistake("a digit is expected after the point")
		}
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		if r.step(1); r.peek() == '+' || r.peek() == '-' {
			r.step(1)
		}
		if !r.digits() {
			return nil, r.mistake("a digit is expected in the exponent")
		}
	}
	p.EndColumn = r.column
	return NewNumber(p, r.text[start:r.at]), nil
}

func (r *jsonReader) digits() bool {
	start := r.at
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.step(1)
	}
	return r.at > start
}

func (r *jsonReader) word(w string) bool {
	if len(r.text)-r.at < len(w) || r.text[r.at:r.at+len(w)] != w {
		return false
	}
	r.step(len(w))
	return true
}

// space skips white space, the only place where lines end.
func (r *jsonReader) space() {
	for ; r.at < len(r.text); r.at++ {
		switch r.text[r.at] {
		case '\n':
			r.line, r.column = r.line+1, 1
		case ' ', '\t', '\r':
			r.column++
		default:
			return
		}
	}
}

// peek returns the byte at the place, 0 at the end. A NUL in the text is nowhere expected either.
func (r *jsonReader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

// step goes on by bytes that are one character each.
func (r *jsonReader) step(n int) {
	r.at += n
	r.column += int32(n)
}

// skip goes on by n bytes of a string.
func (r *jsonReader) skip(n int) {
	r.column += int32(utf8.RuneCountInString(r.text[r.at : r.at+n]))
	r.at += n
}

func (r *jsonReader) pos() Pos {
	return Pos{Origin: r.origin, Line: r.line, Column: r.column, EndLine: r.line, EndColumn: r.column + 1}
}

func (r *jsonReader) mistake(what string) error {
	if r.at >= len(r.text) {
		what = "the text ends too early"
	}
	return &Error{Pos: r.pos(), What: "not valid JSON: " + what, Hint: "look for a missing comma, quote or bracket here or just before"}
}
