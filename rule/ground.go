package rule

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// What the deployment makes up gets a text before a policy is asked about: a name that nobody
// knows yet is still the name of one thing, and of no other that a policy may speak of. Parameters
// without a value stay open.

// ownAccount is the account of the stack when nobody says which it is.
const ownAccount = "000000000000"

// ground decides conditions as assumed and gives texts to what the deployment makes up. It gives
// the value itself where there is nothing to do.
func (r *run) ground(v *cloud.Value, compare bool) *cloud.Value {
	g := grounding{graph: r.graph, account: r.account(), assume: r.assume, compare: compare}
	return g.value(v, elsewhere)
}

type grounding struct {
	graph   *cloud.Graph
	account string
	assume  assumption
	compare bool
}

// region is where in a policy a value stands, as far as it matters.
type region uint8

const (
	elsewhere region = iota
	inResource
	inCondition
	inEquality // of texts, without wildcards
	inOperator
)

func (in region) below(key string) region {
	switch {
	case in == elsewhere && key == "Condition":
		return inCondition
	case in == elsewhere && (key == "Resource" || key == "NotResource"):
		return inResource
	case in != inCondition:
		return in
	case strings.Contains(key, "StringEquals") || strings.Contains(key, "StringNotEquals"):
		return inEquality
	}
	return inOperator
}

func (g *grounding) value(v *cloud.Value, in region) *cloud.Value {
	switch v = g.assume.resolve(v); v.Kind() {
	case cloud.String:
		to := g.text(v, g.compare && in == inEquality)
		if !g.compare || in != inResource || strings.HasPrefix(to.Parts()[0].Text, "arn:") {
			return to
		}
		// An ARN from elsewhere, or the short form of API Gateway ("execute-api:/prod/*"): whatever the
		// text names, the policy is that of the resource it stands on.
		return cloud.NewString(v.Pos, "*")
	case cloud.List:
		var changed *cloud.Value
		for i, item := range v.Items() {
			to := g.value(item, in)
			if changed == nil && to != item {
				changed = cloud.NewList(v.Pos).Grow(v.Len()).Append(v.Items()[:i]...)
			}
			if changed != nil && to != nil {
				changed.Append(to)
			}
		}
		if changed != nil {
			return changed
		}
	case cloud.Map:
		var changed *cloud.Value
		for i, f := range v.Fields() {
			to := g.assume.resolve(f.Value)
			if in != inCondition || to.Kind() != cloud.String { // all that an operator compares, made by the deployment, stays open
				to = g.value(f.Value, in.below(f.Key))
			}
			if changed == nil && to != f.Value {
				changed = cloud.NewMap(v.Pos).Grow(v.Len())
				for _, before := range v.Fields()[:i] {
					changed.SetAt(before.Key, before.KeyPos, before.Value)
				}
			}
			if changed != nil && to != nil {
				changed.SetAt(f.Key, f.KeyPos, to)
			}
		}
		if changed != nil {
			return changed
		}
	}
	return v
}

// text fills the holes of a text whose content is of no account. With every, all of them.
func (g *grounding) text(v *cloud.Value, every bool) *cloud.Value {
	if !v.HasHoles() {
		return v
	}
	parts, changed := slices.Clone(v.Parts()), false
	for i, p := range parts {
		if p.Hole == nil {
			continue
		}
		if s, ok := g.fill(p.Hole); ok || every {
			parts[i], changed = cloud.Part{Text: s}, true
		}
	}
	if !changed {
		return v
	}
	return cloud.NewParts(v.Pos, parts...)
}

// fill gives a text for a hole, and whether any other would do.
func (g *grounding) fill(h *cloud.Hole) (s string, ok bool) {
	switch h.Name {
	case "AWS::AccountId":
		return g.account, true
	case "AWS::Partition":
		return "aws", true
	case "AWS::Region":
		return "us-east-1", true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	}
	if arn := g.arn(h.Ref); arn != "" {
		return arn, true
	}
	return plainName(h.Name), identity(h)
}

// arn fills the format of a resource's ARN, where a hole stands for the whole of it.
func (g *grounding) arn(ref *cloud.Reference) string {
	if ref == nil || !strings.HasSuffix(strings.ToLower(ref.Attribute), "arn") {
		return ""
	}
	res := g.graph.Resource(ref.Resource)
	if res == nil {
		return ""
	}
	typ := schema.Lookup(res.Type)
	if typ == nil || !strings.HasPrefix(typ.ARN, "arn:") {
		return ""
	}
	var b strings.Builder
	for rest := typ.ARN; rest != ""; {
		before, after, found := strings.Cut(rest, "${")
		b.WriteString(before)
		if !found {
			break
		}
		name, after, _ := strings.Cut(after, "}")
		known, _ := g.fill(&cloud.Hole{Name: map[string]string{"Partition": "AWS::Partition", "Region": "AWS::Region", "Account": "AWS::AccountId"}[name]})
		if known == "" {
			known = plainName(res.ID)
		}
		b.WriteString(known)
		rest = after
	}
	return b.String()
}

// plainName is a text that has nothing in it that a policy takes for more than a letter.
func plainName(hole string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			return c
		}
		return '-'
	}, hole)
}

type accountKey struct{}

// account is the account of the stack, as the ARNs of its resources tell it.
func (r *run) account() string {
	return r.graph.Memo(accountKey{}, func() any {
		for _, res := range r.graph.All() {
			if isAccountNumber(res.Account) {
				return res.Account
			}
			arn, _ := res.ARN.Canonical()
			if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 && isAccountNumber(parts[4]) {
				return parts[4]
			}
		}
		return ownAccount
	}).(string)
}

func isAccountNumber(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }
