package sam

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// manageKey marks an API whose definition is made of the events of its functions.
const manageKey = "__MANAGE_SWAGGER"

// apiState is what the APIs of one translation share.
//
// The properties of APIs are kept a second time as values of Python 2.7: the ids of deployments
// depend on the order in which that would have printed the definitions, so every change of a
// definition is made there. For the same reason resources and events of a template with a REST API
// are visited in the order of its dictionaries instead of that of the template.
type apiState struct {
	properties map[string]*py27.Value // logical id of an API → its properties
	globals    *py27.Value            // Globals, before they are merged
	resources  *py27.Value            // the logical ids of the template, as keys
	events     map[string]*py27.Value // logical id of a function or state machine → names of its events, as keys
	filledIn   map[*cloud.Value]bool  // texts in events that the transform wrote itself
	legacy     bool                   // whether the order is that of Python 2.7
	plan       sharedPlan
	records    map[string]*resource // groups of record sets by logical id
}

// addDefaultDefinitions gives a definition to the APIs that have none.
func addDefaultDefinitions(t *translation) error {
	a := &t.apis
	a.legacy = hasRestAPI(t.resources) || hasDefaultAuthorizer(t)
	a.properties, a.events = map[string]*py27.Value{}, map[string]*py27.Value{}
	a.records, a.filledIn = map[string]*resource{}, map[*cloud.Value]bool{}
	a.globals = py27.FromCloud(t.template.Get("Globals"))
	a.resources = a.newOrder()
	for _, f := range t.resources.Fields() {
		a.resources.Set(f.Key, py27.NewNone(f.KeyPos))
	}
	for _, f := range t.resources.Fields() {
		properties := f.Value.Get("Properties")
		typ := f.Value.Get("Type").Str()
		if typ != prefix+"Api" && typ != prefix+"HttpApi" || properties != nil && !properties.Is(cloud.Map) {
			continue
		}
		p := py27.FromCloud(properties)
		if p == nil {
			p = py27.NewDict(f.KeyPos)
		}
		a.properties[f.Key] = p
		if p.Get("DefinitionBody").Truthy() || p.Get("DefinitionUri").Truthy() {
			continue
		}
		properties.Delete("DefinitionBody") // an empty one, of whatever type, counts as left out
		if typ == prefix+"Api" {
			manage(p, openapi.EmptySwagger(f.KeyPos))
		} else {
			manage(p, openapi.EmptyOpenAPI(f.KeyPos))
		}
	}
	return nil
}

func manage(properties, definition *py27.Value) {
	properties.Set("DefinitionBody", definition).Set(manageKey, py27.NewBool(definition.Pos, true))
}

func (a *apiState) newOrder() *py27.Value {
	if a.legacy {
		return py27.NewDict(cloud.Pos{})
	}
	return py27.NewOrdered(cloud.Pos{})
}

// hasRestAPI reports whether the template has a REST API, of its own or by an event.
func hasRestAPI(resources *cloud.Value) bool {
	for _, f := range resources.Fields() {
		switch f.Value.Get("Type").Str() {
		case prefix + "Api":
			return true
		case prefix + "Function", prefix + "StateMachine":
			if hasEvent(f.Value, "Api") {
				return true
			}
		}
	}
	return false
}

func hasEvent(resource *cloud.Value, typ string) bool {
	for _, event := range resource.Path("Properties", "Events").Fields() {
		if event.Value.Get("Type").Str() == typ {
			return true
		}
	}
	return false
}

// hasDefaultAuthorizer reports whether the template has an HTTP API with a default authoriser.
func hasDefaultAuthorizer(t *translation) bool {
	global := truthy(t.template.Path("Globals", "HttpApi", "Auth", "DefaultAuthorizer"))
	for _, f := range t.resources.Fields() {
		switch f.Value.Get("Type").Str() {
		case prefix + "HttpApi":
			if global || truthy(f.Value.Path("Properties", "Auth", "DefaultAuthorizer")) {
				return true
			}
		case prefix + "Function":
			if global && hasEvent(f.Value, "HttpApi") {
				return true
			}
		}
	}
	return false
}

// apiProperties returns the properties of an API, or of another resource taken for one.
func (t *translation) apiProperties(id string) *py27.Value {
	if p := t.apis.properties[id]; p != nil {
		return p
	}
	return py27.FromCloud(t.resources.Path(id, "Properties"))
}

// eventKey makes a key of a text in an event.
func (t *translation) eventKey(v *cloud.Value) py27.Key {
	return py27.Key{Text: v.Str(), Unicode: !t.apis.filledIn[v], Pos: v.Pos}
}

// resourceOrder gives the logical ids of all resources in the order of translation.
func (t *translation) resourceOrder() []string {
	added := t.apis.newOrder()
	for _, f := range t.resources.Fields() {
		if !t.apis.resources.Has(f.Key) {
			added.Set(f.Key, py27.NewNone(f.KeyPos))
		}
	}
	if added.Len() > 0 {
		t.apis.resources.Update(added)
	}
	return slices.DeleteFunc(t.apis.resources.Keys(), func(id string) bool { return !t.resources.Has(id) })
}

// eventOrder gives the names of the events of a function or state machine in the order of
// translation.
func (t *translation) eventOrder(id string, events *cloud.Value) []string {
	if order := t.apis.events[id]; order != nil {
		return order.Keys()
	}
	return events.Keys()
}
