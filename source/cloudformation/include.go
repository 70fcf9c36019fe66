package cloudformation

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// includeMacro is the macro that puts the content of a file into the template
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html).
const includeMacro = "AWS::Include"

// sectionDepth is how deep a macro stands when it adds whole resources: in the template itself,
// in a section, or in a resource.
const sectionDepth = 2

// include replaces every use of AWS::Include that names a local file by the content of the file.
// The content keeps its own positions: that file is what a user would change. depth counts the
// maps above v.
func (s *stack) include(v *cloud.Value, depth int) *cloud.Value {
	switch v.Kind() {
	case cloud.List:
		for i, item := range v.Items() {
			if replacement := s.include(item, depth+1); replacement != item {
				items := append([]*cloud.Value(nil), v.Items()...)
				items[i] = replacement
				for j := i + 1; j < len(items); j++ {
					items[j] = s.include(items[j], depth+1)
				}
				return cloud.NewList(v.Pos, items...)
			}
		}
	case cloud.Map:
		out := s.includeInMap(v, depth)
		if call := out.Get("Fn::Transform"); call != nil {
			return s.includeCall(out, call, depth)
		}
		return out
	}
	return v
}

func (s *stack) includeInMap(v *cloud.Value, depth int) *cloud.Value {
	var out *cloud.Value
	for _, f := range v.Fields() {
		replacement := s.include(f.Value, depth+1)
		if replacement == f.Value {
			continue
		}
		if out == nil {
			out = replaced(v, f.Key, replacement)
		} else {
			out.SetAt(f.Key, f.KeyPos, replacement)
		}
	}
	if out == nil {
		return v
	}
	return out
}

// includeCall expands one Fn::Transform in the map v.
func (s *stack) includeCall(v, call *cloud.Value, depth int) *cloud.Value {
	content, why := s.included(call)
	switch {
	case content != nil && v.Len() == 1:
		return content
	case content.Is(cloud.Map):
		return merged(replaced(v, "Fn::Transform", nil), content)
	case content != nil:
		s.problem(call.Pos, "the included file is a "+content.Kind().String()+" and cannot be put among other keys", "include a mapping")
		why = cloud.Because(cloud.Unresolvable, includeMacro, "the included file is not a mapping")
	case v.Len() == 1 && depth > sectionDepth:
		return v // its evaluation tells why it is not known
	}
	if depth > sectionDepth {
		return cloud.NewUnknown(v.Pos, why)
	}
	s.lacks(cloud.AnyType, why)
	return replaced(v, "Fn::Transform", nil)
}

// included reads the file that a call of AWS::Include names, or tells why it cannot.
func (s *stack) included(call *cloud.Value) (*cloud.Value, cloud.Reason) {
	name := call.Get("Name").Str()
	if name != includeMacro {
		return nil, cloud.Because(cloud.Unresolvable, "macro "+name, "it runs in the account")
	}
	location := s.eval(call.Path("Parameters", "Location"))
	text, ok := location.Text()
	if !ok {
		if why, unknown := whyUnknown(location); unknown {
			return nil, why
		}
		return nil, cloud.Because(cloud.Unresolvable, includeMacro, "it has no Location")
	}
	if isRemote(text) {
		return nil, cloud.Because(cloud.NotInSource, "the included file "+text)
	}
	content, err := s.load(s.beside(text))
	if err != nil {
		s.reportError(call.Pos, "cannot include "+text, err)
		return nil, cloud.Because(cloud.NotInSource, "the included file "+text)
	}
	if !s.spend(call.Pos, count(content), 0) {
		return tooDeep(call.Pos), cloud.Reason{}
	}
	return content, cloud.Reason{}
}

// merged adds the fields of content to those of m.
func merged(m, content *cloud.Value) *cloud.Value {
	for _, f := range content.Fields() {
		if !m.Has(f.Key) {
			m.SetAt(f.Key, f.KeyPos, f.Value)
		} else if there := m.Get(f.Key); there.Is(cloud.Map) && f.Value.Is(cloud.Map) {
			m.Set(f.Key, merged(replaced(there, "", nil), f.Value))
		}
	}
	return m
}

// topTransforms does what the Transform section asks for, except SAM: it includes files and
// notes the macros that only the account can run.
func (s *stack) topTransforms(template *cloud.Value) *cloud.Value {
	for _, t := range transforms(template) {
		name := t.Str()
		if t.Is(cloud.Map) {
			name = t.Get("Name").Str()
		}
		switch {
		case name == includeMacro:
			content, why := s.included(t)
			if content.Is(cloud.Map) {
				template = merged(replaced(template, "", nil), content)
			} else {
				s.lacks(cloud.AnyType, why)
			}
		case name != "" && !strings.HasPrefix(name, "AWS::"):
			s.lacks(cloud.AnyType, cloud.Because(cloud.Unresolvable, "macro "+name, "it runs in the account"))
		}
	}
	return template
}

// lacks notes that resources of a type are missing, and that names which are not found may be
// declared in what is missing.
func (s *stack) lacks(typ string, why cloud.Reason) {
	s.graph.MarkUnread(typ, why)
	if s.incomplete == nil {
		s.incomplete = &why
	}
}

// count is the number of values in a tree.
func count(v *cloud.Value) int {
	n := 1
	for _, item := range v.Items() {
		n += count(item)
	}
	for _, f := range v.Fields() {
		n += count(f.Value)
	}
	return n
}
