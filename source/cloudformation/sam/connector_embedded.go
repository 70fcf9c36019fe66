package sam

import (
	"github.com/haechi-dev/haechi/cloud"
)

// embedConnectors turns the Connectors attribute of resources into connectors of their own, which
// have the resource as their source.
func embedConnectors(t *translation) error {
	embedded := cloud.NewMap(t.resources.Pos)
	for _, r := range t.resources.Fields() {
		connectors, written := r.Value.Field("Connectors")
		if !written {
			continue
		}
		if !connectors.Value.Is(cloud.Map) {
			t.failed(attributeError(connectors.KeyPos, r.Key, r.Key+".Connectors", "map"))
			continue
		}
		for _, f := range connectors.Value.Fields() {
			id := r.Key + f.Key
			connector, err := embeddedConnector(r.Key, f)
			if err == nil && t.resources.Has(id) {
				err = duplicateError(f.KeyPos, r.Key, &resource{id: id, typ: prefix + "Connector"})
			}
			if err != nil {
				t.failed(err)
				continue
			}
			embedded.SetAt(id, f.KeyPos, connector)
		}
	}
	for _, f := range embedded.Fields() {
		t.resources.SetAt(f.Key, f.KeyPos, f.Value)
	}
	for _, r := range t.resources.Fields() {
		r.Value.Delete("Connectors")
	}
	return nil
}

// embeddedConnector makes the connector that stands in a resource's Connectors.
func embeddedConnector(source string, f cloud.Field) (*cloud.Value, error) {
	id := source + f.Key
	if !f.Value.Is(cloud.Map) {
		return nil, resourceError(f.KeyPos, id, "%s.%s should be a map.", source, id)
	}
	path := "Connectors." + f.Key + ".Properties"
	written := f.Value.Get("Properties")
	if !written.Is(cloud.Map) {
		return nil, attributeError(f.KeyPos, source, path, "map")
	}
	properties := cloud.NewMap(written.Pos)
	from := at(f.KeyPos).object("Id", source)
	for _, p := range written.Fields() {
		switch p.Key {
		case "Source": // the resource itself, whatever is written
		case "SourceReference":
			if !p.Value.Is(cloud.Map) {
				return nil, propertyError(p.KeyPos, source, path+".SourceReference", "map")
			}
			if id, ok := p.Value.Field("Id"); ok {
				return nil, resourceError(id.KeyPos, f.Key, "'Id' shouldn't be defined in 'SourceReference'.")
			}
			for _, reference := range p.Value.Fields() {
				from.SetAt(reference.Key, reference.KeyPos, reference.Value)
			}
		default:
			properties.SetAt(p.Key, p.KeyPos, p.Value)
		}
	}
	properties.Set("Source", from)
	if !alphanumeric(id) {
		return nil, resourceError(f.KeyPos, id, "Logical ids must be alphanumeric.")
	}
	typ := prefix + "Connector"
	if err := checkProperties(f.KeyPos, id, typ, typ, properties); err != nil {
		return nil, err
	}
	connector := cloud.NewMap(f.Value.Pos)
	for _, attribute := range f.Value.Fields() {
		if attribute.Key != "Properties" {
			connector.SetAt(attribute.Key, attribute.KeyPos, attribute.Value)
		}
	}
	connector.Set("Type", at(f.KeyPos).text(typ))
	return connector.Set("Properties", properties), nil
}
