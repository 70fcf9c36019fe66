package iam

import "github.com/haechi-dev/haechi/cloud"

// Version is the version of the policy language.
type Version string

// The versions. A document without one has Version2008
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html).
const (
	Version2008 Version = "2008-10-17"
	Version2012 Version = "2012-10-17"
)

// Effect is what a statement does when it applies.
type Effect uint8

// The effects. The effect of a statement that a template leaves open is EffectUnknown.
const (
	EffectUnknown Effect = iota
	Allow
	Deny
)

func (e Effect) String() string { return [...]string{"unknown", "Allow", "Deny"}[e] }

// Document is a policy of any kind: identity, resource, trust, boundary, session, SCP, RCP or VPC
// endpoint policy. It must not be changed once it was parsed: it carries an index of itself.
type Document struct {
	Version    Version // as written; "" when absent
	ID         string
	Statements []*Statement
	Pos        cloud.Pos
	Source     *cloud.Value         // the tree it was read from
	Duplicates []cloud.DuplicateKey // keys that stand twice in an object; the last one counts
	Foreign    []cloud.Field        // elements that no policy has

	index *index
}

// Statement is one statement. Of each pair (Principal and NotPrincipal, Action and NotAction,
// Resource and NotResource) at most one is there: a nil slice or pointer is absent.
type Statement struct {
	SID                     string
	Effect                  Effect
	Principal, NotPrincipal *Principals
	Action, NotAction       []Pattern
	Resource, NotResource   []Pattern
	Condition               []Condition
	Index                   int // place in the document, from 0
	Pos                     cloud.Pos
	Source                  *cloud.Value
	Unknown                 []cloud.Reason // why a part of the statement, other than a text, is not known
	Foreign                 []cloud.Field  // elements that no statement has

}

// Principals is the value of Principal or NotPrincipal.
type Principals struct {
	Named []Named
	Pos   cloud.Pos
	// Unknown says why there may be more principals than those named.
	Unknown []cloud.Reason

	many *nameIndex
}

// Named is one principal that a policy names.
type Named struct {
	Kind NameKind
	Name Pattern // not a glob: only "*" as a whole means everybody
}

// NameKind is the key under which a policy names a principal
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
type NameKind uint8

// The kinds. A bare "*" is read as {"AWS": "*"}, which means the same.
const (
	NameAWS NameKind = iota
	NameService
	NameFederated
	NameCanonicalUser
	NameOther // a key that no policy has; it names nobody
)

func (k NameKind) String() string {
	return [...]string{"AWS", "Service", "Federated", "CanonicalUser", "other"}[k]
}

// Condition is one operator with one key: all conditions of a statement must hold.
type Condition struct {
	Operator Operator
	Key      string    // as written; keys have no case
	Values   []Pattern // any one of them suffices
	Pos      cloud.Pos // of the key
	Unknown  []cloud.Reason

	many *valueIndex
}

// variables reports whether ${…} is a policy variable in the document's version.
func (d *Document) variables() bool { return d.Version == Version2012 }
