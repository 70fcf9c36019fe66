package rule

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/schema"
)

// Policy documents reach package iam as they are written, but for what the deployment makes up:
// names, ids and ARNs get a text, because a name that nobody knows yet is still the name of one
// thing, and of no other that a policy may speak of. Parameters without a value stay open.

// ownAccount is the account of the stack when nobody says which it is.
const ownAccount = "000000000000"

// policyKey is what a parsed document is remembered by.
type policyKey struct {
	node    *cloud.Value
	assume  string
	compare bool
}

type parsedPolicy struct {
	doc *iam.Document
	why *cloud.Reason
}

// policy parses a policy document, which may be JSON text. It gives neither a document nor a reason
// when there is none. With compare, an open text in StringEquals counts as one that nobody else
// knows: what strangers send is equal to no single value.
func (r *run) policy(v value, compare bool) (*iam.Document, *cloud.Reason) {
	var node *cloud.Value
	switch {
	case v.kind == kindNull || v.kind == kindObject && v.fields == nil && v.from.content() == nil || v.from != nil && unset(v):
		return nil, nil
	case v.kind == kindText:
		node = v.text
	case v.kind == kindObject:
		node = plain(v)
	default:
		why := cloud.Because(cloud.Unresolvable, "policy", "it is no policy document")
		return nil, &why
	}
	parse := func() any {
		doc, err := iam.Parse(r.ground(node, compare))
		if err != nil {
			why := refused("policy", err)
			return parsedPolicy{why: &why}
		}
		return parsedPolicy{doc: widened(doc)}
	}
	if v.fields != nil { // made by the rule itself
		p := parse().(parsedPolicy)
		return p.doc, p.why
	}
	p := r.graph.Memo(policyKey{node, r.assume.String(), compare}, parse).(parsedPolicy)
	return p.doc, p.why
}

// refused is the reason for a document that cannot be read: the mistake, without its place.
func refused(what string, err error) cloud.Reason {
	var mistake *cloud.Error
	if errors.As(err, &mistake) {
		return cloud.Because(cloud.Unresolvable, what, mistake.What)
	}
	return cloud.Because(cloud.Unresolvable, what, err.Error())
}

func (a assumption) String() string {
	var b strings.Builder
	for _, condition := range slices.Sorted(maps.Keys(a)) {
		b.WriteString(condition + map[bool]string{true: "+", false: "-"}[a[condition]])
	}
	return b.String()
}

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
		list, changed := cloud.NewList(v.Pos), false
		for _, item := range v.Items() {
			to := g.value(item, in)
			if changed = changed || to != item; to != nil {
				list.Append(to)
			}
		}
		if changed {
			return list
		}
	case cloud.Map:
		all, changed := cloud.NewMap(v.Pos), false
		for _, f := range v.Fields() {
			to := g.value(f.Value, in.below(f.Key))
			if changed = changed || to != f.Value; to != nil {
				all.SetAt(f.Key, f.KeyPos, to)
			}
		}
		if changed {
			return all
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

// widened takes what is not known of a statement for everything, with the reason for which it may
// be less: so that no question about the document is answered without it.
func widened(doc *iam.Document) *iam.Document {
	for i, s := range doc.Statements {
		doc.Statements[i] = widenedStatement(s)
	}
	return doc
}

func widenedStatement(s *iam.Statement) *iam.Statement {
	wide := *s
	switch {
	case s.Action == nil && s.NotAction == nil: // nothing is known of the statement
		everybody := iam.Named{Kind: iam.NameAWS, Name: iam.ActionPattern("*")}
		wide.Principal = &iam.Principals{Named: []iam.Named{everybody}, Pos: s.Pos}
		wide.Action, wide.Resource = []iam.Pattern{iam.ActionPattern("*")}, []iam.Pattern{iam.ResourcePattern("*")}
		return &wide
	case len(s.Action) > 0:
		if why := open(s.Action); why != nil {
			wide.Action, wide.Unknown = []iam.Pattern{iam.ActionPattern("*")}, addReasons(s.Unknown, []cloud.Reason{*why})
		}
	default:
		if why := open(s.NotAction); why != nil {
			wide.NotAction, wide.Unknown = nil, addReasons(s.Unknown, []cloud.Reason{*why})
			wide.Action = []iam.Pattern{iam.ActionPattern("*")}
		}
	}
	for _, p := range s.Resource {
		if len(p.Pieces) > 0 && p.Pieces[0].Kind == iam.Hole {
			wide.Resource, wide.Unknown = []iam.Pattern{iam.ResourcePattern("*")}, addReasons(wide.Unknown, []cloud.Reason{p.Pieces[0].Hole.Reason})
			break
		}
	}
	return &wide
}

// open gives the reason for which one of the patterns is not known.
func open(patterns []iam.Pattern) *cloud.Reason {
	for i := range patterns {
		if h := patterns[i].FirstHole(); h != nil {
			return &h.Reason
		}
	}
	return nil
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

// showStatement records an element of a statement of a document as read: the first of the names
// that is written.
func (r *run) showStatement(doc value, index int, names ...string) {
	if r.quiet || doc.from == nil {
		return
	}
	st := field(doc, "Statement", dyn)
	if st.kind == kindList {
		if index >= len(st.items) {
			return
		}
		st = st.items[index].value
	}
	r.showElement(st, names...)
}

func (r *run) showElement(statement value, names ...string) {
	if r.quiet || statement.from == nil {
		return
	}
	for _, name := range names {
		if f := field(statement, name, dyn); f.from != nil && f.from.content() != nil {
			r.record(f)
			return
		}
	}
}
