package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Limits that keep a hostile template harmless. CloudFormation takes 500 resources, 1 MB of template
// and, for most types, 50 tags
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const (
	maxResources = 10_000
	maxEvents    = 2_000
	maxTags      = 200
	maxValues    = 1 << 19 // in the template, after Globals
	maxInlined   = 64      // values in what a reference is replaced by
)

// checkSize refuses templates that no deployment would take and that would become too large.
func checkSize(t *translation) error {
	events := 0
	for _, f := range t.resources.Fields() {
		if !strings.HasPrefix(f.Value.Get("Type").Str(), prefix) {
			continue
		}
		properties := f.Value.Get("Properties")
		events += properties.Get("Events").Len()
		if tags := properties.Get("Tags"); tags.Len() > maxTags {
			return propertyTooLarge(tags.Pos, f.Key, "Tags", maxTags)
		}
		if events > maxEvents {
			return documentError(f.KeyPos, "It has more than %d events.", maxEvents)
		}
	}
	if t.resources.Len() > maxResources {
		return documentError(t.template.Pos, "It has more than %d resources.", maxResources)
	}
	if size(t.template, maxValues) > maxValues {
		return documentError(t.template.Pos, "It has more than %d values.", maxValues)
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
