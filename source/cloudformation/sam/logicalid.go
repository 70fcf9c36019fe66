package sam

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/haechi-dev/haechi/cloud"
)

// hashLength is the number of hexadecimal digits of a content hash in a logical id.
const hashLength = 10

// logicalID appends the hash of a value to a prefix, so that a changed value makes a new resource.
// An empty value adds nothing.
func logicalID(prefix string, v *cloud.Value) string {
	if !truthy(v) {
		return prefix
	}
	if text, ok := v.Text(); ok {
		return logicalIDOfText(prefix, text)
	}
	return logicalIDOfText(prefix, canonicalJSON(v))
}

// logicalIDOfText is logicalID of a text.
func logicalIDOfText(prefix, text string) string { return prefix + contentHash(text, hashLength) }

// contentHash is the beginning of the SHA-1 of a text, "" for an empty text.
func contentHash(text string, length int) string {
	if text == "" {
		return ""
	}
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:])[:length]
}

// canonicalJSON is the form that hashes are made of: keys sorted, no spaces, ASCII only.
func canonicalJSON(v *cloud.Value) string {
	var b strings.Builder
	writeCanonical(&b, v)
	return b.String()
}

func writeCanonical(b *strings.Builder, v *cloud.Value) {
	switch v.Kind() {
	case cloud.Bool, cloud.Number:
		s, _ := v.Scalar()
		b.WriteString(canonicalNumber(s))
	case cloud.String:
		s, ok := v.Text()
		if !ok {
			s, _ = v.Canonical()
		}
		writeASCII(b, s)
	case cloud.List:
		b.WriteByte('[')
		for i, item := range v.Items() {
			if i > 0 {
				b.WriteByte(',')
			}
			writeCanonical(b, item)
		}
		b.WriteByte(']')
	case cloud.Map:
		fields := slices.Clone(v.Fields())
		slices.SortFunc(fields, func(x, y cloud.Field) int { return strings.Compare(x.Key, y.Key) })
		b.WriteByte('{')
		for i, f := range fields {
			if i > 0 {
				b.WriteByte(',')
			}
			writeASCII(b, f.Key)
			b.WriteByte(':')
			writeCanonical(b, f.Value)
		}
		b.WriteByte('}')
	default:
		b.WriteString("null")
	}
}

// canonicalNumber spells a number with a fraction or an exponent the shortest way that reads back
// the same; whole numbers and booleans stay as written.
func canonicalNumber(s string) string {
	if !strings.ContainsAny(s, ".eE") || s == "true" || s == "false" {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	if size := max(f, -f); size != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s = strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func writeASCII(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r < 0x20 || r >= 0x7f && r <= 0xffff:
			fmt.Fprintf(b, `\u%04x`, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
