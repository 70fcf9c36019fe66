package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// orderBehind makes a resource that needs the policy from the start wait for it.
func (l *link) orderBehind(policy *resource) {
	switch l.profile.Get("DependedBy").Str() {
	case "SOURCE":
		l.addDependsOn(l.from.id, policy.id)
	case "DESTINATION_EVENT_SOURCE_MAPPING":
		// With several mappings between the two, which CloudFormation refuses, none waits.
		if mappings := l.eventSourceMappings(l.from.id, l.to.id); len(mappings) == 1 {
			l.addDependsOn(mappings[0], policy.id)
		}
	}
}

// eventSourceMappings are the logical ids of the mappings from a source to a function.
func (t *translation) eventSourceMappings(source, function string) []string {
	var ids []string
	for _, f := range t.made.Fields() {
		if f.Value.Get("Type").Str() != "AWS::Lambda::EventSourceMapping" || source == "" || function == "" {
			continue
		}
		properties := f.Value.Get("Properties")
		if referredID(properties.Get("FunctionName")) == function && referredID(properties.Get("EventSourceArn")) == source {
			ids = append(ids, f.Key)
		}
	}
	return ids
}

// addDependsOn makes one resource of the output depend on another.
func (t *translation) addDependsOn(id, on string) {
	if r := t.made.Get(id); r.Len() > 0 && r.Get("DependsOn").Len() <= maxResources {
		t.setDependsOn(id, appendNew(dependencies(r), at(r.Pos).text(on)))
	}
}

// replaceDependsOn makes what depends on a connector depend on the resources made for it.
func (t *translation) replaceDependsOn(id string, made []*resource) {
	for _, f := range t.made.Fields() {
		if f.Value.Get("DependsOn").Len() > maxResources {
			continue // cannot be right
		}
		replaced := dependencies(f.Value)
		for i, item := range replaced {
			if item.Str() != id || !item.Is(cloud.String) {
				continue
			}
			replaced = append(replaced[:i], replaced[i+1:]...)
			for _, r := range made {
				replaced = appendNew(replaced, at(item.Pos).text(r.id))
			}
			t.setDependsOn(f.Key, replaced)
			break // the service replaces the first only
		}
	}
}

// dependencies is a copy of what a resource depends on, which may be written as one text.
func dependencies(r *cloud.Value) []*cloud.Value {
	dependsOn := r.Get("DependsOn")
	if dependsOn == nil || dependsOn.Is(cloud.List) {
		return append([]*cloud.Value(nil), dependsOn.Items()...)
	}
	return []*cloud.Value{dependsOn}
}

func appendNew(list []*cloud.Value, v *cloud.Value) []*cloud.Value {
	for _, item := range list {
		if equal(item, v) {
			return list
		}
	}
	return append(list, v)
}

// setDependsOn changes a copy: the resource may be the one of the SAM template.
func (t *translation) setDependsOn(id string, dependsOn []*cloud.Value) {
	f, _ := t.made.Field(id)
	changed := cloud.NewMap(f.Value.Pos)
	for _, attribute := range f.Value.Fields() {
		changed.SetAt(attribute.Key, attribute.KeyPos, attribute.Value)
	}
	changed.Set("DependsOn", cloud.NewList(f.Value.Pos, dependsOn...))
	t.made.SetAt(id, f.KeyPos, changed)
}
