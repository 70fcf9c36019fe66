package sam

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

func itoa(n int) string { return strconv.Itoa(n) }

// asError returns the error when it is about the template.
func asError(err error) *cloud.Error {
	var e *cloud.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// addEvents writes the events of a function or state machine into their APIs.
func (i *implicit) addEvents(owner string, r *cloud.Value) error {
	events := r.Path("Properties", "Events")
	order := i.apis.events[owner]
	if order == nil {
		order = i.apis.newOrder()
		for _, f := range events.Fields() {
			order.Set(f.Key, py27.NewNone(f.KeyPos))
		}
		i.apis.events[owner] = order
	}
	own := py27.NewDict(events.Pos)
	for _, name := range order.Keys() {
		if events.Get(name).Get("Type").Str() == i.eventType {
			own.Set(name, py27.NewNone(events.Pos))
		}
	}
	for _, name := range own.Keys() {
		if err := i.addEvent(name, events, r); err != nil {
			e := asError(err)
			if e == nil || !strings.HasPrefix(e.What, "Event with id") {
				return &fatal{err}
			}
			return resourceError(e.Pos, owner, "%s", e.What)
		}
	}
	if own.Len() > 0 {
		order.Update(own)
	}
	return nil
}

// fatal ends the transform: the error is about a document, not about an event.
type fatal struct{ cause error }

func (f *fatal) Error() string { return f.cause.Error() }

// addEvent writes one event into its API.
func (i *implicit) addEvent(name string, events, r *cloud.Value) error {
	event, _ := events.Field(name)
	properties := event.Value.Get("Properties")
	if !i.http && !truthy(properties) {
		return nil
	}
	if event.Value.Has("Properties") && !properties.Is(cloud.Map) {
		return eventError(event.KeyPos, name, "Properties should be a map.")
	}
	if properties == nil {
		properties = cloud.NewMap(event.KeyPos)
		event.Value.Set("Properties", properties)
	}
	if !properties.Has(i.idProperty) {
		i.locate(event.KeyPos)
		i.addTags(r)
		properties.Set(i.idProperty, at(event.KeyPos).ref(i.id))
	}
	if i.http && !truthy(properties.Get("Path")) && !truthy(properties.Get("Method")) {
		for _, fill := range [...][2]string{{"Path", openapi.DefaultPath}, {"Method", openapi.AnyMethod}} {
			value := at(event.KeyPos).text(fill[1])
			i.apis.filledIn[value] = true
			properties.Set(fill[0], value)
		}
	}
	for _, property := range [...]string{"Path", "Method"} {
		if given(properties.Get(property)) == nil {
			return eventError(event.KeyPos, name, "Property '%s' is required.", property)
		}
	}
	id := refID(properties.Get(i.idProperty))
	if !id.Is(cloud.String) {
		return eventError(event.KeyPos, name, "Property '%s' should be a string.", i.idProperty)
	}
	for _, property := range [...]string{"Path", "Method"} {
		if !properties.Get(property).Is(cloud.String) {
			return eventError(event.KeyPos, name, "Property '%s' should be a string.", property)
		}
	}
	i.note(id.Str(), properties.Get("Path").Str(), properties.Get("Method").Str(), r)
	if err := i.addPath(event, id.Str(), properties); err != nil {
		return err
	}
	if i.http && properties.Has("RouteSettings") {
		return i.addRouteSettings(event, id.Str(), properties, r.Get("Condition"))
	}
	return nil
}

// addTags gives the implicit API the tags of a function that propagates its tags.
func (i *implicit) addTags(r *cloud.Value) {
	globals := i.template.Path("Globals", strings.TrimPrefix(r.Get("Type").Str(), prefix))
	either := func(name string) *cloud.Value {
		if v := r.Path("Properties", name); truthy(v) {
			return v
		}
		return globals.Get(name)
	}
	tags, propagate := either("Tags"), either("PropagateTags")
	if !tags.Is(cloud.Map) || tags.Len() == 0 || !truthy(propagate) {
		return
	}
	api := i.apis.properties[i.id]
	own := api.Default(py27.Key{Text: "Tags", Pos: tags.Pos}, py27.NewOrdered(tags.Pos))
	for _, f := range tags.Fields() {
		own.SetKey(py27.Key{Text: f.Key, Pos: f.KeyPos}, py27.FromService(f.Value))
	}
	api.Set("PropagateTags", py27.NewBool(tags.Pos, true))
}

// note remembers under what condition and policies a method exists.
func (i *implicit) note(api, path, method string, r *cloud.Value) {
	if i.conditions[api] == nil {
		i.conditions[api] = map[string]map[string]string{}
	}
	if i.conditions[api][path] == nil {
		i.conditions[api][path] = map[string]string{}
	}
	i.conditions[api][path][method] = r.Get("Condition").Str()
	if api == i.id {
		i.deletion = append(i.deletion, r.Get("DeletionPolicy").Str())
		i.replace = append(i.replace, r.Get("UpdateReplacePolicy").Str())
	}
}

// addPath adds the path and method of an event to the definition of the API, when the transform
// made that definition.
func (i *implicit) addPath(event cloud.Field, id string, properties *cloud.Value) error {
	api := i.resources.Get(id)
	if typ := api.Get("Type").Str(); api == nil || typ == prefix+"HttpApi" && !i.http {
		return eventError(event.KeyPos, event.Key, "%s must be a valid reference to an '%s' resource in same template.", i.idProperty, i.typ)
	}
	p := i.apis.properties[id]
	path, method := i.eventKey(properties.Get("Path")), i.eventKey(properties.Get("Method"))
	body := p.Get("DefinitionBody")
	if !p.Get(manageKey).Truthy() {
		return nil
	}
	switch {
	case i.http && openapi.IsOpenAPI(body):
		editor, err := openapi.NewOpenAPI(body)
		if err != nil {
			return err
		}
		if err := editor.AddPath(path, method); err != nil {
			return err
		}
		p.Set("DefinitionBody", editor.Document())
	case !i.http && openapi.IsSwagger(body):
		editor, err := openapi.NewSwagger(body, i.partition)
		if err != nil {
			return err
		}
		if err := editor.AddPath(path, method); err != nil {
			return err
		}
		p.Set("DefinitionBody", editor.Document())
	}
	return nil
}

// addRouteSettings merges the route settings of an event into those of the API.
func (i *implicit) addRouteSettings(event cloud.Field, id string, properties, condition *cloud.Value) error {
	p := i.apis.properties[id]
	if p == nil {
		return eventError(event.KeyPos, event.Key, "%s must be a valid reference to an '%s' resource in same template.", i.idProperty, i.typ)
	}
	method, path := properties.Get("Method").Str(), properties.Get("Path").Str()
	route := strings.ToUpper(method) + " " + path
	if method == openapi.AnyMethod {
		route = path
	}
	all := p.Default(py27.Key{Text: "RouteSettings", Pos: event.KeyPos}, py27.NewOrdered(event.KeyPos))
	if !all.Is(py27.Dict) {
		return &fatal{propertyError(event.KeyPos, id, "RouteSettings", "map")}
	}
	settings := py27.FromService(properties.Get("RouteSettings"))
	if truthy(condition) {
		settings = openapi.Conditional(py27.FromService(condition), settings)
	}
	if !settings.Is(py27.Dict) {
		return eventError(event.KeyPos, event.Key, "Property 'RouteSettings' should be a map.")
	}
	own := all.Default(py27.Key{Text: route, Pos: event.KeyPos}, py27.NewOrdered(event.KeyPos))
	if !own.Is(py27.Dict) {
		return &fatal{propertyError(event.KeyPos, id, "RouteSettings", "map")}
	}
	own.Update(settings)
	if typ := i.resources.Get(id).Get("Type").Str(); typ != i.typ {
		// An API of another type cannot have the property, which is for the check of properties to say.
		i.resources.Get(id).Get("Properties").Set("RouteSettings", all.ToCloud())
	}
	return nil
}

// pathConditionName replaces what a logical id must not contain.
var pathConditionName = strings.NewReplacer("/", "SLASH", "{", "OB", "}", "CB")

// wrapPaths makes each path depend on the conditions of its functions, when all have one.
func (i *implicit) wrapPaths() error {
	for _, id := range i.resourceOrder() {
		p := i.apis.properties[id]
		if p == nil || !p.Get(manageKey).Truthy() || i.resources.Get(id).Get("Type").Str() != i.typ {
			continue
		}
		var editor interface {
			Paths() []py27.Key
			WrapPath(string, *py27.Value)
			Document() *py27.Value
		}
		var err error
		if i.http {
			editor, err = openapi.NewOpenAPI(p.Get("DefinitionBody"))
		} else {
			editor, err = openapi.NewSwagger(p.Get("DefinitionBody"), i.partition)
		}
		if err != nil {
			return err
		}
		for _, path := range editor.Paths() {
			var all []string
			for _, condition := range i.conditions[id][path.Text] {
				all = append(all, condition)
			}
			name := id + pathConditionName.Replace(path.Text) + "PathCondition"
			if condition := i.combine(name, all); condition != "" {
				editor.WrapPath(path.Text, conditionText(path.Pos, condition, condition != name))
			}
		}
		p.Set("DefinitionBody", editor.Document())
	}
	return nil
}

// conditionText is the name of a condition: of the template, or made by the transform.
func conditionText(p cloud.Pos, name string, ofTemplate bool) *py27.Value {
	if ofTemplate {
		return py27.Unicode(p, name)
	}
	return py27.Text(p, name)
}

// logicalIDCharacters are those that a text may have to become part of a logical id as it is.
var logicalIDCharacters = regexp.MustCompile(`\A[\p{L}\p{N}]+\z`)
