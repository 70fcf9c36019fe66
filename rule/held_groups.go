package rule

import "github.com/haechi-dev/haechi/cloud"

// holdGroups adds what a user has through its groups, which the user names, or an addition to the group.
func (r *run) holdGroups(h *held, v value, user *cloud.Resource) {
	const groupType, additionType = "AWS::IAM::Group", "AWS::IAM::UserToGroupAddition"
	names := field(v, "Groups", dyn).list()
	path := []string{"Users", "*"}
	for _, it := range r.listing(r.assume.referrers(r.graph, user, path, r.graph.Referrers(user, additionType, path...))).items {
		if it.value.kind == kindUnknown {
			h.holdUnread(it.value)
			continue
		}
		names = append(names, item{value: field(it.value, "GroupName", dyn), maybe: it.maybe})
	}
	for _, it := range names {
		switch it.value.kind {
		case kindUnknown:
			h.holdUnread(it.value)
		case kindText:
			group, why := r.graph.Target(groupType, it.value.text)
			if group == nil {
				if why == nil {
					missing := cloud.Because(cloud.NotInSource, "a group")
					why = &missing
				}
				h.holdUnread(unknown(*why))
				continue
			}
			if of, _ := r.heldBy(r.resource(group), group); of != nil {
				for _, p := range of.identity {
					h.identity = append(h.identity, heldPolicy{perhaps(p.doc, it.maybe), p.at})
				}
			}
		}
	}
}
