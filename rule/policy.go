package rule

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

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
	p := r.graph.Recent(policyKey{node, r.assume.String(), compare}, parse).(parsedPolicy)
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
