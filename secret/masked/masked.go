// Package masked replaces the secrets in property trees by masks.
//
// It owns which name a value in a tree stands under: its key, that of the list around it, or, in
// {Name: DB_PASSWORD, Value: …}, what the neighbour says. What a secret looks like is known to
// package secret; where the tree comes from, and where it goes, is nothing it must know.
package masked

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/secret"
)

// Value returns the tree without the secrets in it, as [secret.Mask] replaces them, when it stands
// under a name. What has none is returned as it is and not copied, and masking a second time
// changes nothing. What depends on the value, its positions and references, stays.
func Value(name string, v *cloud.Value) *cloud.Value { return value(name, v, 0) }

// maxDepth bounds the walk; what lies deeper is not kept at all.
const maxDepth = 1000

func value(name string, v *cloud.Value, depth int) *cloud.Value {
	switch v.Kind() {
	case cloud.Map, cloud.List:
		if depth > maxDepth {
			return cloud.NewUnknown(v.Pos, cloud.Because(cloud.NotChecked, "nested too deep"))
		}
		if v.Is(cloud.Map) {
			return fields(name, v, depth)
		}
		return items(name, v, depth)
	case cloud.String:
		return str(name, v)
	case cloud.Number:
		text, _ := v.Scalar()
		if m := secret.Mask(name, text); m != text {
			return cloud.NewString(v.Pos, m).WithRefs(v.OwnRefs()...)
		}
	case cloud.Unknown:
		return unknown(name, v, depth)
	}
	return v
}

func fields(name string, v *cloud.Value, depth int) *cloud.Value {
	var out *cloud.Value
	for i, f := range v.Fields() {
		key := secret.Mask("", f.Key)
		val := value(NameIn(v, name, f.Key), f.Value, depth+1)
		if out == nil {
			if key == f.Key && val == f.Value {
				continue
			}
			out = cloud.NewMap(v.Pos).WithRefs(v.OwnRefs()...)
			for _, before := range v.Fields()[:i] {
				out.SetAt(before.Key, before.KeyPos, before.Value)
			}
		}
		for key != f.Key && out.Has(key) { // another key that was masked
			key += "+"
		}
		out.SetAt(key, f.KeyPos, val)
	}
	if out == nil {
		return v
	}
	return out
}

func items(name string, v *cloud.Value, depth int) *cloud.Value {
	var out []*cloud.Value
	for i, item := range v.Items() {
		m := value(name, item, depth+1)
		if out == nil && m != item {
			out = slices.Clone(v.Items()[:i])
		}
		if out != nil {
			out = append(out, m)
		}
	}
	if out == nil {
		return v
	}
	return cloud.NewList(v.Pos, out...).WithRefs(v.OwnRefs()...)
}

// NameIn is the name that the value of a key goes by when it is in a map that goes by a name itself.
func NameIn(m *cloud.Value, outer, key string) string {
	switch strings.ToLower(key) {
	case "value", "default", "parametervalue":
		for _, k := range [...]string{"Name", "Key", "ParameterKey", "name", "key"} {
			if name := m.Get(k).Str(); name != "" {
				return name
			}
		}
		return outer
	}
	return key
}

// str masks a string. Of one with holes what is written between them is masked.
func str(name string, v *cloud.Value) *cloud.Value {
	if text, ok := v.Text(); ok {
		if m := secret.Mask(name, text); m != text {
			return cloud.NewString(v.Pos, m).WithRefs(v.OwnRefs()...)
		}
		return v
	}
	canonical, _ := v.Canonical()
	var written strings.Builder
	for _, p := range v.Parts() {
		written.WriteString(p.Text)
	}
	if kind, is := secret.Detect(name, written.String()); is && (kind == secret.ByName || secret.Named(name)) {
		if _, shaped := secret.Shape(canonical); !shaped {
			kind = secret.ByName
		}
		return everyText(v, kind.Mask())
	}
	if m := secret.Mask("", canonical); m != canonical {
		return cloud.NewParts(v.Pos, parts(m, v.Parts())...).WithRefs(v.OwnRefs()...)
	}
	return v
}

// everyText replaces all that is written in a string with holes.
func everyText(v *cloud.Value, mask string) *cloud.Value {
	same := true
	all := slices.Clone(v.Parts())
	for i := range all {
		if all[i].Hole == nil && all[i].Text != mask {
			all[i].Text, same = mask, false
		}
	}
	if same {
		return v
	}
	return cloud.NewParts(v.Pos, all...).WithRefs(v.OwnRefs()...)
}

// parts takes a canonical text apart again. A mask may have swallowed holes, as of a private key.
func parts(canonical string, before []cloud.Part) (all []cloud.Part) {
	for {
		at := strings.Index(canonical, "${")
		if at < 0 {
			return append(all, cloud.Part{Text: canonical})
		}
		all = append(all, cloud.Part{Text: canonical[:at]})
		canonical = canonical[at+2:]
		if rest, literal := strings.CutPrefix(canonical, "!"); literal {
			all, canonical = append(all, cloud.Part{Text: "${"}), rest
			continue
		}
		for len(before) > 0 {
			h := before[0].Hole
			before = before[1:]
			if h == nil {
				continue
			}
			if rest, ok := strings.CutPrefix(canonical, h.Name+"}"); ok {
				all, canonical = append(all, cloud.Part{Hole: h}), rest
				break
			}
		}
	}
}

// unknown masks the two values that an undecided condition chooses from.
func unknown(name string, v *cloud.Value, depth int) *cloud.Value {
	condition, then, otherwise, ok := v.Choice()
	if !ok || depth > maxDepth {
		return v
	}
	a, b := value(name, then, depth+1), value(name, otherwise, depth+1)
	if a == then && b == otherwise {
		return v
	}
	return cloud.NewChoice(v.Pos, condition, a, b).WithRefs(v.OwnRefs()...)
}
