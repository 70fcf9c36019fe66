package py27

import (
	"math/big"

	"github.com/haechi-dev/haechi/cloud"
)

// FromCloud reads a value of the template: every text is unicode, every map a dictionary filled
// in the order of the template.
func FromCloud(v *cloud.Value) *Value {
	switch v.Kind() {
	case cloud.Absent:
		return nil
	case cloud.Null:
		return NewNone(v.Pos)
	case cloud.Bool:
		b, _ := v.Bool()
		return NewBool(v.Pos, b)
	case cloud.Number:
		return &Value{kind: Number, Pos: v.Pos, text: number(v)}
	case cloud.String:
		if s, ok := v.Text(); ok {
			return Unicode(v.Pos, s)
		}
	case cloud.List:
		list := NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(FromCloud(item))
		}
		return list
	case cloud.Map:
		d := NewDict(v.Pos)
		for _, f := range v.Fields() {
			d.SetKey(Key{Text: f.Key, Unicode: true, Pos: f.KeyPos}, FromCloud(f.Value))
		}
		return d
	}
	return &Value{kind: Opaque, Pos: v.Pos, opaque: v}
}

// number is how Python prints the number; from 2^63 on a whole number is a long.
func number(v *cloud.Value) string {
	s, _ := v.Scalar()
	if n, ok := new(big.Int).SetString(s, 10); ok {
		if n.Sign() > 0 && !n.IsInt64() {
			return n.String() + "L"
		}
		return n.String()
	}
	f, ok := v.Number()
	if !ok {
		return s
	}
	return reprFloat(f)
}

// ToCloud gives the value back to the model; maps come in the order of iteration.
func (v *Value) ToCloud() *cloud.Value {
	switch v.Kind() {
	case None:
		return cloud.NewNull(v.Pos)
	case Bool:
		return cloud.NewBool(v.Pos, v.flag)
	case Number:
		text := v.text
		if n := len(text) - 1; text[n] == 'L' {
			text = text[:n]
		}
		return cloud.NewNumber(v.Pos, text)
	case String:
		return cloud.NewString(v.Pos, v.text)
	case List:
		list := cloud.NewList(v.Pos)
		for _, item := range v.items {
			list.Append(item.ToCloud())
		}
		return list
	case Dict:
		m := cloud.NewMap(v.Pos)
		for _, e := range v.Entries() {
			m.SetAt(e.Key.Text, e.Key.Pos, e.Value.ToCloud())
		}
		return m
	case Opaque:
		return v.opaque
	}
	return nil
}

// FromService reads a value that the service itself made: no text is unicode, every map keeps its
// order.
func FromService(v *cloud.Value) *Value {
	switch v.Kind() {
	case cloud.String:
		if s, ok := v.Text(); ok {
			return Text(v.Pos, s)
		}
	case cloud.List:
		list := NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(FromService(item))
		}
		return list
	case cloud.Map:
		d := NewOrdered(v.Pos)
		for _, f := range v.Fields() {
			d.SetKey(Key{Text: f.Key, Pos: f.KeyPos}, FromService(f.Value))
		}
		return d
	}
	return FromCloud(v)
}
