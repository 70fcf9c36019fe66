package entry

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// Change is something that breaks paths.
type Change struct {
	// Code says what to do, in the words of "change.CODE" with Args.
	Code     string
	Args     []string
	Resource *cloud.Resource
	Pos      cloud.Pos
	// Breaks is how many paths it breaks by itself; New how many that those before it in the list
	// leave.
	Breaks, New int
}

func (c *Change) key() string {
	id := ""
	if c.Resource != nil {
		id = c.Resource.ID
	}
	return c.Code + "\x00" + id + "\x00" + strings.Join(c.Args, "\x00")
}

// narrowing is the change that takes from a role what too wide statements give it: nil when the role
// reaches one thing by its name, which it may well need.
func narrowing(w *Way, r *Reach) *Change {
	if !r.Every() || len(r.By) == 0 || w.Role == nil {
		return nil
	}
	var names []string
	code := "narrow-statement"
	for _, p := range r.By {
		name := statementName(p)
		if managed(p) {
			code, name = "replace-managed", p.Statement.Pos.File()
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 1 {
		code = "narrow-statement"
	}
	pos := r.By[0].Statement.Pos
	if managed(r.By[0]) || pos.IsZero() || pos.File() == "" {
		pos = at(w.Role.Properties.Get("ManagedPolicyArns"), w.Role)
	}
	return &Change{Code: code, Args: []string{strings.Join(names, ", "), w.Role.Name}, Resource: w.Role, Pos: pos}
}

// managed reports whether a statement is of a policy that AWS manages: its file is the policy's name.
func managed(p iam.Place) bool {
	file := p.Statement.Pos.File()
	return !strings.ContainsAny(file, "./") && iam.ManagedPolicy(file) != nil
}

func statementName(p iam.Place) string {
	if p.Statement.SID != "" {
		return p.Statement.SID
	}
	if p.Statement.Pos.Line > 0 && p.Statement.Pos.File() != "" {
		return fmt.Sprintf("#%d (%s:%d)", p.Statement.Index+1, lastElement(p.Statement.Pos.File()), p.Statement.Pos.Line)
	}
	return fmt.Sprintf("#%d", p.Statement.Index+1)
}

func lastElement(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// Breaking says the changes of all sources, those that break most first.
func (w *Words) Breaking(all []Named) []string {
	var changes []*Change
	for _, r := range all {
		for i := range r.Changes {
			changes = append(changes, &r.Changes[i])
		}
	}
	slices.SortStableFunc(changes, func(a, b *Change) int { return cmp.Compare(b.New, a.New) })
	var texts []string
	for _, c := range changes {
		texts = append(texts, w.Change(c)+": "+w.count("text.breaks", c.Breaks))
	}
	return texts
}
