package py27

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// JSON is json.dumps(v) with its default separators, in the order of iteration.
func (v *Value) JSON() string { return v.json(", ", ": ", false) }

// CompactJSON is json.dumps(v, separators=(",", ":"), sort_keys=True).
func (v *Value) CompactJSON() string { return v.json(",", ":", true) }

func (v *Value) json(item, colon string, sorted bool) string {
	var b strings.Builder
	j := jsonWriter{b: &b, item: item, colon: colon, sorted: sorted}
	j.write(v)
	return b.String()
}

type jsonWriter struct {
	b           *strings.Builder
	item, colon string
	sorted      bool
}

func (j jsonWriter) write(v *Value) {
	switch v.Kind() {
	case Missing, None:
		j.b.WriteString("null")
	case Bool:
		fmt.Fprint(j.b, v.flag)
	case Number:
		j.b.WriteString(strings.TrimSuffix(v.text, "L"))
	case String:
		j.text(v.text)
	case List:
		j.b.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				j.b.WriteString(j.item)
			}
			j.write(item)
		}
		j.b.WriteByte(']')
	case Dict:
		keys := v.Keys()
		if j.sorted {
			slices.Sort(keys)
		}
		j.b.WriteByte('{')
		for i, key := range keys {
			if i > 0 {
				j.b.WriteString(j.item)
			}
			j.text(key)
			j.b.WriteString(j.colon)
			j.write(v.Get(key))
		}
		j.b.WriteByte('}')
	case Opaque:
		text, _ := v.opaque.Canonical()
		j.text(text)
	}
}

var jsonEscapes = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\f", `\f`, "\b", `\b`)

// text writes a string in ASCII only.
func (j jsonWriter) text(s string) {
	j.b.WriteByte('"')
	for _, r := range jsonEscapes.Replace(s) {
		switch {
		case r >= ' ' && r < 0x7f:
			j.b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(j.b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(j.b, `\u%04x`, r)
		}
	}
	j.b.WriteByte('"')
}
