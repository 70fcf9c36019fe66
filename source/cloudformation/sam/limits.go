package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Limits that keep a hostile template harmless. CloudFormation takes 500 resources, 1 MB of template
// and, for most types, 50 tags
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const (
	maxResources = 2_000
	maxEvents    = 1_000
	maxTags      = 200
	maxPolicies  = 2_000
	maxPaths     = 2_000 // of all APIs; API Gateway takes 300 in one
	maxTargets   = 2_000 // of all connectors
	maxText      = 4 << 20
	maxValues    = 1 << 17 // in the template, after Globals
	maxInlined   = 64      // values in what a reference is replaced by
)

// checkSize refuses templates that no deployment would take and that would become too large.
func checkSize(t *translation) error {
	var events, policies, paths, targets int
	for _, f := range t.resources.Fields() {
		if !strings.HasPrefix(f.Value.Get("Type").Str(), prefix) {
			continue
		}
		properties := f.Value.Get("Properties")
		if tags := properties.Get("Tags"); tags.Len() > maxTags {
			return propertyTooLarge(tags.Pos, f.Key, "Tags", maxTags)
		}
		events += properties.Get("Events").Len()
		policies += properties.Get("Policies").Len()
		paths += properties.Path("DefinitionBody", "paths").Len() + properties.Get("Routes").Len()
		targets += properties.Get("Destination").Len()
	}
	for _, c := range [...]struct {
		n, limit int
		what     string
	}{
		{t.resources.Len(), maxResources, "resources"}, {events, maxEvents, "events"}, {policies, maxPolicies, "policies"},
		{paths, maxPaths, "paths in definitions of APIs"}, {targets, maxTargets, "destinations of connectors"},
		{size(t.template, maxValues), maxValues, "values"},
	} {
		if c.n > c.limit {
			return documentError(t.template.Pos, "It has more than %d %s.", c.limit, c.what)
		}
	}
	return nil
}

func propertyTooLarge(p cloud.Pos, id, property string, limit int) error {
	return resourceError(p, id, "Property '%s' has more than %d entries.", property, limit)
}

// size counts the values of a tree, and stops soon after the limit.
func size(v *cloud.Value, limit int) int {
	n := 1
	for _, item := range v.Items() {
		if n > limit {
			return n
		}
		n += size(item, limit-n)
	}
	for _, f := range v.Fields() {
		if n > limit {
			return n
		}
		n += size(f.Value, limit-n)
	}
	return n
}
