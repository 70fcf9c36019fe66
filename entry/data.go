package entry

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
)

//go:embed data.json
var embedded []byte // set by the compiler and never assigned

// kind is a type of resource that holds or moves data.
type kind struct {
	Type, Name string
	Weight     int      // how precious, from 1 to 5
	Every      bool     // ask only about all of them together
	ARNs       []string // of one that nobody declares: what may be done with it may be done with any
	Read       []string // actions that give the content away
	Write      []string // actions that change it
	Admin      []string // actions that destroy it or give it to others
}

var kinds = sync.OnceValue(func() []kind {
	var all []kind
	if err := json.Unmarshal(embedded, &all); err != nil {
		panic("the embedded table of data: " + err.Error()) // a test reads it
	}
	return all
})

// Level is what a role may do with something.
type Level struct {
	Name    string // "read", "write" or "admin"
	Certain bool
}

// Reach is something that the role of a function can reach.
type Reach struct {
	// Kind is the name of the kind of data; "everything" for an administrator, "unknown" when the
	// role or its policies are not known.
	Kind string
	// Resource is nil for all of the kind in the account.
	Resource *cloud.Resource
	Levels   []Level
	// By are the statements that allow it.
	By     []iam.Place
	Why    []cloud.Reason
	Weight int
	Score  int
}

// Every reports whether it stands for all of its kind in the account.
func (r *Reach) Every() bool { return r.Resource == nil && r.Kind != unknownKind }

// Certain reports whether at least one level is.
func (r *Reach) Certain() bool {
	return slices.ContainsFunc(r.Levels, func(l Level) bool { return l.Certain })
}

const (
	everythingKind = "everything"
	unknownKind    = "unknown"
)

// maxPairs bounds of how many roles and things it is asked what the one may do with the other, beside
// what a role may do with all things of a kind.
const maxPairs = 200_000

// reachAll finds out what each way reaches.
func (f *finder) reachAll(r *Result) {
	for _, w := range r.Ways {
		f.reachOne(w)
		w.rate()
	}
	r.Problems = append(r.Problems, f.reach().Problems...)
	if f.unasked > 0 {
		r.Unread = addReason(r.Unread, cloud.Because(cloud.NotChecked, fmt.Sprintf("what roles may do with each of many things: there are more than %d pairs of a role and a thing", maxPairs)))
	}
}

// reach is the map of the policies of the graph, made when it is first needed.
func (f *finder) reach() *reach.Map {
	if f.powers == nil {
		f.powers, f.byRole = reach.New(f.graph, reach.Options{}), map[string][]Reach{}
	}
	return f.powers
}

// reachOne finds the role of the function of a way and what it reaches.
func (f *finder) reachOne(w *Way) {
	m := f.reach()
	role, why := f.graph.Target(roleType, w.Function.Properties.Get("Role"))
	if role == nil {
		if why == nil {
			missing := cloud.Because(cloud.NotInSource, "the role")
			why = &missing
		}
		w.RoleWhy = why
		w.Data = []Reach{{Kind: unknownKind, Why: []cloud.Reason{*why}, Weight: 3, Levels: []Level{{"write", false}}}}
	} else {
		w.Role = role
		if _, asked := f.byRole[role.ID]; !asked {
			f.byRole[role.ID] = f.reachOf(m, role)
		}
		w.Data = slices.Clone(f.byRole[role.ID])
	}
	w.Data = append(w.Data, f.connections(w)...)
}

// reachOf lists what a role can reach.
func (f *finder) reachOf(m *reach.Map, role *cloud.Resource) (all []Reach) {
	if m.Administrator(role) == iam.Yes {
		grants, _ := m.GrantsOn(role, []string{"arn:aws:iam::${Account}:role/anything"}, []string{"iam:PutRolePolicy"})
		r := Reach{Kind: everythingKind, Weight: 5}
		for _, g := range grants {
			r.take("admin", g)
		}
		return []Reach{r}
	}
	for _, k := range kinds() {
		every := Reach{Kind: k.Name, Weight: k.Weight}
		if len(k.ARNs) > 0 {
			every.ask(&k, func(actions []string) []reach.Grant {
				all, _ := m.GrantsOn(role, k.ARNs, actions)
				return slices.DeleteFunc(all, func(g reach.Grant) bool { return !g.Certain && narrow(g.By) })
			})
		}
		if every.Levels != nil {
			all = merge(all, every)
		}
		if k.Every {
			continue
		}
		apart, _ := f.thingsOf(&k).Apart(role)
		if f.pairs += len(apart); f.pairs > maxPairs {
			f.pairs -= len(apart)
			f.unasked++
			continue
		}
		for _, res := range apart {
			one := Reach{Kind: k.Name, Resource: res, Weight: k.Weight}
			one.ask(&k, func(actions []string) []reach.Grant {
				all, _ := m.Grants(role, res, actions)
				return slices.DeleteFunc(all, func(g reach.Grant) bool { return !g.Certain && others(m, g.By, res) })
			})
			if one.Levels != nil && !within(one.Levels, every.Levels) {
				all = append(all, one)
			}
		}
	}
	return all
}

// things are the resources of a kind, prepared once.
func (f *finder) thingsOf(k *kind) *reach.Things {
	if f.known == nil {
		f.known = map[string]*reach.Things{}
	}
	if f.known[k.Type] == nil {
		f.known[k.Type] = f.powers.Things(f.all(k.Type), k.ARNs, slices.Concat(k.Read, k.Write, k.Admin))
	}
	return f.known[k.Type]
}

// merge adds all of a kind to a list: databases are of several types.
func merge(all []Reach, every Reach) []Reach {
	i := slices.IndexFunc(all, func(r Reach) bool { return r.Every() && r.Kind == every.Kind })
	if i < 0 {
		return append(all, every)
	}
	for _, l := range every.Levels {
		all[i].add(l)
	}
	all[i].because(every.By, every.Why)
	return all
}

// narrow reports whether all statements are about things with a name, be it one that is not known yet:
// they may be about anything in particular, and are not about all there is.
func narrow(by []iam.Place) bool {
	for _, p := range by {
		if len(p.Statement.Unknown) > 0 || p.Statement.Resource == nil {
			return false
		}
		for i := range p.Statement.Resource {
			if !reach.Named(&p.Statement.Resource[i]) {
				return false
			}
		}
	}
	return len(by) > 0
}

// others reports whether all statements name other resources of the graph.
func others(m *reach.Map, by []iam.Place, res *cloud.Resource) bool {
	for _, p := range by {
		if len(p.Statement.Unknown) > 0 || len(p.Statement.Resource) == 0 {
			return false
		}
		for i := range p.Statement.Resource {
			if !m.NamesOther(&p.Statement.Resource[i], res) {
				return false
			}
		}
	}
	return len(by) > 0
}

// within reports whether the levels are among others, as certain.
func within(levels, others []Level) bool {
	for _, l := range levels {
		if !slices.ContainsFunc(others, func(o Level) bool { return o.Name == l.Name && (o.Certain || !l.Certain) }) {
			return false
		}
	}
	return true
}

func (r *Reach) ask(k *kind, grants func([]string) []reach.Grant) {
	for _, level := range []struct {
		name    string
		actions []string
	}{{"read", k.Read}, {"write", k.Write}, {"admin", k.Admin}} {
		for _, g := range grants(level.actions) {
			r.take(level.name, g)
		}
	}
}

// take adds a grant to a level.
func (r *Reach) take(level string, g reach.Grant) {
	r.add(Level{level, g.Certain})
	r.because(g.By, g.Why)
}

func (r *Reach) add(l Level) {
	i := slices.IndexFunc(r.Levels, func(have Level) bool { return have.Name == l.Name })
	if i < 0 {
		r.Levels = append(r.Levels, l)
		return
	}
	r.Levels[i].Certain = r.Levels[i].Certain || l.Certain
}

func (r *Reach) because(by []iam.Place, reasons []cloud.Reason) {
	for _, p := range by {
		if !slices.ContainsFunc(r.By, func(have iam.Place) bool { return have.Statement == p.Statement }) {
			r.By = append(r.By, p)
		}
	}
	for _, why := range reasons {
		r.Why = addReason(r.Why, why)
	}
}

// databases are types that a function reaches over the network with a password: what it is given the
// address of. Rules of the network and the password decide.
var databases = []string{"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::RDS::DBProxy", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::Redshift::Cluster", "AWS::ElastiCache::ReplicationGroup"}

// connections are the databases whose address a function has in its environment.
func (f *finder) connections(w *Way) (all []Reach) {
	seen := map[string]bool{}
	for _, field := range w.Function.Properties.Path("Environment", "Variables").Fields() {
		for _, ref := range field.Value.Refs() {
			r := f.graph.Resource(ref.Resource)
			if r == nil || !contains(databases, r.Type) || seen[r.ID] {
				continue
			}
			seen[r.ID] = true
			if slices.ContainsFunc(w.Data, func(d Reach) bool { return d.Resource == r }) {
				continue
			}
			why := cloud.Because(cloud.NotChecked, "the password and the network of "+r.Name)
			all = append(all, Reach{Kind: "database", Resource: r, Weight: 4, Levels: []Level{{"read", false}, {"write", false}}, Why: []cloud.Reason{why}})
		}
	}
	return all
}

// rate gives everything that a way reaches its score, and the way that of the worst.
func (w *Way) rate() {
	for i := range w.Data {
		w.Data[i].Score = score(w, &w.Data[i])
	}
	slices.SortStableFunc(w.Data, func(a, b Reach) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.name(), b.name()))
	})
	w.Score = score(w, nil)
	if len(w.Data) > 0 {
		w.Score = max(w.Score, w.Data[0].Score)
	}
}

func (r *Reach) name() string {
	if r.Resource == nil {
		return ""
	}
	return r.Resource.Name
}
