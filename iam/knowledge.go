package iam

import (
	"slices"
	"strings"
)

// Action is something that a policy can allow, as the Service Authorization Reference lists it
// (https://docs.aws.amazon.com/service-authorization/latest/reference/). What LookupAction and
// Actions return is shared and must not be changed.
type Action struct {
	Service string // prefix: "s3"
	Name    string // "GetObject"
	Access  AccessLevel
	// Resources are the types of resources the action works on. Empty when the element Resource
	// of a policy can only be "*" for it.
	Resources []ActionResource
	// Conditions are the condition keys of its requests, whatever the resource, besides the global
	// ones: "s3:ExistingObjectTag/<key>", "aws:RequestTag/${TagKey}".
	Conditions []string
	// Dependent are the actions a caller needs too: "iam:PassRole".
	Dependent []string
}

// ActionResource is a type of resource that an action works on.
type ActionResource struct {
	Type *ResourceType
	// Required says that every request names a resource of this type.
	Required bool
	// Conditions are condition keys that requests have when they name such a resource.
	Conditions []string
}

// ResourceType is a type of resource, as policies know it.
type ResourceType struct {
	Service string // prefix: "s3"
	Name    string // "object"
	// ARN is the format: "arn:${Partition}:s3:::${BucketName}/${ObjectName}".
	ARN string
	// Conditions are the condition keys that requests have when they name such a resource.
	Conditions []string
}

// AccessLevel says what an action does.
type AccessLevel uint8

// The access levels.
const (
	AccessList AccessLevel = iota + 1
	AccessRead
	AccessWrite
	AccessPermissions
	AccessTagging
)

func (l AccessLevel) String() string {
	names := [...]string{"unknown", "List", "Read", "Write", "Permissions management", "Tagging"}
	if int(l) >= len(names) {
		return names[0]
	}
	return names[l]
}

// String returns the action as policies write it: "s3:GetObject".
func (a *Action) String() string { return a.Service + ":" + a.Name }

// Scopable reports whether a policy can allow the action for some resources and not for others.
func (a *Action) Scopable() bool { return len(a.Resources) > 0 }

// HasKey reports whether requests for the action can have a condition key, written in any case and
// with what the template of the key leaves open ("aws:ResourceTag/team"). Global keys, which every
// request may have, it does not know about: LookupConditionKey does.
func (a *Action) HasKey(key string) bool {
	has := func(keys []string) bool {
		return slices.ContainsFunc(keys, func(template string) bool { return matchKey(template, key) })
	}
	if has(a.Conditions) {
		return true
	}
	for _, r := range a.Resources {
		if has(r.Conditions) || has(r.Type.Conditions) {
			return true
		}
	}
	return false
}

// LookupAction returns an action by its name in any case ("s3:getobject"), or nil when there is
// none. It does not know wildcards: Actions does.
func LookupAction(name string) *Action {
	prefix, name, ok := strings.Cut(name, ":")
	if !ok {
		return nil
	}
	s := LookupService(prefix)
	if s == nil {
		return nil
	}
	i, found := s.find(name)
	if !found {
		return nil
	}
	return s.Actions[i]
}

// find gives the place of an action by its name in any case.
func (s *ServiceInfo) find(name string) (i int, found bool) {
	return slices.BinarySearchFunc(s.Actions, name, func(a *Action, name string) int { return compareFold(a.Name, name) })
}

// Actions returns the actions that a pattern of the element Action stands for, in the order of
// service and name: "s3:Get*", "*", "ec2:?escribeVpcs", in any case.
func Actions(pattern string) []*Action {
	prefix, name, ok := strings.Cut(pattern, ":")
	if !ok {
		// A pattern without a colon stands for what crosses it: "*" and "s3*", not "s3".
		prefix, name = pattern, "*"
		if !strings.HasSuffix(pattern, "*") {
			return nil
		}
	}
	if !strings.ContainsAny(prefix, "*?") {
		if s := LookupService(prefix); s != nil {
			return s.match(nil, name)
		}
		return nil
	}
	var found []*Action
	for _, candidate := range Services() {
		if globFold(prefix, candidate) {
			found = LookupService(candidate).match(found, name)
		}
	}
	return found
}

// match appends the actions whose name a pattern matches.
func (s *ServiceInfo) match(found []*Action, pattern string) []*Action {
	if pattern == "*" {
		return append(found, s.Actions...)
	}
	if found == nil && !strings.ContainsAny(pattern, "*?") { // most patterns are names
		if i, ok := s.find(pattern); ok {
			return s.Actions[i : i+1 : i+1]
		}
		return nil
	}
	for _, a := range s.Actions {
		if globFold(pattern, a.Name) {
			found = append(found, a)
		}
	}
	return found
}
