package rule

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
)

// lift turns a part of a property tree into a value of its static type. What is not written
// becomes null, or, so that expressions need no guards, the empty list, map or object of its
// type. CloudFormation takes "3" for 3 and "true" for true, so does lift; what does not fit its
// type at all is unknown.
func lift(at place, t *types.Type) value {
	at.node = at.assume.resolve(at.node)
	v := raw(at, t)
	switch v.kind {
	case kindNull, kindBool, kindInt, kindDouble, kindText:
		if at.quiet {
			return v
		}
	}
	kept := at // only here: what is kept is allocated
	v.from = &kept
	return v
}

func raw(at place, t *types.Type) value {
	n := at.node
	if why, ok := n.Reason(); ok {
		return unknown(why)
	}
	switch t.Kind() {
	case types.IntKind:
		return number(n, true)
	case types.DoubleKind:
		return number(n, false)
	case types.BoolKind:
		return liftBool(n)
	case types.StringKind:
		return liftText(n)
	case types.ListKind:
		return liftList(at, t)
	case types.MapKind, types.StructKind:
		switch n.Kind() {
		case cloud.Absent, cloud.Null, cloud.Map:
			return value{kind: kindObject}
		}
		return misfit(n, "a map")
	}
	return dynamic(at)
}

// dynamic lifts a value of free form.
func dynamic(at place) value {
	n := at.node
	switch n.Kind() {
	case cloud.Bool:
		b, _ := n.Bool()
		return boolean(b)
	case cloud.Number:
		if i, ok := n.Int(); ok {
			return integer(i)
		}
		f, _ := n.Number()
		return double(f)
	case cloud.String:
		return value{kind: kindText, text: n}
	case cloud.List:
		return liftList(at, types.NewListType(types.DynType))
	case cloud.Map:
		return value{kind: kindObject}
	}
	return null
}

func liftList(at place, t *types.Type) value {
	n := at.node
	switch n.Kind() {
	case cloud.Absent, cloud.Null:
		return value{kind: kindList, whole: true}
	case cloud.List:
	default:
		return misfit(n, "a list")
	}
	elem := types.DynType
	if p := t.Parameters(); len(p) == 1 {
		elem = p[0]
	}
	v := value{kind: kindList, whole: true, items: make([]item, 0, n.Len())}
	for i, e := range n.Items() {
		if e = at.assume.resolve(e); e == nil { // AWS::NoValue
			continue
		}
		spot := at.below(e, posOr(e, at.pos), func(parent string) string { return parent + "[" + strconv.Itoa(i) + "]" })
		v.items = append(v.items, item{value: lift(spot, elem), maybe: removable(e)})
	}
	return v
}

func posOr(v *cloud.Value, p cloud.Pos) cloud.Pos {
	if v == nil || v.Pos.IsZero() {
		return p
	}
	return v.Pos
}

func misfit(n *cloud.Value, want string) value {
	if n.HasHoles() {
		return unknown(value{text: n}.hole())
	}
	return unknown(cloud.Because(cloud.Unresolvable, "property", fmt.Sprintf("a %s stands where %s is expected", n.Kind(), want)))
}

func number(n *cloud.Value, whole bool) value {
	switch n.Kind() {
	case cloud.Absent, cloud.Null:
		return null
	case cloud.String:
		s, ok := n.Text()
		if !ok {
			return misfit(n, "a number")
		}
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			return misfit(n, "a number")
		}
		n = cloud.NewNumber(n.Pos, s)
	case cloud.Number:
	default:
		return misfit(n, "a number")
	}
	if i, ok := n.Int(); ok && whole {
		return integer(i)
	}
	f, ok := n.Number()
	if !ok || math.IsNaN(f) || math.IsInf(f, 0) || whole && f != math.Trunc(f) {
		return misfit(n, "a whole number")
	}
	return double(f)
}

func liftBool(n *cloud.Value) value {
	switch n.Kind() {
	case cloud.Absent, cloud.Null:
		return null
	case cloud.Bool:
		b, _ := n.Bool()
		return boolean(b)
	case cloud.String:
		switch s, _ := n.Text(); s {
		case "true", "True", "TRUE":
			return boolean(true)
		case "false", "False", "FALSE":
			return boolean(false)
		}
	}
	return misfit(n, "true or false")
}

func liftText(n *cloud.Value) value {
	switch n.Kind() {
	case cloud.Absent, cloud.Null:
		return null
	case cloud.String:
		return value{kind: kindText, text: n}
	case cloud.Number, cloud.Bool:
		s, _ := n.Scalar()
		return value{kind: kindText, text: cloud.NewString(n.Pos, s)}
	}
	return misfit(n, "a text")
}

// field reads a property of an object. Below a null or a scalar there is nothing; below an
// unknown, nothing is known.
func field(v value, name string, t *types.Type) value {
	switch v.kind {
	case kindUnknown:
		if v.from != nil && v.from.root { // of what was not read: a property of it has no place
			v.from = nil
		}
		return v
	case kindObject:
	default:
		return lift(v.from.below(nil, v.from.position(), func(parent string) string { return join(parent, name) }), t)
	}
	if v.fields != nil {
		if f, ok := v.fields[name]; ok {
			return f
		}
		return null
	}
	if why, ok := v.from.content().Reason(); ok { // a resource of which nothing is known
		return unknown(why)
	}
	spot := v.from.below(nil, v.from.position(), func(parent string) string { return join(parent, name) })
	if f, ok := v.from.content().Field(name); ok {
		spot.node, spot.pos = f.Value, posOr(f.Value, spot.pos)
		if f.Value.Is(cloud.Map) || f.Value.Is(cloud.List) {
			spot.pos = keyPos(f, spot.pos)
		}
	}
	return lift(spot, t)
}

// keyPos prefers the line of the key to that of the map or list below it: it is the line people
// look for.
func keyPos(f cloud.Field, p cloud.Pos) cloud.Pos {
	if f.KeyPos.IsZero() {
		return p
	}
	return f.KeyPos
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// plain turns an item of `each` into a tree again.
func plain(v value) *cloud.Value {
	if v.from != nil {
		return v.from.node
	}
	switch v.kind {
	case kindBool:
		return cloud.NewBool(cloud.Pos{}, v.b)
	case kindInt:
		return cloud.NewInt(cloud.Pos{}, v.i)
	case kindDouble:
		return cloud.NewNumber(cloud.Pos{}, strconv.FormatFloat(v.f, 'g', -1, 64))
	case kindText:
		return v.text
	case kindUnknown:
		return cloud.NewUnknown(cloud.Pos{}, v.why[0])
	case kindList:
		list := cloud.NewList(cloud.Pos{})
		for _, it := range v.items {
			list.Append(plain(it.value))
		}
		return list
	case kindObject:
		m := cloud.NewMap(cloud.Pos{})
		for _, name := range slices.Sorted(maps.Keys(v.fields)) {
			if f := plain(v.fields[name]); f != nil {
				m.Set(name, f)
			}
		}
		return m
	}
	return cloud.NewNull(cloud.Pos{})
}
