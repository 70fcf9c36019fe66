package iam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Use is a request that was made, as far as it is known.
type Use struct {
	Action string
	// Resource is an ARN; "" or "*" when the action has none or it is not known.
	Resource string
	// Principal is who made it, as ParsePrincipal takes it, or "".
	Principal string
	// Context is what is known of the context.
	Context map[string][]string
}

// Shrunk is a policy that allows less.
type Shrunk struct {
	Document *Document
	// Source is the document, ready to be written as JSON.
	Source *cloud.Value
	// Refused are used requests that the old policy does not allow either: something else did, or
	// they failed. Kept counts the others.
	Refused []Use
	Kept    int
	// Unused are the actions of the old policy, as it writes them, that no use needs.
	Unused []string
	// NewAccess is the proof that the new policy allows nothing that the old one does not: No, or
	// Maybe when the search reached a limit. Then the proof rests on the construction alone: each new
	// statement is a part of an old one, with its conditions, and every Deny is kept.
	NewAccess Answer
}

// Shrink returns the smallest readable policy that allows every used request that the old one
// allows and nothing that the old one does not. Resources are generalised as far as the old
// policy goes: names that are made anew each time, several objects in one folder.
//
// Conditions are kept, and everything that denies. The error says that the policy has parts that
// are not known, which cannot be written.
func Shrink(old *Document, used []Use) (*Shrunk, error) {
	for _, s := range old.Statements {
		if len(s.Unknown) > 0 || !s.Source.Known() {
			return nil, &cloud.Error{Pos: s.Pos, What: fmt.Sprintf("statement %d is not wholly known", s.Index+1), Hint: "give the policy as it is deployed"}
		}
	}
	sh := &shrinker{old: old}
	requests := sh.assign(used)
	for _, exact := range []bool{false, true} {
		source := sh.write(exact)
		doc, err := Parse(source)
		if err != nil {
			return nil, err
		}
		proof := NewAccess([]*Document{old}, []*Document{doc})
		if proof.Verdict == Yes || !keeps(old, doc, requests) {
			continue // a generalisation went too far
		}
		return &Shrunk{Document: doc, Source: source, Refused: sh.refused, Kept: len(requests), Unused: sh.unused(), NewAccess: proof}, nil
	}
	return nil, &cloud.Error{Pos: old.Pos, What: "no smaller policy could be proved", Hint: "please report it with the policy"}
}

// shrinker collects what of each statement is used.
type shrinker struct {
	old     *Document
	grants  []grantUse
	refused []Use
	needed  map[*Pattern]bool       // patterns of actions that some use needs
	values  map[string]*cloud.Value // of texts with holes
}

// grantUse is a use and a statement that allows it.
type grantUse struct {
	statement *Statement
	action    string
	resource  string
	pattern   *Pattern // of the element Resource that the resource matches, or nil
}

// assign finds the statements that allow each use.
func (sh *shrinker) assign(used []Use) (requests []*Request) {
	sh.needed = map[*Pattern]bool{}
	seen := map[string]bool{}
	for _, u := range used {
		req := u.request()
		if permits(sh.old, req) == No {
			sh.refused = append(sh.refused, u)
			continue
		}
		requests = append(requests, req)
		for _, s := range sh.granting(req) {
			g := grantUse{statement: s, action: actionName(u.Action), resource: req.Resource, pattern: sh.resourcePattern(s, req)}
			for i := range s.Action {
				if s.Action[i].Match(req.Action, req) != No {
					sh.needed[&s.Action[i]] = true
				}
			}
			if key := fmt.Sprint(s.Index, "\n", g.action, "\n", g.resource); !seen[key] {
				seen[key] = true
				sh.grants = append(sh.grants, g)
			}
		}
	}
	return requests
}

func (u *Use) request() *Request {
	req := &Request{Action: u.Action, Resource: u.Resource, Context: u.Context, Open: true}
	if req.Resource == "" {
		req.Resource = "*"
	}
	if p, err := ParsePrincipal(u.Principal); err == nil {
		req.Principal = p
	}
	return req
}

// granting returns a statement that allows the request for sure, else all that may.
func (sh *shrinker) granting(req *Request) (all []*Statement) {
	for _, s := range sh.old.Statements {
		if s.Effect != Allow {
			continue
		}
		switch allows(s, req) {
		case Yes:
			return []*Statement{s}
		case Maybe:
			all = append(all, s)
		}
	}
	return all
}

// allows is Applies for the uses of Shrink: where nobody is named, who asks does not matter, and
// where the resource is not known, neither does that.
func allows(s *Statement, req *Request) Truth {
	kind := kindFor(s, req)
	t := s.Applies(req, kind)
	if t != No || req.Resource != "*" {
		return t
	}
	any := *req
	for i := range s.Resource {
		any.Resource = s.Resource[i].Text // a pattern matches itself
		if s.Applies(&any, kind) != No {
			return Maybe
		}
	}
	return No
}

// permits reports whether a document allows a request: Maybe where that depends on a condition.
func permits(d *Document, req *Request) Truth {
	allowed, denied := No, No
	for _, s := range d.Statements {
		if s.Effect == Allow {
			allowed = allowed.Or(allows(s, req))
		} else {
			denied = denied.Or(denies(s, req))
		}
	}
	return allowed.And(denied.Not())
}

// denies is Applies for a statement that denies: not for sure where it names somebody or something
// and the use does not.
func denies(s *Statement, req *Request) Truth {
	t := s.Applies(req, kindFor(s, req))
	everybody := s.Principal == nil && s.NotPrincipal == nil || req.Principal.Name != ""
	everything := s.Resource == nil && s.NotResource == nil || slices.ContainsFunc(s.Resource, func(p Pattern) bool { return p.Text == "*" })
	if t == Yes && (!everybody || req.Resource == "*" && !everything) {
		return Maybe
	}
	return t
}

// kindFor is the kind of policy as which a statement is asked: one that names principals counts for
// these, when it is known who asks.
func kindFor(s *Statement, req *Request) PolicyKind {
	if req.Principal.Name != "" && (s.Principal != nil || s.NotPrincipal != nil) {
		return ResourcePolicy
	}
	return IdentityPolicy
}

// keeps reports whether the new document allows the requests as much as the old one does.
func keeps(old, now *Document, requests []*Request) bool {
	return !slices.ContainsFunc(requests, func(req *Request) bool { return permits(old, req) != permits(now, req) })
}

func (sh *shrinker) resourcePattern(s *Statement, req *Request) *Pattern {
	for _, want := range []Truth{Yes, Maybe} {
		for i := range s.Resource {
			if s.Resource[i].Match(req.Resource, req) == want {
				return &s.Resource[i]
			}
		}
	}
	return nil
}

// unused lists the actions of the old policy that no use needs.
func (sh *shrinker) unused() (all []string) {
	for _, s := range sh.old.Statements {
		for i := range s.Action {
			if s.Effect == Allow && !sh.needed[&s.Action[i]] && !slices.Contains(all, s.Action[i].Text) {
				all = append(all, s.Action[i].Text)
			}
		}
	}
	return all
}

// actionName spells an action as the Service Authorization Reference does.
func actionName(action string) string {
	if a := LookupAction(action); a != nil {
		return a.String()
	}
	prefix, name, _ := strings.Cut(action, ":")
	return strings.ToLower(prefix) + ":" + name
}
