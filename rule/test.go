package rule

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/haechi-dev/haechi/cloud"
)

// Test is a test case of a rule file.
type Test struct {
	Name   string
	Expect Verdict
	At     string // expected Result.Path, "" for any
	Pos    cloud.Pos

	on        string       // type of self
	given     *cloud.Value // properties of self
	meta      *cloud.Value // attributes of self, or nil
	account   string       // of self, or ""
	region    string       // of self, or ""
	condition string       // name of the undecided condition under which self exists, or ""
	with      []*cloud.Resource
	unread    []string
}

// testSelf is the id of the resource under test, for !Ref in `with`.
const testSelf = "Self"

// RunTest evaluates the rule on the test's resources and reports the first difference from what
// the test expects. With `each`, a failing item outweighs an unknown one, and that a passing one.
func (r *Rule) RunTest(t Test, opt Options) error {
	g := cloud.NewGraph()
	self := &cloud.Resource{ID: testSelf, Type: t.on, Name: testSelf, Properties: t.given, Attributes: t.meta, Condition: t.condition, Account: t.account, Region: t.region, Pos: t.Pos}
	for _, res := range append([]*cloud.Resource{self}, t.with...) {
		if err := g.Add(res); err != nil {
			return err
		}
	}
	for _, typ := range t.unread {
		g.MarkUnread(typ, cloud.Because(cloud.NotRead, typ, "eu-west-1", "denied"))
	}
	results, err := r.Evaluate(g, self, opt)
	if err != nil {
		return err
	}
	worst := Result{}
	for _, res := range results {
		if rank(res.Verdict) > rank(worst.Verdict) {
			worst = res
		}
	}
	if worst.Verdict != t.Expect {
		why := ""
		for _, reason := range worst.Reasons {
			why += ": " + reason.String()
		}
		return &cloud.Error{Pos: t.Pos, What: fmt.Sprintf("%s: %q gives %s, want %s%s", r.ID, t.Name, worst.Verdict, t.Expect, why)}
	}
	if t.At != "" && worst.Path != t.At {
		return &cloud.Error{Pos: t.Pos, What: fmt.Sprintf("%s: %q points at %q, want %q", r.ID, t.Name, worst.Path, t.At)}
	}
	return nil
}

func rank(v Verdict) int { return [...]int{NotApplicable: 0, Pass: 1, Unknown: 2, Fail: 3}[v] }

func (d *decoder) tests(n *yaml.Node) []Test {
	var all []Test
	d.items(n, func(n *yaml.Node) {
		t := Test{Pos: d.pos(n), given: cloud.NewMap(d.pos(n))}
		d.fields(n, map[string]func(*yaml.Node){
			"name":      func(n *yaml.Node) { t.Name = d.text(n) },
			"type":      func(n *yaml.Node) { t.on = d.text(n) },
			"given":     func(n *yaml.Node) { t.given = d.given(n, 0) },
			"meta":      func(n *yaml.Node) { t.meta = d.given(n, 0) },
			"condition": func(n *yaml.Node) { t.condition = d.text(n) },
			"account":   func(n *yaml.Node) { t.account = d.text(n) },
			"region":    func(n *yaml.Node) { t.region = d.text(n) },
			"at":        func(n *yaml.Node) { t.At = d.text(n) },
			"unread":    func(n *yaml.Node) { t.unread = d.texts(n) },
			"with": func(n *yaml.Node) {
				d.each(n, func(id string, n *yaml.Node) { t.with = append(t.with, d.resource(id, n)) })
			},
			"expect": func(n *yaml.Node) {
				verdict := map[string]Verdict{"pass": Pass, "fail": Fail, "unknown": Unknown, "skip": NotApplicable}
				v, ok := verdict[d.text(n)]
				if !ok {
					d.mistake(n, fmt.Sprintf("expect %q is none of pass, fail, unknown, skip", n.Value), "skip means that `when` is false")
				}
				t.Expect = v
			},
		}, "name", "expect")
		all = append(all, t)
	})
	return all
}

func (d *decoder) resource(id string, n *yaml.Node) *cloud.Resource {
	r := &cloud.Resource{ID: id, Name: id, Pos: d.pos(n), Properties: cloud.NewMap(d.pos(n))}
	d.fields(n, map[string]func(*yaml.Node){
		"type":       func(n *yaml.Node) { r.Type = d.text(n) },
		"properties": func(n *yaml.Node) { r.Properties = d.given(n, 0) },
		"condition":  func(n *yaml.Node) { r.Condition = d.text(n) },
		"account":    func(n *yaml.Node) { r.Account = d.text(n) },
		"region":     func(n *yaml.Node) { r.Region = d.text(n) },
		"meta":       func(n *yaml.Node) { r.Attributes = d.given(n, 0) },
	}, "type")
	return r
}

// Limits of the properties in a file: their nesting, and how many there are.
const (
	maxGiven  = 60
	maxValues = 100_000
)

// given reads properties as a source would deliver them. Tags stand for what a source cannot
// know: !Unknown, !Ref Id and !GetAtt Id.Attribute (a text only the deployment knows, recorded as
// a reference), !Sub "text with ${Id}, ${Id.Attribute} or ${AnyName}".
func (d *decoder) given(n *yaml.Node, depth int) *cloud.Value {
	p := d.pos(n)
	switch d.values++; {
	case d.values == maxValues:
		d.mistake(n, "the file says too much", "aliases inside aliases grow fast")
		fallthrough
	case d.values > maxValues:
		return cloud.NewNull(p)
	case depth > maxGiven:
		d.mistake(n, "nested too deeply", "")
		d.values = max(d.values, maxValues) // one mistake is enough
		return cloud.NewNull(p)
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return d.given(n.Alias, depth+1)
	case n.Tag == "!Unknown":
		reason := n.Value
		if reason == "" {
			reason = "the test"
		}
		return cloud.NewUnknown(p, cloud.Because(cloud.AtDeployment, reason))
	case n.Tag == "!Ref", n.Tag == "!GetAtt":
		return cloud.NewParts(p, hole(n.Value))
	case n.Tag == "!Sub":
		return cloud.NewParts(p, holes(n.Value)...)
	case strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!"):
		d.mistake(n, "unknown tag "+n.Tag, "known tags: !Unknown, !Ref, !GetAtt, !Sub")
		return cloud.NewNull(p)
	}
	switch n.Kind {
	case yaml.SequenceNode:
		list := cloud.NewList(p)
		for _, item := range n.Content {
			list.Append(d.given(item, depth+1))
		}
		return list
	case yaml.MappingNode:
		m := cloud.NewMap(p)
		d.each(n, func(key string, value *yaml.Node) { m.SetAt(key, d.pos(value), d.given(value, depth+1)) })
		return m
	}
	return d.scalar(n, p)
}

func (d *decoder) scalar(n *yaml.Node, p cloud.Pos) *cloud.Value {
	switch n.ShortTag() {
	case "!!null":
		return cloud.NewNull(p)
	case "!!bool":
		return cloud.NewBool(p, strings.EqualFold(n.Value, "true"))
	case "!!int", "!!float":
		if v := cloud.NewNumber(p, n.Value); v.Is(cloud.Number) {
			if _, ok := v.Number(); ok {
				return v
			}
		}
	}
	return cloud.NewString(p, n.Value)
}

func holes(text string) []cloud.Part {
	var parts []cloud.Part
	for {
		before, rest, found := strings.Cut(text, "${")
		parts = append(parts, cloud.Part{Text: before})
		if !found {
			return parts
		}
		name, after, _ := strings.Cut(rest, "}")
		parts = append(parts, hole(name))
		text = after
	}
}

// hole is the text of a reference: Id, Id.Attribute or AWS::Name.
func hole(name string) cloud.Part {
	h := &cloud.Hole{Name: name, Reason: cloud.Because(cloud.AtDeployment, name)}
	switch id, attribute, dotted := strings.Cut(name, "."); {
	case strings.HasPrefix(name, "AWS::"):
	case dotted:
		h.Ref = &cloud.Reference{Resource: id, Attribute: attribute}
	case strings.HasPrefix(name, "Param"):
		h.Reason = cloud.Because(cloud.NoParameterValue, name)
	default:
		h.Ref = &cloud.Reference{Resource: name, Attribute: "Ref"}
	}
	return cloud.Part{Hole: h}
}
