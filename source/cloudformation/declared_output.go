package cloudformation

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// allOutputs are the outputs that a template and those below it declare, for rules about them. They
// are no resources of the graph. A template that is nested twice declares them once.
func (s *stack) allOutputs(seen map[string]bool) []*cloud.Resource {
	if seen[s.path] {
		return nil
	}
	seen[s.path] = true
	all := s.declaredOutputs()
	for _, d := range s.order {
		if d.child != nil {
			all = append(all, d.child.allOutputs(seen)...)
		}
	}
	return all
}

func (s *stack) declaredOutputs() []*cloud.Resource {
	var all []*cloud.Resource
	for _, f := range s.section("Outputs").Fields() {
		value := f.Value.Get("Value")
		if value == nil || f.Value.Has("Condition") && s.conditionOf(f.Value.Get("Condition")).is(false) {
			continue
		}
		properties := cloud.NewMap(f.Value.Pos).SetAt("Name", f.KeyPos, cloud.NewString(f.KeyPos, f.Key))
		for _, p := range f.Value.Fields() {
			switch p.Key {
			case "Description":
				properties.SetAt(p.Key, p.KeyPos, p.Value)
			case "Value":
				reveals := cloud.NewList(positionOf(value, f.Value))
				s.reveals(value, func(p cloud.Pos, secret string) { reveals.Append(cloud.NewString(p, secret)) })
				properties.SetAt("Reveals", p.KeyPos, reveals)
			}
		}
		all = append(all, &cloud.Resource{ID: s.prefix + "Outputs." + f.Key, Type: schema.Output, Name: f.Key, Properties: properties,
			Account: s.opt.Account, Region: s.opt.Region, Pos: f.KeyPos})
	}
	return all
}

// reveals visits what is secret in an expression: parameters with NoEcho, which hides them nowhere
// but in the parameters themselves
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html),
// dynamic references to secrets, and attributes that are credentials.
func (s *stack) reveals(v *cloud.Value, visit func(cloud.Pos, string)) {
	switch v.Kind() {
	case cloud.String:
		for _, secret := range []string{"{{resolve:secretsmanager:", "{{resolve:ssm-secure:"} {
			if _, after, found := strings.Cut(v.Str(), secret); found {
				name, _, _ := strings.Cut(after, "}}")
				visit(v.Pos, secret+name+"}}")
			}
		}
	case cloud.List:
		for _, item := range v.Items() {
			s.reveals(item, visit)
		}
	case cloud.Map:
		name, arg, ok := intrinsic(v)
		switch {
		case ok && name == "Ref":
			s.revealed(arg.Str(), "", v.Pos, visit)
		case ok && name == "Fn::GetAtt" && arg.Is(cloud.List) && arg.Len() == 2:
			s.revealed(arg.Items()[0].Str(), arg.Items()[1].Str(), v.Pos, visit)
		case ok && name == "Fn::GetAtt":
			id, attribute, _ := strings.Cut(arg.Str(), ".")
			s.revealed(id, attribute, v.Pos, visit)
		case ok && name == "Fn::Sub":
			text := arg
			if arg.Is(cloud.List) && arg.Len() > 0 {
				text = arg.Items()[0]
			}
			for rest := text.Str(); ; {
				_, after, found := strings.Cut(rest, "${")
				inner, tail, closed := strings.Cut(after, "}")
				if !found || !closed {
					break
				}
				id, attribute, _ := strings.Cut(strings.TrimSpace(inner), ".")
				s.revealed(id, attribute, text.Pos, visit)
				rest = tail
			}
		}
		for _, f := range v.Fields() {
			s.reveals(f.Value, visit)
		}
	}
}

// revealed visits a parameter or an attribute of a resource when it is secret.
func (s *stack) revealed(id, attribute string, p cloud.Pos, visit func(cloud.Pos, string)) {
	if decl := s.section("Parameters").Get(id); attribute == "" && decl != nil {
		if isSecret(decl) {
			visit(p, id)
		}
		return
	}
	switch typ := s.section("Resources").Path(id, "Type").Str(); {
	case typ == "AWS::IAM::AccessKey" && attribute == "SecretAccessKey", typ == "AWS::Cognito::UserPoolClient" && attribute == "ClientSecret":
		visit(p, id+"."+attribute)
	}
}
