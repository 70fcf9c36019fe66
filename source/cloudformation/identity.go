package cloudformation

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// attribute gives what Ref ("Ref") or Fn::GetAtt gives of a resource: the identity the resource
// will have, with holes where only the deployment knows. The result is shared; place it with At.
func (s *stack) attribute(d *declared, name string) *cloud.Value {
	if v, ok := d.attributes[name]; ok {
		return v
	}
	d.attributes[name] = d.hole(name) // while it is being computed: names may refer to each other in a cycle
	defer s.leave()
	if !s.enter() {
		return d.attributes[name]
	}
	var v *cloud.Value
	s.within(d, func() { v = s.compute(d, name) })
	if v == nil {
		v = d.hole(name)
	}
	d.attributes[name] = v
	return v
}

func (s *stack) compute(d *declared, name string) *cloud.Value {
	typ := schema.Lookup(d.typ)
	switch output, isOutput := strings.CutPrefix(name, "Outputs."); {
	case name == "LogGroupName" && s.madeBy(d) != nil:
		return s.attribute(s.madeBy(d), "Ref")
	case isOutput && d.typ == stackType:
		return s.output(d, output)
	case typ == nil:
		return nil
	case name == "Ref":
		return s.refOf(d, typ)
	}
	if a := typ.Attributes[name]; a != nil && a.Template != "" {
		if v := s.fill(d, typ, a.Template); v != nil {
			return d.own(name, v)
		}
		return nil
	}
	if v := s.written(d, typ, name); v != nil {
		return d.own(name, v)
	}
	return d.unwritten(typ, name)
}

// refOf gives what Ref gives. Several identifiers are joined, absent ones before the last left out.
func (s *stack) refOf(d *declared, typ *schema.Resource) *cloud.Value {
	var all []*cloud.Value
	for i, name := range typ.Ref {
		if a := typ.Attributes[name]; a != nil && a.Template != "" {
			if v := s.fill(d, typ, a.Template); v != nil {
				all = append(all, v)
			}
		} else if v := s.written(d, typ, name); v != nil {
			all = append(all, v)
		} else if i == len(typ.Ref)-1 || typ.Attributes[name] != nil {
			all = append(all, d.unwritten(typ, name))
		}
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return d.own("Ref", all[0])
	}
	return d.own("Ref", s.concat(d.pos, "|", all))
}

// written gives the value of a property that identifies the resource, when it was written as text.
// Of references in it only those are kept by which the resource is a part of another, as a
// version is of its function: what names a part names the whole, too. A name that merely contains
// the name of something else does not name that.
func (s *stack) written(d *declared, typ *schema.Resource, name string) *cloud.Value {
	raw := d.body.Path("Properties", name)
	if raw == nil {
		return nil
	}
	v := s.eval(raw)
	if why, unknown := v.Reason(); unknown {
		// No reference: that would say that the deployment makes the name up.
		return cloud.NewParts(d.pos, cloud.Part{Hole: &cloud.Hole{Name: d.holeName(name), Reason: why}})
	}
	if _, ok := v.Scalar(); !ok && !v.Is(cloud.String) {
		return nil
	}
	if p := typ.Properties[name]; p != nil && len(p.Names) > 0 && isReference(raw) {
		return cloud.NewParts(d.pos, parts(v)...).WithRefs(v.Refs()...)
	}
	own := append([]cloud.Part(nil), parts(v)...)
	for i, part := range own {
		if part.Hole != nil && part.Hole.Ref != nil {
			h := *part.Hole
			h.Ref = nil
			own[i].Hole = &h
		}
	}
	return cloud.NewParts(d.pos, own...)
}

// isReference reports whether an expression stands for one thing as a whole, unlike text with a
// name somewhere in it.
func isReference(raw *cloud.Value) bool {
	name, arg, ok := intrinsic(raw)
	if !ok || name == "Fn::Join" {
		return false
	}
	text, isText := arg.Text()
	return name != "Fn::Sub" || isText && strings.HasPrefix(text, "${") && strings.HasSuffix(text, "}") && strings.Count(text, "}") == 1
}

// fill evaluates a template of package schema, keeping the references of what stands in it.
func (s *stack) fill(d *declared, typ *schema.Resource, template string) *cloud.Value {
	var refs []cloud.Reference
	size := len(template)
	filled := typ.Fill(template, func(name string) *cloud.Value {
		v := s.placeholder(d, typ, name)
		refs = append(refs, v.Refs()...)
		size += textSize(v)
		return v
	})
	if filled == nil || !s.spend(d.pos, 1+len(refs), size) {
		return nil
	}
	return text(filled).Naming(d.pos, unique(refs)...)
}

// placeholder gives the value of a name in a template, nil when the property is absent and the
// service has a default for it.
func (s *stack) placeholder(d *declared, typ *schema.Resource, name string) *cloud.Value {
	switch name {
	case "Partition", "Region", "URLSuffix":
		v, _ := s.pseudo("AWS::"+name, d.pos)
		return v
	case "Account":
		v, _ := s.pseudo("AWS::AccountId", d.pos)
		return v
	}
	if v := s.written(d, typ, name); v != nil {
		return v
	}
	if p := typ.Properties[name]; p != nil && p.Default != "" {
		return nil
	}
	return d.unwritten(typ, name)
}

// unwritten is the hole for a name that the deployment makes up. What Ref gives, too, is one hole
// under one name.
func (d *declared) unwritten(typ *schema.Resource, name string) *cloud.Value {
	if len(typ.Ref) == 1 && typ.Ref[0] == name && !strings.HasSuffix(strings.ToLower(name), "arn") {
		return d.hole("Ref")
	}
	return d.hole(name)
}

// identity gives the ARN of a resource and its other names.
func (s *stack) identity(d *declared) (arn *cloud.Value, names []*cloud.Value) {
	ref := s.attribute(d, "Ref")
	names = append(names, ref)
	typ := schema.Lookup(d.typ)
	if typ == nil {
		return nil, names
	}
	templates := slices.DeleteFunc(slices.Sorted(maps.Keys(typ.Attributes)), func(name string) bool { return typ.Attributes[name].Template == "" })
	arn = s.arn(d, typ, templates)
	add := func(v *cloud.Value) {
		for _, known := range append(names, arn) {
			if same(known, v) {
				return
			}
		}
		names = append(names, v)
	}
	if i := strings.LastIndex(typ.ARN, "${"); i >= 0 && strings.HasSuffix(typ.ARN, "}") {
		last := strings.Trim(typ.ARN[i+2:], "/}")
		if typ.Properties[last] != nil && !(len(typ.Ref) == 1 && typ.Ref[0] == last) {
			s.within(d, func() {
				if v := s.placeholder(d, typ, last); v != nil {
					add(d.own(last, v))
				}
			})
		}
	}
	for _, name := range templates {
		if typ.Attributes[name].Template != typ.ARN {
			add(s.attribute(d, name))
		}
	}
	return arn, names
}

// arn gives the ARN of a resource, nil for a type that has none. Mostly it is an attribute, too.
func (s *stack) arn(d *declared, typ *schema.Resource, templates []string) *cloud.Value {
	if typ.ARN == "" {
		return nil
	}
	for _, name := range templates {
		if typ.Attributes[name].Template == typ.ARN {
			return s.attribute(d, name)
		}
	}
	arn := d.hole("Arn")
	s.within(d, func() {
		if v := s.fill(d, typ, typ.ARN); v != nil {
			arn = d.own("Arn", v)
		}
	})
	return arn
}

// own marks a value as an attribute of the resource.
func (d *declared) own(attribute string, v *cloud.Value) *cloud.Value {
	ref := cloud.Reference{Resource: d.qualified(), Attribute: attribute}
	return text(v).Naming(d.pos, unique(append([]cloud.Reference{ref}, v.Refs()...))...)
}

// text is what a value is within a text.
func text(v *cloud.Value) *cloud.Value {
	if v.Is(cloud.String) {
		return v
	}
	return cloud.NewParts(cloud.Pos{}, parts(v)...)
}

// hole stands for an attribute that only the deployment knows.
func (d *declared) hole(attribute string) *cloud.Value {
	name := d.holeName(attribute)
	return cloud.NewParts(d.pos, cloud.Part{Hole: &cloud.Hole{Name: name, Reason: cloud.Because(cloud.AtDeployment, name),
		Ref: &cloud.Reference{Resource: d.qualified(), Attribute: attribute}}})
}

func (d *declared) holeName(attribute string) string {
	if attribute == "Ref" {
		return d.qualified()
	}
	return d.qualified() + "." + attribute
}
