package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// translateLayer makes a version of a layer. Versions cannot change, so the logical id changes with
// what the layer is made of.
func translateLayer(m *macro) ([]*resource, error) {
	properties := cloud.NewMap(m.properties.Pos)
	for _, f := range m.properties.Fields() {
		if given(f.Value) != nil {
			properties.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	m.properties = properties
	for _, name := range [...]string{"LayerName", "LicenseInfo", "Description", "RetentionPolicy"} {
		if err := m.resolveText(name); err != nil {
			return nil, err
		}
	}
	retention, err := m.retention()
	if err != nil {
		return nil, err
	}
	m.newID = logicalID(m.id, m.layerContent())
	layer := m.generate(m.pos, m.newID, "AWS::Lambda::LayerVersion")
	layer.dependsOn = m.dependsOn
	if retention != nil {
		layer.attributes.Set("DeletionPolicy", retention)
	} else if !layer.attributes.Has("DeletionPolicy") {
		layer.attributes.Set("DeletionPolicy", at(m.pos).text("Retain"))
	}
	name := m.get("LayerName")
	if !truthy(name) {
		name = at(m.pos).text(m.id)
	}
	content, err := s3Location(m.get("ContentUri"), m.newID, "ContentUri")
	if err != nil {
		return nil, err
	}
	layer.set("LayerName", name).set("Description", m.get("Description")).set("Content", content)
	layer.set("CompatibleArchitectures", m.get("CompatibleArchitectures"))
	if architectures := m.get("CompatibleArchitectures"); !isIntrinsic(architectures) {
		for _, one := range architectures.Items() {
			if !isIntrinsic(one) && !oneOf(one, "arm64", "x86_64") {
				return nil, resourceError(one.Pos, m.newID, "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'")
			}
		}
	}
	layer.set("CompatibleRuntimes", m.get("CompatibleRuntimes")).set("LicenseInfo", m.get("LicenseInfo"))
	return []*resource{layer}, nil
}

// resolveText resolves a property that is a text or an intrinsic function.
func (m *macro) resolveText(name string) error {
	v := m.get(name)
	if !truthy(v) {
		return nil
	}
	resolved, err := m.resolve(v)
	if err != nil {
		return err
	}
	if !resolved.Is(cloud.String) && !resolved.Is(cloud.Map) {
		return m.invalid(v, "Could not resolve parameter for '%s' or parameter is not a String.", name)
	}
	m.properties.Set(name, resolved)
	return nil
}

// retention is the DeletionPolicy that RetentionPolicy asks for, or nil.
func (m *macro) retention() (*cloud.Value, error) {
	const options = "['Retain', 'Delete']"
	v := m.get("RetentionPolicy")
	text, ok := v.Text()
	switch {
	case v == nil:
		return nil, nil
	case isIntrinsic(v):
		return nil, m.invalid(v, "'RetentionPolicy' does not accept intrinsic functions, please use one of the following options: %s", options)
	case !ok:
		return nil, m.invalid(v, "Invalid 'RetentionPolicy' type, please use one of the following options: %s", options)
	}
	for _, option := range [...]string{"Retain", "Delete"} {
		if strings.EqualFold(text, option) {
			return at(v.Pos).text(option), nil
		}
	}
	return nil, m.invalid(v, "'RetentionPolicy' must be one of the following options: %s.", options)
}

// layerContent is what the logical id is made of: the layer as it stands in the template, without
// what does not make another layer of it.
func (m *macro) layerContent() *cloud.Value {
	r := m.make(m.typ)
	for _, name := range [...]string{"DeletionPolicy", "UpdateReplacePolicy", "Metadata"} {
		r.attributes.Delete(name)
	}
	r.properties = m.properties
	return at(m.pos).object(m.id, r.value())
}
