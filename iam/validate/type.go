package validate

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Type is a type of policy.
type Type uint8

// The types of policies.
const (
	Guess    Type = iota // by the elements of the document
	Identity             // of a user, group or role
	Resource             // of a resource: a bucket policy, a queue policy
	Trust                // of a role: who may assume it
	SCP                  // service control policy of an organisation
	RCP                  // resource control policy of an organisation
	Boundary             // permissions boundary
	Session              // session policy
	Endpoint             // of a VPC endpoint
)

var typeNames = [...]string{"guess", "identity", "resource", "trust", "scp", "rcp", "boundary", "session", "endpoint"} // never assigned

func (t Type) String() string { return typeNames[t] }

// ParseType returns the type with a name: "identity", "scp".
func ParseType(name string) (Type, error) {
	for t := Identity; t <= Endpoint; t++ {
		if typeNames[t] == name {
			return t, nil
		}
	}
	return Guess, fmt.Errorf("there is no policy type %q; the types are %s", name, strings.Join(typeNames[1:], ", "))
}

// principals reports whether statements name principals.
func (t Type) principals() bool { return t == Resource || t == Trust || t == RCP || t == Endpoint }

// identity reports whether IAM attaches the policy to identities.
func (t Type) identity() bool { return t == Identity || t == Boundary || t == Session }

// guess tells the type by the elements: a policy with principals belongs to a resource, and to a
// role when it is about assuming roles and names no resource.
func guess(v *cloud.Value) Type {
	statements := v.Get("Statement")
	all := statements.Items()
	if statements.Is(cloud.Map) {
		all = []*cloud.Value{statements}
	}
	trust, principals := len(all) > 0, false
	for _, s := range all {
		principals = principals || s.Has("Principal") || s.Has("NotPrincipal")
		actions := s.Get("Action").Items()
		if s.Get("Action").Is(cloud.String) {
			actions = []*cloud.Value{s.Get("Action")}
		}
		sts := len(actions) > 0
		for _, a := range actions {
			sts = sts && strings.HasPrefix(strings.ToLower(a.Str()), "sts:")
		}
		trust = trust && sts && !s.Has("Resource") && !s.Has("NotResource")
	}
	switch {
	case trust:
		return Trust
	case principals:
		return Resource
	}
	return Identity
}
