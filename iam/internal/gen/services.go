package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// service is one service prefix, or something else that condition keys begin with: "aws" and the
// names of identity providers.
type service struct {
	Prefix, Name string
	actions      bool // a service prefix
	rcp          bool // resource control policies apply to it
	Actions      []*action
	Types        []*resourceType
	Keys         []conditionKey
}

type action struct {
	Name      string
	Level     string
	Resources []actionResource
	Keys      []string
	Dependent []string
}

type actionResource struct {
	Name     string
	Required bool
	Keys     []string
}

type resourceType struct {
	Name, ARN string
	Keys      []string
}

type conditionKey struct{ Name, Type string }

// readServices makes one service of each file of the package, and one for each other beginning
// that a condition key has.
func readServices(files map[string][]byte) (map[string]*service, error) {
	const dir = "package/data/"
	var prefixes, rcp []string
	names := map[string]string{}
	for file, into := range map[string]any{"services.json": &prefixes, "rcpSupportedServices.json": &rcp, "serviceNames.json": &names} {
		if err := json.Unmarshal(files[dir+file], into); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	services := map[string]*service{}
	for _, prefix := range prefixes {
		s := &service{Prefix: prefix, Name: names[prefix], actions: true}
		if err := s.read(files, dir, prefix+".json"); err != nil {
			return nil, err
		}
		services[prefix] = s
	}
	for _, prefix := range rcp {
		if services[prefix] == nil {
			return nil, fmt.Errorf("%s supports resource control policies and is not known", prefix)
		}
		services[prefix].rcp = true
	}
	for _, prefix := range prefixes {
		for _, key := range services[prefix].Keys {
			owner, _, _ := strings.Cut(key.Name, ":")
			if owner != "aws" && (services[owner] == nil || !services[owner].actions) {
				addKey(services, owner, key)
			}
		}
	}
	if err := addGlobalKeys(services, string(files["package/dist/cjs/globalConditionKeys.js"])); err != nil {
		return nil, err
	}
	return services, nil
}

func (s *service) read(files map[string][]byte, dir, file string) error {
	var actions map[string]struct {
		Name          string
		AccessLevel   string
		ConditionKeys []string
		ResourceTypes []struct {
			Name          string
			Required      bool
			ConditionKeys []string
		}
	}
	var types map[string]struct {
		Key, ARN      string
		ConditionKeys []string
	}
	var keys map[string]struct{ Key, Type string }
	for folder, into := range map[string]any{"actions/": &actions, "resourceTypes/": &types, "conditionKeys/": &keys} {
		text, ok := files[dir+folder+file]
		if !ok {
			continue
		}
		if err := json.Unmarshal(text, into); err != nil {
			return fmt.Errorf("%s%s: %w", folder, file, err)
		}
	}
	for _, lower := range sortedKeys(actions) {
		a := actions[lower]
		made := &action{Name: a.Name, Level: a.AccessLevel, Keys: tagKeys(a.ConditionKeys)}
		for _, r := range a.ResourceTypes {
			made.Resources = append(made.Resources, actionResource{Name: r.Name, Required: r.Required, Keys: tagKeys(r.ConditionKeys)})
		}
		s.Actions = append(s.Actions, made)
	}
	for _, lower := range sortedKeys(types) {
		s.Types = append(s.Types, &resourceType{Name: types[lower].Key, ARN: types[lower].ARN, Keys: tagKeys(types[lower].ConditionKeys)})
	}
	for _, lower := range sortedKeys(keys) {
		s.Keys = append(s.Keys, conditionKey{tagKey(keys[lower].Key), keys[lower].Type})
	}
	return nil
}

// tagKey writes a key in the form that most have: two services spell the template out.
func tagKey(name string) string { return strings.Replace(name, "/tag-key", "/${TagKey}", 1) }

func tagKeys(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = tagKey(name)
	}
	return all
}

func addKey(services map[string]*service, owner string, key conditionKey) {
	if services[owner] == nil {
		services[owner] = &service{Prefix: owner}
	}
	s := services[owner]
	for _, have := range s.Keys {
		if strings.EqualFold(have.Name, key.Name) {
			return
		}
	}
	s.Keys = append(s.Keys, key)
	sort.Slice(s.Keys, func(i, j int) bool { return strings.ToLower(s.Keys[i].Name) < strings.ToLower(s.Keys[j].Name) })
}

// globalKey is one entry of the table of global keys, which the package has as a program only.
var globalKey = regexp.MustCompile(`key: '([^']+)',\s*category: '[^']*',\s*type: '([^']+)'`)

// moreGlobalKeys are in use in the policies that AWS manages and missing in the package.
var moreGlobalKeys = []conditionKey{{"aws:PrincipalOrgMasterAccountId", "String"}}

func addGlobalKeys(services map[string]*service, program string) error {
	found := globalKey.FindAllStringSubmatch(program, -1)
	if len(found) < 40 {
		return fmt.Errorf("only %d global condition keys found", len(found))
	}
	for _, m := range found {
		name := tagKey(m[1])
		owner, _, _ := strings.Cut(name, ":")
		addKey(services, owner, conditionKey{name, m[2]})
	}
	for _, key := range moreGlobalKeys {
		addKey(services, "aws", key)
	}
	return nil
}

// addDependent adds the actions a caller needs besides an action, which the first package has
// none of.
func addDependent(services map[string]*service, files map[string][]byte) error {
	for _, text := range files {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(text, &all); err != nil {
			return err
		}
		for prefix, raw := range all {
			var s struct {
				Privileges map[string]struct {
					ResourceTypes map[string]struct {
						Dependent []string `json:"dependent_actions"`
					} `json:"resource_types"`
				}
			}
			if services[prefix] == nil || json.Unmarshal(raw, &s) != nil {
				continue
			}
			for _, a := range services[prefix].Actions {
				need := map[string]bool{}
				for _, r := range s.Privileges[a.Name].ResourceTypes {
					for _, name := range r.Dependent {
						need[strings.TrimSpace(name)] = true
					}
				}
				a.Dependent = sortedKeys(need)
			}
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
