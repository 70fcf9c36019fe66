package talks

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// Policy is one of the policies of a role.
type Policy struct {
	// Name is what people call it: its name, or that of the managed policy.
	Name string
	// Managed says that it is a resource of its own, or AWS's: a role that no longer needs it is
	// detached from it.
	Managed  bool
	Document *iam.Document
}

// Policies are the policies of a role, as the template gives them. What cannot be known is an
// error: a policy without it would allow less.
func (t *Template) Policies(role *cloud.Resource) ([]Policy, error) {
	var all []Policy
	add := func(name string, managed bool, v *cloud.Value) error {
		if why, unknown := v.Reason(); unknown {
			return &cloud.Error{Pos: v.Pos, What: "a policy of " + role.Name + " is not known: " + why.String(), Hint: "give parameters with --param"}
		}
		doc, err := iam.Parse(t.settle(v))
		if err != nil {
			return err
		}
		all = append(all, Policy{name, managed, doc})
		return nil
	}
	for _, item := range list(role.Properties.Get("Policies")) {
		if why, unknown := item.Reason(); unknown {
			return nil, &cloud.Error{Pos: item.Pos, What: "a policy of " + role.Name + " is not known: " + why.String(), Hint: "give parameters with --param"}
		}
		if err := add(item.Get("PolicyName").Str(), false, item.Get("PolicyDocument")); err != nil {
			return nil, err
		}
	}
	for _, item := range list(role.Properties.Get("ManagedPolicyArns")) {
		arn := iam.Text(t.settle(item))
		if target, _ := t.Graph.Target(managedType, item); target != nil {
			if err := add(target.Name, true, target.Properties.Get("PolicyDocument")); err != nil {
				return nil, err
			}
			continue
		}
		policy := iam.ManagedPolicy(arn)
		if policy == nil {
			return nil, &cloud.Error{Pos: item.Pos, What: "the text of a managed policy of " + role.Name + " is not known: " + show(arn), Hint: "give the policies with --policy"}
		}
		doc, err := iam.ParseJSON(policy.Name, policy.JSON)
		if err != nil {
			return nil, err
		}
		all = append(all, Policy{policy.Name, true, doc})
	}
	for _, attached := range []struct{ typ, property string }{{"AWS::IAM::Policy", "Roles"}, {managedType, "Roles"}, {"AWS::IAM::RolePolicy", "RoleName"}} {
		path := []string{attached.property}
		if attached.property == "Roles" {
			path = append(path, "*")
		}
		found := t.Graph.Referrers(role, attached.typ, path...)
		for _, r := range found.Certain {
			if err := add(r.Name, attached.typ == managedType, r.Properties.Get("PolicyDocument")); err != nil {
				return nil, err
			}
		}
		for _, p := range found.Possible {
			return nil, &cloud.Error{Pos: p.Resource.Pos, What: p.Resource.Name + " is a policy of " + role.Name + " only perhaps: " + p.Why.String(), Hint: "give parameters with --param"}
		}
		for _, why := range found.Unread {
			return nil, &cloud.Error{Pos: role.Pos, What: "there may be other policies of " + role.Name + ": " + why.String()}
		}
	}
	return all, nil
}

// list is the items of a list, or the value itself when it is unknown.
func list(v *cloud.Value) []*cloud.Value {
	if v.Is(cloud.Unknown) {
		return []*cloud.Value{v}
	}
	return v.Items()
}

// show writes a text with holes for people.
func show(text string) string {
	var b strings.Builder
	for i, piece := range strings.Split(text, "\x00") {
		if i%2 == 1 {
			piece = "${" + piece + "}"
		}
		b.WriteString(piece)
	}
	return b.String()
}
