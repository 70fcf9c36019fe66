package cloud

import (
	"bytes"
	"encoding/json"
)

// MarshalJSON writes the value as JSON, keys in order. Strings with holes are written in their
// canonical form and unknowns as {"haechi:unknown": reason}, so that nothing unknown looks known.
func (v *Value) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	err := v.writeJSON(&b)
	return b.Bytes(), err
}

func (v *Value) writeJSON(b *bytes.Buffer) error {
	switch v.Kind() {
	case Absent, Null:
		b.WriteString("null")
	case Bool, Number:
		s, _ := v.Scalar()
		if v.kind == Number && !json.Valid([]byte(s)) {
			f, _ := v.Number()
			n, err := json.Marshal(f)
			if err != nil {
				return err
			}
			s = string(n)
		}
		b.WriteString(s)
	case String:
		s, ok := v.Text()
		if !ok {
			s, _ = v.Canonical()
		}
		writeJSONString(b, s)
	case Unknown:
		b.WriteString(`{"haechi:unknown":`)
		writeJSONString(b, v.extra.reason.String())
		b.WriteByte('}')
	case List:
		b.WriteByte('[')
		for i, item := range v.content.items {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := item.writeJSON(b); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case Map:
		b.WriteByte('{')
		for i, f := range v.Fields() {
			if i > 0 {
				b.WriteByte(',')
			}
			writeJSONString(b, f.Key)
			b.WriteByte(':')
			if err := f.Value.writeJSON(b); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	}
	return nil
}

func writeJSONString(b *bytes.Buffer, s string) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	b.Truncate(b.Len() - 1)
}
