package cloudformation

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// stackType is the type of a nested stack. The SAM transform makes it of AWS::Serverless::Application, too.
const stackType = "AWS::CloudFormation::Stack"

// nest adds the resources of a nested stack to the graph, or notes why they are not read.
func (s *stack) nest(d *declared) {
	if d.typ != stackType {
		return
	}
	child := s.childOf(d)
	if child == nil {
		s.hide(d)
		return
	}
	for _, inner := range child.order {
		if s.exceeded != nil {
			return
		}
		if !inner.exists.is(false) {
			child.add(inner)
		}
	}
}

// output gives an output of a nested stack.
func (s *stack) output(d *declared, name string) *cloud.Value {
	child := s.childOf(d)
	if child == nil {
		return nil
	}
	declared := child.section("Outputs").Get(name)
	if declared == nil {
		if child.incomplete != nil {
			return cloud.NewUnknown(d.pos, *child.incomplete)
		}
		return s.malformed(d.pos, "Fn::GetAtt", fmt.Sprintf("the nested stack %s has no output %s", d.id, name), "add it to the Outputs of "+child.path)
	}
	if c := declared.Get("Condition"); c != nil {
		if t := child.conditionOf(c); t.is(false) {
			return cloud.NewUnknown(d.pos, cloud.Because(cloud.NotInSource, "the output "+name+" of "+d.id))
		}
	}
	v := child.eval(declared.Get("Value"))
	if v == nil || !s.spend(d.pos, count(v), 0) {
		return nil
	}
	return v
}

// childOf reads the template of a nested stack, once. It returns nil where that is not possible;
// d.unread says why.
func (s *stack) childOf(d *declared) *stack {
	if d.child != nil || d.unread != nil {
		return d.child
	}
	why := cloud.Because(cloud.Unresolvable, "nested stack "+d.qualified(), "it nests itself")
	d.unread = &why // while it is being read
	path := ""
	s.within(d, func() { path, why = s.templateOf(d) })
	d.unread = &why
	if path == "" {
		return nil
	}
	refuse := func(p cloud.Pos, what string, err error) *stack {
		s.reportError(p, what, err)
		why := cloud.Because(cloud.Unresolvable, "nested stack "+d.qualified(), what)
		d.unread, d.reported = &why, true
		return nil
	}
	for up := s; up != nil; up = up.parent {
		if sameFile(up.path, path) {
			return refuse(d.pos, fmt.Sprintf("nested stack %q leads back to %s", d.id, up.path), nil)
		}
	}
	if s.stacks++; s.stacks > maxStacks {
		s.exceed(d.pos, fmt.Sprintf("more than %d nested stacks", maxStacks))
		return nil
	}
	template, err := s.load(path)
	if err == nil && !isTemplate(template) {
		err = &cloud.Error{Pos: template.Pos, What: "file is not a template", Err: ErrNotTemplate}
	}
	if err != nil {
		return refuse(d.pos, fmt.Sprintf("nested stack %q cannot be read", d.id), err)
	}
	child := &stack{reader: s.reader, path: path, prefix: d.qualified() + "/", parent: s, of: d}
	s.within(d, func() { child.params = s.passed(d) })
	if !d.exists.known {
		child.condition = d.condition
	}
	if s.condition != "" {
		child.condition = s.condition
	}
	d.child, d.unread = child, nil // its parameters may ask for it while it is prepared
	child.prepare(template)
	if child.err != nil {
		d.child = nil
		return refuse(d.pos, fmt.Sprintf("nested stack %q cannot be read", d.id), child.err)
	}
	return child
}

// templateOf gives the path of a nested stack's local template, or why there is none.
func (s *stack) templateOf(d *declared) (path string, why cloud.Reason) {
	// The CDK writes the name of the file in the cloud assembly beside the URL it will have.
	if asset := d.body.Path("Metadata", "aws:asset:path").Str(); asset != "" && d.body.Path("Metadata", "aws:asset:property").Str() == "TemplateURL" {
		return s.beside(asset), cloud.Reason{}
	}
	location := s.eval(d.body.Path("Properties", "TemplateURL"))
	text, ok := location.Text()
	if !ok || text == "" {
		if why, unknown := whyUnknown(location); unknown {
			return "", why
		}
		return "", cloud.Because(cloud.NotInSource, "the template of "+d.qualified())
	}
	if isRemote(text) {
		return "", cloud.Because(cloud.NotInSource, "the template "+text)
	}
	return s.beside(strings.TrimPrefix(text, "file:")), cloud.Reason{}
}

// passed evaluates the parameters that a stack passes to a nested one.
func (s *stack) passed(d *declared) map[string]*cloud.Value {
	values := map[string]*cloud.Value{}
	all := s.eval(d.body.Path("Properties", "Parameters"))
	for _, f := range all.Fields() {
		values[f.Key] = f.Value
	}
	return values
}

func sameFile(a, b string) bool {
	resolve := func(path string) string {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if abs, err := filepath.Abs(path); err == nil {
			return abs
		}
		return path
	}
	return a == b || resolve(a) == resolve(b)
}

// reportError notes an error that has its own place and hint, or is put at p.
func (s *stack) reportError(p cloud.Pos, what string, err error) {
	s.report(&cloud.Error{Pos: p, What: what, Err: err})
}
