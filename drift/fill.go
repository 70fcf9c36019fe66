package drift

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// filler replaces holes by what a deployment has made of them.
type filler struct {
	d    *deployment
	live map[string]*cloud.Resource // by the ID of the declared resource
}

// maxDepth bounds the nesting of what is filled and compared.
const maxDepth = 60

func (f filler) value(v *cloud.Value, depth int) *cloud.Value {
	switch {
	case depth > maxDepth || v.Known():
		return v
	case v.Is(cloud.String):
		return f.text(v)
	case v.Is(cloud.List):
		list := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(f.value(item, depth+1))
		}
		return list
	case v.Is(cloud.Map):
		m := cloud.NewMap(v.Pos)
		for _, field := range v.Fields() {
			m.SetAt(field.Key, field.KeyPos, f.value(field.Value, depth+1))
		}
		return m
	}
	return v
}

func (f filler) text(v *cloud.Value) *cloud.Value {
	if !v.HasHoles() {
		return v
	}
	var parts []cloud.Part
	changed := false
	for _, p := range v.Parts() {
		if filled := f.hole(p.Hole); filled != nil {
			parts, changed = append(parts, filled...), true
			continue
		}
		parts = append(parts, p)
	}
	if !changed {
		return v
	}
	return cloud.NewParts(v.Pos, parts...)
}

// hole gives what fills a hole, or nil when nobody knows.
func (f filler) hole(h *cloud.Hole) []cloud.Part {
	if h == nil {
		return nil
	}
	if h.Ref != nil {
		if live := f.live[h.Ref.Resource]; live != nil {
			return attribute(live, h.Ref.Attribute)
		}
		return nil
	}
	text := ""
	switch h.Name {
	case "AWS::StackName":
		text = f.d.stack.Name
	case "AWS::AccountId":
		text = f.d.stack.Account
	case "AWS::Region":
		text = f.d.stack.Region
	case "AWS::Partition":
		text = partition(f.d.stack.Region)
	}
	if text == "" {
		return nil
	}
	return []cloud.Part{{Text: text}}
}

// partition is that of a region.
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
func partition(region string) string {
	switch {
	case region == "":
		return ""
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.Contains(region, "-iso") || strings.HasPrefix(region, "eusc-"):
		return "" // of several kinds
	}
	return "aws"
}

// attribute is what Ref or Fn::GetAtt gives of a running resource, as far as that is certain.
func attribute(live *cloud.Resource, name string) []cloud.Part {
	published := schema.Lookup(live.Type)
	var v *cloud.Value
	switch {
	case published == nil:
	case name == "Arn":
		v = live.ARN
	case name == "Ref" && len(published.Ref) == 1:
		if v = live.Properties.Get(published.Ref[0]); v == nil && strings.HasSuffix(published.Ref[0], "Arn") && published.ARN == "${"+published.Ref[0]+"}" {
			v = live.ARN
		}
	default:
		v = live.Properties.Get(name)
	}
	if _, ok := v.Text(); !ok {
		return nil
	}
	return v.Parts()
}
