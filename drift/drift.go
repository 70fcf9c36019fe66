package drift

import (
	"cmp"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// Template is a template with the resources it declares.
type Template struct {
	Path  string
	Graph *cloud.Graph
}

// Stack is a stack that the tags of running resources tell.
type Stack struct{ Account, Region, Name string }

// Deployment is a stack that was made from a template. The stack has no name when resources were
// recognised by their names alone.
type Deployment struct {
	Template  string
	Stack     Stack
	Resources int // recognised
}

// Result is how an account differs from templates. All lists are in a fixed order.
type Result struct {
	Deployments []Deployment
	Changed     []Changed
	Undeclared  []Undeclared      // in a stack, and not in its template
	Missing     []Missing         // in a template, and certainly not in the account
	Unmanaged   []*cloud.Resource // of no stack and no template
	NotDeployed []string          // templates of which nothing was recognised
	Foreign     []Stack           // stacks of which no template was given

	Compared int // running resources
	Unread   int // properties that are not known on the account's side
}

// Changed is a resource with other properties than its template gives it.
type Changed struct {
	Template       string
	Stack          Stack
	Declared, Live *cloud.Resource
	Changes        []Change
}

// Change is a property that is not what the template says. One is nil where there is nothing.
type Change struct {
	Path           string // "Environment.Variables.STAGE"
	Template, Live *cloud.Value
	Pos            cloud.Pos // in the template
}

// Undeclared is a running resource that a stack is said to have and its template has not.
type Undeclared struct {
	Template string
	Stack    Stack
	Logical  string // id of the tag
	Live     *cloud.Resource
}

// Missing is a declared resource that does not run.
type Missing struct {
	Template string
	Stack    Stack
	Declared *cloud.Resource
}

// Compare compares templates with what runs.
func Compare(templates []Template, live *cloud.Graph) *Result {
	m := newMatcher(templates, live)
	result := &Result{}
	known := map[*cloud.Resource]bool{}
	for _, t := range templates {
		placed := map[*cloud.Resource]bool{} // declared and found
		deployments := m.deployments(t)
		found := 0
		for _, d := range deployments {
			pairs := m.pairs(t, d)
			found += len(pairs)
			if len(pairs) > 0 {
				result.Deployments = append(result.Deployments, Deployment{t.Path, d.stack, len(pairs)})
			}
			for _, p := range pairs {
				placed[p.declared], known[p.live] = true, true
				result.compare(t, d, p, pairs)
			}
			for _, logical := range inOrder(d.members) {
				for _, live := range d.members[logical] {
					if !known[live] && m.logical(t, logical, "") == nil {
						result.Undeclared = append(result.Undeclared, Undeclared{t.Path, d.stack, logical, live})
					}
					known[live] = true
				}
			}
		}
		if found == 0 {
			result.NotDeployed = append(result.NotDeployed, t.Path)
			continue
		}
		for _, r := range t.Graph.All() {
			if !placed[r] && m.certainlyMissing(r, deployments) {
				result.Missing = append(result.Missing, Missing{t.Path, deployments[0].stack, r})
			}
		}
	}
	for _, s := range m.order {
		if m.owner[s] == "" {
			result.Foreign = append(result.Foreign, s)
		}
	}
	for _, r := range live.All() {
		if !known[r] && m.unmanaged(r) {
			result.Unmanaged = append(result.Unmanaged, r)
		}
	}
	result.sort()
	return result
}

func (result *Result) compare(t Template, d *deployment, p pair, pairs []pair) {
	c := newComparison(t.Graph, p, d, pairs)
	c.resource()
	result.Compared++
	result.Unread += c.unread
	if len(c.changes) > 0 {
		result.Changed = append(result.Changed, Changed{t.Path, d.stack, p.declared, p.live, c.changes})
	}
}

func (result *Result) sort() {
	byLive := func(a, b *cloud.Resource) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID)) }
	slices.SortStableFunc(result.Changed, func(a, b Changed) int { return byLive(a.Live, b.Live) })
	slices.SortStableFunc(result.Undeclared, func(a, b Undeclared) int { return byLive(a.Live, b.Live) })
	slices.SortStableFunc(result.Missing, func(a, b Missing) int {
		return cmp.Or(cmp.Compare(a.Template, b.Template), byLive(a.Declared, b.Declared))
	})
	slices.SortStableFunc(result.Unmanaged, byLive)
}

// Same reports whether nothing differs.
func (result *Result) Same() bool {
	return len(result.Changed)+len(result.Undeclared)+len(result.Missing)+len(result.Unmanaged) == 0
}
