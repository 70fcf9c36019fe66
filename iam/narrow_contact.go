package iam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// narrow finds what is left of an action pattern on a wide resource pattern.
func (n *narrowing) narrow(s *Statement, a, r *Pattern) ([]portion, Change) {
	asked := Change{Action: show(a.Text), Resource: show(r.Text)}
	stays := func(why string) ([]portion, Change) {
		asked.Why = why
		return []portion{{actions: []string{a.Text}, resources: []string{r.Text}}}, asked
	}
	if !a.Constant() {
		return stays("the action is not known")
	}
	if a.form.exact {
		return n.narrowExact(a, r, asked, stays)
	}
	return n.narrowWildcard(a, r, asked, stays)
}

// narrowExact narrows the resources of an action that is written out.
func (n *narrowing) narrowExact(a, r *Pattern, asked Change, stays func(string) ([]portion, Change)) ([]portion, Change) {
	action := LookupAction(a.Text)
	switch {
	case action == nil:
		return stays("no such action is known")
	case !action.Scopable():
		return stays("") // only "*" allows it
	}
	if why := n.gap(action.Service); why != "" {
		return stays(why)
	}
	var portions []portion
	for i := range n.around.Contacts {
		c := &n.around.Contacts[i]
		if c.Actions != nil && !hasAction(c.Actions, action) {
			continue
		}
		got, within, doubt := n.resourcesOf(c, []*Action{action}, r)
		switch {
		case doubt != "":
			return stays(doubt)
		case within:
			return stays("") // no wider than the contact
		case len(got) > 0:
			portions = append(portions, portion{actions: []string{a.Text}, resources: got, closed: true, why: c.reason()})
		}
	}
	if len(portions) == 0 {
		return stays("nothing says what it is used on")
	}
	return n.closed(asked, portions)
}

// narrowWildcard narrows a pattern of actions, service by service.
func (n *narrowing) narrowWildcard(a, r *Pattern, asked Change, stays func(string) ([]portion, Change)) ([]portion, Change) {
	byService := map[string][]*Action{}
	var services []string
	for _, action := range Actions(a.Text) {
		if byService[action.Service] == nil {
			services = append(services, action.Service)
		}
		byService[action.Service] = append(byService[action.Service], action)
	}
	var portions []portion
	for _, service := range services {
		if gap := n.gap(service); gap != "" && (len(services) == 1 || n.speaksOf(service)) {
			return stays(gap)
		}
		for i := range n.around.Contacts {
			c := &n.around.Contacts[i]
			actions := byService[service]
			p := portion{actions: []string{a.Text}, closed: true}
			if len(services) > 1 {
				p.actions = []string{service + ":" + afterColon(a.Text)}
			}
			if c.Actions != nil {
				p.actions, p.service = nil, true
				actions = slices.DeleteFunc(slices.Clone(actions), func(action *Action) bool { return !hasAction(c.Actions, action) })
				for _, action := range actions {
					p.actions = append(p.actions, action.String())
				}
			}
			if len(actions) == 0 {
				continue
			}
			got, within, doubt := n.resourcesOf(c, actions, r)
			switch {
			case doubt != "":
				return stays(doubt)
			case within && c.Actions == nil:
				return stays("")
			case within:
				got = []string{r.Text}
			case len(got) == 0:
				continue
			}
			p.resources, p.why = got, c.reason()
			portions = append(portions, p)
		}
	}
	if len(portions) == 0 {
		if len(services) > 1 {
			return stays("nothing says what is used")
		}
		return stays("nothing says what it is used on")
	}
	if gap := n.gap("*"); gap != "" {
		return stays(gap)
	}
	portions = withoutRepeated(portions)
	out, change := n.closed(asked, portions)
	if !change.Stays() && r.Text == "*" {
		for _, service := range services {
			change.Lost = append(change.Lost, lost(byService[service], portions)...)
		}
	}
	return out, change
}

// lost are the actions that work on no resource and are allowed by none of the portions.
func lost(actions []*Action, portions []portion) (all []string) {
	for _, a := range actions {
		if !a.Scopable() && !slices.ContainsFunc(portions, func(p portion) bool { return hasAction(p.actions, a) }) {
			all = append(all, a.String())
		}
	}
	return all
}

// withoutRepeated leaves out what a contact needs where all that the policy has is left on the same
// resources.
func withoutRepeated(portions []portion) []portion {
	return slices.DeleteFunc(slices.Clone(portions), func(p portion) bool {
		return p.service && !slices.ContainsFunc(p.resources, func(text string) bool {
			return !slices.ContainsFunc(portions, func(q portion) bool {
				return !q.service && slices.ContainsFunc(q.resources, func(wide string) bool { return globCovers(wide, text) })
			})
		})
	})
}

func (c *Contact) reason() string { return c.Name + ", by " + c.Why }

// closed is what is left of a pattern of which the surroundings tell all.
func (n *narrowing) closed(asked Change, portions []portion) ([]portion, Change) {
	for _, p := range portions {
		part := ChangedPart{Actions: p.actions, Why: p.why}
		if slices.Equal(p.actions, []string{asked.Action}) {
			part.Actions = nil
		}
		for _, text := range p.resources {
			part.Resources = appendNew(part.Resources, show(text))
		}
		asked.Parts = append(asked.Parts, part)
	}
	if len(asked.Parts) == 1 && asked.Parts[0].Actions == nil && slices.Equal(asked.Parts[0].Resources, []string{asked.Resource}) {
		asked.Parts = nil
	}
	return portions, asked
}

// gap says why more than the contacts may be used in a service; "*" asks about any service.
func (n *narrowing) gap(service string) string {
	for _, g := range n.around.Gaps {
		if g.Services == nil || slices.Contains(g.Services, service) {
			return g.Why
		}
	}
	return ""
}

// speaksOf reports whether some contact is in the service.
func (n *narrowing) speaksOf(service string) bool {
	for _, c := range n.around.Contacts {
		for _, v := range c.Resources {
			if part := arnSegments(Text(v)); part != nil && part[2] == service {
				return true
			}
		}
	}
	return false
}

// resourcesOf gives what of a contact a pattern lets in that the actions work on. within says that
// the pattern is no wider than the contact, doubt that it depends on names that are not known.
func (n *narrowing) resourcesOf(c *Contact, actions []*Action, r *Pattern) (found []string, within bool, doubt string) {
	for _, v := range c.Resources {
		text := Text(v)
		if text == "*" {
			if r.Text == "*" && c.Actions != nil {
				found = appendNew(found, "*")
			}
			continue
		}
		for _, one := range forms(text, actions, c.Actions != nil) {
			value := v
			if one != text {
				value = withSuffix(v, one[len(text):])
			}
			met, how := meet(r, one)
			switch how {
			case narrower:
				if met != one {
					value = n.joined(r, value, met)
				}
				if value.HasHoles() {
					n.values[met] = value
				}
				found = appendNew(found, met)
			case wider:
				within = true
			case undecided:
				doubt = fmt.Sprintf("it is not known whether it means %s", c.Name)
			}
		}
	}
	if len(found) > 0 {
		within = false
	}
	return found, within, doubt
}

// withSuffix appends text to a value with holes.
func withSuffix(v *cloud.Value, suffix string) *cloud.Value {
	return cloud.NewParts(v.Pos, append(slices.Clone(v.Parts()), cloud.Part{Text: suffix})...)
}

func hasAction(names []string, a *Action) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, a.String()) })
}

func afterColon(pattern string) string {
	if _, name, ok := strings.Cut(pattern, ":"); ok {
		return name
	}
	return "*"
}

func appendNew(all []string, text string) []string {
	if slices.Contains(all, text) {
		return all
	}
	return append(all, text)
}

// show writes a text with holes for people.
func show(text string) string {
	var b strings.Builder
	for i, piece := range strings.Split(text, "\x00") {
		if i%2 == 1 {
			piece = "${" + piece + "}"
		}
		b.WriteString(piece)
	}
	return b.String()
}
