package iam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// ParseUses reads what is used from JSON: a list of {"action": …, "resource": …, "context": {…},
// "principal": …} in which a text alone is an action, or an object {"s3:GetObject": [ARN, …]}.
// Every error is a *cloud.Error with a position.
func ParseUses(name string, text []byte) ([]Use, error) {
	v, _, err := cloud.ParseJSON(&cloud.Origin{File: name}, text, jsonLimits)
	if err != nil {
		return nil, err
	}
	var all []Use
	switch v.Kind() {
	case cloud.List:
		for _, item := range v.Items() {
			uses, err := parseUse(item)
			if err != nil {
				return nil, err
			}
			all = append(all, uses...)
		}
	case cloud.Map:
		for _, f := range v.Fields() {
			uses, err := usesOf(f.Key, f.KeyPos, f.Value)
			if err != nil {
				return nil, err
			}
			all = append(all, uses...)
		}
	default:
		return nil, &cloud.Error{Pos: v.Pos, What: "used requests are a list or an object, not a " + v.Kind().String(),
			Hint: `write [{"action": "s3:GetObject", "resource": "arn:…"}] or {"s3:GetObject": ["arn:…"]}`}
	}
	return all, nil
}

func parseUse(v *cloud.Value) ([]Use, error) {
	if action, ok := v.Text(); ok {
		return usesOf(action, v.Pos, nil)
	}
	if !v.Is(cloud.Map) {
		return nil, &cloud.Error{Pos: v.Pos, What: "a used request is an object, not a " + v.Kind().String()}
	}
	f, ok := v.Field("action")
	if !ok {
		return nil, &cloud.Error{Pos: v.Pos, What: "a used request without action", Hint: `write {"action": "s3:GetObject", "resource": "arn:…"}`}
	}
	uses, err := usesOf(f.Value.Str(), f.Value.Pos, v.Get("resource"))
	if err != nil {
		return nil, err
	}
	context := map[string][]string{}
	for _, f := range v.Get("context").Fields() {
		values, err := usedTexts(f.Value)
		if err != nil {
			return nil, err
		}
		context[f.Key] = values
	}
	for i := range uses {
		uses[i].Context, uses[i].Principal = context, v.Get("principal").Str()
	}
	return uses, nil
}

func usesOf(action string, pos cloud.Pos, resources *cloud.Value) ([]Use, error) {
	if prefix, name, ok := strings.Cut(action, ":"); !ok || prefix == "" || name == "" || strings.ContainsAny(action, "*? ") {
		return nil, &cloud.Error{Pos: pos, What: "\"" + action + "\" is no action", Hint: "write one action as service:Name, without wildcards"}
	}
	names, err := usedTexts(resources)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = []string{""}
	}
	var all []Use
	for _, name := range names {
		if name != "" && name != "*" && !strings.HasPrefix(name, "arn:") {
			return nil, &cloud.Error{Pos: resources.Pos, What: "\"" + name + "\" is no ARN", Hint: "write the ARN of the resource, or leave it out"}
		}
		all = append(all, Use{Action: action, Resource: name})
	}
	return all, nil
}

// usedTexts reads a text or a list of texts; nothing is an empty list.
func usedTexts(v *cloud.Value) (all []string, err error) {
	items := []*cloud.Value{v}
	switch v.Kind() {
	case cloud.Absent, cloud.Null:
		return nil, nil
	case cloud.List:
		items = v.Items()
	}
	for _, item := range items {
		text, ok := item.Scalar()
		if !ok {
			return nil, &cloud.Error{Pos: item.Pos, What: "a text is expected, not a " + item.Kind().String()}
		}
		all = append(all, text)
	}
	return all, nil
}
