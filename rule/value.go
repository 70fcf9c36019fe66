package rule

import (
	"github.com/haechi-dev/haechi/cloud"
)

type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindInt
	kindDouble
	kindText
	kindList
	kindObject // a map or an object of the schema
	kindType   // the name of a resource type
	kindUnknown
)

// value is what an expression evaluates to.
type value struct {
	kind   kind
	b      bool
	whole  bool // of kindList: one property list; reading its size is reading the list
	i      int64
	f      float64
	text   *cloud.Value // of kindText: a String, perhaps with holes; of kindType: its name
	items  []item       // of kindList
	fields map[string]value
	why    []cloud.Reason // of kindUnknown
	from   *place         // where it was read, when it is part of a resource or a table
}

// item is an element of a list. It may be there only perhaps.
type item struct {
	value value
	maybe []cloud.Reason // reasons for which it may not be there; empty when it is
}

// place is a spot in a resource's property tree, or in a table. A nil place is nowhere.
type place struct {
	in   *cloud.Resource // nil for a table
	node *cloud.Value    // nil when nothing is written there
	path string          // "" when quiet
	pos  cloud.Pos       // of the node, or of what is written around it
	root bool            // the resource itself
	// quiet places are read to learn a verdict only: they carry no path, and scalars none at all.
	quiet bool
	// assume answers conditions that nobody could decide, see assume.go.
	assume assumption
}

// property reports whether the place is a property of a resource.
func (p *place) property() bool { return p != nil && p.in != nil && !p.root }

// content returns what is written at the place.
func (p *place) content() *cloud.Value {
	if p == nil {
		return nil
	}
	return p.node
}

func (p *place) position() cloud.Pos {
	if p == nil {
		return cloud.Pos{}
	}
	return p.pos
}

// below returns the place of a part of what is written here.
func (p *place) below(node *cloud.Value, pos cloud.Pos, path func(parent string) string) place {
	if p == nil {
		return place{node: node, pos: pos, quiet: true}
	}
	b := place{in: p.in, node: node, pos: pos, quiet: p.quiet, assume: p.assume}
	if !p.quiet {
		b.path = path(p.path)
	}
	return b
}

var null = value{kind: kindNull}

func boolean(b bool) value   { return value{kind: kindBool, b: b} }
func integer(i int64) value  { return value{kind: kindInt, i: i} }
func double(f float64) value { return value{kind: kindDouble, f: f} }
func text(s string) value {
	return value{kind: kindText, text: cloud.NewString(cloud.Pos{}, s)}
}

func unknown(why ...cloud.Reason) value { return value{kind: kindUnknown, why: why} }

// failed is an expression that has no value: a type it was not written for, a limit reached. It
// counts as unknown, with a reason that says so.
func failed(why string) value { return unknown(cloud.Because(cloud.NotChecked, why)) }

func (v value) is(b bool) bool { return v.kind == kindBool && v.b == b }

func (v value) number() (f float64, ok bool) {
	switch v.kind {
	case kindInt:
		return float64(v.i), true
	case kindDouble:
		return v.f, true
	}
	return 0, false
}

// literal returns the text without holes.
func (v value) literal() (s string, ok bool) {
	if v.kind != kindText {
		return "", false
	}
	return v.text.Text()
}

// hole returns the reason for which a text with holes cannot be decided.
func (v value) hole() cloud.Reason {
	for _, p := range v.text.Parts() {
		if p.Hole != nil {
			return p.Hole.Reason
		}
	}
	return cloud.Because(cloud.Unresolvable, "text", "it has no holes")
}

// merge joins the reasons of the unknown ones among vals, each reason once.
func merge(vals ...value) value {
	u := value{kind: kindUnknown}
	for _, v := range vals {
		if v.kind == kindUnknown {
			u.why = addReasons(u.why, v.why)
		}
	}
	return u
}

// maxReasons keeps an answer readable: more reasons do not help anyone.
const maxReasons = 5

func addReasons(to, more []cloud.Reason) []cloud.Reason {
next:
	for _, r := range more {
		for _, have := range to {
			if have.Equal(r) {
				continue next
			}
		}
		if len(to) < maxReasons {
			to = append(to[:len(to):len(to)], r)
		}
	}
	return to
}
