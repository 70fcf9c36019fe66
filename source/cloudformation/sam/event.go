package sam

import (
	"errors"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// event is one entry of the Events of a function or a state machine.
type event struct {
	*macro            // the resource it belongs to
	eventID    string // logical id: that of the resource, then the name
	name       string // name in Events
	eventType  string
	eventPos   cloud.Pos
	properties *cloud.Value
}

// target is what an event invokes: a function, an alias of it, or a state machine.
type target struct {
	id           string       // logical id
	name         *cloud.Value // value by which permissions and mappings name it
	arn          *cloud.Value
	attributes   *cloud.Value // passed through to what is generated
	condition    *cloud.Value // of the target, or nil
	role         *resource    // role that gets what the event needs, or nil
	stateMachine bool
}

// newEvent reads an event of a function or a state machine; owner is "Function" or "StateMachine".
func (m *macro) newEvent(owner string, f cloud.Field) (*event, error) {
	e := &event{macro: m, eventID: m.id + f.Key, name: f.Key, eventPos: f.KeyPos, eventType: f.Value.Get("Type").Str()}
	if _, known := propertyTables()[owner+"/"+e.eventType]; !known {
		return nil, eventError(f.KeyPos, f.Key, "Resource dict has missing or invalid value for key Type. Event Type is: %s.", shown(f.Value.Get("Type")))
	}
	if !alphanumeric(e.eventID) {
		return nil, resourceError(f.KeyPos, e.eventID, "Logical ids must be alphanumeric.")
	}
	properties, written := f.Value.Field("Properties")
	if written && !properties.Value.Is(cloud.Map) {
		return nil, resourceError(properties.KeyPos, e.eventID, "Properties of a resource must be an object.")
	}
	e.properties = properties.Value
	if !written {
		e.properties = cloud.NewMap(f.KeyPos)
	}
	return e, checkProperties(f.KeyPos, e.eventID, owner+"/"+e.eventType, e.eventType, e.properties)
}

// get returns a property of the event, nil when it is null.
func (e *event) get(name string) *cloud.Value { return given(e.properties.Get(name)) }

// generate starts a resource of the event, with the attributes that the target passes through.
func (e *event) generate(to target, id, typ string) *resource {
	return newResource(e.eventPos, id, typ, to.attributes)
}

// invalid is an error about the event, at the position of v when there is one.
func (e *event) invalid(v *cloud.Value, format string, args ...any) error {
	p := e.eventPos
	if v != nil && !v.Pos.IsZero() {
		p = v.Pos
	}
	return eventError(p, e.name, format, args...)
}

// order is what events are sorted by.
func (e *event) order() string {
	if path, ok := e.properties.Get("Path").Text(); ok {
		return path
	}
	return e.name
}

// eventFailed turns an error about an event into one about the resource.
func (m *macro) eventFailed(err error) error {
	var mistake *cloud.Error
	if errors.As(err, &mistake) && strings.HasPrefix(mistake.What, "Event with id [") {
		return resourceError(mistake.Pos, m.id, "%s", mistake.What)
	}
	return err
}

// nameFunctionsOf notes the function's name for the APIs of its events: a change of the name deploys
// the API again.
func (m *macro) nameFunctionsOf(events []*event) {
	name, err := m.resolveTyped(py27.FromCloud(m.get("FunctionName")))
	if err != nil || !name.Truthy() {
		return
	}
	for _, e := range events {
		if e.eventType != "Api" {
			continue
		}
		if api, ok := refID(e.properties.Get("RestApiId")).Text(); ok && api != "" {
			m.functionNames[api] += name.String()
		}
	}
}
