package snapshot_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// maker makes random graphs of everything that a graph can hold.
type maker struct {
	*rand.Rand
	origins []*cloud.Origin
	ids     []string
}

func newMaker(seed uint64) *maker {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 1))}
	for i := range 5 {
		m.origins = append(m.origins, &cloud.Origin{Call: fmt.Sprint("lambda:Get", i), Account: "111122223333", Region: "eu-west-1"}, &cloud.Origin{File: fmt.Sprint("a", i, ".yaml")})
	}
	for i := range 20 {
		m.ids = append(m.ids, fmt.Sprintf("arn:aws:lambda:eu-west-1:111122223333:function:f%d", i))
	}
	return m
}

func (m *maker) id() string { return m.ids[m.IntN(len(m.ids))] }

func (m *maker) text() string {
	all := []string{"", "a", "orders", "~a", "~v", "함수", "a\nb\t\"c\"\\", "\x00\x7f\u2028", "${x}", "\xff\xfe", "a longer text with words", strings.Repeat("x", 200), "1", "true", "<&>"}
	return all[m.IntN(len(all))]
}

func (m *maker) pos() cloud.Pos {
	switch m.IntN(6) {
	case 0:
		return cloud.Pos{}
	case 1:
		return cloud.Pos{Origin: m.origins[m.IntN(len(m.origins))], Line: m.Int32N(100), Column: m.Int32N(9), EndLine: 4, EndColumn: 5}
	}
	return cloud.Pos{Origin: m.origins[m.IntN(2)]}
}

func (m *maker) reason() cloud.Reason {
	if m.IntN(2) == 0 {
		return cloud.Because(cloud.NotRead, "lambda:GetPolicy", "eu-west-1", "AccessDenied")
	}
	return cloud.Because(cloud.AtDeployment, m.text())
}

func (m *maker) value(depth int) *cloud.Value {
	p := m.pos()
	n := m.IntN(12)
	if depth > 4 {
		n = m.IntN(8)
	}
	v := cloud.NewNull(p)
	switch n {
	case 0:
		v = cloud.NewBool(p, m.IntN(2) == 0)
	case 1:
		v = cloud.NewNumber(p, []string{"0", "-1.50", "1E5", "0x1p-2", "+.5", "1_000", "Inf", "12345678901234567890"}[m.IntN(8)])
		if _, ok := v.Number(); !ok {
			v = cloud.NewInt(p, 7)
		}
	case 2, 3, 4:
		v = cloud.NewString(p, m.text())
	case 5:
		v = cloud.NewUnknown(p, m.reason())
	case 6:
		v = cloud.NewParts(p, cloud.Part{Text: m.text()}, cloud.Part{Hole: m.hole()}, cloud.Part{Text: m.text()})
	case 8:
		v = cloud.NewChoice(p, "IsProd", m.value(depth+1), nil)
	case 9:
		v = cloud.NewList(p)
		for range m.IntN(4) {
			v.Append(m.value(depth + 1))
		}
		if m.IntN(9) == 0 {
			v.Append(nil)
		}
	case 10, 11:
		v = cloud.NewMap(p)
		for range m.IntN(16) {
			if child := m.value(depth + 1); m.IntN(4) == 0 {
				v.SetAt(m.text(), m.pos(), child)
			} else {
				v.Set("K"+m.text(), child)
			}
		}
	}
	if m.IntN(8) == 0 {
		v = v.WithRefs(cloud.Reference{Resource: m.id(), Attribute: "Arn"})
	}
	return v
}

func (m *maker) hole() *cloud.Hole {
	h := &cloud.Hole{Name: "H" + m.text(), Reason: m.reason(), Placed: m.IntN(3) == 0}
	if m.IntN(2) == 0 {
		h.Ref = &cloud.Reference{Resource: m.id(), Attribute: "Ref"}
	}
	return h
}

func (m *maker) graph() *cloud.Graph {
	g := cloud.NewGraph()
	for _, id := range m.ids {
		r := &cloud.Resource{ID: id, Type: "AWS::Lambda::" + m.text(), Name: m.text(), Title: m.text(), Account: "111122223333", Region: m.text(),
			Pos: m.pos(), Generated: m.text(), Path: m.text(), Condition: m.text(), Properties: m.value(0)}
		if m.IntN(2) == 0 {
			r.Attributes, r.ARN = m.value(0), cloud.NewString(r.Pos, id)
		}
		for range m.IntN(3) {
			r.Names = append(r.Names, m.value(9))
		}
		_ = g.Add(r) // ids differ
	}
	for range m.IntN(5) {
		g.MarkUnread("AWS::T"+m.text(), m.reason())
		g.MarkUnreadNaming("AWS::T"+m.text(), m.reason(), m.ids[:m.IntN(3)]...)
		g.Mark(cloud.Unread{Type: "AWS::T", Why: m.reason(), Account: m.text(), Region: m.text()})
		g.Bind(cloud.Bound{Type: "AWS::T", Path: m.text(), Target: m.text(), Account: m.IntN(2) == 0})
	}
	return g
}

// tell writes down everything a graph knows.
func tell(g *cloud.Graph) string {
	var b strings.Builder
	for _, r := range g.All() {
		fmt.Fprintf(&b, "resource %q %q %q %q %q %q %q %q %q %s\n", r.ID, r.Type, r.Name, r.Title, r.Account, r.Region, r.Generated, r.Path, r.Condition, at(r.Pos))
		for _, v := range append([]*cloud.Value{r.ARN, r.Properties, r.Attributes}, r.Names...) {
			tellValue(&b, v, 1)
		}
	}
	for _, u := range g.Unread() {
		fmt.Fprintf(&b, "unread %q %q %q %t %q %q %q\n", u.Type, u.Why.Code, u.Why.Args, u.Names == nil, u.Names, u.Account, u.Region)
	}
	fmt.Fprintf(&b, "bounds %+v\n", g.Bounds())
	return b.String()
}

func at(p cloud.Pos) string {
	if p.Origin == nil {
		return "-"
	}
	return fmt.Sprintf("%q %d %d %d %d", *p.Origin, p.Line, p.Column, p.EndLine, p.EndColumn)
}

func tellValue(b *strings.Builder, v *cloud.Value, depth int) {
	fmt.Fprintf(b, "%*s%s ", depth, "", v.Kind())
	if v == nil {
		b.WriteString("\n")
		return
	}
	scalar, _ := v.Scalar()
	fmt.Fprintf(b, "%q %s %q\n", scalar, at(v.Pos), v.OwnRefs())
	if why, ok := v.Reason(); ok {
		fmt.Fprintf(b, "%*swhy %q %q\n", depth, "", why.Code, why.Args)
	}
	if condition, then, otherwise, ok := v.Choice(); ok {
		fmt.Fprintf(b, "%*schoice %q\n", depth, "", condition)
		tellValue(b, then, depth+1)
		tellValue(b, otherwise, depth+1)
	}
	for _, p := range v.Parts() {
		fmt.Fprintf(b, "%*spart %q", depth, "", p.Text)
		if h := p.Hole; h != nil {
			fmt.Fprintf(b, " %q %q %q %t", h.Name, h.Reason.Code, h.Reason.Args, h.Placed)
			if h.Ref != nil {
				fmt.Fprintf(b, " %q", *h.Ref)
			}
		}
		b.WriteString("\n")
	}
	for _, item := range v.Items() {
		tellValue(b, item, depth+1)
	}
	for _, f := range v.Fields() {
		fmt.Fprintf(b, "%*skey %q %s\n", depth, "", f.Key, at(f.KeyPos))
		tellValue(b, f.Value, depth+1)
	}
}
