package py27

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// String is str(v).
func (v *Value) String() string {
	if v.Is(String) {
		return v.text
	}
	return v.Repr()
}

// Repr is repr(v).
func (v *Value) Repr() string {
	var b strings.Builder
	v.repr(&b)
	return b.String()
}

func (v *Value) repr(b *strings.Builder) {
	switch v.Kind() {
	case Missing, None:
		b.WriteString("None")
	case Bool:
		if v.flag {
			b.WriteString("True")
		} else {
			b.WriteString("False")
		}
	case Number:
		b.WriteString(v.text)
	case String:
		reprString(b, v.text, v.unicode)
	case List:
		b.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				b.WriteString(", ")
			}
			item.repr(b)
		}
		b.WriteByte(']')
	case Dict:
		b.WriteByte('{')
		for i, e := range v.Entries() {
			if i > 0 {
				b.WriteString(", ")
			}
			reprString(b, e.Key.Text, e.Key.Unicode)
			b.WriteString(": ")
			e.Value.repr(b)
		}
		b.WriteByte('}')
	case Opaque:
		text, _ := v.opaque.Canonical()
		reprString(b, text, true)
	}
}

// reprString quotes as Python does: double quotes only around a text that has a single one and no
// double one. Beyond ASCII a unicode text is escaped, another is written as it is.
func reprString(b *strings.Builder, s string, uni bool) {
	quote := byte('\'')
	if strings.ContainsRune(s, '\'') && !strings.ContainsRune(s, '"') {
		quote = '"'
	}
	if uni {
		b.WriteByte('u')
	}
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(b, `\x%02x`, r)
		case r < 0x7f || !uni && unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(b, `\u%04x`, r)
		default:
			fmt.Fprintf(b, `\U%08x`, r)
		}
	}
	b.WriteByte(quote)
}

// reprFloat is repr of a float: the shortest digits that read back, with an exponent from 1e16 up
// and below 1e-4.
func reprFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	exp := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, e, _ := strings.Cut(exp, "e")
	n, err := strconv.Atoi(e)
	if err != nil { // infinite or not a number
		return strings.ToLower(strings.TrimPrefix(s, "+"))
	}
	if n < -4 || n >= 16 {
		return fmt.Sprintf("%se%+03d", mantissa, n)
	}
	s = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
