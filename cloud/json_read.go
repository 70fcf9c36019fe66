package cloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// ParseJSON reads one JSON value with the positions of every key and value, and the keys that
// stand twice in an object. Every error is an *Error with a position.
func ParseJSON(origin *Origin, text []byte, limits JSONLimits) (*Value, []DuplicateKey, error) {
	if len(text) > limits.Bytes {
		return nil, nil, &Error{Pos: Pos{Origin: origin, Line: 1, Column: 1}, What: fmt.Sprintf("text has %d bytes, more than the limit of %d", len(text), limits.Bytes)}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	r := &jsonReader{d: d, text: text, origin: origin, line: 1, limits: limits}
	v, err := r.value(0)
	if err != nil {
		return nil, nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, &Error{Pos: r.mark(r.skip(int(d.InputOffset()))), What: "text after the end of the JSON value"}
	}
	return v, r.duplicates, nil
}

// jsonReader walks the tokens of encoding/json and keeps the line count up to date behind them.
type jsonReader struct {
	d          *json.Decoder
	text       []byte
	origin     *Origin
	limits     JSONLimits
	duplicates []DuplicateKey
	offset     int // up to here, line, lineStart and runes are counted
	line       int
	lineStart  int
	runes      int // in the line, up to the offset
	nodes      int
}

func (r *jsonReader) value(depth int) (*Value, error) {
	start := r.skip(int(r.d.InputOffset()))
	p := r.mark(start)
	if r.nodes++; r.nodes > r.limits.Nodes {
		return nil, &Error{Pos: p, What: fmt.Sprintf("more than %d values", r.limits.Nodes)}
	}
	if depth > r.limits.Depth {
		return nil, &Error{Pos: p, What: fmt.Sprintf("nested more than %d levels deep", r.limits.Depth), Hint: "is the file damaged?"}
	}
	tok, err := r.d.Token()
	if err != nil {
		return nil, r.mistake(err)
	}
	p.EndColumn = p.Column + int32(utf8.RuneCount(r.text[start:r.d.InputOffset()]))
	switch t := tok.(type) {
	case nil:
		return NewNull(p), nil
	case bool:
		return NewBool(p, t), nil
	case json.Number:
		return NewNumber(p, t.String()), nil
	case string:
		return NewString(p, t), nil
	case json.Delim:
		if t == '[' {
			return r.list(p, depth)
		}
		return r.object(p, depth)
	}
	return nil, &Error{Pos: p, What: "not valid JSON"}
}

func (r *jsonReader) list(p Pos, depth int) (*Value, error) {
	list := NewList(p)
	for r.d.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list.Append(item)
	}
	_, err := r.d.Token()
	if err != nil {
		return nil, r.mistake(err)
	}
	return list, nil
}

func (r *jsonReader) object(p Pos, depth int) (*Value, error) {
	m := NewMap(p)
	for r.d.More() {
		start := r.skip(int(r.d.InputOffset()))
		key := r.mark(start)
		tok, err := r.d.Token()
		if err != nil {
			return nil, r.mistake(err)
		}
		name, ok := tok.(string)
		if !ok {
			return nil, &Error{Pos: key, What: "a key must be a string"}
		}
		key.EndColumn = key.Column + int32(utf8.RuneCount(r.text[start:r.d.InputOffset()]))
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if before, twice := m.Field(name); twice {
			r.duplicates = append(r.duplicates, DuplicateKey{Key: name, Pos: key, First: before.KeyPos})
		}
		m.SetAt(name, key, v)
	}
	_, err := r.d.Token()
	if err != nil {
		return nil, r.mistake(err)
	}
	return m, nil
}

// skip returns the offset of the next token at or after offset.
func (r *jsonReader) skip(offset int) int {
	for offset < len(r.text) {
		switch r.text[offset] {
		case ' ', '\t', '\r', '\n', ',', ':':
			offset++
		default:
			return offset
		}
	}
	return offset
}

func (r *jsonReader) mark(offset int) Pos {
	// The column is counted on from the last mark, not from the start of the line: a template may be
	// one line of a megabyte.
	for ; r.offset < offset; r.offset++ {
		if c := r.text[r.offset]; c == '\n' {
			r.line++
			r.lineStart, r.runes = r.offset+1, 0
		} else if utf8.RuneStart(c) {
			r.runes++
		}
	}
	column := int32(r.runes + 1)
	if offset < r.offset { // an error points back
		column = int32(utf8.RuneCount(r.text[min(r.lineStart, offset):offset]) + 1)
	}
	return Pos{Origin: r.origin, Line: int32(r.line), Column: column, EndLine: int32(r.line), EndColumn: column + 1}
}

func (r *jsonReader) mistake(err error) error {
	offset := int(r.d.InputOffset())
	var se *json.SyntaxError
	if errors.As(err, &se) {
		offset = int(se.Offset) - 1
	}
	what := "not valid JSON: " + err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		offset, what = len(r.text), "not valid JSON: the text ends too early"
	}
	r.offset, r.line, r.lineStart, r.runes = 0, 1, 0, 0
	return &Error{Pos: r.mark(min(max(offset, 0), len(r.text))), What: what, Hint: "look for a missing comma, quote or bracket here or just before"}
}
