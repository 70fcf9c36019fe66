package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

func (m *Map) probe(resource string, s *state) string {
	resource = strings.ReplaceAll(resource, "${Account}", s.who.Account)
	return strings.Replace(resource, "arn:aws:", "arn:"+m.partition+":", 1)
}

// goal answers whether a state is what a search looks for.
type goal struct {
	name string
	met  func(*state) answer
	last func(*state) *Step // a final step that is no change of state, or nil
}

// Principals returns the IDs of the users and roles of the graph, in its order.
func (m *Map) Principals() []string {
	var all []string
	for _, p := range m.principals {
		all = append(all, p.resource.ID)
	}
	return all
}

// IsAdmin reports whether a user or role may do everything as it is.
func (m *Map) IsAdmin(name string) (iam.Truth, error) {
	all, err := m.somebody(name)
	if err != nil {
		return iam.No, err
	}
	return m.admin(all[0]).truth, nil
}

// Find returns a shortest path, nil when there is none. From and to are users or roles (by name,
// logical name or ARN) or resources that run as a role; from may also be somebody from elsewhere
// (an ARN or account), to may be [Admin] or any other resource. When there is none but a limit ended
// the search, or users, roles or policies were not read, the path says so.
func (m *Map) Find(from, to string) (*Path, error) {
	starts, err := m.somebody(from)
	if err != nil {
		return nil, err
	}
	g, err := m.goal(to)
	if err != nil {
		return nil, err
	}
	all := true
	for _, perhaps := range []bool{false, true} {
		var best *Path
		for _, start := range starts {
			path, complete := m.search(start, g, perhaps)
			all = all && complete
			if path != nil && (best == nil || len(path.Steps) < len(best.Steps)) {
				best = path
			}
		}
		if best != nil {
			return best, nil
		}
	}
	why := m.Unread()
	if !all {
		why = addReason(why, cloud.Because(cloud.NotChecked, fmt.Sprintf("there are more than %d states of principals", maxStates)))
	}
	if len(why) > 0 {
		return &Path{From: starts[0].name, To: g.name, Why: why, Incomplete: true}, nil
	}
	return nil, nil
}

// maxStates bounds a search.
const maxStates = 4000

// search goes breadth first, and of the steps from a state looks at those first that end it. Without
// perhaps it takes certain steps only.
func (m *Map) search(start *state, g goal, perhaps bool) (p *Path, complete bool) {
	type arrival struct {
		by    *step
		depth int
	}
	seen := map[*state]arrival{start: {}}
	queue := []*state{start}
	met := func(s *state) bool {
		end := g.met(s).truth
		return end == iam.Yes || perhaps && end == iam.Maybe
	}
	pathTo := func(s *state) *Path {
		var steps []*step
		for at := s; at != start; at = seen[at].by.from {
			steps = append(steps, seen[at].by)
		}
		slices.Reverse(steps)
		path := pathOf(start, g.name, steps, g.met(s))
		if g.last != nil {
			path.Steps = append(path.Steps, *g.last(s))
		}
		return path
	}
	if met(start) {
		return pathTo(start), true
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if len(seen) >= maxStates {
			return nil, false
		}
		for _, st := range m.stepsTo(s, met) {
			if met(st.to) && (st.truth == iam.Yes || perhaps) {
				seen[st.to] = arrival{st, seen[s].depth + 1}
				return pathTo(st.to), true
			}
		}
		for _, st := range m.stepsOf(s) {
			if _, known := seen[st.to]; known || st.truth != iam.Yes && !perhaps {
				continue
			}
			seen[st.to] = arrival{st, seen[s].depth + 1}
			queue = append(queue, st.to)
		}
	}
	return nil, !m.limited
}

// goal reads what a search is to find.
func (m *Map) goal(to string) (goal, error) {
	if to == Admin || to == "" {
		return goal{name: Admin, met: m.admin}, nil
	}
	r, err := m.resource(to)
	if err != nil {
		return goal{}, err
	}
	if p := m.byID[r.ID]; p != nil {
		return goal{name: r.Name, met: func(s *state) answer {
			if s.principal == p {
				return answer{truth: iam.Yes}
			}
			return answer{}
		}}, nil
	}
	return m.access(r), nil
}

// somebody finds the states that a search starts from: one, but for an account.
func (m *Map) somebody(name string) ([]*state, error) {
	r, err := m.resource(name)
	if err != nil {
		who, outside := iam.ParsePrincipal(name)
		switch {
		case outside != nil:
			return nil, err
		case who.Kind == iam.Root:
			return m.ofAccount(who.Account), nil
		}
		return []*state{m.outside(who)}, nil
	}
	if p := m.byID[r.ID]; p != nil {
		return []*state{m.state(p)}, nil
	}
	for _, on := range sortedKeys(theTable().Existing) {
		where := theTable().Existing[on]
		if where.Type != r.Type || where.Role == nil && where.Profile == nil {
			continue
		}
		if role := m.roleOf(r, where); role != nil {
			return []*state{m.state(m.byID[role.ID])}, nil
		}
	}
	return nil, fmt.Errorf("%s (%s) is nobody: it has no role that is known", r.Name, r.Type)
}

// resource finds a resource by its logical name, ARN or other names.
func (m *Map) resource(name string) (*cloud.Resource, error) {
	var called, known []*cloud.Resource
	for _, r := range m.graph.All() {
		switch {
		case r.ID == name || m.hasARN(r, name):
			return r, nil
		case r.Name == name:
			called = append(called, r)
		case slices.ContainsFunc(r.Names, func(v *cloud.Value) bool { return v.Str() == name }):
			known = append(known, r)
		}
	}
	for _, found := range [][]*cloud.Resource{called, known} {
		// A role and its instance profile, or its function, mostly have one name.
		if somebody := slices.DeleteFunc(slices.Clone(found), func(r *cloud.Resource) bool { return m.byID[r.ID] == nil }); len(somebody) > 0 {
			found = somebody
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0], nil
		}
		return nil, fmt.Errorf("%q is the name of both %s and %s", name, found[0].ID, found[1].ID)
	}
	return nil, fmt.Errorf("nothing is called %q", name)
}

// hasARN reports whether a resource has an ARN, as written or with the account for the hole where the
// account is not known.
func (m *Map) hasARN(r *cloud.Resource, arn string) bool {
	if r.ARN == nil || !strings.HasPrefix(arn, "arn:") {
		return false
	}
	text := m.text(r.ARN)
	if text == "" {
		return false
	}
	if account := accountOf(text); strings.Contains(account, "\x00") {
		text = strings.Replace(text, account, accountOf(arn), 1)
	}
	return Show(text) == arn || Show(m.text(r.ARN)) == arn
}
