package entry

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// document reads a resource policy. The account, the partition and the names of resources get texts:
// what the deployment makes up is the name of one thing and of no other. Parameters stay open.
func (f *finder) document(v *cloud.Value) (*iam.Document, *cloud.Reason) {
	if text, ok := v.Text(); ok {
		doc, err := iam.ParseJSON("", []byte(text))
		return doc, unreadable(err)
	}
	doc, err := iam.Parse(f.ground(v))
	return doc, unreadable(err)
}

func unreadable(err error) *cloud.Reason {
	if err == nil {
		return nil
	}
	why := cloud.Because(cloud.Unresolvable, "a policy", err.Error())
	return &why
}

func (f *finder) ground(v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.String:
		if !v.HasHoles() {
			return v
		}
		parts := append([]cloud.Part(nil), v.Parts()...)
		for i, p := range parts {
			if p.Hole != nil {
				if text, ok := f.fill(p.Hole); ok {
					parts[i] = cloud.Part{Text: text}
				}
			}
		}
		return cloud.NewParts(v.Pos, parts...)
	case cloud.List:
		list := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(f.ground(item))
		}
		return list
	case cloud.Map:
		m := cloud.NewMap(v.Pos)
		for _, field := range v.Fields() {
			if field.Key == "Resource" || field.Key == "NotResource" {
				if !field.Value.Is(cloud.Unknown) && !strings.HasPrefix(show(field.Value), "arn:aws:s3") {
					m.SetAt("Resource", field.KeyPos, cloud.NewString(field.Value.Pos, "*")) // the policy is that of the resource it stands on
					continue
				}
			}
			m.SetAt(field.Key, field.KeyPos, f.ground(field.Value))
		}
		return m
	}
	return v
}

func (f *finder) fill(h *cloud.Hole) (string, bool) {
	switch h.Name {
	case "AWS::AccountId":
		return f.account, true
	case "AWS::Partition":
		return "aws", true
	case "AWS::Region":
		return "us-east-1", true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	}
	if h.Ref == nil {
		return "", false
	}
	if strings.HasSuffix(strings.ToLower(h.Ref.Attribute), "arn") {
		return "arn:aws:service:us-east-1:" + f.account + ":" + plain(h.Name), true
	}
	return plain(h.Name), true
}

// plain is a text without anything that a policy takes for more than a letter.
func plain(name string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			return c
		}
		return '-'
	}, name)
}

// opened answers whether a resource policy lets anybody at all do an action. What else the policy
// allows to strangers is of no account here.
func (f *finder) opened(v *cloud.Value, actions ...string) verdict {
	if v.Is(cloud.Absent) || v.Is(cloud.Null) {
		return no()
	}
	if why, unknown := v.Reason(); unknown {
		return maybe(why)
	}
	doc, why := f.document(v)
	if why != nil {
		return maybe(*why)
	}
	sure, perhaps := about(doc, actions)
	anyone := f.public(sure)
	if len(perhaps.why) > 0 && anyone.truth == iam.No && f.public(perhaps.Document).truth != iam.No {
		return maybe(perhaps.why...)
	}
	return anyone
}

func (f *finder) public(doc *iam.Document) verdict {
	anyone, _ := iam.Public(doc, iam.Zone{Account: f.account})
	switch anyone.Verdict {
	case iam.Yes:
		return yes()
	case iam.Maybe:
		return maybe(anyone.Why...)
	}
	return no()
}

// widest is a policy that allows all that it perhaps allows.
type widest struct {
	*iam.Document
	why []cloud.Reason
}

// about leaves of a policy what it says of some actions: in the one document as little as may be
// allowed where an action is not known, in the other as much.
func about(doc *iam.Document, actions []string) (sure *iam.Document, perhaps widest) {
	sure = &iam.Document{Version: doc.Version, Pos: doc.Pos, Source: doc.Source}
	perhaps.Document = &iam.Document{Version: doc.Version, Pos: doc.Pos, Source: doc.Source}
	for _, s := range doc.Statements {
		if s.Action == nil {
			sure.Statements, perhaps.Statements = append(sure.Statements, s), append(perhaps.Statements, s)
			continue
		}
		touches := iam.No
		for i := range s.Action {
			for _, action := range actions {
				touches = touches.Or(s.Action[i].Match(action, nil))
			}
		}
		narrowed := *s
		narrowed.Action = nil
		for _, action := range actions {
			narrowed.Action = append(narrowed.Action, iam.ActionPattern(action))
		}
		allows := s.Effect != iam.Deny
		switch {
		case touches == iam.Yes:
			sure.Statements, perhaps.Statements = append(sure.Statements, s), append(perhaps.Statements, s)
		case touches == iam.No:
		case allows:
			perhaps.Statements = append(perhaps.Statements, &narrowed)
		default:
			sure.Statements = append(sure.Statements, &narrowed)
		}
		if touches == iam.Maybe {
			perhaps.why = addReason(perhaps.why, unknownAction(s))
		}
	}
	return sure, perhaps
}

func unknownAction(s *iam.Statement) cloud.Reason {
	for i := range s.Action {
		if hole := s.Action[i].FirstHole(); hole != nil {
			return hole.Reason
		}
	}
	return cloud.Because(cloud.NotChecked, "the actions of a statement")
}

// holders lists the policies of other resources that are about a resource.
func (f *finder) holders(r *cloud.Resource, typ string, document string, link ...string) verdictSource {
	listing := f.graph.Referrers(r, typ, link...)
	var out verdictSource
	for _, h := range listing.Certain {
		out.documents = append(out.documents, h.Properties.Get(document))
	}
	for _, p := range listing.Possible {
		out.perhaps = append(out.perhaps, p.Resource.Properties.Get(document))
		out.why = append(out.why, p.Why)
	}
	out.unread = listing.Unread
	return out
}

// verdictSource are policies, and why there may be others.
type verdictSource struct {
	documents, perhaps []*cloud.Value
	why                []cloud.Reason
	unread             []cloud.Reason
}

// openedBy answers for all policies together.
func (f *finder) openedBy(s verdictSource, actions ...string) verdict {
	v := no()
	for _, doc := range s.documents {
		v = v.or(f.opened(doc, actions...))
	}
	for i, doc := range s.perhaps {
		if f.opened(doc, actions...).truth != iam.No {
			v = v.or(maybe(s.why[i]))
		}
	}
	if v.truth == iam.No && len(s.unread) > 0 {
		v = maybe(s.unread[0])
	}
	return v
}
