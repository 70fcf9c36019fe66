package entry

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam"
)

// door is something that faces the internet, and what it leads to.
type door struct {
	steps []Step
	to    called
	fixes []Change
}

// with returns the door with more steps.
func (d door) with(steps ...Step) door {
	d.steps = append(d.steps[:len(d.steps):len(d.steps)], steps...)
	return d
}

// behind puts a web ACL and a distribution before a door.
func (d door) behind(steps ...Step) door {
	d.steps = append(append([]Step(nil), steps...), d.steps...)
	return d
}

// enter makes the way of a door that leads to a function.
func (f *finder) enter(d door) {
	if d.to.by != nil {
		d = d.with(step("version", d.to.by))
		if d.to.by.Type == aliasType {
			d.steps[len(d.steps)-1].Kind = "alias"
		}
	}
	d = d.with(step("function", d.to.function))
	w := &Way{Steps: d.steps, Function: d.to.function, fixes: d.fixes, Guard: strongest(d.steps)}
	var ids []string
	for _, s := range d.steps {
		if s.Certainty > w.Certainty {
			w.Certainty = s.Certainty
		}
		for _, why := range s.Why {
			w.Why = addReason(w.Why, why)
		}
		if s.Shut != nil && w.Shut == nil {
			w.Shut = s.Shut
		}
		ids = append(ids, s.Kind+" "+s.Name)
	}
	if w.Certainty == Closed {
		w.Why = nil
	}
	if w.Guard.Kind == UnknownGuard && w.Certainty == Certain {
		w.Certainty, w.Why = Uncertain, w.Guard.Why
	}
	w.ID = strings.Join(ids, " > ")
	if n := f.taken[w.ID]; n > 0 {
		f.taken[w.ID]++
		w.ID += fmt.Sprintf(" (%d)", n+1)
	}
	f.taken[w.ID]++
	f.ways = append(f.ways, w)
}

// maxFlow bounds how many things carry an event on before it reaches a function.
const maxFlow = 5

// flow is one thing that takes the events of a resource to another, or to a function.
type flow struct {
	to   *cloud.Resource // the next carrier, or nil
	call called          // the function, when there is no next carrier
	step *Step           // what connects the two, or nil
	why  []cloud.Reason
	// What it takes: of a rule the events that match the pattern, of a bucket's notification those of
	// some kinds about some objects.
	pattern *cloud.Value
	notice  *notice
}

// cargo is what a door lets somebody send.
type cargo struct {
	event *event
	// noticed answers whether a bucket's notification tells of it; nil tells of every new object.
	noticed func(*notice) verdict
}

// takes answers whether a flow takes what is sent.
func (c cargo) takes(next *flow) verdict {
	switch {
	case next.notice != nil && c.noticed != nil:
		return c.noticed(next.notice)
	case next.notice != nil:
		return next.notice.created()
	case next.pattern != nil:
		return c.event.matches(next.pattern, 0)
	}
	return yes()
}

// beyond is what goes on to the next carrier: rules pass events on as they are, a bucket tells of
// objects, and what a queue, a stream or a machine makes of it is not looked at.
func (c cargo) beyond(from *cloud.Resource, next *flow) cargo {
	switch {
	case next.to.Type != busType:
		return cargo{}
	case from.Type == busType:
		return c
	case from.Type == bucketType:
		return cargo{event: objectEvent(from)}
	}
	why := cloud.Because(cloud.NotChecked, "the events that "+from.Name+" sends")
	return cargo{event: &event{why: &why}}
}

// carry follows events from a resource to functions.
func (f *finder) carry(d door, from *cloud.Resource, sent cargo, depth int, seen map[string]bool) {
	if depth == maxFlow || seen[from.ID] {
		return
	}
	seen[from.ID] = true
	defer delete(seen, from.ID)
	for i := range f.flows[from.ID] {
		next := &f.flows[from.ID][i]
		taken := sent.takes(next)
		if taken.truth == iam.No && (next.step == nil || from == f.bus) {
			continue // a notification about something else, a rule of the many of the default bus
		}
		on := d
		if next.step != nil {
			s := *next.step
			s.perhaps(next.why...)
			if s.Certainty != Closed {
				s.answer(taken, say("shut.pattern"))
			}
			on = on.with(s)
		} else if why := slices.Concat(next.why, taken.why); len(why) > 0 {
			last := on.steps[len(on.steps)-1]
			last.perhaps(why...)
			on.steps = append(on.steps[:len(on.steps)-1:len(on.steps)-1], last)
		}
		if next.to == nil {
			on.to = next.call
			f.enter(on)
			continue
		}
		f.carry(on.with(step(carrierKind(next.to.Type), next.to)), next.to, sent.beyond(from, next), depth+1, seen)
	}
}

// lead follows a door to something that carries events on.
func (f *finder) lead(d door, to *cloud.Resource, sent cargo) {
	f.carry(d.with(step(carrierKind(to.Type), to)), to, sent, 0, map[string]bool{})
}
