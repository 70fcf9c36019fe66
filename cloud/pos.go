package cloud

import "strconv"

// Origin is what a position is a position in: a file, or the API call that answered.
// Values of one file share one Origin, so a position stays small.
type Origin struct {
	File string // path as the user wrote it, or "" when the value came from an API
	Call string // "lambda:GetFunction", or "" when the value came from a file

	// Account and Region are where the call was made. A name in the answer names something there.
	Account, Region string
}

// Pos says where a value was written. The zero Pos means nowhere: the value was computed.
// Lines and columns count from 1; columns count Unicode code points. End is exclusive.
type Pos struct {
	Origin    *Origin
	Line      int32
	Column    int32
	EndLine   int32
	EndColumn int32
}

// IsZero reports whether the position says nothing.
func (p Pos) IsZero() bool { return p.Origin == nil }

// File returns the file of the position, or "".
func (p Pos) File() string {
	if p.Origin == nil {
		return ""
	}
	return p.Origin.File
}

// String returns file:line:column, the API call, or "-".
func (p Pos) String() string {
	switch {
	case p.Origin == nil:
		return "-"
	case p.Origin.File == "":
		return p.Origin.Call
	case p.Line == 0:
		return p.Origin.File
	}
	return p.Origin.File + ":" + strconv.Itoa(int(p.Line)) + ":" + strconv.Itoa(int(p.Column))
}

// Before reports whether p stands before q: by file, then line, then column.
func (p Pos) Before(q Pos) bool {
	if p.File() != q.File() {
		return p.File() < q.File()
	}
	if p.Line != q.Line {
		return p.Line < q.Line
	}
	return p.Column < q.Column
}
