package cloudformation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// text gives a literal its value: dynamic references in it become holes, because they are
// fetched at deployment
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html).
func (s *stack) text(literal string, p cloud.Pos) *cloud.Value {
	if !strings.Contains(literal, "{{resolve:") {
		return cloud.NewString(p, literal)
	}
	return cloud.NewParts(p, dynamicReferences([]cloud.Part{{Text: literal}})...)
}

// dynamicReferences replaces the dynamic references in parts that have been joined: one may be
// built from several values ({{resolve:secretsmanager:${Secret}}}).
func dynamicReferences(parts []cloud.Part) []cloud.Part {
	var out []cloud.Part
	for i := 0; i < len(parts); i++ {
		start := -1
		if parts[i].Hole == nil {
			start = strings.Index(parts[i].Text, "{{resolve:")
		}
		if start < 0 {
			out = append(out, parts[i])
			continue
		}
		out = append(out, cloud.Part{Text: parts[i].Text[:start]})
		reference, rest, used, closed := untilBraces(parts[i:], start)
		if !closed {
			return append(append(out, cloud.Part{Text: parts[i].Text[start:]}), parts[i+1:]...)
		}
		out = append(out, reference)
		i += used
		parts[i] = cloud.Part{Text: rest}
		i--
	}
	return out
}

// untilBraces collects a dynamic reference that starts at an offset of the first part. It returns
// the hole for it, the text after it in the last part, and the index of that part.
func untilBraces(parts []cloud.Part, start int) (hole cloud.Part, rest string, used int, closed bool) {
	var name strings.Builder
	var ref *cloud.Reference
	placed := false
	for i, part := range parts {
		if part.Hole != nil {
			name.WriteString("${" + part.Hole.Name + "}")
			ref, placed = part.Hole.Ref, placed || part.Hole.Placed
			continue
		}
		text := part.Text
		if i == 0 {
			text = text[start:]
		}
		if end := strings.Index(text, "}}"); end >= 0 {
			name.WriteString(text[:end+2])
			h := &cloud.Hole{Name: name.String(), Reason: cloud.Because(cloud.DynamicReference, name.String()), Ref: ref, Placed: placed}
			return cloud.Part{Hole: h}, text[end+2:], i, true
		}
		name.WriteString(text)
	}
	return cloud.Part{}, "", 0, false
}

// parts returns the pieces a value contributes to a longer text. What has no text becomes a hole.
func parts(v *cloud.Value) []cloud.Part {
	if text, ok := v.Scalar(); ok {
		return []cloud.Part{{Text: text}}
	}
	if v.Is(cloud.String) {
		return v.Parts()
	}
	if v == nil || v.Is(cloud.Null) {
		return nil
	}
	why, ok := v.Reason()
	if !ok {
		why = cloud.Because(cloud.Unresolvable, "text", "a "+v.Kind().String()+" stands where text is needed")
	}
	name, placed := holeName(why, v.Pos)
	return []cloud.Part{{Hole: &cloud.Hole{Name: name, Reason: why, Placed: placed}}}
}

// concat joins texts, keeping the references that were recorded on them.
func concat(p cloud.Pos, separator string, values []*cloud.Value) *cloud.Value {
	var all []cloud.Part
	var refs []cloud.Reference
	for i, v := range values {
		if i > 0 {
			all = append(all, cloud.Part{Text: separator})
		}
		all = append(all, parts(v)...)
		refs = append(refs, v.Refs()...)
	}
	joined := cloud.NewParts(p, all...)
	if text, ok := joined.Text(); !ok || strings.Contains(text, "{{resolve:") {
		joined = cloud.NewParts(p, dynamicReferences(append([]cloud.Part(nil), joined.Parts()...))...)
	}
	return joined.WithRefs(unique(refs)...)
}

// unique drops repeated references: texts are made of texts, and each would repeat its references.
func unique(refs []cloud.Reference) []cloud.Reference {
	if len(refs) > 16 {
		seen := make(map[cloud.Reference]bool, len(refs))
		return slices.DeleteFunc(refs, func(r cloud.Reference) bool {
			repeated := seen[r]
			seen[r] = true
			return repeated
		})
	}
	kept := refs[:0]
	for _, r := range refs {
		if !slices.Contains(kept, r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// holeName names something unknown inside the name of a hole. The same unknown must get the same
// name, and different ones different names, so where the reason is not enough the place decides.
func holeName(why cloud.Reason, p cloud.Pos) (name string, placed bool) {
	if why.Code == cloud.AtDeployment || why.Code == cloud.NoParameterValue && len(why.Args) == 1 {
		return strings.Join(why.Args, " "), false
	}
	return fmt.Sprintf("%s at %s", why, p), true
}
