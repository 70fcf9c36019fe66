package rule

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// otherZones reports that two texts are different items of a list of availability zones: nobody
// knows their names before the deployment, but no zone is listed twice
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getavailabilityzones.html).
func otherZones(a, b *cloud.Value) bool {
	x, y := zone(a), zone(b)
	return x != "" && y != "" && x != y
}

// zone returns the name of the hole that is an item of Fn::GetAZs and the whole text.
func zone(v *cloud.Value) string {
	parts := v.Parts()
	if len(parts) != 1 || parts[0].Hole == nil {
		return ""
	}
	name := parts[0].Hole.Name
	if item, list, ok := strings.Cut(name, " of "); !ok || !strings.HasPrefix(item, "item ") || !strings.HasPrefix(list, "Fn::GetAZs") {
		return ""
	}
	return name
}
