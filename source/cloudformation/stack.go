package cloudformation

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// stack evaluates one template with one set of parameters: the root, or a nested stack.
type stack struct {
	*reader
	path       string // of the template's file
	prefix     string // of resource IDs and hole names: "" for the root, "Parent/" below it
	parent     *stack
	of         *declared    // the resource of the parent that nests it
	template   *cloud.Value // includes and loops expanded, SAM transformed
	params     map[string]*cloud.Value
	conditions map[string]truth
	pseudos    map[string]*cloud.Value // pseudo parameters that were asked for
	resources  map[string]*declared
	order      []*declared
	generated  map[string]string // logical ids the SAM transform made: the declared one each came from
	condition  string            // under which a nested stack exists, when that is not known
	incomplete *cloud.Reason     // why resources of the template may be missing
	assumed    string            // a condition that holds, because what is evaluated exists only then
	reveal     bool              // give NoEcho parameters their value: they decide conditions
	err        error
}

// declared is a resource of a stack before its properties are evaluated.
type declared struct {
	stack      *stack
	id         string // logical
	typ        string
	pos        cloud.Pos
	body       *cloud.Value
	unfolded   *cloud.Value // the body as it was before a custom resource was folded into it, or nil
	exists     truth
	condition  string                  // its name
	attributes map[string]*cloud.Value // what Ref ("Ref") and Fn::GetAtt give, once asked
	child      *stack                  // of a nested stack, once asked
	unread     *cloud.Reason           // why the nested stack's template is not read
	reported   bool                    // a problem says so already
}

// qualified is the resource's ID in the graph.
func (d *declared) qualified() string { return d.stack.prefix + d.id }

// read evaluates a template and adds its resources to the graph.
func (s *stack) read(template *cloud.Value) {
	s.prepare(template)
	if s.err != nil {
		return
	}
	for _, d := range s.order {
		if s.exceeded != nil {
			return
		}
		if !d.exists.is(false) {
			s.add(d)
		}
	}
	s.markHidden()
	s.circles()
}

// prepare makes the template ready to be asked: everything but the resources' properties.
func (s *stack) prepare(template *cloud.Value) {
	s.conditions = map[string]truth{}
	s.template = template
	s.checkParameters()
	s.template = s.localCode(s.expand(template))
	s.transform()
	s.conditions = map[string]truth{} // what a loop asked before all conditions were there
	if s.err != nil {
		return
	}
	if !s.template.Get("Resources").Is(cloud.Map) {
		s.err = &cloud.Error{Pos: positionOf(s.template.Get("Resources"), s.template), What: "the template has no Resources section that is a mapping",
			Hint: "declare at least one resource"}
		return
	}
	s.resources = map[string]*declared{}
	for _, f := range s.template.Get("Resources").Fields() {
		s.declare(f)
	}
	s.foldCustom()
}

func (s *stack) declare(f cloud.Field) {
	typ, ok := f.Value.Get("Type").Text()
	switch {
	case f.Value.Is(cloud.Unknown):
		return // an include or loop that could not be expanded, which was noted there
	case !f.Value.Is(cloud.Map):
		s.problem(f.KeyPos, fmt.Sprintf("resource %q is a %s, not a mapping", f.Key, f.Value.Kind()), "give it a Type and Properties")
		return
	case !ok || typ == "":
		s.problem(f.KeyPos, fmt.Sprintf("resource %q has no Type", f.Key), "write for example Type: AWS::SQS::Queue")
		return
	}
	d := &declared{stack: s, id: f.Key, typ: typ, pos: f.KeyPos, body: f.Value, exists: certain(true), attributes: map[string]*cloud.Value{}}
	if c := f.Value.Get("Condition"); c != nil {
		d.condition = c.Str()
		if d.condition == "" {
			d.condition = s.eval(c).Str()
		}
		d.exists = s.conditionOf(c)
	}
	s.resources[f.Key] = d
	s.order = append(s.order, d)
}

// conditionOf decides the Condition attribute of a resource or the first argument of Fn::If: a
// name, which a loop may have computed, or an expression.
func (s *stack) conditionOf(c *cloud.Value) truth {
	if function, _, ok := intrinsic(c); ok && (function == "Fn::Sub" || function == "Fn::Join" || function == "Ref") {
		c = s.eval(c)
	}
	if name, ok := c.Text(); ok {
		return s.conditionAt(name, c.Pos)
	}
	return s.decide(c)
}

// add evaluates a resource and adds it, and what it nests, to the graph.
func (s *stack) add(d *declared) {
	res := &cloud.Resource{
		ID: d.qualified(), Type: d.typ, Name: d.id, Pos: d.pos,
		Account: s.opt.Account, Region: s.opt.Region,
		Path: d.body.Path("Metadata", "aws:cdk:path").Str(),
	}
	if from := s.generated[d.id]; from != d.id {
		res.Generated = from
	}
	if !d.exists.known {
		res.Condition = d.condition
		if res.Condition == "" {
			res.Condition = d.exists.why.String()
		}
	}
	if res.Condition == "" {
		res.Condition = s.condition
	}
	s.within(d, func() {
		res.Properties = s.properties(d)
		res.Attributes = s.attributesOf(d)
	})
	res.ARN, res.Names = s.identity(d)
	if err := s.graph.Add(res); err != nil {
		s.problem(d.pos, err.Error(), "")
	}
	s.nest(d)
}

// within evaluates something of a resource: it counts only if the resource exists, so the
// resource's condition may be taken to hold. Nothing of a secret is revealed.
func (s *stack) within(d *declared, evaluate func()) {
	assumed, revealed := s.assumed, s.reveal
	s.assumed, s.reveal = "", false
	if !d.exists.known {
		s.assumed = d.condition
	}
	evaluate()
	s.assumed, s.reveal = assumed, revealed
}

func (s *stack) properties(d *declared) *cloud.Value {
	raw := d.body.Get("Properties")
	if raw == nil || raw.Is(cloud.Null) {
		return cloud.NewMap(d.pos)
	}
	v := s.eval(raw)
	switch v.Kind() {
	case cloud.Map, cloud.Unknown:
		return v
	case cloud.Absent:
		return cloud.NewMap(d.pos)
	}
	s.problem(raw.Pos, fmt.Sprintf("the properties of %q are a %s, not a mapping", d.id, v.Kind()), "write name: value pairs")
	return cloud.NewUnknown(raw.Pos, cloud.Because(cloud.Unresolvable, "Properties", "they are not a mapping"))
}

// attributesOf collects what the template says of a resource beside its properties. Metadata is
// kept as written: CloudFormation does not evaluate it for its own use.
func (s *stack) attributesOf(d *declared) *cloud.Value {
	var all *cloud.Value
	for _, f := range d.body.Fields() {
		v := f.Value
		switch f.Key {
		case "Type", "Properties", "Condition":
			continue
		case "Metadata", "DependsOn":
		default:
			v = s.eval(v)
		}
		if all == nil {
			all = cloud.NewMap(d.body.Pos)
		}
		if v != nil {
			all.SetAt(f.Key, f.KeyPos, v)
		}
	}
	return all
}

// section returns a section of the template, or nil.
func (s *stack) section(name string) *cloud.Value { return s.template.Get(name) }

// positionOf is the position of the first value that has one.
func positionOf(values ...*cloud.Value) cloud.Pos {
	for _, v := range values {
		if v != nil && !v.Pos.IsZero() {
			return v.Pos
		}
	}
	return cloud.Pos{}
}

// intrinsic splits a call of an intrinsic function, a map with one key, into name and argument.
func intrinsic(v *cloud.Value) (name string, arg *cloud.Value, ok bool) {
	if v.Len() != 1 || !v.Is(cloud.Map) {
		return "", nil, false
	}
	f := v.Fields()[0]
	if f.Key == "Ref" || f.Key == "Condition" || strings.HasPrefix(f.Key, "Fn::") {
		return f.Key, f.Value, true
	}
	return "", nil, false
}
