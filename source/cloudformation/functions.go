package cloudformation

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// The functions here are documented at
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html.

// ref evaluates Ref: a pseudo parameter, a parameter, or a resource.
func (s *stack) ref(name string, p cloud.Pos) *cloud.Value {
	if !s.spend(p, 1, 0) {
		return tooDeep(p)
	}
	if v, ok := s.pseudo(name, p); ok {
		return v
	}
	if s.section("Parameters").Has(name) {
		return s.parameter(name, p)
	}
	d, missing := s.lookup(name, p)
	if d == nil {
		return missing
	}
	return s.attribute(d, "Ref").At(p)
}

// lookup finds a resource of the stack, or gives what stands for a reference to nothing.
func (s *stack) lookup(name string, p cloud.Pos) (*declared, *cloud.Value) {
	d := s.resources[name]
	switch {
	case d == nil && s.resources == nil:
		return nil, cloud.NewUnknown(p, cloud.Because(cloud.AtDeployment, name)) // a loop's collection: resources come later
	case d == nil && s.incomplete != nil:
		return nil, cloud.NewUnknown(p, *s.incomplete)
	case d == nil:
		return nil, s.malformed(p, "Ref", fmt.Sprintf("%q is neither a parameter nor a resource of the template", name), "check the spelling")
	case d.exists.is(false):
		return nil, cloud.NewUnknown(p, cloud.Because(cloud.NotInSource, name+" (condition "+d.condition+" is false)"))
	}
	return d, nil
}

// getAtt evaluates Fn::GetAtt. The attribute may be computed and may have dots; the resource may
// be written in front of it with a dot.
func (s *stack) getAtt(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	if !s.spend(p, 1, 0) {
		return tooDeep(p)
	}
	var words []string
	for _, item := range arg.Items() {
		word, ok := s.eval(item).Scalar()
		if !ok {
			return unknownLike(p, "Fn::GetAtt", s.eval(item))
		}
		words = append(words, word)
	}
	text, ok := arg.Text()
	if !ok {
		text = strings.Join(words, ".")
	}
	id, attribute, found := strings.Cut(text, ".")
	if !found || attribute == "" {
		return s.malformed(p, "Fn::GetAtt", "it needs a resource and an attribute", "write !GetAtt Resource.Attribute")
	}
	return s.attributeOf(id, attribute, p)
}

func (s *stack) attributeOf(id, attribute string, p cloud.Pos) *cloud.Value {
	d, missing := s.lookup(id, p)
	if d == nil {
		return missing
	}
	return s.attribute(d, attribute).At(p)
}

// sub evaluates both forms of Fn::Sub: text, or text and a map of its own variables.
func (s *stack) sub(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	template, variables := arg, (*cloud.Value)(nil)
	if arg.Is(cloud.List) {
		if arg.Len() == 0 || arg.Len() > 2 {
			return s.malformed(p, "Fn::Sub", "it takes text, or a list of text and variables", "write !Sub text or !Sub [text, {Name: value}]")
		}
		template = arg.Items()[0]
		if arg.Len() == 2 {
			variables = arg.Items()[1]
		}
	}
	if template.Is(cloud.Map) {
		template = s.eval(template) // Fn::Transform and language extensions may make the text
	}
	text, ok := template.Scalar()
	if !ok {
		if _, unknown := whyUnknown(template); unknown {
			return unknownLike(p, "Fn::Sub", template)
		}
		return s.malformed(p, "Fn::Sub", "its text is a "+template.Kind().String(), "write !Sub text or !Sub [text, {Name: value}]")
	}
	var pieces []*cloud.Value
	for text != "" {
		start := strings.Index(text, "${")
		end := -1
		if start >= 0 {
			end = strings.Index(text[start:], "}")
		}
		if end < 0 {
			pieces = append(pieces, cloud.NewString(p, text))
			break
		}
		name := text[start+2 : start+end]
		pieces = append(pieces, cloud.NewString(p, text[:start]), s.variable(name, variables, p))
		text = text[start+end+1:]
	}
	return s.concat(p, "", pieces)
}

// variable gives the text of ${name} in Fn::Sub; ${!name} stands for ${name} itself.
func (s *stack) variable(name string, variables *cloud.Value, p cloud.Pos) *cloud.Value {
	if literal, ok := strings.CutPrefix(name, "!"); ok {
		return cloud.NewString(p, "${"+literal+"}")
	}
	name = strings.TrimSpace(name)
	if variables.Has(name) {
		return s.eval(variables.Get(name))
	}
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return s.attributeOf(id, attribute, p)
	}
	return s.ref(name, p)
}

func (s *stack) join(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	if arg.Len() != 2 || !arg.Is(cloud.List) {
		return s.malformed(p, "Fn::Join", "it takes a separator and a list", "write !Join [',', [a, b]]")
	}
	separator, ok := s.eval(arg.Items()[0]).Scalar()
	if !ok {
		return s.malformed(p, "Fn::Join", "its separator is not text", "write !Join [',', [a, b]]")
	}
	list := s.eval(arg.Items()[1])
	switch list.Kind() {
	case cloud.List:
		return s.concat(p, separator, s.joinable(list.Items(), separator))
	case cloud.Unknown:
		why, _ := list.Reason()
		name, placed := holeName(why, list.Pos)
		name = fmt.Sprintf("Fn::Join of %s with %q", name, separator)
		return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: name, Reason: why, Placed: placed}}).WithRefs(list.Refs()...)
	case cloud.String, cloud.Number, cloud.Bool:
		return s.concat(p, separator, []*cloud.Value{list}) // a parameter that should have been a list
	}
	return s.malformed(p, "Fn::Join", "it joins a "+list.Kind().String()+", not a list", "write !Join [',', [a, b]]")
}

// joinable is what a join makes of items of which some may not be there: with such an item its
// separator may vanish, too, so that the whole text is one hole.
func (s *stack) joinable(items []*cloud.Value, separator string) []*cloud.Value {
	if separator == "" {
		return items
	}
	for _, item := range items {
		if why, may := mayVanish(item); may {
			name, placed := holeName(why, item.Pos)
			h := &cloud.Hole{Name: "Fn::Join " + name, Reason: why, Placed: placed}
			var refs []cloud.Reference
			for _, other := range items {
				refs = append(refs, other.Refs()...)
			}
			return []*cloud.Value{cloud.NewParts(item.Pos, cloud.Part{Hole: h}).WithRefs(unique(refs)...)}
		}
	}
	return items
}

// mayVanish reports whether a value is an Fn::If whose condition is not known: one of its branches
// may have been AWS::NoValue.
func mayVanish(v *cloud.Value) (cloud.Reason, bool) {
	why, unknown := v.Reason()
	return why, unknown && why.Code == cloud.UnknownCondition
}

// holdsVanishing is mayVanish for a whole tree.
func holdsVanishing(v *cloud.Value) (cloud.Reason, bool) {
	if why, may := mayVanish(v); may {
		return why, true
	}
	for _, item := range v.Items() {
		if why, may := holdsVanishing(item); may {
			return why, true
		}
	}
	for _, f := range v.Fields() {
		if why, may := holdsVanishing(f.Value); may {
			return why, true
		}
	}
	return cloud.Reason{}, false
}

// concat joins texts within the limits.
func (s *stack) concat(p cloud.Pos, separator string, values []*cloud.Value) *cloud.Value {
	size, pieces := len(separator)*len(values), 0
	for _, v := range values {
		size += textSize(v)
		pieces += len(v.Parts()) + len(v.Refs())
	}
	if !s.spend(p, 1+pieces, size) {
		return tooDeep(p)
	}
	return concat(p, separator, values)
}

// textSize is about the number of bytes of a string, holes counted by their names.
func textSize(v *cloud.Value) int {
	size := 0
	for _, part := range v.Parts() {
		size += len(part.Text)
		if part.Hole != nil {
			size += len(part.Hole.Name)
		}
	}
	return size
}

func (s *stack) selectItem(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	if arg.Len() != 2 || !arg.Is(cloud.List) {
		return s.malformed(p, "Fn::Select", "it takes an index and a list", "write !Select [0, !GetAZs '']")
	}
	index, list := s.eval(arg.Items()[0]), s.eval(arg.Items()[1])
	text, ok := index.Scalar()
	if !ok {
		return unknownLike(p, "Fn::Select", index)
	}
	i, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || i < 0 {
		return s.malformed(p, "Fn::Select", fmt.Sprintf("%q is not an index", text), "count from 0")
	}
	if why, unknown := list.Reason(); unknown {
		name, placed := holeName(why, list.Pos)
		name = fmt.Sprintf("item %d of %s", i, name)
		if function, _, _ := intrinsic(arg.Items()[1]); function == "Fn::Split" && !placed {
			name, placed = name+" at "+p.String(), true // text that is split at something else has other items
		}
		return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: name, Reason: why, Placed: placed}}).WithRefs(list.Refs()...)
	}
	if list.HasHoles() {
		return unknownLike(p, "Fn::Select", list)
	}
	if i >= list.Len() || !list.Is(cloud.List) {
		return s.malformed(p, "Fn::Select", fmt.Sprintf("there is no item %d in %s", i, itemsOf(list)), "count from 0")
	}
	for _, before := range list.Items()[:i] {
		if why, may := mayVanish(before); may {
			return cloud.NewUnknown(p, why)
		}
	}
	return list.Items()[i].At(p)
}

func itemsOf(list *cloud.Value) string {
	if list.Is(cloud.List) {
		return fmt.Sprintf("a list of %d", list.Len())
	}
	return "a " + list.Kind().String()
}

// choose evaluates Fn::If. When its condition is not known, it is known only where both branches
// give the same.
func (s *stack) choose(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	if arg.Len() != 3 || !arg.Is(cloud.List) {
		return s.malformed(p, "Fn::If", "it takes a condition and two values", "write !If [Condition, value, other value]")
	}
	items := arg.Items()
	t := s.conditionOf(items[0])
	switch {
	case t.is(true) || s.assumed != "" && items[0].Str() == s.assumed:
		return s.eval(items[1])
	case t.is(false):
		return s.eval(items[2])
	}
	a, b := s.eval(items[1]), s.eval(items[2])
	if same(a, b) {
		return a.At(p)
	}
	if (a == nil || b == nil) && t.why.Code != cloud.UnknownCondition {
		t.why = cloud.Because(cloud.UnknownCondition, t.why.String()) // see mayVanish
	}
	if name := items[0].Str(); name != "" && s.prefix == "" && t.why.Equal(cloud.Because(cloud.UnknownCondition, name)) {
		return cloud.NewChoice(p, name, a, b) // a nested stack has conditions of the same names
	}
	return cloud.NewUnknown(p, t.why)
}

// same reports whether two values are certainly equal.
func same(a, b *cloud.Value) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case cloud.Unknown:
		return false
	case cloud.String:
		ta, _ := a.Canonical()
		tb, _ := b.Canonical()
		return ta == tb
	case cloud.Bool, cloud.Number:
		ta, _ := a.Scalar()
		tb, _ := b.Scalar()
		return ta == tb
	}
	for i, item := range a.Items() {
		if !same(item, b.Items()[i]) {
			return false
		}
	}
	for _, f := range a.Fields() {
		if !b.Has(f.Key) || !same(f.Value, b.Get(f.Key)) {
			return false
		}
	}
	return true
}

// base64 encodes known text. What is encoded from unknown text is as unknown.
func (s *stack) base64(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	v := s.eval(arg)
	if text, ok := v.Scalar(); ok {
		if !s.spend(p, 1, len(text)*4/3) {
			return tooDeep(p)
		}
		return cloud.NewString(p, base64.StdEncoding.EncodeToString([]byte(text)))
	}
	why, ok := whyUnknown(v)
	if !ok {
		return s.malformed(p, "Fn::Base64", "it takes text, not a "+v.Kind().String(), "")
	}
	return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: "Fn::Base64 at " + p.String(), Reason: why}})
}

// importValue gives an output that a stack of this graph exports. One that another stack exports is
// text, outside this source.
func (s *stack) importValue(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	name, ok := s.eval(arg).Canonical()
	if !ok {
		return unknownLike(p, "Fn::ImportValue", s.eval(arg))
	}
	if found := s.exported(name); found != nil {
		if v := found.stack.eval(found.value); v != nil && s.spend(p, count(v), 0) {
			return v.At(p)
		}
	}
	return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: "Fn::ImportValue " + name,
		Reason: cloud.Because(cloud.NotInSource, "the export "+name)}})
}

// stackOutput stands for an output of another stack, which is read from that stack at deployment: text,
// outside this source. Where the stack is (Region, RoleArn) is part of which output it is.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
func (s *stack) stackOutput(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	const function = "Fn::GetStackOutput"
	name := function
	for _, part := range [...]string{"StackName", "OutputName", "Region", "RoleArn"} {
		written := arg.Get(part)
		if written == nil {
			if part == "StackName" || part == "OutputName" {
				return s.malformed(p, function, "it needs StackName and OutputName", "write both below Fn::GetStackOutput")
			}
			continue
		}
		v := s.eval(written)
		if v == nil { // AWS::NoValue
			continue
		}
		text, ok := v.Canonical()
		if !ok {
			return unknownLike(p, function, v)
		}
		name += " " + text
	}
	return cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: name,
		Reason: cloud.Because(cloud.NotInSource, "the stack output"+strings.TrimPrefix(name, function))}})
}

// macro stands for the result of Fn::Transform: what could be included was included before.
func (s *stack) macro(arg *cloud.Value, p cloud.Pos) *cloud.Value {
	if arg.Get("Name").Str() == includeMacro {
		location, _ := s.eval(arg.Path("Parameters", "Location")).Canonical()
		return cloud.NewUnknown(p, cloud.Because(cloud.NotInSource, "the included file "+location))
	}
	return cloud.NewUnknown(p, cloud.Because(cloud.Unresolvable, "macro "+arg.Get("Name").Str(), "it runs in the account"))
}
