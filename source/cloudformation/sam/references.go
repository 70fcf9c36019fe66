package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// referable gives, for a SAM type, the names by which templates refer to generated resources, as in
// !Ref MyFunction.Alias, and the types of these.
func referable(typ string) [][2]string {
	switch strings.TrimPrefix(typ, prefix) {
	case "Function":
		return [][2]string{{"Alias", "AWS::Lambda::Alias"}, {"Version", "AWS::Lambda::Version"},
			{"DestinationTopic", "AWS::SNS::Topic"}, {"DestinationQueue", "AWS::SQS::Queue"}}
	case "Api":
		return [][2]string{{"Stage", "AWS::ApiGateway::Stage"}, {"Deployment", "AWS::ApiGateway::Deployment"},
			{"DomainName", "AWS::ApiGateway::DomainName"}, {"DomainNameV2", "AWS::ApiGateway::DomainNameV2"},
			{"UsagePlan", "AWS::ApiGateway::UsagePlan"}, {"UsagePlanKey", "AWS::ApiGateway::UsagePlanKey"},
			{"ApiKey", "AWS::ApiGateway::ApiKey"}}
	case "HttpApi", "WebSocketApi":
		return [][2]string{{"Stage", "AWS::ApiGatewayV2::Stage"}, {"DomainName", "AWS::ApiGatewayV2::DomainName"}}
	}
	return nil
}

// refer notes what can be referred to of the resources a macro made.
func (t *translation) refer(m *macro, made []*resource) {
	for _, name := range referable(m.typ) {
		for _, r := range made {
			if r.typ != name[1] {
				continue
			}
			if t.references[m.newID] == nil {
				t.references[m.newID] = map[string]string{}
			}
			t.references[m.newID][name[0]] = r.id
		}
	}
}

// rewriteReferences makes the references of the output name what the transform has generated: changed
// logical ids, and resources referred to by name. A reference that names neither stays.
func (t *translation) rewriteReferences() {
	if len(t.renamed) == 0 && len(t.references) == 0 {
		return
	}
	// The change of a reference never fails.
	_, _ = walk(t.output, func(v *cloud.Value) (*cloud.Value, bool, error) {
		t.rewriteDependsOn(v)
		if !v.Is(cloud.Map) || v.Len() != 1 {
			return v, false, nil
		}
		switch f := v.Fields()[0]; f.Key {
		case "Ref":
			if id, ok := f.Value.Text(); ok {
				if changed := t.rewriteRef(id); changed != id {
					v.Set("Ref", at(f.Value.Pos).text(changed))
				}
			}
		case "Fn::GetAtt":
			t.rewriteGetAtt(v, f.Value)
		case "Fn::Sub":
			return v, false, subAll(v, t.rewriteVariable)
		}
		return v, false, nil
	})
}

func (t *translation) rewriteDependsOn(v *cloud.Value) {
	dependsOn := v.Get("DependsOn")
	if to := t.renamed[dependsOn.Str()]; to != "" {
		v.Set("DependsOn", at(dependsOn.Pos).text(to))
	}
	for i, item := range dependsOn.Items() {
		if to := t.renamed[item.Str()]; to != "" {
			dependsOn.Items()[i] = at(item.Pos).text(to)
		}
	}
}

func (t *translation) rewriteRef(id string) string {
	id, name, found := strings.Cut(id, ".")
	if !found {
		if to := t.renamed[id]; to != "" {
			return to
		}
		return id
	}
	if to := t.references[id][name]; to != "" {
		return to
	}
	return id + "." + name
}

func (t *translation) rewriteGetAtt(v, argument *cloud.Value) {
	var parts []string
	for _, item := range argument.Items() {
		part, ok := item.Text()
		if !ok {
			return
		}
		parts = append(parts, part)
	}
	if len(parts) < 2 {
		return
	}
	parts = strings.Split(strings.Join(parts, "."), ".")
	p := at(argument.Pos)
	if to := t.renamed[parts[0]]; to != "" {
		parts[0] = to
		v.Set("Fn::GetAtt", p.texts(parts...))
	}
	if to := t.references[parts[0]][parts[1]]; to != "" {
		v.Set("Fn::GetAtt", p.texts(append([]string{to}, parts[2:]...)...))
	}
}

func (t *translation) rewriteVariable(_ cloud.Pos, whole, name string) (string, error) {
	id, rest, dotted := strings.Cut(name, ".")
	if to := t.renamed[id]; to != "" {
		return strings.ReplaceAll(whole, id, to), nil
	}
	if !dotted {
		return whole, nil
	}
	second, _, _ := strings.Cut(rest, ".")
	if to := t.references[id][second]; to != "" {
		return strings.ReplaceAll(whole, id+"."+second, to), nil
	}
	return whole, nil
}
