package rule

import (
	"strings"

	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
)

// equal compares two values. Numbers compare across their types, texts with holes only as far as
// their known parts go, and values of different kinds are not equal. Null is equal to null only.
func equal(a, b value) value {
	if a.kind == kindUnknown || b.kind == kindUnknown {
		return merge(a, b)
	}
	if c, ok := compareNumbers(a, b); ok {
		return boolean(c == 0)
	}
	if a.kind != b.kind {
		return boolean(false)
	}
	switch a.kind {
	case kindNull:
		return boolean(true)
	case kindBool:
		return boolean(a.b == b.b)
	case kindText:
		return equalText(a, b)
	case kindList:
		return equalList(a, b)
	case kindObject:
		return equalObject(a, b)
	}
	return equalText(a, b)
}

func equalText(a, b value) value {
	if x, ok := a.literal(); ok {
		if y, ok := b.literal(); ok {
			return boolean(x == y)
		}
	}
	x, _ := a.text.Canonical()
	y, _ := b.text.Canonical()
	if x == y {
		return boolean(true)
	}
	if differ(a.text, b.text) || differ(b.text, a.text) || otherZones(a.text, b.text) {
		return boolean(false)
	}
	if hole := cloud.MayEqual(a.text, b.text); hole != nil {
		if x, ok := a.literal(); ok && never(b.text, x) {
			return boolean(false)
		}
		if y, ok := b.literal(); ok && never(a.text, y) {
			return boolean(false)
		}
		return unknown(hole.Reason)
	}
	return boolean(false)
}

// differ reports that a text whose holes are names the deployment makes up cannot be the literal
// b, because b has more wildcards, or no text at all: an ARN, a name or an id has neither.
func differ(a, b *cloud.Value) bool {
	literal, ok := b.Text()
	if !ok || !a.HasHoles() {
		return false
	}
	stars := 0
	for _, p := range a.Parts() {
		if p.Hole != nil && !identity(p.Hole) {
			return false
		}
		stars += strings.Count(p.Text, "*")
	}
	return literal == "" || strings.Count(literal, "*") > stars
}

// identity reports whether a hole stands for a name, id or ARN that the deployment knows.
func identity(h *cloud.Hole) bool { return h.Ref != nil || strings.HasPrefix(h.Name, "AWS::") }

func equalList(a, b value) value {
	for _, v := range []value{a, b} {
		for _, it := range v.items {
			if len(it.maybe) > 0 {
				return unknown(it.maybe...)
			}
		}
	}
	if len(a.items) != len(b.items) {
		return boolean(false)
	}
	result := boolean(true)
	for i := range a.items {
		switch v := equal(a.items[i].value, b.items[i].value); {
		case v.is(false):
			return v
		case v.kind == kindUnknown:
			result = merge(result, v)
		}
	}
	return result
}

// equalObject compares entry by entry, in any order.
func equalObject(a, b value) value {
	if a.from != nil && b.from != nil && a.from.in != nil && a.from.in == b.from.in && a.from.node == b.from.node && a.from.root == b.from.root {
		return boolean(true)
	}
	names, others := keys(a), keys(b)
	if names.kind == kindUnknown || others.kind == kindUnknown {
		return merge(names, others)
	}
	result := boolean(true)
	both := func(v value) bool {
		if v.kind == kindUnknown {
			result = merge(result, v)
		}
		return !v.is(false)
	}
	for _, k := range names.items {
		v := k.perhaps(hasKey(b, k.value))
		if v.is(true) {
			name, _ := k.value.literal()
			v = equal(field(a, name, types.DynType), field(b, name, types.DynType))
		}
		if !both(v) {
			return boolean(false)
		}
	}
	for _, k := range others.items {
		if !both(k.perhaps(hasKey(a, k.value))) {
			return boolean(false)
		}
	}
	return result
}

// order compares numbers and texts; ok tells which answers of compare are wanted.
func order(a, b value, ok func(int) bool) value {
	if a.kind == kindUnknown || b.kind == kindUnknown {
		return merge(a, b)
	}
	if c, numbers := compareNumbers(a, b); numbers {
		return boolean(ok(c))
	}
	if a.kind == kindText && b.kind == kindText {
		x, okX := a.literal()
		y, okY := b.literal()
		switch {
		case !okX:
			return unknown(a.hole())
		case !okY:
			return unknown(b.hole())
		}
		return boolean(ok(strings.Compare(x, y)))
	}
	return failed("a property that is not set, or not a number, is compared with < or >: write default(property, value)")
}

// contains is `x in list` and `key in map`.
func contains(x, in value) value {
	switch in.kind {
	case kindUnknown:
		return in
	case kindNull:
		return boolean(false)
	case kindObject:
		return hasKey(in, x)
	case kindList:
	default:
		return failed("`in` needs a list or a map")
	}
	result := boolean(false)
	for _, it := range in.items {
		switch v := equal(x, it.value); {
		case v.is(true) && len(it.maybe) == 0:
			return v
		case v.is(true):
			result = merge(result, unknown(it.maybe...))
		case v.kind == kindUnknown:
			result = merge(result, v)
		}
	}
	return result
}

func hasKey(in, key value) value {
	if key.kind == kindUnknown {
		return key
	}
	name, ok := key.literal()
	if !ok {
		if key.kind == kindText {
			return unknown(key.hole())
		}
		return boolean(false)
	}
	if in.fields != nil {
		_, ok := in.fields[name]
		return boolean(ok)
	}
	if why, ok := in.from.content().Reason(); ok {
		return unknown(why)
	}
	entry := in.from.content().Get(name)
	if entry != nil {
		entry = in.from.assume.resolve(entry) // content has it, so there is a place
	}
	if why := removable(entry); why != nil {
		return unknown(why...)
	}
	return boolean(entry != nil)
}
