package iam

import (
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// Surroundings are what is known about what the holder of a policy talks to: the graph of a
// template, for example, tells it of the role of a function.
type Surroundings struct {
	Contacts []Contact
	Gaps     []Gap
}

// Contact is something that the holder of a policy talks to.
type Contact struct {
	// Name is what people call it: "the table Orders".
	Name string
	// Resources are ARNs or patterns of them, mostly with holes; "*" for requests that name nothing.
	Resources []*cloud.Value
	// Actions are the requests that are made, or nil when only the policy tells which.
	Actions []string
	// Why says how that is known: "the variable TABLE of CreateOrder".
	Why string
}

// Gap says why the holder may talk to something else in some services; nil means any.
type Gap struct {
	Services []string
	Why      string
}

// Narrowed is a policy in which wildcards stand for what their holder talks to.
type Narrowed struct {
	Shrunk
	// Perhaps counts the used requests, beside those kept, for which it depends on names that only
	// the deployment knows.
	Perhaps int
	// Changes say what became of every wildcard.
	Changes []Change
	// Same says of each old document whether nothing in it changed.
	Same []bool
}

// Change is what became of an action pattern on a resource pattern.
type Change struct {
	Statement        *Statement
	Document         int // of the old ones
	Action, Resource string
	// Parts are what is left; none when all of it stays, and then Why says why.
	Parts []ChangedPart
	Why   string
	// Lost are actions that a wildcard stood for and that work on no resource.
	Lost []string
}

// ChangedPart is a part of what is left of a wildcard.
type ChangedPart struct {
	Actions   []string // nil: as written
	Resources []string
	Why       string
}

// Stays reports whether nothing changed.
func (c *Change) Stays() bool { return len(c.Parts) == 0 }

// Narrow makes one policy of documents that are attached together: wildcards in actions and
// resources become what the surroundings say that the holder talks to. A wildcard stays where they
// say nothing, or have a gap. Actions that are written out stay, and so do conditions, and
// everything that denies.
//
// With uses, actions become those that are used, and what the surroundings do not tell about
// becomes what was seen, as by [Shrink]; nil means that nothing is known about uses.
func Narrow(old []*Document, around *Surroundings, used []Use) (*Narrowed, error) {
	whole, places, err := together(old)
	if err != nil {
		return nil, err
	}
	for _, exact := range []bool{false, true} {
		n := &narrowing{shrinker: shrinker{old: whole, values: map[string]*cloud.Value{}}, around: around, places: places, used: used != nil}
		for _, s := range whole.Statements {
			n.statement(s)
		}
		requests := n.assignUses(used)
		source := n.write(exact)
		doc, err := Parse(source)
		if err != nil {
			return nil, err
		}
		out := &Narrowed{Changes: n.changes, Same: n.same(len(old))}
		out.Document, out.Source, out.Refused = doc, source, n.refused
		out.NewAccess = NewAccess([]*Document{whole.known(nil)}, []*Document{doc.known(whole)})
		if used != nil {
			out.Unused = slices.DeleteFunc(n.unused(), n.neededBy)
		}
		lost := false
		for _, req := range requests {
			switch before, now := permits(whole, req), permits(doc, req); {
			case now == before:
				out.Kept++
			case now == Maybe:
				out.Perhaps++
			default:
				lost = true
			}
		}
		if out.NewAccess.Verdict != Yes && !lost {
			return out, nil
		}
		if used == nil {
			break // nothing was generalised
		}
	}
	return nil, &cloud.Error{What: "no narrower policy could be proved", Hint: "please report it with the policy and the template"}
}

// together makes one document of several. Its statements keep their sources.
func together(all []*Document) (whole *Document, places map[*Statement]int, err error) {
	whole, places = &Document{Version: Version2012}, map[*Statement]int{}
	old := 0
	for i, d := range all {
		if d.Version != Version2012 {
			old++
		}
		for _, s := range d.Statements {
			c := *s
			c.Index = len(whole.Statements)
			whole.Statements = append(whole.Statements, &c)
			places[&c] = i
		}
	}
	if old == len(all) && old > 0 {
		whole.Version = all[0].Version
	}
	if old > 0 && old < len(all) {
		for i, d := range all {
			for _, s := range d.Statements {
				if d.Version != Version2012 && slices.ContainsFunc(s.patterns(), func(p Pattern) bool { return hasDollar(p.Text) }) {
					return nil, nil, &cloud.Error{Pos: all[i].Pos, What: "the policy has ${…} and, without version 2012-10-17, means these letters; others of the role mean a variable",
						Hint: "give all policies of the role the version 2012-10-17"}
				}
			}
		}
	}
	return whole, places, nil
}

// known is a document without the statements that are not wholly known. They stay as they are, so
// what they mean is the same on both sides of a proof: where the others allow nothing new, neither
// do all together. What allows and is written in the old document, too, allows nothing new either.
func (d *Document) known(old *Document) *Document {
	written := map[*cloud.Value]bool{}
	if old != nil {
		for _, s := range old.Statements {
			written[s.Source] = s.Effect == Allow
		}
	}
	return &Document{Version: d.Version, Statements: slices.DeleteFunc(slices.Clone(d.Statements), func(s *Statement) bool {
		return len(s.Unknown) > 0 || written[s.Source]
	})}
}

// neededBy reports whether an action, as a policy writes it, is what some contact needs.
func (n *narrowing) neededBy(pattern string) bool {
	return slices.ContainsFunc(n.around.Contacts, func(c Contact) bool {
		return slices.ContainsFunc(c.Actions, func(name string) bool { return globFold(pattern, name) })
	})
}
