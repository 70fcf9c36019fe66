package cloudformation

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// allParameters are the parameters that a template and those below it declare, for rules about
// their declarations. They are no resources of the graph: nothing is made of them. A template that
// is nested twice declares them once.
func (s *stack) allParameters(seen map[string]bool) []*cloud.Resource {
	if seen[s.path] {
		return nil
	}
	seen[s.path] = true
	all := s.declaredParameters()
	for _, d := range s.order {
		if d.child != nil {
			all = append(all, d.child.allParameters(seen)...)
		}
	}
	return all
}

func (s *stack) declaredParameters() []*cloud.Resource {
	var all []*cloud.Resource
	for _, f := range s.section("Parameters").Fields() {
		if !f.Value.Is(cloud.Map) || !f.Value.Get("Type").Is(cloud.String) {
			continue
		}
		properties := cloud.NewMap(f.Value.Pos).SetAt("Name", f.KeyPos, cloud.NewString(f.KeyPos, f.Key))
		for _, p := range f.Value.Fields() {
			switch p.Key {
			case "Type", "Description":
			case "Default":
				if text, ok := p.Value.Scalar(); ok {
					p.Value = cloud.NewString(p.Value.Pos, text)
				}
			case "NoEcho":
				p.Value = cloud.NewBool(p.Value.Pos, isSecret(f.Value))
			case "AllowedValues":
				list := cloud.NewList(p.Value.Pos)
				for _, item := range p.Value.Items() {
					if text, ok := item.Scalar(); ok {
						list.Append(cloud.NewString(item.Pos, text))
					}
				}
				p.Value = list
			default:
				continue
			}
			properties.SetAt(p.Key, p.KeyPos, p.Value)
		}
		all = append(all, &cloud.Resource{ID: s.prefix + "Parameters." + f.Key, Type: schema.Parameter, Name: f.Key, Properties: properties,
			Account: s.opt.Account, Region: s.opt.Region, Pos: f.KeyPos})
	}
	return all
}
