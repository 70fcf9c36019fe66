package entry

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
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
}

// carry follows events from a resource to functions.
func (f *finder) carry(d door, from *cloud.Resource, depth int, seen map[string]bool) {
	if depth == maxFlow || seen[from.ID] {
		return
	}
	seen[from.ID] = true
	defer delete(seen, from.ID)
	for _, next := range f.flows[from.ID] {
		on := d
		if next.step != nil {
			s := *next.step
			s.perhaps(next.why...)
			on = on.with(s)
		} else if len(next.why) > 0 {
			last := on.steps[len(on.steps)-1]
			last.perhaps(next.why...)
			on.steps = append(on.steps[:len(on.steps)-1:len(on.steps)-1], last)
		}
		if next.to == nil {
			on.to = next.call
			f.enter(on)
			continue
		}
		f.carry(on.with(step(carrierKind(next.to.Type), next.to)), next.to, depth+1, seen)
	}
}

// lead follows a door to what a value names: a function, or something that carries events on.
func (f *finder) lead(d door, to *cloud.Resource) {
	f.carry(d.with(step(carrierKind(to.Type), to)), to, 0, map[string]bool{})
}
