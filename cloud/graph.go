package cloud

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Graph holds resources and finds the references between them. It also knows what was not
// read, so that a question about something unread is answered with a reason, not with nothing.
//
// A Graph is filled with Add and MarkUnread by one goroutine; after that any number may ask.
type Graph struct {
	all    []*Resource
	byID   map[string]*Resource
	byType map[string][]*Resource
	unread map[string]*unread
	bounds map[boundKey][]Bound

	mu        sync.Mutex
	byName    map[string]*names      // by type, built with the first question
	open      map[string][]*Resource // by type, those with a name that is not wholly known
	referrers map[referrerKey]*referrerIndex

	memo   sync.Map // see Memo
	recent recent
}

// Listing answers "which resources": those that certainly belong, those that may, and the
// reasons for which there may be more.
type Listing struct {
	Certain  []*Resource
	Possible []Possible
	Unread   []Reason
}

// Possible is a resource that may belong to a listing.
type Possible struct {
	Resource *Resource
	Why      Reason
}

// NewGraph returns an empty graph.
func NewGraph() *Graph {
	return &Graph{byID: map[string]*Resource{}, byType: map[string][]*Resource{}, unread: map[string]*unread{}}
}

// Add puts a resource into the graph. It refuses a second resource with the same ID.
func (g *Graph) Add(r *Resource) error {
	if _, taken := g.byID[r.ID]; taken {
		return &Error{Pos: r.Pos, What: fmt.Sprintf("resource %q is declared twice", r.ID), Hint: "rename one of them"}
	}
	g.byID[r.ID] = r
	g.byType[r.Type] = append(g.byType[r.Type], r)
	g.all = append(g.all, r)
	g.mu.Lock()
	g.byName, g.open, g.referrers = nil, nil, nil
	g.mu.Unlock()
	return nil
}

// Memo returns what make gives for a key, which it is asked for once: what questions about the
// graph have in common. The key is a comparable value of a type of the caller's own. It may be
// called by several goroutines, and then make may be, too; all get the same value.
func (g *Graph) Memo(key any, make func() any) any {
	if known, ok := g.memo.Load(key); ok {
		return known
	}
	known, _ := g.memo.LoadOrStore(key, make())
	return known
}

// Resource returns the resource with the ID, or nil.
func (g *Graph) Resource(id string) *Resource { return g.byID[id] }

// All returns every resource in the order of addition. The slice must not be changed.
func (g *Graph) All() []*Resource { return g.all }

// OfType lists the resources of a type.
func (g *Graph) OfType(typ string) Listing {
	l := Listing{Unread: g.unreadOf(typ)}
	for _, r := range g.byType[typ] {
		l.add(r)
	}
	return l
}

func (l *Listing) add(r *Resource) {
	if r.Condition != "" {
		l.Possible = append(l.Possible, Possible{r, Because(UnknownCondition, r.Condition)})
		return
	}
	l.Certain = append(l.Certain, r)
}

// Target returns the resource of the type that v names: by a reference recorded in it, by ARN
// (also an ARN of something inside the resource, such as a version or an object), or by another
// of the resource's names. It returns nil and no reason for an absent or null value, and nil and
// a reason when the resource is not known or lies outside the graph.
func (g *Graph) Target(typ string, v *Value) (*Resource, *Reason) {
	if v.Is(Absent) || v.Is(Null) {
		return nil, nil
	}
	r, why := g.TargetRead(typ, v)
	switch {
	case r != nil || why != nil:
		return r, why
	case v.outside() != nil:
		return nil, v.outside()
	}
	for _, m := range g.Missing(typ) {
		if m.covers(v) {
			return nil, &m.Why
		}
	}
	text, _ := v.Canonical()
	outside := Because(NotInSource, text)
	return nil, &outside
}

// TargetRead is Target among the resources that were read. It returns nil and no reason when v
// certainly names none of them.
func (g *Graph) TargetRead(typ string, v *Value) (*Resource, *Reason) {
	switch v.Kind() {
	case Absent, Null:
		return nil, nil
	case Unknown:
		if v.outside() != nil {
			return nil, nil
		}
		return nil, v.extra.reason
	case String:
	default:
		why := Because(Unresolvable, "reference", "a "+v.Kind().String()+" names nothing")
		return nil, &why
	}
	if r, why, found := g.byReference(typ, v); found {
		return r, why
	}
	return g.byText(typ, v)
}

// outside gives the reason why a value is not known when it is nothing but a parameter without a
// value. It names no resource that was read: a resource is there only after somebody has given the
// parameters their values, and who declares a resource refers to it. Parameters that give a
// resource its name are told apart by byText, which comes first.
func (v *Value) outside() *Reason {
	var why *Reason
	switch parts := v.Parts(); {
	case v.Is(Unknown):
		why = v.extra.reason
	case len(parts) == 1 && parts[0].Hole != nil && parts[0].Hole.Ref == nil:
		why = &parts[0].Hole.Reason
	}
	if why == nil || why.Code != NoParameterValue || len(why.Args) > 1 || len(v.Refs()) > 0 {
		return nil
	}
	return why
}

// byReference follows the references that the source recorded in the value.
func (g *Graph) byReference(typ string, v *Value) (r *Resource, why *Reason, found bool) {
	for _, ref := range v.Refs() {
		target := g.byID[ref.Resource]
		if target == nil || target.Type != typ || target == r {
			continue
		}
		if r != nil {
			reason := Because(Unresolvable, "reference", "it names both "+r.Name+" and "+target.Name)
			return nil, &reason, true
		}
		r = target
	}
	return r, nil, r != nil
}

// byText looks for a resource that has the text as one of its names.
func (g *Graph) byText(typ string, v *Value) (*Resource, *Reason) {
	text, _ := v.Canonical()
	candidates := g.named(typ, text)
	for i := len(text) - 1; len(candidates) == 0 && i > 0 && strings.HasPrefix(text, "arn:"); i-- {
		if text[i] == ':' || text[i] == '/' {
			candidates = g.named(typ, text[:i])
		}
	}
	candidates = v.Pos.near(candidates)
	switch {
	case len(candidates) == 1:
		if why := g.nearer(typ, v, candidates[0]); why != nil {
			return nil, why
		}
		return candidates[0], nil // even when conditional: what is named exists, or the deployment fails
	case len(candidates) > 1:
		why := Because(Unresolvable, "reference", "several resources are called "+text)
		return nil, &why
	}
	if v.outside() != nil {
		return nil, nil
	}
	return nil, g.mayName(typ, v)
}

// near leaves of several resources of one name those in the account and region of the call that
// said it: every region has its own queue "orders".
func (p Pos) near(candidates []*Resource) []*Resource {
	if len(candidates) < 2 || p.Origin == nil || p.Origin.Account == "" {
		return candidates
	}
	var here []*Resource
	for _, r := range candidates {
		if r.Account == p.Origin.Account && (r.Region == p.Origin.Region || r.Region == "") {
			here = append(here, r)
		}
	}
	if len(here) == 0 {
		return candidates
	}
	return here
}

// nearer gives the reason why what v names may be something else of that name than r: r is not where
// v was said, and what is there was not read.
func (g *Graph) nearer(typ string, v *Value, r *Resource) *Reason {
	at := v.Pos.Origin
	if at == nil || !apart(at.Region, r.Region) && !apart(at.Account, r.Account) {
		return nil
	}
	if text, _ := v.Canonical(); strings.HasPrefix(text, "arn:") {
		return nil
	}
	if account, region := spot(r.ARN); r.ARN != nil && account == "" && region == "" { // its name is taken everywhere
		return nil
	}
	for _, m := range g.Missing(typ) {
		if !apart(m.Account, at.Account) && !apart(m.Region, at.Region) {
			return &m.Why
		}
	}
	return nil
}

// mayName gives the reason why v could still be the name of a resource of the type: a hole on
// either side whose filling would make the two equal.
func (g *Graph) mayName(typ string, v *Value) *Reason {
	candidates := g.byType[typ]
	if !v.HasHoles() {
		candidates = g.openlyNamed(typ)
	}
	for _, r := range candidates {
		for _, name := range r.identities() {
			if name.Is(Unknown) {
				return name.extra.reason
			}
			if r.generates(name) {
				continue
			}
			if v.HasHoles() || name.HasHoles() {
				if hole := MayEqual(v, name); hole != nil {
					return &hole.Reason
				}
			}
		}
	}
	for _, p := range v.Parts() {
		// A pseudo parameter is the same for every resource read: it cannot turn a text that equals
		// none of their names into one that does.
		if p.Hole != nil && p.Hole.Ref == nil && !strings.HasPrefix(p.Hole.Name, "AWS::") {
			return &p.Hole.Reason
		}
	}
	return nil
}

// generates reports whether the deployment makes the name up: nobody can have written it down.
func (r *Resource) generates(name *Value) bool {
	for _, p := range name.Parts() {
		if p.Hole != nil && p.Hole.Ref != nil && p.Hole.Ref.Resource == r.ID {
			return true
		}
	}
	return false
}

func (r *Resource) identities() []*Value {
	if r.ARN == nil {
		return r.Names
	}
	return append([]*Value{r.ARN}, r.Names...)
}

// openlyNamed are the resources of a type that may be called what nobody has written: in a running
// account none of a hundred thousand.
func (g *Graph) openlyNamed(typ string) []*Resource {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open == nil {
		g.open = map[string][]*Resource{}
		for _, r := range g.all {
			if slices.ContainsFunc(r.identities(), func(name *Value) bool { return name.Is(Unknown) || name.HasHoles() }) {
				g.open[r.Type] = append(g.open[r.Type], r)
			}
		}
	}
	return g.open[typ]
}

// names finds the resources of a type by what they are called. Nearly every name is that of one.
type names struct {
	first map[string]*Resource
	more  map[string][]*Resource
}

func (n *names) add(text string, r *Resource) {
	if first := n.first[text]; first == nil {
		n.first[text] = r
	} else if more := n.more[text]; first != r && !slices.Contains(more, r) {
		n.more[text] = append(more, r)
	}
}

func (n *names) find(text string) []*Resource {
	if n == nil || n.first[text] == nil {
		return nil
	}
	return append([]*Resource{n.first[text]}, n.more[text]...)
}

func (g *Graph) named(typ, text string) []*Resource {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.byName == nil {
		g.byName = map[string]*names{}
		for typ, all := range g.byType {
			n := &names{make(map[string]*Resource, 2*len(all)), map[string][]*Resource{}}
			for _, r := range all {
				for _, name := range r.identities() {
					if text, ok := name.Canonical(); ok {
						n.add(text, r)
					}
				}
			}
			g.byName[typ] = n
		}
	}
	return g.byName[typ].find(text)
}
