package drift

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// matcher finds out which running resource is which of a template.
type matcher struct {
	live   *cloud.Graph
	byType map[string][]*cloud.Resource
	tagged map[string]bool // types of which something carries the tags of a stack
	stacks map[Stack]map[string][]*cloud.Resource
	order  []Stack
	owner  map[Stack]string // the template that a stack was made from
	of     map[*cloud.Resource]Stack
	taken  map[*cloud.Resource]bool
	ids    map[*cloud.Graph]map[string][]*cloud.Resource
}

// deployment is a template in an account and a region, as a stack or without one.
type deployment struct {
	stack   Stack
	members map[string][]*cloud.Resource // what the tags say, by logical id
}

// pair is a declared resource and the running one that it is.
type pair struct{ declared, live *cloud.Resource }

func newMatcher(templates []Template, live *cloud.Graph) *matcher {
	m := &matcher{live: live, byType: map[string][]*cloud.Resource{}, tagged: map[string]bool{}, stacks: map[Stack]map[string][]*cloud.Resource{},
		owner: map[Stack]string{}, of: map[*cloud.Resource]Stack{}, taken: map[*cloud.Resource]bool{}, ids: map[*cloud.Graph]map[string][]*cloud.Resource{}}
	for _, r := range live.All() {
		m.byType[r.Type] = append(m.byType[r.Type], r)
		tags, _ := tagsOf(r)
		name, logical := tags[tagStack], tags[tagLogical]
		if name == "" {
			continue
		}
		s := Stack{r.Account, r.Region, name}
		m.tagged[r.Type], m.of[r] = true, s
		if m.stacks[s] == nil {
			m.stacks[s] = map[string][]*cloud.Resource{}
		}
		m.stacks[s][logical] = append(m.stacks[s][logical], r)
	}
	m.mergeGlobal()
	m.order = slices.SortedFunc(maps.Keys(m.stacks), func(a, b Stack) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Name, b.Name))
	})
	for _, t := range templates {
		m.ids[t.Graph] = map[string][]*cloud.Resource{}
		for _, r := range t.Graph.All() {
			m.ids[t.Graph][r.Name] = append(m.ids[t.Graph][r.Name], r)
		}
	}
	for _, s := range m.order {
		m.owner[s] = m.closest(templates, m.stacks[s])
	}
	return m
}

// mergeGlobal puts what is in no region, such as a role, to the stack of the same name in the same
// account that is in one, when there is one only.
func (m *matcher) mergeGlobal() {
	for s, members := range m.stacks {
		if s.Region != "" {
			continue
		}
		var there []Stack
		for other := range m.stacks {
			if other.Account == s.Account && other.Name == s.Name && other.Region != "" {
				there = append(there, other)
			}
		}
		if len(there) != 1 {
			continue
		}
		for logical, all := range members {
			m.stacks[there[0]][logical] = append(m.stacks[there[0]][logical], all...)
			for _, r := range all {
				m.of[r] = there[0]
			}
		}
		delete(m.stacks, s)
	}
}

// closest is the template that shares most logical ids and types with a stack, and half of them at
// least: "" when none does.
func (m *matcher) closest(templates []Template, members map[string][]*cloud.Resource) (path string) {
	best := 0
	for _, t := range templates {
		shared := 0
		for logical, all := range members {
			if m.logical(t, logical, all[0].Type) != nil {
				shared++
			}
		}
		if shared > best && shared*2 >= len(members) {
			best, path = shared, t.Path
		}
	}
	return path
}

// logical is the resource of a template with a logical id, of a type or of any.
func (m *matcher) logical(t Template, id, typ string) *cloud.Resource {
	for _, r := range m.ids[t.Graph][id] {
		if typ == "" || r.Type == typ {
			return r
		}
	}
	return nil
}

// deployments are the stacks of a template, or one without a name in which to look by names.
func (m *matcher) deployments(t Template) (all []*deployment) {
	for _, s := range m.order {
		if m.owner[s] == t.Path {
			all = append(all, &deployment{s, m.stacks[s]})
		}
	}
	if len(all) == 0 {
		all = append(all, &deployment{})
	}
	return all
}

// pairs recognises the resources of a template in a stack: first by tags, then by what they are
// called.
func (m *matcher) pairs(t Template, d *deployment) (pairs []pair) {
	found := map[*cloud.Resource]bool{}
	take := func(declared, live *cloud.Resource) {
		found[declared], m.taken[live] = true, true
		pairs = append(pairs, pair{declared, live})
	}
	for _, r := range t.Graph.All() {
		for _, live := range d.members[r.Name] {
			if live.Type == r.Type && !m.taken[live] && !found[r] {
				take(r, live)
			}
		}
	}
	exact := func(r *cloud.Resource, names []*cloud.Value, live *cloud.Resource) bool {
		return anyName(r, names, live, true)
	}
	perhaps := func(r *cloud.Resource, names []*cloud.Value, live *cloud.Resource) bool {
		return anyName(r, names, live, false)
	}
	madeUp := func(r *cloud.Resource, _ []*cloud.Value, live *cloud.Resource) bool {
		return nameMadeUp(r, live, d.stack.Name)
	}
	for _, fits := range []fits{exact, perhaps, madeUp} {
		for _, r := range t.Graph.All() {
			if !found[r] {
				if live := m.called(r, d, fits); live != nil {
					take(r, live)
				}
			}
		}
	}
	return pairs
}

// fits reports whether a running resource can be the declared one, by its names.
type fits func(r *cloud.Resource, names []*cloud.Value, live *cloud.Resource) bool

// called finds the one resource that fits.
func (m *matcher) called(r *cloud.Resource, d *deployment, fits fits) *cloud.Resource {
	names := namesOf(r, d)
	var candidates []*cloud.Resource
	for _, live := range m.byType[r.Type] {
		if !m.taken[live] && m.near(live, d) && fits(r, names, live) {
			candidates = append(candidates, live)
		}
	}
	if len(candidates) != 1 {
		return nil
	}
	return candidates[0]
}

// near reports whether a resource can belong to a deployment by its place, and is of no other stack.
func (m *matcher) near(live *cloud.Resource, d *deployment) bool {
	if s, ok := m.of[live]; ok && s != d.stack {
		return false
	}
	return (d.stack.Account == "" || live.Account == d.stack.Account) && (d.stack.Region == "" || live.Region == "" || live.Region == d.stack.Region)
}

func anyName(r *cloud.Resource, names []*cloud.Value, live *cloud.Resource, exact bool) bool {
	for _, name := range names {
		text, _ := name.Canonical()
		for _, other := range append(slices.Clip(live.Names), live.ARN) {
			if is, ok := other.Canonical(); ok && is == text {
				return true
			}
			if !exact && name.HasHoles() && !generated(r, name) && literalLetters(name) >= leastLetters && cloud.MayEqual(name, other) != nil {
				return true
			}
		}
	}
	return false
}

// nameMadeUp reports whether the name of a running resource is what CloudFormation makes of a logical
// id: the stack, the id and twelve or thirteen letters.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
func nameMadeUp(r, live *cloud.Resource, stack string) bool {
	cut := strings.LastIndexByte(live.Name, '-')
	if cut < 0 || len(live.Name)-cut-1 < 11 || len(live.Name)-cut-1 > 13 {
		return false
	}
	before, logical := strings.ToLower(live.Name[:cut]), "-"+strings.ToLower(r.Name)
	if stack != "" {
		return before == strings.ToLower(stack)+logical
	}
	return strings.HasSuffix(before, logical) && len(before) > len(logical)
}

// leastLetters is how much of a name must be known for it to tell one resource from another.
const leastLetters = 4

func literalLetters(v *cloud.Value) (n int) {
	for _, p := range v.Parts() {
		if p.Hole == nil {
			n += len(strings.Trim(p.Text, "-_/.:"))
		}
	}
	return n
}

// namesOf are the names of a declared resource, as far as a stack fills them.
func namesOf(r *cloud.Resource, d *deployment) (names []*cloud.Value) {
	fill := filler{d: d}
	for _, name := range append(slices.Clip(r.Names), r.ARN) {
		if name.Is(cloud.String) {
			names = append(names, fill.text(name))
		}
	}
	return names
}

// generated reports whether the deployment makes up a part of the name: the rest, such as most of an
// ARN, says of which type a resource is, and no more.
func generated(r *cloud.Resource, name *cloud.Value) bool {
	return slices.ContainsFunc(name.Parts(), func(p cloud.Part) bool { return p.Hole != nil && p.Hole.Ref != nil && p.Hole.Ref.Resource == r.ID })
}

// certainlyMissing reports whether a declared resource would have been recognised if it ran.
func (m *matcher) certainlyMissing(r *cloud.Resource, deployments []*deployment) bool {
	if r.Condition != "" || len(m.live.OfType(r.Type).Unread) > 0 {
		return false
	}
	byTag := deployments[0].stack.Name != "" && m.carries(r.Type)
	for _, live := range m.byType[r.Type] {
		if _, known := tagsOf(live); !known {
			byTag = false
		}
	}
	for _, d := range deployments {
		literal := false
		for _, name := range namesOf(r, d) {
			literal = literal || !name.HasHoles()
		}
		if !literal && !byTag {
			return false
		}
		for _, live := range m.byType[r.Type] {
			if m.near(live, d) && (anyName(r, namesOf(r, d), live, false) || nameMadeUp(r, live, d.stack.Name)) {
				return false
			}
		}
	}
	return true
}
