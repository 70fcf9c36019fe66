package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// state is somebody with the powers that they have at some point of a path: a principal of the
// graph or of elsewhere, and what was added to its policies on the way.
type state struct {
	*principal  // nil for somebody from elsewhere
	who         iam.Principal
	identity    []held
	boundary    []held
	joined      int
	grown       bool   // may do everything that no boundary, SCP or deny closes
	key         string // equal for equal states
	name        string
	answers     map[string]answer
	fresh       map[*Technique][]outcome
	granted     map[string]bool // actions that are allowed for anything at all
	attachables []*attachable
	steps       []*step
	expanded    bool
}

// state returns the principal as the graph declares it.
func (m *Map) state(p *principal) *state {
	return m.intern(&state{principal: p, who: p.who, identity: p.identity, boundary: p.boundary, key: p.resource.ID, name: p.resource.Name})
}

// intern keeps one state for each key, so that what was asked about it is asked once.
func (m *Map) intern(s *state) *state {
	if known := m.states[s.key]; known != nil {
		return known
	}
	s.answers, s.fresh, s.granted = map[string]answer{}, map[*Technique][]outcome{}, map[string]bool{}
	m.states[s.key] = s
	return s
}

// with returns the state with more powers, or nil when the technique adds none.
func (m *Map) with(s *state, how grow, b *binding) *state {
	if len(m.states) >= maxKnown {
		m.limited = true
		return nil
	}
	next := *s
	next.steps, next.expanded, next.attachables = nil, false, nil
	switch how {
	case growNot:
		return s
	case growAttach:
		mark := " +" + b.attach.arn
		if s.grown || strings.Contains(s.key+" ", mark+" ") || strings.Count(s.key, mark[:6]) >= maxJoined {
			return nil
		}
		next.identity = append(slices.Clip(s.identity), held{doc: b.attach.doc})
		next.grown, next.key = b.attach.doc == m.all, s.key+mark
	case growAdd:
		if s.grown {
			return nil
		}
		next.identity = append(slices.Clip(s.identity), held{doc: m.all})
		next.grown, next.key = true, s.key+" +all"
	case growSwitch:
		next.identity = slices.Clone(s.identity)
		for i, h := range next.identity {
			if h.managed == b.policy {
				next.identity[i].doc = b.version
			}
		}
		mark := " +version of " + b.policy.id
		if strings.Contains(s.key, mark) {
			return nil
		}
		next.key = fmt.Sprintf("%s%s %d", s.key, mark, b.number)
	case growPolicy:
		next.identity = slices.Clone(s.identity)
		changed := false
		for i, h := range next.identity {
			if h.managed == b.policy && h.doc != m.all {
				next.identity[i].doc, changed = m.all, true
			}
		}
		if !changed {
			return nil
		}
		next.grown, next.key = true, s.key+" +"+b.policy.id
	case growJoin:
		if len(b.group.identity) == 0 || s.grown || s.joined >= maxJoined || s.principal == nil || strings.Contains(s.key+" ", " +"+b.group.resource.ID+" ") {
			return nil
		}
		next.identity = append(slices.Clip(s.identity), b.group.identity...)
		next.joined, next.key = s.joined+1, s.key+" +"+b.group.resource.ID
	case growFree:
		if len(s.boundary) == 0 {
			return nil
		}
		next.boundary, next.key = nil, s.key+" +unbound"
	}
	return m.intern(&next)
}

// maxJoined bounds how many groups somebody joins, and how many policies they attach, on one path:
// each order of joining is a state. maxKnown bounds all states.
const (
	maxJoined = 2
	maxKnown  = 20_000
)

// answer is the answer to one request.
type answer struct {
	truth iam.Truth
	by    []iam.Place
	why   []cloud.Reason
}

// may asks whether the state is allowed an action. The context is open: what else an attacker may
// or may not bring along is not known.
func (m *Map) may(s *state, action, resource string, context map[string][]string, policy *iam.Document) answer {
	key := action + "\n" + resource
	for _, k := range sortedKeys(context) {
		key += "\n" + k + "=" + strings.Join(context[k], ",")
	}
	if known, ok := s.answers[key]; ok {
		return known
	}
	a := m.decide(s, action, resource, context, policy)
	s.answers[key] = a
	return a
}

// decide is may for what is asked once.
func (m *Map) decide(s *state, action, resource string, context map[string][]string, policy *iam.Document) answer {
	request := &iam.Request{Principal: s.who, Action: action, Resource: resource, Context: context, Open: true}
	return decideHeld(s.identity, s.boundary, func(identity, boundary []*iam.Document) *iam.Decision {
		return iam.Decide(request, &iam.Policies{Identity: identity, Boundary: boundary, Resource: policy, SCP: m.opt.SCP, RCP: m.opt.RCP})
	})
}

// decideHeld decides with every document that is certainly there, and again with each of those
// that are there perhaps, alone and all together: they matter when the results differ.
func decideHeld(identity, boundary []held, decide func(identity, boundary []*iam.Document) *iam.Decision) answer {
	var certain, all, limit []*iam.Document
	var perhaps []held
	for _, h := range identity {
		all = append(all, h.doc)
		if h.why == nil {
			certain = append(certain, h.doc)
		} else {
			perhaps = append(perhaps, h)
		}
	}
	for _, h := range boundary {
		limit = append(limit, h.doc)
	}
	a := answerOf(decide(certain, limit))
	if len(perhaps) == 0 {
		return a
	}
	variants := [][]*iam.Document{all}
	for _, h := range perhaps[:min(len(perhaps), maxPerhaps)] {
		variants = append(variants, append(slices.Clip(certain), h.doc))
	}
	for i, docs := range variants {
		other := answerOf(decide(docs, limit))
		if other.truth == a.truth {
			continue
		}
		h := perhaps[max(i-1, 0)]
		if a.truth != iam.Maybe {
			a = answer{truth: iam.Maybe, by: append(a.by, other.by...)}
		}
		a.why = addReason(a.why, *h.why)
	}
	return a
}

// maxPerhaps bounds how many uncertain documents are tried one by one.
const maxPerhaps = 8

func answerOf(d *iam.Decision) answer {
	switch d.Result {
	case iam.ResultAllow:
		return answer{truth: iam.Yes, by: d.By}
	case iam.ResultUnknown:
		return answer{truth: iam.Maybe, by: d.By, why: d.Why}
	}
	return answer{truth: iam.No}
}

func addReason(all []cloud.Reason, more ...cloud.Reason) []cloud.Reason {
	for _, r := range more {
		if !slices.ContainsFunc(all, r.Equal) {
			all = append(all, r)
		}
	}
	return all
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func accountOf(arn string) string {
	if part := segments(arn); len(part) == 6 {
		return part[4]
	}
	return ""
}

// segments splits an ARN into its six segments. Colons in the names of holes divide nothing.
func segments(arn string) (all []string) {
	start, hole := 0, false
	for i := range len(arn) {
		switch {
		case arn[i] == 0:
			hole = !hole
		case arn[i] == ':' && !hole && len(all) < 5:
			all, start = append(all, arn[start:i]), i+1
		}
	}
	return append(all, arn[start:])
}
