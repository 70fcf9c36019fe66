package talks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

const (
	roleType     = "AWS::IAM::Role"
	functionType = "AWS::Lambda::Function"
	managedType  = "AWS::IAM::ManagedPolicy"
)

// Role finds a role by its logical id, its name, its ARN or its ID in the graph.
func Role(g *cloud.Graph, name string) (*cloud.Resource, error) {
	return find(g, roleType, name, "role")
}

// RoleOf finds the role of a function that is named as [Role] takes names.
func RoleOf(g *cloud.Graph, name string) (*cloud.Resource, error) {
	f, err := find(g, functionType, name, "function")
	if err != nil {
		return nil, err
	}
	role, why := g.Target(roleType, f.Properties.Get("Role"))
	switch {
	case role != nil:
		return role, nil
	case why != nil:
		return nil, &cloud.Error{Pos: f.Pos, What: fmt.Sprintf("the role of %s is not in the template: %s", f.Name, why), Hint: "give its policy with --policy"}
	}
	return nil, &cloud.Error{Pos: f.Pos, What: f.Name + " has no role"}
}

func find(g *cloud.Graph, typ, name, what string) (*cloud.Resource, error) {
	var all []string
	var found []*cloud.Resource
	for _, r := range g.All() {
		if r.Type != typ {
			continue
		}
		all = append(all, r.ID)
		if r.ID == name {
			return r, nil
		}
		if r.Name == name || names(r, name) {
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, fmt.Errorf("several %ss are called %s: %s, %s", what, name, found[0].ID, found[1].ID)
	case len(all) == 0:
		return nil, fmt.Errorf("no %s %q: the template declares none", what, name)
	}
	slices.Sort(all)
	if len(all) > 12 {
		all = append(all[:12], "…")
	}
	return nil, fmt.Errorf("no %s %q; there are: %s", what, name, strings.Join(all, ", "))
}

func names(r *cloud.Resource, name string) bool {
	return slices.ContainsFunc(append([]*cloud.Value{r.ARN}, r.Names...), func(v *cloud.Value) bool {
		text, ok := v.Text()
		return ok && text == name
	})
}
