package cloudformation

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// standIns are texts that stand for the values of parameters while a SAM template is transformed,
// by the name of the parameter. The transform puts some values into logical ids (the name of an
// alias) and refuses a template that does not give them; at deployment every parameter has one.
// What the transform writes a stand-in to becomes a reference to the parameter again.
type standIns map[string]string

// standIns makes texts for the parameters that have no value here and may be shown. No text occurs
// in the template.
func (s *stack) standIns(template *cloud.Value, given map[string]*cloud.Value) standIns {
	var written strings.Builder
	collectTexts(template, &written)
	names := standIns{}
	for _, f := range template.Get("Parameters").Fields() {
		if given[f.Key] != nil || f.Value.Has("Default") || isSecret(f.Value) || f.Value.Get("Type").Str() != "String" {
			continue
		}
		text := f.Key + "Value"
		for strings.Contains(written.String(), text) {
			text += "X"
		}
		written.WriteString(text)
		names[f.Key] = text
	}
	return names
}

func collectTexts(v *cloud.Value, to *strings.Builder) {
	text, _ := v.Text()
	to.WriteString(text)
	to.WriteByte('\n')
	for _, item := range v.Items() {
		collectTexts(item, to)
	}
	for _, f := range v.Fields() {
		to.WriteString(f.Key)
		to.WriteByte('\n')
		collectTexts(f.Value, to)
	}
}

// besides adds the stand-ins to values of parameters.
func (n standIns) besides(given map[string]*cloud.Value) map[string]*cloud.Value {
	all := maps.Clone(given)
	if all == nil {
		all = map[string]*cloud.Value{}
	}
	for name, text := range n {
		all[name] = cloud.NewString(cloud.Pos{}, text)
	}
	return all
}

// restore writes references to the parameters where their stand-ins are in properties of resources.
func (n standIns) restore(template *cloud.Value) *cloud.Value {
	if len(n) == 0 {
		return template
	}
	resources := cloud.NewMap(template.Get("Resources").Pos)
	for _, f := range template.Get("Resources").Fields() {
		if p := f.Value.Get("Properties"); p != nil {
			f.Value = replaced(f.Value, "Properties", n.referring(p))
		}
		resources.SetAt(f.Key, f.KeyPos, f.Value)
	}
	return replaced(template, "Resources", resources)
}

func (n standIns) referring(v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.String:
		if text, ok := v.Text(); ok {
			return n.joined(text, v.Pos)
		}
	case cloud.List:
		items := make([]*cloud.Value, 0, v.Len())
		for _, item := range v.Items() {
			items = append(items, n.referring(item))
		}
		return cloud.NewList(v.Pos, items...)
	case cloud.Map:
		name, arg, _ := intrinsic(v)
		switch name {
		case "Ref", "Fn::GetAtt", "Condition": // logical ids have stand-ins, too
			return v
		case "Fn::Sub":
			return replaced(v, name, n.substituted(arg))
		}
		out := cloud.NewMap(v.Pos).Grow(v.Len())
		for _, f := range v.Fields() {
			out.SetAt(f.Key, f.KeyPos, n.referring(f.Value))
		}
		return out
	}
	return v
}

// substituted is the argument of Fn::Sub with variables in the place of stand-ins.
func (n standIns) substituted(arg *cloud.Value) *cloud.Value {
	if items := arg.Items(); len(items) > 0 {
		rest := []*cloud.Value{n.substituted(items[0])}
		for _, item := range items[1:] {
			rest = append(rest, n.referring(item))
		}
		return cloud.NewList(arg.Pos, rest...)
	}
	text, ok := arg.Text()
	if !ok {
		return arg
	}
	for name, standIn := range n {
		text = strings.ReplaceAll(text, standIn, "${"+name+"}")
	}
	return cloud.NewString(arg.Pos, text)
}

// joined is a text with references in the place of stand-ins.
func (n standIns) joined(text string, p cloud.Pos) *cloud.Value {
	for _, name := range slices.Sorted(maps.Keys(n)) {
		before, after, found := strings.Cut(text, n[name])
		if !found {
			continue
		}
		ref := cloud.NewMap(p).Set("Ref", cloud.NewString(p, name))
		if before == "" && after == "" {
			return ref
		}
		parts := cloud.NewList(p, n.joined(before, p), ref, n.joined(after, p))
		return cloud.NewMap(p).Set("Fn::Join", cloud.NewList(p, cloud.NewString(p, ""), parts))
	}
	return cloud.NewString(p, text)
}
