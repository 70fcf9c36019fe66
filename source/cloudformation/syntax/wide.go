package syntax

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// Narrow tells whether a text is in UTF-16, as editors and shells of Windows write it, and gives it,
// or as much as there is of it, in UTF-8. Without a byte order mark it is one when every other byte
// of its beginning is zero: no text in UTF-8 has such bytes.
func Narrow(text []byte) (narrow []byte, wide bool) {
	big := bytes.HasPrefix(text, []byte{0xfe, 0xff})
	little := bytes.HasPrefix(text, []byte{0xff, 0xfe})
	if !big && !little {
		if len(text) < 4 || len(text)%2 != 0 {
			return nil, false
		}
		big = text[0] == 0 && text[1] != 0 && text[2] == 0 && text[3] != 0
		little = text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0
		if !big && !little {
			return nil, false
		}
	}
	narrow = make([]byte, 0, len(text)/2)
	for i := 0; i+1 < len(text); i += 2 {
		unit := rune(text[i]) | rune(text[i+1])<<8
		if big {
			unit = rune(text[i])<<8 | rune(text[i+1])
		}
		if utf16.IsSurrogate(unit) {
			unit = utf8.RuneError // what a template is told by are letters that need no pair
		}
		narrow = utf8.AppendRune(narrow, unit)
	}
	return narrow, true
}
