package iam

import (
	"slices"
	"strings"
)

// ServiceInfo is a service as policies know it. What LookupService returns is shared and must not be
// changed.
type ServiceInfo struct {
	Prefix string // "s3"
	Name   string // "Amazon S3"
	// RCP says that resource control policies apply to the service.
	RCP     bool
	Actions []*Action // by name in small letters
	Types   []*ResourceType
	Keys    []*ConditionKey // all that its actions have, the global ones among them
}

// ConditionKey is a key of the element Condition.
type ConditionKey struct {
	// Name is the name, with a template for what a policy chooses: "aws:ResourceTag/${TagKey}".
	Name string
	Type KeyType
	// Multi says that a request can have several values for the key.
	Multi bool
}

// KeyType is the type of the values of a condition key.
type KeyType uint8

// The types.
const (
	KeyString KeyType = iota + 1
	KeyARN
	KeyBool
	KeyDate
	KeyNumeric
	KeyIP
	KeyBinary
)

func (t KeyType) String() string {
	names := [...]string{"unknown", "string", "arn", "bool", "date", "numeric", "ip", "binary"}
	if int(t) >= len(names) {
		return names[0]
	}
	return names[t]
}

// Services returns the prefixes of all services, sorted.
func Services() []string { return slices.Clone(openActions().prefixes) }

// LookupService returns a service by its prefix in any case, or nil when there is none.
func LookupService(prefix string) *ServiceInfo {
	db := openActions()
	i := db.find(prefix)
	if i < 0 || !db.actual[i] {
		return nil
	}
	return db.service(i)
}

// KnowledgeSource says which packages and versions the actions and the managed policies were made
// from, and their licences.
func KnowledgeSource() (actions, managed string) {
	return openActions().source, openManaged().source
}

// GlobalKeys returns the condition keys that requests of any service can have ("aws:SourceIp"),
// sorted by name.
func GlobalKeys() []*ConditionKey {
	db := openActions()
	return slices.Clone(db.service(db.find("aws")).Keys)
}

// LookupConditionKey returns a condition key by its name in any case, with whatever the template
// leaves open: "aws:resourcetag/team" is aws:ResourceTag/${TagKey}. It returns nil when there is
// no such key. Of the keys that begin with the name of an identity provider, those that IAM has for
// every provider are known, and more for the common ones ("token.actions.githubusercontent.com:ref").
func LookupConditionKey(name string) *ConditionKey {
	db := openActions()
	// Some begin with a URL, with colons in what follows, none before.
	prefix, claim, ok := strings.Cut(name, ":")
	if !ok {
		return nil
	}
	if strings.Contains(prefix, ".") {
		if k := claimKey(name, claim); k != nil {
			return k
		}
	}
	if i := db.find(prefix); i >= 0 {
		if k := findKey(db.service(i).Keys, name); k != nil {
			return k
		}
	}
	for _, i := range db.templated { // "agent.${Domain}.buildkite.dev"
		if matchKey(db.prefix(i), prefix) {
			if k := findKey(db.service(i).Keys, name); k != nil {
				return k
			}
		}
	}
	return nil
}

// claimKey returns the key for a claim that IAM takes from the token of every OpenID Connect provider
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif).
func claimKey(name, claim string) *ConditionKey {
	switch strings.ToLower(claim) {
	case "aud", "oaud", "sub", "email":
		return &ConditionKey{Name: name, Type: KeyString}
	case "amr":
		return &ConditionKey{Name: name, Type: KeyString, Multi: true}
	}
	return nil
}

func findKey(keys []*ConditionKey, name string) *ConditionKey {
	i, found := slices.BinarySearchFunc(keys, name, func(k *ConditionKey, name string) int { return compareFold(k.Name, name) })
	if found {
		return keys[i]
	}
	for _, k := range keys {
		if matchKey(k.Name, name) {
			return k
		}
	}
	return nil
}

// matchKey reports whether a key is what a template stands for: literal text without case, and
// for each ${…} or <…> at least one character.
func matchKey(template, key string) bool {
	open := strings.Index(template, "${")
	end := byte('}')
	if i := strings.IndexByte(template, '<'); i >= 0 && (open < 0 || i < open) {
		open, end = i, '>'
	}
	if open < 0 {
		return len(template) == len(key) && compareFold(template, key) == 0
	}
	length := strings.IndexByte(template[open:], end)
	if length < 0 || len(key) <= open || compareFold(template[:open], key[:open]) != 0 {
		return false
	}
	rest, key := template[open+length+1:], key[open:]
	if rest == "" {
		return true
	}
	for i := 1; i < len(key); i++ {
		if matchKey(rest, key[i:]) {
			return true
		}
	}
	return false
}
