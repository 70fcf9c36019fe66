package syntax

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
)

func parseJSON(origin *cloud.Origin, text []byte) (*cloud.Value, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	r := &jsonReader{d: d, text: text, origin: origin, line: 1}
	v, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, &cloud.Error{Pos: r.mark(r.skip(int(d.InputOffset()))), What: "text after the end of the JSON value"}
	}
	return v, nil
}

// jsonReader walks the tokens of encoding/json and keeps the line count up to date behind them.
type jsonReader struct {
	d         *json.Decoder
	text      []byte
	origin    *cloud.Origin
	offset    int // up to here, line and lineStart are counted
	line      int
	lineStart int
	nodes     int
}

func (r *jsonReader) value(depth int) (*cloud.Value, error) {
	start := r.skip(int(r.d.InputOffset()))
	p := r.mark(start)
	if r.nodes++; r.nodes > MaxNodes {
		return nil, &cloud.Error{Pos: p, What: fmt.Sprintf("more than %d values", MaxNodes)}
	}
	if depth > MaxDepth {
		return nil, tooDeepError(p)
	}
	tok, err := r.d.Token()
	if err != nil {
		return nil, r.mistake(err)
	}
	p.EndColumn = p.Column + int32(utf8.RuneCount(r.text[start:r.d.InputOffset()]))
	switch t := tok.(type) {
	case nil:
		return cloud.NewNull(p), nil
	case bool:
		return cloud.NewBool(p, t), nil
	case json.Number:
		return cloud.NewNumber(p, t.String()), nil
	case string:
		return cloud.NewString(p, t), nil
	case json.Delim:
		if t == '[' {
			return r.list(p, depth)
		}
		return r.object(p, depth)
	}
	return nil, &cloud.Error{Pos: p, What: "not valid JSON"}
}

func (r *jsonReader) list(p cloud.Pos, depth int) (*cloud.Value, error) {
	list := cloud.NewList(p)
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

func (r *jsonReader) object(p cloud.Pos, depth int) (*cloud.Value, error) {
	m := cloud.NewMap(p)
	for r.d.More() {
		start := r.skip(int(r.d.InputOffset()))
		key := r.mark(start)
		tok, err := r.d.Token()
		if err != nil {
			return nil, r.mistake(err)
		}
		name, ok := tok.(string)
		if !ok {
			return nil, &cloud.Error{Pos: key, What: "a key must be a string"}
		}
		key.EndColumn = key.Column + int32(utf8.RuneCount(r.text[start:r.d.InputOffset()]))
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
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

func (r *jsonReader) mark(offset int) cloud.Pos {
	for ; r.offset < offset; r.offset++ {
		if r.text[r.offset] == '\n' {
			r.line++
			r.lineStart = r.offset + 1
		}
	}
	column := int32(utf8.RuneCount(r.text[r.lineStart:offset]) + 1)
	return cloud.Pos{Origin: r.origin, Line: int32(r.line), Column: column, EndLine: int32(r.line), EndColumn: column + 1}
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
	return &cloud.Error{Pos: posAt(r.origin, r.text, min(max(offset, 0), len(r.text))), What: what, Hint: "look for a missing comma, quote or bracket here or just before"}
}
