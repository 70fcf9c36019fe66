package talks

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// Template is what was read of a template.
type Template struct {
	Graph *cloud.Graph
	// Parameters are what it declares as parameters.
	Parameters []*cloud.Resource
	// Source is the template as it is written: what a policy says in it is said so again.
	Source *cloud.Value
	// Partition is where it will be deployed: "aws".
	Partition string

	raw      map[spot]*cloud.Value   // expressions in policies
	loops    bool                    // an expression may stand for several
	written  map[string]*cloud.Value // expressions by the text of their values
	original map[string]*cloud.Value // values before they were settled, by the text after
	places   []place
}

// place is the ARN of a resource and the expression for it.
type place struct{ text, name string }

// NewTemplate prepares a template for questions.
func NewTemplate(g *cloud.Graph, parameters []*cloud.Resource, source *cloud.Value) *Template {
	t := &Template{Graph: g, Parameters: parameters, Source: source, Partition: "aws", raw: map[spot]*cloud.Value{},
		written: map[string]*cloud.Value{}, original: map[string]*cloud.Value{}}
	for _, r := range g.All() {
		if part := strings.SplitN(iam.Text(r.ARN), ":", 3); len(part) == 3 && part[1] != "" && !strings.Contains(part[1], "\x00") {
			t.Partition = part[1]
			break
		}
	}
	t.index(source, false)
	for _, r := range g.All() {
		t.place(r)
	}
	return t
}

// settle fills the hole of the partition, and remembers how texts were written.
func (t *Template) settle(v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.String:
		settled := v
		if v.HasHoles() {
			parts := append([]cloud.Part(nil), v.Parts()...)
			for i, p := range parts {
				if p.Hole != nil && p.Hole.Name == "AWS::Partition" {
					parts[i] = cloud.Part{Text: t.Partition}
				}
			}
			settled = cloud.NewParts(v.Pos, parts...).WithRefs(v.Refs()...)
		}
		t.remember(iam.Text(settled), v)
		return settled
	case cloud.List:
		all := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			all.Append(t.settle(item))
		}
		return all
	case cloud.Map:
		all := cloud.NewMap(v.Pos)
		for _, f := range v.Fields() {
			all.SetAt(f.Key, f.KeyPos, t.settle(f.Value))
		}
		return all
	}
	return v
}
