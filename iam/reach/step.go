package reach

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// step is an edge between two states.
type step struct {
	technique *Technique
	from, to  *state
	needs     []Need
	via       string // the existing resource that runs as the role, or ""
	truth     iam.Truth
	why       []cloud.Reason
}

// binding is what the names of resources in a technique stand for.
type binding struct {
	target *principal // the role or user, or nil for the attacker itself
	policy *managed
	group  *group
	thing  *cloud.Resource // an existing resource
	where  existing
	attach *attachable
	// version is the text of another version of the policy, number its place.
	version *iam.Document
	number  int
}

// stepsOf returns the edges from a state: those with the fewest needs first, in the order of the
// table, then of the graph.
func (m *Map) stepsOf(s *state) []*step {
	if !s.expanded {
		s.expanded, s.steps = true, m.steps(s, m.principals)
	}
	return s.steps
}

// stepsTo returns the edges from a state, in the order of stepsOf, but not all that lead to states
// that are not met: in an account of a thousand roles, most who may become an administrator may
// become any of them.
func (m *Map) stepsTo(s *state, met func(*state) bool) []*step {
	if s.expanded {
		return s.steps
	}
	var targets []*principal
	for _, p := range m.principals {
		if met(m.state(p)) {
			targets = append(targets, p)
		}
	}
	return m.steps(s, targets)
}

// steps returns the edges from a state that add powers to anybody, or lead to the targets.
func (m *Map) steps(s *state, targets []*principal) (all []*step) {
	for _, t := range theTable().Techniques {
		if !m.possible(s, t) || m.elsewhere(s) && !t.trustOnly() {
			continue
		}
		to := targets
		if t.grow != growNot {
			to = m.principals
		}
		for _, b := range m.bindings(s, t, to) {
			if st := m.try(s, t, b); st != nil {
				all = append(all, st)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *step) int { return len(a.needs) - len(b.needs) })
	return all
}

// possible reports whether each action that a technique needs is allowed for anything at all. Most
// techniques end here for most principals. A role's trust alone may allow to assume it.
func (m *Map) possible(s *state, t *Technique) bool {
	for _, n := range t.needs {
		if n.action == "sts:AssumeRole" {
			continue
		}
		granted, known := s.granted[n.action]
		if !known {
			granted = m.grants(s, []string{n.action})
			s.granted[n.action] = granted
		}
		if !granted {
			return false
		}
	}
	return true
}

// trustOnly reports whether nothing but the trust of a role stands before the technique.
func (t *Technique) trustOnly() bool {
	return len(t.needs) == 1 && t.needs[0].action == "sts:AssumeRole"
}

// bindings lists what a technique may be used on.
func (m *Map) bindings(s *state, t *Technique, targets []*principal) (all []*binding) {
	switch t.gain {
	case gainSelf:
		if s.principal != nil {
			all = append(all, &binding{})
		}
	default:
		kind := map[gain]iam.PrincipalKind{gainRole: iam.Role, gainUser: iam.User}[t.gain]
		for _, p := range targets {
			if p.who.Kind == kind && p != s.principal {
				all = append(all, &binding{target: p})
			}
		}
	}
	for _, n := range t.needs {
		for _, on := range n.on {
			all = m.bind(s, on, all)
		}
	}
	switch t.grow {
	case growAttach:
		all = m.bindAttachable(s, all)
	case growSwitch:
		all = m.bindVersions(all)
	}
	return all
}

// bind multiplies bindings by what one name can stand for.
func (m *Map) bind(s *state, on string, all []*binding) (bound []*binding) {
	each := func(f func(b binding, add func(binding))) []*binding {
		for _, b := range all {
			f(*b, func(next binding) { bound = append(bound, &next) })
		}
		return bound
	}
	where, isExisting := theTable().Existing[on]
	switch {
	case on == "self-role" && (s.principal == nil || s.who.Kind != iam.Role),
		on == "self-user" && (s.principal == nil || s.who.Kind != iam.User):
		return nil
	case on == "own-policy":
		return each(func(b binding, add func(binding)) { addPolicies(b, s.identity, add) })
	case on == "its-policy":
		return each(func(b binding, add func(binding)) { addPolicies(b, b.target.identity, add) })
	case on == "own-group":
		return each(func(b binding, add func(binding)) {
			for _, g := range s.principal.groups {
				if b.group = g.group; g.why == nil {
					add(b)
				}
			}
		})
	case on == "group":
		if s.who.Kind != iam.User {
			return nil
		}
		return each(func(b binding, add func(binding)) {
			for _, g := range m.groups {
				member := slices.ContainsFunc(s.principal.groups, func(have membership) bool { return have.group == g })
				if b.group = g; !member {
					add(b)
				}
			}
		})
	case isExisting && slices.ContainsFunc(all, func(b *binding) bool { return b.thing == nil }):
		return each(func(b binding, add func(binding)) {
			for _, r := range m.running(where, b.target) {
				b.thing, b.where = r, where
				add(b)
			}
		})
	}
	return all
}

func addPolicies(b binding, identity []held, add func(binding)) {
	var seen []*managed
	for _, h := range identity {
		if b.policy = h.managed; b.policy != nil && h.why == nil && !slices.Contains(seen, b.policy) {
			seen = append(seen, b.policy)
			add(b)
		}
	}
}

// try asks whether everything that a technique needs is allowed.
func (m *Map) try(s *state, t *Technique, b *binding) *step {
	st := &step{technique: t, from: s, truth: iam.Yes}
	after := s
	if b.target != nil {
		after = m.state(b.target)
	}
	if st.to = m.with(after, t.grow, b); st.to == nil {
		return nil
	}
	if b.thing != nil {
		st.via = b.thing.Name
		st.perhaps(existence(b.thing))
	}
	if b.target != nil {
		st.perhaps(b.target.exists)
	}
	if t.grow == growSwitch && b.policy.versions == nil {
		why := cloud.Because(cloud.NotInSource, "the other versions of "+b.policy.name)
		st.perhaps(&why)
	}
	if !m.holds(st, t.when, b) || !m.askKnown(st, b) || !m.trusts(st, b) || !m.askMade(st) {
		return nil
	}
	slices.SortStableFunc(st.needs, func(a, b Need) int { return t.order(a) - t.order(b) })
	return st
}

// order is the place of a request in the technique; a service takes the role when it was passed.
func (t *Technique) order(n Need) int {
	if n.Service != "" {
		n.Action = "iam:PassRole"
	}
	return slices.IndexFunc(t.needs, func(need need) bool { return need.action == n.Action })
}

func (st *step) perhaps(why *cloud.Reason) {
	if why != nil {
		st.truth, st.why = st.truth.And(iam.Maybe), addReason(st.why, *why)
	}
}

// add notes the answer to one need and reports whether the step is still possible.
func (st *step) add(action, resource string, a answer) bool {
	st.truth = st.truth.And(a.truth)
	st.why = addReason(st.why, a.why...)
	st.needs = append(st.needs, Need{Action: action, Resource: Show(resource), By: a.by})
	return st.truth != iam.No
}

// askKnown asks for the needs on resources that are there.
func (m *Map) askKnown(st *step, b *binding) bool {
	s := st.from
	for _, n := range st.technique.needs {
		for _, on := range n.on {
			if _, isNew := theTable().New[on]; isNew {
				continue
			}
			if n.action == "iam:PassRole" {
				continue // asked with the service that it is passed to
			}
			var policy *iam.Document
			if n.action == "sts:AssumeRole" {
				policy = b.target.trust
			}
			resource := m.resourceOf(on, s, b)
			if !st.add(n.action, resource, m.may(s, n.action, resource, m.contextOf(n.action, s, b), policy)) {
				return false
			}
		}
	}
	return true
}

// resourceOf is the ARN that a name of the table stands for.
func (m *Map) resourceOf(on string, s *state, b *binding) string {
	switch on {
	case "*":
		return "*"
	case "role", "user":
		return b.target.arn
	case "self-role", "self-user":
		return s.principal.arn
	case "own-policy", "its-policy":
		return b.policy.arn
	case "group", "own-group":
		return b.group.arn
	}
	return m.arnOf(b.thing, b.where)
}

// contextOf gives the condition keys whose values follow from the technique
// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
func (m *Map) contextOf(action string, s *state, b *binding) map[string][]string {
	context := map[string][]string{
		// Whoever makes requests of their own may encrypt them, and is no service on behalf of something
		// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
		"aws:SecureTransport": {"true"}, "aws:PrincipalIsAWSService": {"false"}, "aws:SourceArn": nil, "aws:SourceAccount": nil, "aws:SourceOrgID": nil, "aws:SourceOrgPaths": nil,
		"aws:ViaAWSService": {"false"}, "aws:CalledVia": nil, "aws:CalledViaFirst": nil, "aws:CalledViaLast": nil,
	}
	if s.principal != nil {
		addTags(context, s.principal.resource, "aws:PrincipalTag/")
	}
	if b != nil && b.target != nil {
		addTags(context, b.target.resource, "aws:ResourceTag/", "iam:ResourceTag/")
	}
	if b != nil && b.attach != nil && strings.HasPrefix(action, "iam:Attach") {
		context["iam:PolicyARN"] = []string{b.attach.arn}
	}
	switch action {
	case "iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:PutUserPolicy", "iam:PutRolePolicy", "iam:DeleteUserPermissionsBoundary", "iam:DeleteRolePermissionsBoundary":
		p := s.principal
		if b != nil && b.target != nil {
			p = b.target
		}
		context["iam:PermissionsBoundary"] = nil
		if p != nil && p.boundaryARN != "" {
			context["iam:PermissionsBoundary"] = []string{p.boundaryARN}
		}
	}
	return context
}

// trusts asks for the right to pass the role to one of the services of a technique that the role trusts.
func (m *Map) trusts(st *step, b *binding) bool {
	if len(st.technique.passes) == 0 {
		return true
	}
	s := st.from
	var best *step
	for _, service := range st.technique.passes {
		trust := m.trustOf(b.target, service)
		if trust.truth == iam.No {
			continue
		}
		context := m.contextOf("iam:PassRole", s, b)
		context["iam:PassedToService"] = []string{service}
		try := *st
		try.needs = slices.Clone(st.needs)
		if !try.add("iam:PassRole", b.target.arn, m.may(s, "iam:PassRole", b.target.arn, context, nil)) {
			continue
		}
		if !try.add("sts:AssumeRole", b.target.arn, trust) {
			continue
		}
		try.needs[len(try.needs)-1].Service = service
		if best == nil || best.truth != iam.Yes && try.truth == iam.Yes {
			best = &try
		}
	}
	if best == nil {
		return false
	}
	*st = *best
	return true
}

// trustOf asks whether a role lets a service assume it.
func (m *Map) trustOf(p *principal, service string) answer {
	key := p.resource.ID + "\n" + service
	if known, ok := m.trust[key]; ok {
		return known
	}
	request := &iam.Request{Principal: iam.Principal{Kind: iam.Service, Name: service}, Action: "sts:AssumeRole", Resource: p.arn,
		Context: map[string][]string{"aws:SourceAccount": {p.who.Account}}, Open: true}
	a := answerOf(iam.Decide(request, &iam.Policies{Resource: p.trust, RCP: m.opt.RCP}))
	m.trust[key] = a
	return a
}

// askMade asks for the needs on resources that the attacker makes.
func (m *Map) askMade(st *step) bool {
	s, t := st.from, st.technique
	outcomes, known := s.fresh[t]
	if !known {
		for _, name := range t.madeNames() {
			outcomes = append(outcomes, m.made(s, name, theTable().New[name], t.actionsOn(name)))
			if outcomes[len(outcomes)-1].truth == iam.No {
				break
			}
		}
		s.fresh[t] = outcomes
	}
	for _, o := range outcomes {
		st.truth = st.truth.And(o.truth)
		st.needs = append(st.needs, o.needs...)
		st.why = addReason(st.why, o.why.why...)
	}
	return st.truth != iam.No
}

// madeNames are the names of the resources that the technique makes, in order.
func (t *Technique) madeNames() (all []string) {
	for _, n := range t.needs {
		for _, on := range n.on {
			if _, isNew := theTable().New[on]; isNew && !slices.Contains(all, on) {
				all = append(all, on)
			}
		}
	}
	return all
}

func (t *Technique) actionsOn(name string) (all []string) {
	for _, n := range t.needs {
		if slices.Contains(n.on, name) {
			all = append(all, n.action)
		}
	}
	return all
}

// Show writes a text of a request for people: holes as ${name}.
func Show(text string) string {
	parts := strings.Split(text, "\x00")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = "${" + parts[i] + "}"
	}
	return strings.Join(parts, "")
}
