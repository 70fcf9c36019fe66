package snapshot

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// decoder makes values of what a line says. The first mistake stays in err; what is made after it
// is of no use.
type decoder struct {
	origins []*cloud.Origin
	texts   map[string]string // those that were seen before, so that equal ones are kept once
	err     string
}

func (d *decoder) fail(what string, args ...any) {
	if d.err == "" {
		d.err = fmt.Sprintf(what, args...)
	}
}

const (
	maxShared = 1 << 16 // texts that are kept once
	sharedLen = 128     // the longest of them
)

// keep copies a text, so that the line it stands in can be forgotten.
func (d *decoder) keep(s string) string {
	if len(s) > sharedLen {
		return strings.Clone(s)
	}
	if known, ok := d.texts[s]; ok {
		return known
	}
	s = strings.Clone(s)
	if len(d.texts) < maxShared {
		d.texts[s] = s
	}
	return s
}

// str is a text: a string, or one that JSON cannot say.
func (d *decoder) str(j *cloud.Value) string {
	if s, ok := j.Text(); ok {
		return d.keep(s)
	}
	if j.Len() == 1 && j.Has("~b") {
		text, err := base64.StdEncoding.DecodeString(j.Get("~b").Str())
		if err == nil {
			return string(text)
		}
	}
	d.fail("a text is expected and not %s", j.Kind())
	return ""
}

func (d *decoder) optional(j *cloud.Value) string {
	if j == nil {
		return ""
	}
	return d.str(j)
}

func (d *decoder) list(j *cloud.Value) []*cloud.Value {
	if !j.Is(cloud.List) {
		d.fail("a list is expected and not %s", j.Kind())
	}
	return j.Items()
}

// flag is a truth that may be left out when it is not.
func (d *decoder) flag(j *cloud.Value) bool {
	if j == nil {
		return false
	}
	b, ok := j.Bool()
	if !ok {
		d.fail("true or false is needed")
	}
	return b
}

func (d *decoder) count(j *cloud.Value) int {
	n, ok := j.Int()
	if !ok || n < 0 || n > math.MaxInt32 {
		d.fail("a number of calls is expected")
	}
	return int(n)
}

func (d *decoder) origin(j *cloud.Value) {
	d.origins = append(d.origins, &cloud.Origin{File: d.optional(j.Get("file")), Call: d.optional(j.Get("call")),
		Account: d.optional(j.Get("account")), Region: d.optional(j.Get("region"))})
}

func (d *decoder) pos(j *cloud.Value) (p cloud.Pos) {
	if j.Is(cloud.Null) {
		return p
	}
	first := j
	if j.Is(cloud.List) {
		numbers := []*int32{nil, &p.Line, &p.Column, &p.EndLine, &p.EndColumn}
		if j.Len() != len(numbers) {
			d.fail("a position has an origin, two lines and two columns")
			return p
		}
		first = j.Items()[0]
		for i, n := range j.Items()[1:] {
			value, ok := n.Int()
			if !ok || value < math.MinInt32 || value > math.MaxInt32 {
				d.fail("a line or column is no number")
			}
			*numbers[i+1] = int32(value)
		}
	}
	i, ok := first.Int()
	if !ok || i < 0 || i >= int64(len(d.origins)) {
		d.fail("a position has an origin that was not written before")
		return p
	}
	p.Origin = d.origins[i]
	return p
}

func (d *decoder) reason(j *cloud.Value) (why cloud.Reason) {
	all := d.list(j)
	if len(all) == 0 {
		d.fail("a reason has no code")
		return why
	}
	why.Code = cloud.ReasonCode(d.str(all[0]))
	for _, arg := range all[1:] {
		why.Args = append(why.Args, d.str(arg))
	}
	return why
}

func (d *decoder) resource(j *cloud.Value) *cloud.Resource {
	if !j.Is(cloud.Map) {
		d.fail("a resource is an object")
		return nil
	}
	r := &cloud.Resource{ID: d.str(j.Get("id")), Type: d.str(j.Get("type"))}
	for key, to := range map[string]*string{"name": &r.Name, "title": &r.Title, "account": &r.Account, "region": &r.Region, "generated": &r.Generated, "path": &r.Path, "condition": &r.Condition} {
		*to = d.optional(j.Get(key))
	}
	if pos := j.Get("pos"); pos != nil {
		r.Pos = d.pos(pos)
	}
	r.ARN, r.Properties, r.Attributes = d.value(j.Get("arn"), r.Pos, 0), d.value(j.Get("properties"), r.Pos, 0), d.value(j.Get("attributes"), r.Pos, 0)
	if names := j.Get("names"); names != nil {
		for _, name := range d.list(names) {
			r.Names = append(r.Names, d.value(name, r.Pos, 0))
		}
	}
	return r
}

// value makes the value that stands in a place whose position is known.
func (d *decoder) value(j *cloud.Value, at cloud.Pos, depth int) *cloud.Value {
	if depth > maxDepth {
		d.fail("nested more than %d levels deep", maxDepth)
		return nil
	}
	switch j.Kind() {
	case cloud.Null:
		return cloud.NewNull(at)
	case cloud.Bool:
		b, _ := j.Bool()
		return cloud.NewBool(at, b)
	case cloud.Number:
		text, _ := j.Scalar()
		return cloud.NewNumber(at, d.keep(text))
	case cloud.String:
		return cloud.NewString(at, d.keep(j.Str()))
	case cloud.List:
		items := make([]*cloud.Value, 0, j.Len())
		for _, item := range j.Items() {
			items = append(items, d.value(item, at, depth+1))
		}
		return cloud.NewList(at, items...)
	case cloud.Map:
		if j.Len() > 0 && strings.HasPrefix(j.Fields()[0].Key, "~") {
			return d.special(j, at, depth)
		}
		m := cloud.NewMap(at).Grow(j.Len())
		for _, f := range j.Fields() {
			if strings.HasPrefix(f.Key, "~") {
				d.fail("the key %q has no meaning here", f.Key)
			}
			d.set(m, d.keep(f.Key), nil, d.value(f.Value, at, depth+1))
		}
		return m
	}
	return nil // absent
}

func (d *decoder) set(m *cloud.Value, key string, pos *cloud.Pos, v *cloud.Value) {
	switch {
	case v == nil:
		d.fail("the key %q has no value", key)
	case pos == nil:
		m.SetAt(key, v.Pos, v)
	default:
		m.SetAt(key, *pos, v)
	}
}

// special makes a value that JSON has no word for.
func (d *decoder) special(j *cloud.Value, at cloud.Pos, depth int) *cloud.Value {
	f := j.Fields()[0]
	if f.Key == "~v" {
		return d.placed(j, at, depth)
	}
	if j.Len() != 1 {
		d.fail("%q stands alone", f.Key)
	}
	switch f.Key {
	case "~a":
		return nil
	case "~b":
		return cloud.NewString(at, d.str(j))
	case "~n":
		text := d.str(f.Value)
		if _, err := strconv.ParseFloat(text, 64); err != nil && !errors.Is(err, strconv.ErrRange) {
			d.fail("%q is no number", text)
		}
		return cloud.NewNumber(at, text)
	case "~u":
		return cloud.NewUnknown(at, d.reason(f.Value))
	case "~s":
		return d.parts(f.Value, at)
	case "~c":
		of := d.list(f.Value)
		if len(of) != 3 {
			d.fail("a choice is a condition and two values")
			return nil
		}
		return cloud.NewChoice(at, d.str(of[0]), d.value(of[1], at, depth+1), d.value(of[2], at, depth+1))
	case "~m":
		m := cloud.NewMap(at)
		for _, entry := range d.list(f.Value) {
			of := d.list(entry)
			if len(of) != 3 {
				d.fail("an entry is a key, a position and a value")
				return nil
			}
			key, pos := d.str(of[0]), d.pos(of[1])
			if m.Has(key) {
				d.fail("the key %q stands twice", key)
			}
			d.set(m, key, &pos, d.value(of[2], at, depth+1))
		}
		return m
	}
	d.fail("%q has no meaning", f.Key)
	return nil
}

// placed is a value with a position of its own, or references.
func (d *decoder) placed(j *cloud.Value, at cloud.Pos, depth int) *cloud.Value {
	var refs []cloud.Reference
	for _, f := range j.Fields()[1:] {
		switch f.Key {
		case "~at":
			at = d.pos(f.Value)
		case "~refs":
			for _, ref := range d.list(f.Value) {
				refs = append(refs, d.ref(ref))
			}
		default:
			d.fail("%q has no meaning", f.Key)
		}
	}
	v := d.value(j.Fields()[0].Value, at, depth) // the nesting of these is bounded with that of the line
	if v == nil {
		d.fail("nothing has a position")
		return nil
	}
	return v.WithRefs(refs...)
}

func (d *decoder) ref(j *cloud.Value) (r cloud.Reference) {
	of := d.list(j)
	if len(of) != 2 {
		d.fail("a reference is a resource and an attribute")
		return r
	}
	return cloud.Reference{Resource: d.str(of[0]), Attribute: d.str(of[1])}
}

func (d *decoder) parts(j *cloud.Value, at cloud.Pos) *cloud.Value {
	var parts []cloud.Part
	for _, p := range d.list(j) {
		if !p.Has("hole") {
			parts = append(parts, cloud.Part{Text: d.str(p)})
			continue
		}
		h := &cloud.Hole{Name: d.str(p.Get("hole")), Reason: d.reason(p.Get("why"))}
		if ref := p.Get("ref"); ref != nil {
			r := d.ref(ref)
			h.Ref = &r
		}
		h.Placed, _ = p.Get("placed").Bool()
		parts = append(parts, cloud.Part{Hole: h})
	}
	return cloud.NewParts(at, parts...)
}
