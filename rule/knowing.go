package rule

import (
	"maps"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// Knowing is the test as a source sees it that was only asked for what is needed (see [Needs]):
// of every resource all other properties are unknown.
func (t Test) Knowing(needs map[string]map[string]bool) Test {
	t.given = only(t.on, t.given, needs)
	t.with = slices.Clone(t.with)
	for i, r := range t.with {
		hidden := *r
		hidden.Properties = only(r.Type, r.Properties, needs)
		t.with[i] = &hidden
	}
	return t
}

func only(typ string, properties *cloud.Value, needs map[string]map[string]bool) *cloud.Value {
	published := schema.Lookup(typ)
	if published == nil || needs[typ]["*"] || !properties.Is(cloud.Map) {
		return properties
	}
	seen := cloud.NewMap(properties.Pos)
	for _, f := range properties.Fields() {
		if needs[typ][f.Key] {
			seen.SetAt(f.Key, f.KeyPos, f.Value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(published.Properties)) {
		if !needs[typ][name] {
			seen.Set(name, cloud.NewUnknown(properties.Pos, cloud.Because(cloud.NotRead, name, "", "it was not asked for")))
		}
	}
	return seen
}
