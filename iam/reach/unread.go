package reach

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// identityTypes are the types that say who there is and what they may do.
var identityTypes = []string{roleType, userType, groupType, managedType, profileType, additionType,
	"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy"}

// Unread lists why the graph may lack principals or policies: then there may be more paths than those
// found. Steps that use something else that is there are found where it was read, and a template is a
// closed world beside the nested stacks of which it does not hold the templates.
func (m *Map) Unread() (all []cloud.Reason) {
	for _, mark := range m.graph.Unread() {
		if mark.Type == cloud.AnyType && mark.Names == nil || slices.Contains(identityTypes, mark.Type) {
			all = addReason(all, mark.Why)
		}
	}
	return all
}
