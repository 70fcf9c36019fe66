package entry

import (
	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/iam/reach"
)

// Result is what Find found in one graph.
type Result struct {
	// Ways lead from the internet to a function, the worst first. Closed ones come last.
	Ways []*Way
	// Changes would close most ways with the fewest changes, in the order in which they should be made.
	Changes []Change
	// Exact says that no smaller set of changes closes as many ways.
	Exact bool
	// Paths are all pairs of a way that is not guarded and something it reaches; Breakable those of
	// them that a change breaks.
	Paths, Breakable int
	// Functions is the number of functions in the graph.
	Functions int
	// Unread says why there may be more ways than those found.
	Unread []cloud.Reason
	// Problems are policies that cannot be read.
	Problems []*cloud.Error

	finder *finder
}

// Way is one way from the internet to a function.
type Way struct {
	// ID tells ways apart and is the same in two reads of the same source.
	ID string
	// Steps start with what faces the internet and end with the function.
	Steps    []Step
	Function *cloud.Resource
	// Role is what the function runs as, or nil when that is not known: see RoleWhy.
	Role    *cloud.Resource
	RoleWhy *cloud.Reason
	// Guard is the strongest guard on the way.
	Guard Guard
	// Certainty is that of the least certain step; Why says what it depends on.
	Certainty Certainty
	Why       []cloud.Reason
	// Shut says for a closed way what closes it.
	Shut *Message
	// Data is what the role can reach, the most precious first.
	Data  []Reach
	Score int
	fixes []Change
}

// State is how a way counts: closed, guarded, open, or perhaps open.
type State string

// The states.
const (
	Open    State = "open"    // certainly there, and nobody is asked who they are (or for a shared key only)
	Perhaps State = "perhaps" // depends on what is not known
	Guarded State = "guarded"
	Shut    State = "closed"
)

// State says how the way counts.
func (w *Way) State() State {
	switch {
	case w.Certainty == Closed:
		return Shut
	case w.Guard.strong():
		return Guarded
	case w.Certainty == Uncertain || w.Guard.Kind == UnknownGuard:
		return Perhaps
	}
	return Open
}

// Certainty is how sure it is that a step can be taken.
type Certainty uint8

// The certainties, the best known first.
const (
	Certain Certainty = iota
	Uncertain
	Closed
)

func (c Certainty) String() string { return [...]string{"certain", "perhaps", "closed"}[c] }

// Step is one thing on a way.
type Step struct {
	// Kind is what it is: see the texts whose keys start with "kind.".
	Kind string
	// Name is the name of the resource, or of a route.
	Name string
	// Resource is nil for what is no resource of its own, as a route of an OpenAPI body.
	Resource  *cloud.Resource
	Guard     Guard
	Certainty Certainty
	Why       []cloud.Reason
	Shut      *Message
	Notes     []Message
	Pos       cloud.Pos
}

// label is the name for people to read.
func (s *Step) label() string {
	if s.Resource != nil && s.Name == s.Resource.Name {
		return s.Resource.Label()
	}
	return s.Name
}

// Find finds the ways into the functions of a graph.
func Find(g *cloud.Graph) *Result {
	f := newFinder(g)
	f.doors()
	return f.result()
}

func (f *finder) result() *Result {
	r := &Result{Ways: f.ways, Functions: len(f.functions), finder: f}
	for _, typ := range entryTypes {
		for _, why := range f.graph.OfType(typ).Unread {
			r.Unread = addReason(r.Unread, why)
		}
	}
	f.reachAll(r)
	sortWays(r)
	choose(r)
	return r
}

// perhaps makes a step less certain.
func (s *Step) perhaps(why ...cloud.Reason) {
	if len(why) == 0 {
		return
	}
	if s.Certainty == Certain {
		s.Certainty = Uncertain
	}
	for _, one := range why {
		s.Why = addReason(s.Why, one)
	}
}

// answer takes a verdict: No closes the step with the message, Maybe makes it uncertain.
func (s *Step) answer(v verdict, shut Message) {
	switch v.truth {
	case iam.No:
		s.Certainty, s.Shut = Closed, &shut
	case iam.Maybe:
		s.perhaps(v.why...)
	}
}

func (s *Step) note(code string, args ...string) { s.Notes = append(s.Notes, Message{code, args}) }

// verdict is an answer with the reasons for Maybe.
type verdict struct {
	truth iam.Truth
	why   []cloud.Reason
}

func yes() verdict { return verdict{truth: iam.Yes} }
func no() verdict  { return verdict{} }

func maybe(why ...cloud.Reason) verdict { return verdict{iam.Maybe, why} }

func (v verdict) or(o verdict) verdict {
	out := verdict{truth: v.truth.Or(o.truth)}
	if out.truth == iam.Maybe {
		for _, why := range append(append([]cloud.Reason(nil), v.why...), o.why...) {
			out.why = addReason(out.why, why)
		}
	}
	return out
}

func addReason(all []cloud.Reason, why cloud.Reason) []cloud.Reason {
	for _, have := range all {
		if have.Equal(why) {
			return all
		}
	}
	return append(all, why)
}

// show writes a text that may hold holes for people.
func show(v *cloud.Value) string {
	text, ok := v.Canonical()
	if !ok {
		return "?"
	}
	return reach.Show(text)
}
