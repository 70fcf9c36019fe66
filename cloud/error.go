package cloud

import "strings"

// Error is a mistake in the user's input: where, what, and what to do about it.
type Error struct {
	Pos  Pos
	What string // lower case, no final full stop: "mapping value expected"
	Hint string // what to do, or ""
	Err  error  // cause, or nil
}

// Error says everything on one line: file:line:column: what: cause (hint).
func (e *Error) Error() string {
	var b strings.Builder
	if !e.Pos.IsZero() {
		b.WriteString(e.Pos.String() + ": ")
	}
	b.WriteString(e.What)
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return strings.NewReplacer("\n", " ", "\r", " ", "\x00", " ").Replace(b.String())
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
