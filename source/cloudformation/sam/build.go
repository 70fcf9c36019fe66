package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// at builds values at a position: those of the line that a generated resource comes from.
type at cloud.Pos

func (p at) text(s string) *cloud.Value  { return cloud.NewString(cloud.Pos(p), s) }
func (p at) boolean(b bool) *cloud.Value { return cloud.NewBool(cloud.Pos(p), b) }
func (p at) number(n int64) *cloud.Value { return cloud.NewInt(cloud.Pos(p), n) }
func (p at) null() *cloud.Value          { return cloud.NewNull(cloud.Pos(p)) }

// list makes a list of values, each a *cloud.Value, string, bool or int; absent ones are left out.
func (p at) list(items ...any) *cloud.Value {
	l := cloud.NewList(cloud.Pos(p))
	for _, item := range items {
		if v := p.value(item); v != nil {
			l.Append(v)
		}
	}
	return l
}

func (p at) texts(items ...string) *cloud.Value {
	l := cloud.NewList(cloud.Pos(p))
	for _, item := range items {
		l.Append(p.text(item))
	}
	return l
}

// object makes a map of keys and values, in turns; absent values are left out with their key.
func (p at) object(entries ...any) *cloud.Value {
	m := cloud.NewMap(cloud.Pos(p))
	for i := 0; i+1 < len(entries); i += 2 {
		if v := p.value(entries[i+1]); v != nil {
			m.Set(entries[i].(string), v)
		}
	}
	return m
}

func (p at) value(item any) *cloud.Value {
	switch item := item.(type) {
	case *cloud.Value:
		return item
	case string:
		return p.text(item)
	case bool:
		return p.boolean(item)
	case int:
		return p.number(int64(item))
	}
	return nil
}

func (p at) ref(id string) *cloud.Value { return p.object("Ref", id) }
func (p at) noValue() *cloud.Value      { return p.ref("AWS::NoValue") }

func (p at) getAtt(id, attribute string) *cloud.Value {
	return p.object("Fn::GetAtt", p.texts(id, attribute))
}

// sub makes Fn::Sub of a text, with variables when there are entries for them.
func (p at) sub(text string, variables ...any) *cloud.Value {
	if len(variables) == 0 {
		return p.object("Fn::Sub", text)
	}
	return p.object("Fn::Sub", p.list(text, p.object(variables...)))
}

func (p at) join(delimiter string, items ...any) *cloud.Value {
	return p.object("Fn::Join", p.list(delimiter, p.list(items...)))
}

// ifElse makes Fn::If; an absent value becomes AWS::NoValue.
func (p at) ifElse(condition, yes, no *cloud.Value) *cloud.Value {
	if yes == nil {
		yes = p.noValue()
	}
	if no == nil {
		no = p.noValue()
	}
	return p.object("Fn::If", p.list(condition, yes, no))
}

// tags makes a list of Key and Value of a map of tags.
func (p at) tags(tags *cloud.Value) *cloud.Value {
	l := cloud.NewList(cloud.Pos(p))
	for _, f := range tags.Fields() {
		value := f.Value
		if value.Is(cloud.Null) {
			value = at(f.KeyPos).text("")
		}
		l.Append(at(f.KeyPos).object("Key", f.Key, "Value", value))
	}
	return l
}

// arn makes the text of an ARN for Fn::Sub, in the region and account of the stack.
func (t *translation) arn(service, resource string) string {
	return "arn:" + t.partition + ":" + service + ":${AWS::Region}:${AWS::AccountId}:" + resource
}

// managedPolicyARN is the ARN of a policy of AWS.
func (t *translation) managedPolicyARN(name string) string {
	return "arn:" + t.partition + ":iam::aws:policy/" + name
}

// truthy reports whether a value counts as given: neither absent, null, false, zero nor empty.
func truthy(v *cloud.Value) bool {
	switch v.Kind() {
	case cloud.Absent, cloud.Null:
		return false
	case cloud.Bool:
		b, _ := v.Bool()
		return b
	case cloud.Number:
		n, ok := v.Number()
		return !ok || n != 0
	case cloud.String:
		s, ok := v.Text()
		return !ok || s != ""
	case cloud.List, cloud.Map:
		return v.Len() > 0
	}
	return true
}

// given returns the value unless it is null: a property written as null counts as left out.
func given(v *cloud.Value) *cloud.Value {
	if v.Is(cloud.Null) {
		return nil
	}
	return v
}

// equal compares two values; the order of keys does not matter.
func equal(a, b *cloud.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case cloud.List:
		if a.Len() != b.Len() {
			return false
		}
		for i, item := range a.Items() {
			if !equal(item, b.Items()[i]) {
				return false
			}
		}
		return true
	case cloud.Map:
		if a.Len() != b.Len() {
			return false
		}
		for _, f := range a.Fields() {
			if !b.Has(f.Key) || !equal(f.Value, b.Get(f.Key)) {
				return false
			}
		}
		return true
	}
	x, _ := a.Scalar()
	y, _ := b.Scalar()
	return x == y
}

// contains reports whether a list has an item equal to v.
func contains(list, v *cloud.Value) bool {
	for _, item := range list.Items() {
		if equal(item, v) {
			return true
		}
	}
	return false
}

// oneOf reports whether v is one of the texts.
func oneOf(v *cloud.Value, texts ...string) bool {
	s, ok := v.Text()
	if !ok {
		return false
	}
	for _, t := range texts {
		if s == t {
			return true
		}
	}
	return false
}

// shown writes a value the way messages show it.
func shown(v *cloud.Value) string {
	switch v.Kind() {
	case cloud.Absent, cloud.Null:
		return "None"
	case cloud.Bool:
		if b, _ := v.Bool(); b {
			return "True"
		}
		return "False"
	case cloud.List:
		items := make([]string, 0, v.Len())
		for _, item := range v.Items() {
			items = append(items, quoted(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case cloud.Map:
		entries := make([]string, 0, v.Len())
		for _, f := range v.Fields() {
			entries = append(entries, "'"+f.Key+"': "+quoted(f.Value))
		}
		return "{" + strings.Join(entries, ", ") + "}"
	}
	s, _ := v.Scalar()
	return s
}

func quoted(v *cloud.Value) string {
	if v.Is(cloud.String) {
		return "'" + shown(v) + "'"
	}
	return shown(v)
}

// posOf is the position of a value, nowhere for an absent one.
func posOf(v *cloud.Value) cloud.Pos {
	if v == nil {
		return cloud.Pos{}
	}
	return v.Pos
}
