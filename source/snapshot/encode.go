package snapshot

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/secret"
	"github.com/haechi-dev/haechi/secret/masked"
)

// encoder writes values as JSON. What JSON has no word for is an object whose first key begins with
// ~, see docs/snapshot.md.
type encoder struct {
	out     []byte
	origins map[cloud.Origin]int
	fresh   []cloud.Origin    // those that have no line yet
	names   map[string]string // of resource IDs, those that are written differently
}

func (e *encoder) raw(text string) *encoder { e.out = append(e.out, text...); return e }

func (e *encoder) int(n int) *encoder { e.out = strconv.AppendInt(e.out, int64(n), 10); return e }

// comma separates the i-th item from the one before.
func (e *encoder) comma(i int) *encoder {
	if i > 0 {
		e.out = append(e.out, ',')
	}
	return e
}

// id is the ID that a resource has in the snapshot.
func (e *encoder) id(id string) string {
	if masked, ok := e.names[id]; ok {
		return masked
	}
	return id
}

// text writes a text, which may be one that JSON cannot say.
func (e *encoder) text(s string) *encoder {
	if utf8.ValidString(s) {
		return e.string(s)
	}
	return e.raw(`{"~b":"`).raw(base64.StdEncoding.EncodeToString([]byte(s))).raw(`"}`)
}

const hex = "0123456789abcdef"

// string writes a string of valid UTF-8.
func (e *encoder) string(s string) *encoder {
	e.out = append(e.out, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
			continue
		}
		e.out = append(e.out, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			e.out = append(e.out, '\\', c)
		case '\n':
			e.out = append(e.out, '\\', 'n')
		default:
			e.out = append(e.out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	e.out = append(append(e.out, s[from:]...), '"')
	return e
}

func (e *encoder) pos(p cloud.Pos) *encoder {
	if p.Origin == nil {
		return e.raw(`null`)
	}
	i, known := e.origins[*p.Origin]
	if !known {
		i = len(e.origins)
		e.origins[*p.Origin] = i
		e.fresh = append(e.fresh, *p.Origin)
	}
	if p.Line == 0 && p.Column == 0 && p.EndLine == 0 && p.EndColumn == 0 {
		return e.int(i)
	}
	return e.raw(`[`).int(i).raw(`,`).int(int(p.Line)).raw(`,`).int(int(p.Column)).raw(`,`).int(int(p.EndLine)).raw(`,`).int(int(p.EndColumn)).raw(`]`)
}

// same reports whether two positions are written alike.
func same(a, b cloud.Pos) bool {
	if a.Origin == nil || b.Origin == nil {
		return a.Origin == b.Origin
	}
	return a == b || *a.Origin == *b.Origin && a.Line == b.Line && a.Column == b.Column && a.EndLine == b.EndLine && a.EndColumn == b.EndColumn
}

func (e *encoder) reason(why cloud.Reason) *encoder {
	why = masked.Reason(why)
	e.raw(`[`).text(string(why.Code))
	for _, arg := range why.Args {
		e.raw(`,`).text(arg)
	}
	return e.raw(`]`)
}

// value writes a value in a place whose position is known.
func (e *encoder) value(v *cloud.Value, at cloud.Pos) *encoder {
	if v == nil {
		return e.raw(`{"~a":true}`)
	}
	refs := v.OwnRefs()
	elsewhere := !same(v.Pos, at)
	if !elsewhere && len(refs) == 0 {
		return e.bare(v)
	}
	e.raw(`{"~v":`).bare(v)
	if elsewhere {
		e.raw(`,"~at":`).pos(v.Pos)
	}
	if len(refs) > 0 {
		e.raw(`,"~refs":[`)
		for i, r := range refs {
			e.comma(i).ref(r)
		}
		e.raw(`]`)
	}
	return e.raw(`}`)
}

func (e *encoder) ref(r cloud.Reference) *encoder {
	return e.raw(`[`).text(e.id(r.Resource)).raw(`,`).text(r.Attribute).raw(`]`)
}

// bare writes a value without its position and references.
func (e *encoder) bare(v *cloud.Value) *encoder {
	switch v.Kind() {
	case cloud.Null:
		return e.raw(`null`)
	case cloud.Bool:
		b, _ := v.Bool()
		e.out = strconv.AppendBool(e.out, b)
	case cloud.Number:
		text, _ := v.Scalar()
		if json.Valid([]byte(text)) {
			return e.raw(text)
		}
		e.raw(`{"~n":`).text(text).raw(`}`)
	case cloud.String:
		if text, ok := v.Text(); ok {
			return e.text(text)
		}
		e.parts(v)
	case cloud.List:
		e.raw(`[`)
		for i, item := range v.Items() {
			e.comma(i).value(item, v.Pos)
		}
		e.raw(`]`)
	case cloud.Map:
		e.fields(v)
	case cloud.Unknown:
		if condition, then, otherwise, ok := v.Choice(); ok {
			return e.raw(`{"~c":[`).text(condition).raw(`,`).value(then, v.Pos).raw(`,`).value(otherwise, v.Pos).raw(`]}`)
		}
		why, _ := v.Reason()
		e.raw(`{"~u":`).reason(why).raw(`}`)
	}
	return e
}

func (e *encoder) parts(v *cloud.Value) {
	e.raw(`{"~s":[`)
	for i, p := range v.Parts() {
		e.comma(i)
		if p.Hole == nil {
			e.text(p.Text)
			continue
		}
		e.raw(`{"hole":`).text(secret.Mask("", p.Hole.Name)).raw(`,"why":`).reason(p.Hole.Reason)
		if p.Hole.Ref != nil {
			e.raw(`,"ref":`).ref(*p.Hole.Ref)
		}
		if p.Hole.Placed {
			e.raw(`,"placed":true`)
		}
		e.raw(`}`)
	}
	e.raw(`]}`)
}

// fields writes a map: plain when its keys stand where their values do and none could be taken for
// one of ours.
func (e *encoder) fields(v *cloud.Value) {
	all := v.Fields()
	for i := range all {
		f := &all[i]
		if len(f.Key) > 0 && f.Key[0] == '~' || !utf8.ValidString(f.Key) || !same(f.KeyPos, f.Value.Pos) {
			e.entries(v)
			return
		}
	}
	e.raw(`{`)
	for i := range all {
		e.comma(i).string(all[i].Key).raw(`:`).value(all[i].Value, v.Pos)
	}
	e.raw(`}`)
}

func (e *encoder) entries(v *cloud.Value) {
	e.raw(`{"~m":[`)
	for i, f := range v.Fields() {
		e.comma(i).raw(`[`).text(f.Key).raw(`,`).pos(f.KeyPos).raw(`,`).value(f.Value, v.Pos).raw(`]`)
	}
	e.raw(`]}`)
}
