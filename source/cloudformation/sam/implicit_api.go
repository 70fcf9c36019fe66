package sam

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// implicitKind is one of the two kinds of API that the transform adds by itself.
type implicitKind struct {
	eventType  string // type of the events that add to it
	idProperty string // property of the events that names another API
	typ        string // type of the API
	id         string // its logical id
	http       bool
}

// addImplicitAPIs writes the paths of events into the APIs they belong to, and adds the APIs of
// the events that name none.
func addImplicitAPIs(t *translation) error {
	for _, kind := range []implicitKind{
		{"Api", "RestApiId", prefix + "Api", "ServerlessRestApi", false},
		{"HttpApi", "ApiId", prefix + "HttpApi", "ServerlessHttpApi", true},
	} {
		run := &implicit{translation: t, implicitKind: kind, conditions: map[string]map[string]map[string]string{}}
		if err := run.add(); err != nil {
			return err
		}
	}
	return nil
}

// implicit is the addition of one kind.
type implicit struct {
	*translation
	implicitKind
	conditions        map[string]map[string]map[string]string // API → path → method → condition of the function, or ""
	deletion, replace []string                                // policies of the functions behind the implicit API
}

func (i *implicit) add() error {
	written, existed := i.resources.Field(i.id)
	writtenProperties := i.apis.properties[i.id]
	i.place(i.resources.Pos)
	var invalid InvalidTemplate
	for _, id := range i.resourceOrder() {
		r := i.resources.Get(id)
		typ := r.Get("Type").Str()
		if typ != prefix+"Function" && typ != prefix+"StateMachine" || !r.Path("Properties", "Events").Is(cloud.Map) {
			continue
		}
		if err := i.addEvents(id, r); err != nil {
			if f, ok := err.(*fatal); ok {
				return f.cause
			}
			invalid.Errors = append(invalid.Errors, asError(err))
		}
	}
	i.addCondition()
	i.addPolicies()
	if err := i.wrapPaths(); err != nil {
		return err
	}
	if i.apis.properties[i.id].Path("DefinitionBody", "paths").Len() == 0 {
		i.remove(written, existed, writtenProperties)
	}
	if len(invalid.Errors) > 0 {
		return &invalid
	}
	return nil
}

// place puts the implicit API into the template.
func (i *implicit) place(p cloud.Pos) {
	properties := cloud.NewMap(p)
	typed := py27.NewOrdered(p)
	if i.http {
		manage(typed, openapi.EmptyOpenAPI(p))
	} else {
		properties.Set("StageName", cloud.NewString(p, "Prod"))
		typed.Set("StageName", py27.Text(p, "Prod"))
		manage(typed, openapi.EmptySwagger(p))
	}
	i.resources.SetAt(i.id, p, at(p).object("Type", i.typ, "Properties", properties))
	i.apis.resources.Set(i.id, py27.NewNone(p))
	i.apis.properties[i.id] = typed
}

// remove takes the implicit API out of the template, or puts back a copy of what the user wrote there.
func (i *implicit) remove(written cloud.Field, existed bool, properties *py27.Value) {
	if existed {
		i.resources.SetAt(i.id, written.KeyPos, written.Value)
		i.apis.properties[i.id] = properties.DeepCopy()
		return
	}
	i.resources.Delete(i.id)
	i.apis.resources.Delete(i.id)
	delete(i.apis.properties, i.id)
}

// locate moves the implicit API to the line of its first event.
func (i *implicit) locate(p cloud.Pos) {
	if i.apis.properties[i.id].Path("DefinitionBody", "paths").Len() > 0 {
		return
	}
	tags := i.apis.properties[i.id]
	i.place(p)
	for _, e := range tags.Entries() {
		if !i.apis.properties[i.id].Has(e.Key.Text) {
			i.apis.properties[i.id].SetKey(e.Key, e.Value)
		}
	}
}

// addCondition makes the implicit API depend on the conditions of its functions, when all have one.
func (i *implicit) addCondition() {
	var all []string
	for _, methods := range i.conditions[i.id] {
		for _, condition := range methods {
			all = append(all, condition)
		}
	}
	if condition := i.combine(i.id+"Condition", all); condition != "" {
		api := i.resources.Get(i.id)
		api.Set("Condition", at(api.Pos).text(condition))
	}
}

// combine returns the name of a condition that holds when one of the others does, adding it to the
// template when there are several; "" when one of them is none.
func (i *implicit) combine(name string, conditions []string) string {
	slices.Sort(conditions)
	conditions = slices.Compact(conditions)
	switch {
	case len(conditions) == 0 || conditions[0] == "":
		return ""
	case len(conditions) == 1:
		return conditions[0]
	}
	section := i.template.Get("Conditions")
	if !section.Is(cloud.Map) {
		section = cloud.NewMap(i.template.Pos)
		i.template.Set("Conditions", section)
	}
	for _, part := range anyOf(name, conditions) {
		section.Set(part.name, orOf(section.Pos, part.conditions))
	}
	return name
}

// combination is a condition that holds when one of others does.
type combination struct {
	name       string
	conditions []string
}

// maxOr is the number of conditions that Fn::Or takes
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html).
const maxOr = 10

// anyOf makes the conditions for any number of alternatives; the last of them has the name, those
// before it a number behind the name.
func anyOf(name string, conditions []string) []combination {
	var all []combination
	for n := (len(conditions) - 2) / (maxOr - 1); len(conditions) > 1; n-- {
		part := combination{name: name}
		if n > 0 {
			part.name += itoa(n)
		}
		size := min(maxOr, len(conditions))
		part.conditions = conditions[:size]
		conditions = append(slices.Clone(conditions[size:]), part.name)
		all = append(all, part)
	}
	return all
}

func orOf(p cloud.Pos, conditions []string) *cloud.Value {
	or := cloud.NewList(p)
	for _, condition := range conditions {
		or.Append(at(p).object("Condition", condition))
	}
	return at(p).object("Fn::Or", or)
}

// addPolicies gives the implicit API the most careful policies of its functions.
func (i *implicit) addPolicies() {
	api := i.resources.Get(i.id)
	for _, policy := range []struct {
		name    string
		written []string
		careful []string
	}{
		{"DeletionPolicy", i.deletion, []string{"Retain", "Delete"}},
		{"UpdateReplacePolicy", i.replace, []string{"Retain", "Snapshot", "Delete"}},
	} {
		for _, value := range policy.careful {
			if slices.Contains(policy.written, value) {
				api.Set(policy.name, at(api.Pos).text(value))
				break
			}
		}
	}
}
