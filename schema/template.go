package schema

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Fill writes out a template of this resource type: its ARN, or that of an attribute. In a
// template ${Name} stands for the value of a property or attribute, for one of the names
// Partition, Region, Account and URLSuffix, or for a name that is none of these: something that
// only the service knows. The function value gives the value of a name, mostly a string with
// holes, or nil when the property is absent; then its default stands in for it.
//
// Three things are done as the services do them:
//
//   - a value that is an ARN itself (a function given by its ARN where its name would do) takes
//     the place of everything before it;
//   - a value that begins with the slash after which it stands (a parameter called "/db/url")
//     does not double it;
//   - ${Name/} is left out, with its slash, for an absent value and for the default one, and
//     stands for the last segment of a value that has several.
//
// Fill returns nil when a value is missing or is no scalar, and an unknown when the unknown value
// is the whole template. References recorded on the values are kept.
func (r *Resource) Fill(template string, value func(name string) *cloud.Value) *cloud.Value {
	var parts []cloud.Part
	var refs []cloud.Reference
	for template != "" {
		text, rest, found := strings.Cut(template, "${")
		parts = append(parts, cloud.Part{Text: text})
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		template = after
		name, optional := strings.CutSuffix(name, "/")
		v := value(name)
		fallback := r.defaultOf(name)
		if optional && (v == nil || v.Str() != "" && v.Str() == fallback) {
			continue
		}
		if v == nil && fallback != "" {
			v = cloud.NewString(cloud.Pos{}, fallback)
		}
		if v.Is(cloud.Unknown) && text == "" && template == "" && len(parts) == 1 {
			return v
		}
		piece := pieces(r.Type+"."+name, v)
		if piece == nil {
			return nil
		}
		refs = append(refs, v.Refs()...)
		if optional {
			parts = append(append(parts, lastSegment(piece)...), cloud.Part{Text: "/"})
			continue
		}
		parts = join(parts, piece)
	}
	filled := cloud.NewParts(cloud.Pos{}, parts...)
	for _, ref := range refs {
		if !slices.Contains(filled.Refs(), ref) {
			filled.WithRefs(ref)
		}
	}
	return filled
}

func (r *Resource) defaultOf(name string) string {
	p := r.Properties[name]
	if p == nil || p.Default == "" {
		return ""
	}
	var s string
	if json.Unmarshal([]byte(p.Default), &s) != nil {
		return p.Default // a number or a boolean
	}
	return s
}

// pieces returns a value as parts, nil when it cannot be part of a string.
func pieces(name string, v *cloud.Value) []cloud.Part {
	switch v.Kind() {
	case cloud.String:
		return v.Parts()
	case cloud.Number, cloud.Bool:
		s, _ := v.Scalar()
		return []cloud.Part{{Text: s}}
	case cloud.Unknown:
		// The position makes the name the same for the same value only.
		why, _ := v.Reason()
		return []cloud.Part{{Hole: &cloud.Hole{Name: name + "@" + v.Pos.String(), Reason: why}}}
	}
	return nil
}

func join(before, piece []cloud.Part) []cloud.Part {
	first := piece[0].Text
	switch {
	case isARN(piece[0]):
		return append([]cloud.Part(nil), piece...)
	case strings.HasPrefix(first, "/") && strings.HasSuffix(before[len(before)-1].Text, "/"):
		piece = append([]cloud.Part{{Text: first[1:]}}, piece[1:]...)
	}
	return append(before, piece...)
}

// isARN reports whether a value that begins with the part is an ARN: because it says so, or
// because it is an attribute that gives one.
func isARN(p cloud.Part) bool {
	if p.Hole != nil {
		return p.Hole.Ref != nil && strings.HasSuffix(strings.ToLower(p.Hole.Ref.Attribute), "arn")
	}
	return strings.HasPrefix(p.Text, "arn:")
}

func lastSegment(piece []cloud.Part) []cloud.Part {
	for i := len(piece) - 1; i >= 0; i-- {
		if at := strings.LastIndexByte(piece[i].Text, '/'); at >= 0 {
			return append([]cloud.Part{{Text: piece[i].Text[at+1:]}}, piece[i+1:]...)
		}
	}
	return piece
}
