package aws

import (
	"slices"
	"strings"
)

// own is an ARN of the place's account, and "" for those of others: what another account shares
// shows in both, and is then two resources.
func (p *place) own(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && parts[4] == p.account {
		return arn
	}
	return ""
}

// speaksFor reports whether the place tells of what is at home in a region and shows in all: the
// home itself does when it is read, and otherwise the first of the regions that are.
func (p *place) speaksFor(home string) bool {
	if slices.Contains(p.regions, home) {
		return home == p.region
	}
	return len(p.regions) > 0 && p.region == p.regions[0]
}
