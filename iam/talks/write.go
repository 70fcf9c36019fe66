package talks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/schema"
)

// spot is where something begins.
type spot struct {
	file         string
	line, column int32
}

func spotOf(p cloud.Pos) spot { return spot{p.File(), p.Line, p.Column} }

// index notes the expressions that stand in policies, by their places: the outermost of each.
func (t *Template) index(v *cloud.Value, inPolicy bool) {
	for _, f := range v.Fields() {
		inside := inPolicy || f.Key == "Statement"
		t.loops = t.loops || strings.HasPrefix(f.Key, "Fn::ForEach")
		if at := spotOf(f.Value.Pos); inside && isIntrinsic(f.Value) && t.raw[at] == nil {
			t.raw[at] = f.Value
		}
		t.index(f.Value, inside)
	}
	for _, item := range v.Items() {
		if at := spotOf(item.Pos); inPolicy && isIntrinsic(item) && t.raw[at] == nil {
			t.raw[at] = item
		}
		t.index(item, inPolicy)
	}
}

func isIntrinsic(v *cloud.Value) bool {
	if !v.Is(cloud.Map) || v.Len() != 1 {
		return false
	}
	key := v.Fields()[0].Key
	return key == "Ref" || strings.HasPrefix(key, "Fn::")
}

// remember notes how a text is written, and what it was before the partition was filled in.
func (t *Template) remember(text string, v *cloud.Value) {
	if raw := t.expression(v.Pos); raw != nil && t.written[text] == nil {
		t.written[text] = raw
	}
	if v.HasHoles() && t.original[text] == nil {
		t.original[text] = v
	}
}

func (t *Template) expression(p cloud.Pos) *cloud.Value {
	if t.loops || p.IsZero() {
		return nil
	}
	return t.raw[spotOf(p)]
}

// place notes the expression for the ARN of a resource of the template itself.
func (t *Template) place(r *cloud.Resource) {
	typ := schema.Lookup(r.Type)
	if typ == nil || r.ARN == nil || r.ID != r.Name {
		return
	}
	settled := t.settle(r.ARN)
	text := iam.Text(settled)
	if !strings.HasPrefix(text, "arn:") {
		return
	}
	if a := typ.Attributes["Arn"]; a != nil && a.Template == typ.ARN {
		t.places = append(t.places, place{text, r.ID + ".Arn"})
	}
	attributes := slices.Sorted(maps.Keys(typ.Attributes))
	for _, v := range r.Names { // Ref comes first
		text := iam.Text(t.settle(v))
		if refs := v.Refs(); len(refs) > 0 && refs[0].Resource == r.ID && strings.HasPrefix(text, "arn:") {
			if refs[0].Attribute == "Ref" {
				t.places = append(t.places, place{text, r.ID})
			} else if slices.Contains(attributes, refs[0].Attribute) {
				t.places = append(t.places, place{text, r.ID + "." + refs[0].Attribute})
			}
		}
	}
	for _, name := range attributes {
		if typ.Attributes[name].Template == typ.ARN {
			t.places = append(t.places, place{text, r.ID + "." + name})
		}
	}
}

// Write makes of a policy with holes one with intrinsic functions, as a template has it. The error
// says what cannot be written.
func (t *Template) Write(v *cloud.Value) (*cloud.Value, error) {
	switch v.Kind() {
	case cloud.List:
		all := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			written, err := t.Write(item)
			if err != nil {
				return nil, err
			}
			all.Append(written)
		}
		return all, nil
	case cloud.Map:
		all := cloud.NewMap(v.Pos)
		for _, f := range v.Fields() {
			written, err := t.Write(f.Value)
			if err != nil {
				return nil, err
			}
			all.Set(f.Key, written)
		}
		return all, nil
	case cloud.String:
		return t.writeText(v)
	case cloud.Unknown:
		if raw := t.expression(v.Pos); raw != nil {
			return raw, nil
		}
		why, _ := v.Reason()
		return nil, cannotWrite(v.Pos, why.String())
	}
	return v, nil
}

func cannotWrite(p cloud.Pos, what string) error {
	return &cloud.Error{Pos: p, What: "the policy cannot be written with what is not known: " + what, Hint: "give parameters with --param"}
}

func (t *Template) writeText(v *cloud.Value) (*cloud.Value, error) {
	text := iam.Text(v)
	best := place{}
	for _, p := range t.places {
		if inside(text, p.text) && len(p.text) > len(best.text) {
			best = p
		}
	}
	raw := t.written[text]
	switch {
	case raw != nil:
		return raw, nil
	case best.name != "" && text == best.text:
		return reference(v.Pos, best.name), nil
	case best.name != "":
		rest := strings.TrimPrefix(text, best.text)
		if !strings.Contains(rest, "\x00") {
			return call(v.Pos, "Fn::Sub", cloud.NewString(v.Pos, "${"+best.name+"}"+literal(rest))), nil
		}
	case !v.HasHoles():
		return v, nil
	}
	if before := t.original[text]; before != nil {
		return t.substitute(before)
	}
	longest := ""
	for known := range t.original {
		if inside(text, known) && len(known) > len(longest) {
			longest = known
		}
	}
	if rest := text[len(longest):]; longest != "" && !strings.Contains(rest, "\x00") {
		before := t.original[longest]
		return t.substitute(cloud.NewParts(v.Pos, append(append([]cloud.Part(nil), before.Parts()...), cloud.Part{Text: rest})...))
	}
	return t.substitute(v)
}

// inside reports whether a text is another, or names something in it.
func inside(text, outer string) bool {
	rest, ok := strings.CutPrefix(text, outer)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == ':')
}

// substitute writes a text with holes as Fn::Sub.
func (t *Template) substitute(v *cloud.Value) (*cloud.Value, error) {
	var b strings.Builder
	imports := cloud.NewMap(v.Pos)
	resolved := false
	for _, part := range v.Parts() {
		if part.Hole == nil {
			b.WriteString(literal(part.Text))
			continue
		}
		name, ok := t.name(part.Hole)
		export, imported := strings.CutPrefix(part.Hole.Name, "Fn::ImportValue ")
		switch {
		case ok && len(v.Parts()) == 1:
			return reference(v.Pos, name), nil
		case ok:
			b.WriteString("${" + name + "}")
		case strings.HasPrefix(part.Hole.Name, "{{resolve:") && !strings.Contains(part.Hole.Name, "${"):
			b.WriteString(part.Hole.Name)
			resolved = true
		case imported && !strings.ContainsAny(export, "${ "):
			variable := fmt.Sprintf("Import%d", imports.Len()+1)
			value := call(v.Pos, "Fn::ImportValue", cloud.NewString(v.Pos, export))
			if len(v.Parts()) == 1 {
				return value, nil
			}
			imports.Set(variable, value)
			b.WriteString("${" + variable + "}")
		default:
			return nil, cannotWrite(v.Pos, part.Hole.Reason.String())
		}
	}
	text := cloud.NewString(v.Pos, b.String())
	switch {
	case imports.Len() > 0:
		return call(v.Pos, "Fn::Sub", cloud.NewList(v.Pos, text, imports)), nil
	case resolved && !strings.Contains(b.String(), "${"):
		return text, nil
	}
	return call(v.Pos, "Fn::Sub", text), nil
}

// name is what Ref or Fn::Sub calls a hole: a pseudo parameter, a parameter, an attribute.
func (t *Template) name(h *cloud.Hole) (name string, ok bool) {
	switch {
	case strings.HasPrefix(h.Name, "AWS::"):
		return h.Name, true
	case h.Ref != nil:
		r := t.Graph.Resource(h.Ref.Resource)
		if r == nil || r.ID != r.Name {
			return "", false
		}
		if h.Ref.Attribute == "Ref" {
			return r.ID, true
		}
		return attributeName(r, h.Ref.Attribute)
	}
	for _, p := range t.Parameters {
		if p.Name == h.Name {
			return h.Name, true
		}
	}
	// A name that is made of the name of something else does not refer to that; the hole tells.
	id, attribute, dotted := strings.Cut(h.Name, ".")
	r := t.Graph.Resource(id)
	switch {
	case r == nil || r.ID != r.Name:
		return "", false
	case !dotted:
		return id, true
	}
	return attributeName(r, attribute)
}

// attributeName is the name by which Fn::GetAtt gives an attribute. What a property says of a state
// machine is StateMachineName, and Fn::GetAtt calls it Name.
func attributeName(r *cloud.Resource, attribute string) (name string, ok bool) {
	typ := schema.Lookup(r.Type)
	switch {
	case typ == nil:
		return "", false
	case typ.Attributes[attribute] != nil:
		return r.ID + "." + attribute, true
	case strings.HasSuffix(attribute, "Name") && typ.Attributes["Name"] != nil:
		return r.ID + ".Name", true
	}
	return "", false
}

func reference(p cloud.Pos, name string) *cloud.Value {
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return call(p, "Fn::GetAtt", cloud.NewList(p, cloud.NewString(p, id), cloud.NewString(p, attribute)))
	}
	return call(p, "Ref", cloud.NewString(p, name))
}

func call(p cloud.Pos, function string, arg *cloud.Value) *cloud.Value {
	return cloud.NewMap(p).Set(function, arg)
}

func literal(text string) string { return strings.ReplaceAll(text, "${", "${!") }
