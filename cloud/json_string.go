package cloud

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// string reads a string whose first quote is at the place. Most have no escapes and are taken as
// they stand.
func (r *jsonReader) string() (string, error) {
	r.step(1)
	n, plain := r.plain()
	if n >= 0 {
		s := r.text[r.at : r.at+n]
		r.skip(n)
		r.step(1)
		if !plain {
			s = valid(s)
		}
		return s, nil
	}
	return r.escaped()
}

// valid puts U+FFFD in the place of each byte that is no UTF-8, as encoding/json does.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// plain returns the length up to the closing quote, or -1 when an escape, a control character or
// the end of the text comes before it; and whether the text is ASCII.
func (r *jsonReader) plain() (n int, ascii bool) {
	ascii = true
	for i := r.at; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == '"':
			return i - r.at, ascii
		case c == '\\' || c < ' ':
			return -1, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return -1, false
}

func (r *jsonReader) escaped() (string, error) {
	var b strings.Builder
	for {
		n := strings.IndexFunc(r.text[r.at:], func(c rune) bool { return c == '"' || c == '\\' || c < ' ' })
		if n < 0 {
			r.skip(len(r.text) - r.at)
			return "", r.mistake("")
		}
		b.WriteString(r.text[r.at : r.at+n])
		r.skip(n)
		switch c := r.text[r.at]; {
		case c == '"':
			r.step(1)
			return valid(b.String()), nil
		case c < ' ':
			return "", r.mistake("a line break or tab within a string")
		}
		if err := r.escape(&b); err != nil {
			return "", err
		}
	}
}

// escape reads one escape sequence (RFC 8259, section 7).
func (r *jsonReader) escape(b *strings.Builder) error {
	r.step(1)
	c := r.peek()
	if c == 'u' {
		r.step(1)
		return r.unicode(b)
	}
	i := strings.IndexByte(`"\/bfnrt`, c)
	if i < 0 || c == 0 {
		return r.mistake("no such escape sequence")
	}
	b.WriteByte("\"\\/\b\f\n\r\t"[i])
	r.step(1)
	return nil
}

func (r *jsonReader) unicode(b *strings.Builder) error {
	c, ok := r.hex()
	if !ok {
		return r.mistake("four hexadecimal digits are expected after \\u")
	}
	if utf16.IsSurrogate(c) && strings.HasPrefix(r.text[r.at:], `\u`) {
		at, column := r.at, r.column
		r.step(2)
		if low, ok := r.hex(); ok {
			if pair := utf16.DecodeRune(c, low); pair != utf8.RuneError {
				b.WriteRune(pair)
				return nil
			}
		}
		r.at, r.column = at, column // the next escape stands for itself
	}
	b.WriteRune(c) // half a pair becomes U+FFFD
	return nil
}

func (r *jsonReader) hex() (rune, bool) {
	if len(r.text)-r.at < 4 {
		return 0, false
	}
	digits := r.text[r.at : r.at+4]
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil || strings.ContainsAny(digits, "_+-xX") {
		return 0, false
	}
	r.step(4)
	return rune(n), true
}
