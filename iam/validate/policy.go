package validate

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// hole stands in a text for what the template leaves open. No policy can contain it.
const hole = "\x00"

// policy is a document as the checks see it.
type policy struct {
	Options
	value      *cloud.Value
	size       int // bytes of the text, or 0 when there is none: a template writes numbers as strings
	statements []*statement
	findings   []Finding
	formats    map[arn][]arn // found so far, by ARN
	suggested  int           // names that were looked for
	patterns   int           // of actions that were looked for
}

// Bounds on the work for one document. They are far beyond what the services take; what is beyond
// them is not looked at, and nothing follows from what it may be.
const (
	maxConditions  = 1000 // of a statement
	maxPrincipals  = 1000 // of a statement
	maxActions     = 1000 // of a statement, for questions that each of them takes long to answer
	maxSuggestions = 100  // of a document
	maxARNs        = 5000 // of a document
	maxPatterns    = 5000 // of a document, of actions
	maxCompared    = 1 << 22
)

// statement is one statement. An element that is absent has no items; one that is not wholly known
// is open, and nothing follows from what it lacks.
type statement struct {
	*policy
	index        int
	value        *cloud.Value
	effect       string // "Allow" or "Deny", or "" for anything else
	action       element
	notAction    element
	resource     element
	notResrc     element
	principals   []principal
	principal    element // what the principals come from; the items are not set
	notPrincipal bool
	conditions   []*condition
	condOpen     bool      // not all conditions are known
	untagged     *[]string // what withoutTags found
}

// element is an element of a statement with one or more texts.
type element struct {
	field   cloud.Field
	present bool
	items   []text
	open    bool
}

// text is a string in a document.
type text struct {
	s   string // holes replaced
	pos cloud.Pos
}

// whole reports whether all of the text is known.
func (t text) whole() bool { return !strings.Contains(t.s, hole) }

// wild reports whether the text has a wildcard, or may have one.
func (t text) wild() bool { return strings.ContainsAny(t.s, "*?"+hole) }

// principal is a name in the element Principal or NotPrincipal.
type principal struct {
	key  string // "AWS", "Service"…, or "" for a name without a key
	name text
}

// condition is one key in one block of the element Condition.
type condition struct {
	*statement
	operator
	block   cloud.Field // the operator and its keys
	key     text
	info    *iam.ConditionKey // or nil when the key is not known
	value   *cloud.Value
	values  []text
	open    bool
	listed  bool // the values are a list
	nothing bool // there is certainly no value
}

func policyOf(v *cloud.Value, o Options, size int) *policy {
	p := &policy{Options: o, value: v, size: size, formats: map[arn][]arn{}}
	if p.Type == Guess {
		p.Type = guess(v)
	}
	switch p.ResourceType {
	case "AWS::IAM::Role", "AWS::IAM::AssumeRolePolicyDocument":
		if p.Type == Resource {
			p.Type = Trust
		}
	}
	if v.Is(cloud.Map) {
		all := []*cloud.Value{v.Get("Statement")}
		if all[0].Is(cloud.List) {
			all = all[0].Items()
		}
		for i, s := range all {
			if s.Is(cloud.Map) && !intrinsic(s) {
				p.statements = append(p.statements, statementOf(p, i, s))
			}
		}
	}
	return p
}

// intrinsic reports whether a map is an intrinsic function of a template that nobody evaluated.
func intrinsic(v *cloud.Value) bool {
	if !v.Is(cloud.Map) || v.Len() != 1 {
		return false
	}
	key := v.Fields()[0].Key
	return key == "Ref" || strings.HasPrefix(key, "Fn::")
}

// known reports whether the kind of a value is known.
func known(v *cloud.Value) bool { return !v.Is(cloud.Unknown) && !intrinsic(v) }

func statementOf(p *policy, i int, v *cloud.Value) *statement {
	s := &statement{policy: p, index: i, value: v}
	if e := v.Get("Effect").Str(); e == "Allow" || e == "Deny" {
		s.effect = e
	}
	s.action, s.notAction = elementOf(v, "Action"), elementOf(v, "NotAction")
	s.resource, s.notResrc = elementOf(v, "Resource"), elementOf(v, "NotResource")
	s.principalsOf(v)
	s.conditionsOf(v.Get("Condition"))
	return s
}

func elementOf(v *cloud.Value, name string) element {
	f, ok := v.Field(name)
	e := element{field: f, present: ok}
	if ok {
		e.items, e.open = textsOf(f.Value)
	}
	return e
}

// textsOf returns the texts of a string or a list. What is neither is reported as a mismatch
// elsewhere.
func textsOf(v *cloud.Value) (items []text, open bool) {
	switch {
	case !known(v):
		return nil, true
	case v.Is(cloud.List):
		for _, item := range v.Items() {
			more, unknown := textsOf(item)
			items, open = append(items, more...), open || unknown
		}
		return items, open
	case v.Is(cloud.String):
		var b strings.Builder
		for _, part := range v.Parts() {
			if part.Hole != nil {
				b.WriteString(hole)
			} else {
				b.WriteString(part.Text)
			}
		}
		return []text{{b.String(), v.Pos}}, false
	}
	if s, ok := v.Scalar(); ok {
		return []text{{s, v.Pos}}, false
	}
	return nil, false
}

func (s *statement) principalsOf(v *cloud.Value) {
	f, ok := v.Field("Principal")
	if !ok {
		f, ok = v.Field("NotPrincipal")
		s.notPrincipal = ok
	}
	s.principal = element{field: f, present: ok}
	if !ok {
		return
	}
	if !f.Value.Is(cloud.Map) || intrinsic(f.Value) {
		names, open := textsOf(f.Value)
		s.principal.open = open
		for _, n := range names[:min(len(names), maxPrincipals)] {
			s.principals = append(s.principals, principal{"", n})
		}
		return
	}
	for _, f := range f.Value.Fields() {
		names, open := textsOf(f.Value)
		s.principal.open = s.principal.open || open
		for _, n := range names {
			if len(s.principals) == maxPrincipals {
				s.principal.open = true
				return
			}
			s.principals = append(s.principals, principal{f.Key, n})
		}
	}
}

func (s *statement) conditionsOf(v *cloud.Value) {
	s.condOpen = !known(v)
	if s.condOpen {
		return
	}
	for _, block := range v.Fields() {
		op := operatorOf(block.Key)
		if !known(block.Value) {
			s.condOpen = true
			continue
		}
		for _, f := range block.Value.Fields() {
			if len(s.conditions) == maxConditions {
				s.condOpen = true
				return
			}
			c := &condition{statement: s, operator: op, block: block, key: text{f.Key, f.KeyPos}, value: f.Value}
			c.info = iam.LookupConditionKey(f.Key)
			c.values, c.open = textsOf(f.Value)
			c.listed = f.Value.Is(cloud.List)
			c.nothing = c.listed && f.Value.Len() == 0
			s.conditions = append(s.conditions, c)
		}
	}
}

// is reports whether the condition is about a key, without case.
func (c *condition) is(key string) bool { return strings.EqualFold(c.key.s, key) }

// has reports whether the condition's key begins with a prefix, without case.
func (c *condition) has(prefix string) bool {
	return len(c.key.s) >= len(prefix) && strings.EqualFold(c.key.s[:len(prefix)], prefix)
}

// given returns the conditions about one of the keys. Keys may end with a slash for all tags.
func (s *statement) given(keys ...string) (found []*condition) {
	for _, c := range s.conditions {
		for _, key := range keys {
			if c.is(key) || strings.HasSuffix(key, "/") && c.has(key) {
				found = append(found, c)
				break
			}
		}
	}
	return found
}

// actions returns the items of Action and NotAction.
func (s *statement) actions() []text {
	return append(s.action.items[:len(s.action.items):len(s.action.items)], s.notAction.items...)
}

// resources returns the items of Resource and NotResource.
func (s *statement) resources() []text {
	return append(s.resource.items[:len(s.resource.items):len(s.resource.items)], s.notResrc.items...)
}
