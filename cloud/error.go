package cloud

import (
	"strings"
	"unicode"
)

// Error is a mistake in the user's input: where, what, and what to do about it.
type Error struct {
	Pos  Pos
	What string // lower case, no final full stop: "mapping value expected"
	Hint string // what to do, or ""
	Err  error  // cause, or nil
}

// maxSaid bounds what is said, in bytes: errors quote texts of templates, which may be megabytes.
const maxSaid = 16 << 10

// Error says everything on one line: file:line:column: what: cause (hint). Control characters,
// which a terminal would obey, become spaces.
func (e *Error) Error() string {
	var b strings.Builder
	if !e.Pos.IsZero() {
		b.WriteString(e.Pos.String() + ": ")
	}
	said := e.What
	if e.Err != nil {
		said += ": " + e.Err.Error()
	}
	if len(said) > maxSaid {
		said = strings.ToValidUTF8(said[:maxSaid], "") + "…"
	}
	b.WriteString(said)
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, b.String())
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
