package validate

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// grammarChecks are about the elements of a document and how they go together
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
func grammarChecks() []check {
	return []check{
		{
			code: "JSON_SYNTAX_ERROR", kind: Error, title: "JSON syntax error",
			text: "The document is not JSON, or has the same key twice in one object.",
			fix:  "", // reported where the text is read
		}, {
			code: "DATA_TYPE_MISMATCH", kind: Error, title: "Data type mismatch",
			text: "A value is not of the JSON type that its element needs: a number where a string belongs, a string where an object belongs.",
			fix:  "Write it as the element needs it", document: dataTypes,
		}, {
			code: "INVALID_POLICY_ELEMENT", kind: Error, title: "Invalid policy element",
			text: "A policy has the elements Version, Id and Statement, and a statement Sid, Effect, Principal, Action, Resource, Condition and their Not forms; there are no others.",
			fix:  "Remove or rename it", document: elements,
		}, {
			code: "MISSING_STATEMENT", kind: Error, title: "Missing statement",
			text: "The policy has no statement.", fix: "Add a statement",
			document: func(p *policy, r report) {
				f, ok := p.value.Field("Statement")
				if p.value.Is(cloud.Map) && (!ok || f.Value.Is(cloud.List) && f.Value.Len() == 0) {
					r.at(p.value.Pos, "The policy has no statement")
				}
			},
		}, {
			code: "INVALID_VERSION", kind: Error, title: "Invalid version",
			text: "The version names the policy language and is no date of your own.", fix: "Use 2012-10-17",
			document: func(p *policy, r report) {
				if v, ok := p.value.Get("Version").Text(); ok && v != "2012-10-17" && v != "2008-10-17" {
					r.at(p.value.Get("Version").Pos, "There is no version %s of the policy language", quote(v))
				}
			},
		}, {
			code: "MISSING_VERSION", kind: Warning, title: "Missing version",
			text: "Without a version the policy is read as 2008-10-17: policy variables are plain text in it.", fix: `Add "Version": "2012-10-17"`,
			document: func(p *policy, r report) {
				if p.value.Is(cloud.Map) && !p.value.Has("Version") {
					r.at(p.value.Pos, "The policy does not say its version")
				}
			},
		}, {
			code: "MISSING_EFFECT", kind: Error, title: "Missing effect",
			text: "Every statement allows or denies.", fix: "Add Effect with Allow or Deny",
			statement: func(s *statement, r report) {
				if !s.value.Has("Effect") {
					r.at(s.value.Pos, "The statement has no Effect")
				}
			},
		}, {
			code: "INVALID_EFFECT", kind: Error, title: "Invalid effect",
			text: "The effect is Allow or Deny, written so.", fix: "Use Allow or Deny",
			statement: func(s *statement, r report) {
				if e, ok := s.value.Get("Effect").Text(); ok && s.effect == "" {
					r.at(s.value.Get("Effect").Pos, "The effect %s is not valid", quote(e))
				}
			},
		}, {
			code: "MISSING_ACTION", kind: Error, title: "Missing action",
			text: "Every statement names actions.", fix: "Add Action or NotAction",
			statement: func(s *statement, r report) {
				if !s.action.present && !s.notAction.present {
					r.at(s.value.Pos, "The statement has neither Action nor NotAction")
				}
			},
		}, {
			code: "MISSING_RESOURCE", kind: Error, title: "Missing resource",
			text: "Every statement names resources, except in the trust policy of a role.", fix: "Add Resource or NotResource",
			statement: func(s *statement, r report) {
				if s.Type != Trust && !s.resource.present && !s.notResrc.present && !s.withoutResource() {
					r.at(s.value.Pos, "The statement has neither Resource nor NotResource")
				}
			},
		}, {
			code: "MISSING_PRINCIPAL", kind: Error, title: "Missing principal",
			text: "A policy that belongs to a resource says for whom.", fix: "Add Principal",
			statement: func(s *statement, r report) {
				if s.Type.principals() && !s.principal.present {
					r.at(s.value.Pos, "The statement has no Principal")
				}
			},
		}, {
			code: "UNSUPPORTED_ELEMENT_COMBINATION", kind: Error, title: "Unsupported element combination",
			text: "A statement has an element or its Not form, never both.", fix: "Remove one of the two",
			statement: func(s *statement, r report) {
				for _, name := range []string{"Action", "Resource", "Principal"} {
					if not, ok := s.value.Field("Not" + name); ok && s.value.Has(name) {
						r.at(not.KeyPos, "%s and Not%s cannot stand in one statement", name, name)
					}
				}
			},
		}, {
			code: "REDUNDANT_STATEMENT", kind: Suggestion, title: "Redundant statement",
			text: "Two statements say the same. Whoever changes one forgets the other.", fix: "Remove one",
			document: redundantStatements,
		},
	}
}

// withoutResource reports whether the policy is for a kind of resource whose policies name no
// resource: repositories of ECR
// (https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html).
func (s *statement) withoutResource() bool {
	if s.Type != Resource {
		return false
	}
	ecr := len(s.action.items) > 0
	for _, a := range s.action.items {
		ecr = ecr && strings.HasPrefix(strings.ToLower(a.s), "ecr:")
	}
	return s.ResourceType == "AWS::ECR::Repository" || s.ResourceType == "" && ecr
}

func elements(p *policy, r report) {
	look := func(v *cloud.Value, statement int, names ...string) {
		for _, f := range v.Fields() {
			if slices.Contains(names, f.Key) || strings.HasPrefix(f.Key, "Fn::") {
				continue
			}
			r.statement = statement
			hint := ""
			for _, name := range names {
				if strings.EqualFold(name, f.Key) {
					hint = "; it is written " + name
				}
			}
			r.at(f.KeyPos, "There is no policy element %s%s", quote(f.Key), hint)
		}
	}
	if !intrinsic(p.value) {
		look(p.value, -1, "Version", "Id", "Statement")
	}
	for _, s := range p.statements {
		look(s.value, s.index, "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
	}
}

// dataTypes compares the JSON types of all elements with the grammar.
func dataTypes(p *policy, r report) {
	want := func(v *cloud.Value, what string, kinds ...cloud.Kind) bool {
		if v == nil || !known(v) {
			return false
		}
		if slices.Contains(kinds, v.Kind()) {
			return true
		}
		// In a template 123456789012 is as good as "123456789012".
		if _, scalar := v.Scalar(); scalar && p.size == 0 && slices.Contains(kinds, cloud.String) {
			return true
		}
		r.at(v.Pos, "%s must be %s and is a %s", what, kindNames(kinds), v.Kind())
		return false
	}
	texts := func(v *cloud.Value, what string) {
		if want(v, what, cloud.String, cloud.List) && v.Is(cloud.List) {
			for _, item := range v.Items() {
				want(item, "each of "+what, cloud.String)
			}
		}
	}
	if !want(p.value, "a policy", cloud.Map) {
		return
	}
	want(p.value.Get("Version"), "Version", cloud.String)
	want(p.value.Get("Id"), "Id", cloud.String)
	if list := p.value.Get("Statement"); want(list, "Statement", cloud.Map, cloud.List) && list.Is(cloud.List) {
		for _, item := range list.Items() {
			want(item, "a statement", cloud.Map)
		}
	}
	for _, s := range p.statements {
		r.statement = s.index
		want(s.value.Get("Sid"), "Sid", cloud.String)
		want(s.value.Get("Effect"), "Effect", cloud.String)
		for _, name := range []string{"Action", "NotAction", "Resource", "NotResource"} {
			texts(s.value.Get(name), name)
		}
		for _, name := range []string{"Principal", "NotPrincipal"} {
			v := s.value.Get(name)
			if v.Is(cloud.Map) && known(v) {
				for _, f := range v.Fields() {
					texts(f.Value, name)
				}
			} else if !v.Is(cloud.List) { // a list is INVALID_PRINCIPAL_FORMAT
				want(v, name, cloud.Map, cloud.String)
			}
		}
		c := s.value.Get("Condition")
		if !want(c, "Condition", cloud.Map) {
			continue
		}
		for _, block := range c.Fields() {
			if !want(block.Value, block.Key, cloud.Map) {
				continue
			}
			for _, f := range block.Value.Fields() {
				if want(f.Value, f.Key, cloud.String, cloud.Bool, cloud.Number, cloud.List) {
					for _, item := range f.Value.Items() {
						want(item, "each of "+f.Key, cloud.String, cloud.Bool, cloud.Number)
					}
				}
			}
		}
	}
}

func kindNames(kinds []cloud.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = "a " + k.String()
		if k == cloud.Map {
			names[i] = "an object"
		}
	}
	return strings.Join(names, " or ")
}

func redundantStatements(p *policy, r report) {
	seen := map[string]bool{}
	for _, s := range p.statements {
		if !s.value.Known() && hasUnknown(s.value) {
			continue
		}
		text := canonical(s.value, true)
		if seen[text] {
			r.statement = s.index
			r.at(s.value.Pos, "An earlier statement says the same")
		}
		seen[text] = true
	}
}

func hasUnknown(v *cloud.Value) bool {
	switch v.Kind() {
	case cloud.Unknown:
		return true
	case cloud.List:
		return slices.ContainsFunc(v.Items(), hasUnknown)
	case cloud.Map:
		return slices.ContainsFunc(v.Fields(), func(f cloud.Field) bool { return hasUnknown(f.Value) })
	}
	return false
}

// canonical writes a statement so that two that say the same have the same text: keys and items
// sorted, one item like a list of it, without the Sid.
func canonical(v *cloud.Value, top bool) string {
	switch v.Kind() {
	case cloud.List:
		items := make([]string, 0, v.Len())
		for _, item := range v.Items() {
			items = append(items, canonical(item, false))
		}
		slices.Sort(items)
		items = slices.Compact(items)
		if len(items) == 1 {
			return items[0]
		}
		return "[" + strings.Join(items, ",") + "]"
	case cloud.Map:
		var fields []string
		for _, f := range v.Fields() {
			if top && f.Key == "Sid" {
				continue
			}
			fields = append(fields, quote(f.Key)+":"+canonical(f.Value, false))
		}
		slices.Sort(fields)
		return "{" + strings.Join(fields, ",") + "}"
	case cloud.String:
		s, _ := v.Canonical()
		return "s" + s + "\x00"
	}
	s, _ := v.Scalar()
	return "s" + s + "\x00"
}
