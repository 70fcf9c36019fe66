package cloudformation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// circles notes resources that need each other to be made first, which CloudFormation refuses
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html, "circular
// dependency"). Only what is certain counts: a branch of Fn::If that may not be taken does not.
func (s *stack) circles() {
	needs := make(map[*declared][]*declared, len(s.order))
	for _, d := range s.order {
		if !d.exists.is(true) || strings.HasPrefix(d.typ, "AWS::Serverless::") { // not transformed
			continue
		}
		seen := map[*declared]bool{}
		need := func(id string) {
			if other := s.resources[id]; other != nil && other.exists.is(true) && !seen[other] {
				seen[other] = true
				needs[d] = append(needs[d], other)
			}
		}
		if id, ok := d.body.Get("DependsOn").Text(); ok {
			need(id)
		}
		for _, id := range d.body.Get("DependsOn").Items() {
			need(id.Str())
		}
		body := d.body
		if d.unfolded != nil {
			body = d.unfolded
		}
		s.needed(body.Get("Properties"), need)
	}
	for _, circle := range components(s.order, needs) {
		var names []string
		for _, d := range circle[:min(5, len(circle))] {
			names = append(names, fmt.Sprintf("%q", d.id))
		}
		what := fmt.Sprintf("resource %s depends on itself", names[0])
		if len(circle) > 1 {
			what = fmt.Sprintf("resources %s depend on each other in a circle", strings.Join(names, ", "))
		}
		s.problem(circle[0].pos, what, "CloudFormation refuses that: take one of the references away")
	}
}

// needed calls need for every resource that a value refers to.
func (s *stack) needed(v *cloud.Value, need func(id string)) {
	name, arg, ok := intrinsic(v)
	switch {
	case !ok:
	case name == "Ref":
		need(arg.Str())
	case name == "Fn::GetAtt":
		id, _, _ := strings.Cut(arg.Str(), ".")
		if arg.Len() > 0 && arg.Is(cloud.List) {
			id = arg.Items()[0].Str()
		}
		need(id)
	case name == "Fn::Sub":
		s.neededByText(arg, need)
	case name == "Fn::If" && len(arg.Items()) == 3:
		switch t := s.conditionOf(arg.Items()[0]); {
		case t.is(true):
			s.needed(arg.Items()[1], need)
		case t.is(false):
			s.needed(arg.Items()[2], need)
		}
		return
	}
	for _, item := range v.Items() {
		s.needed(item, need)
	}
	for _, f := range v.Fields() {
		s.needed(f.Value, need)
	}
}

// neededByText calls need for the variables of Fn::Sub that are not its own.
func (s *stack) neededByText(arg *cloud.Value, need func(id string)) {
	template, own := arg, (*cloud.Value)(nil)
	if items := arg.Items(); len(items) > 0 {
		template = items[0]
		if len(items) > 1 {
			own = items[1]
		}
	}
	text := template.Str()
	for {
		_, rest, found := strings.Cut(text, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return
		}
		if name = strings.TrimSpace(name); !own.Has(name) && !strings.HasPrefix(name, "!") {
			id, _, _ := strings.Cut(name, ".")
			need(id)
		}
		text = after
	}
}

// components gives the resources that need each other, by Tarjan's algorithm for strongly
// connected components, in the order of the template.
func components(order []*declared, needs map[*declared][]*declared) [][]*declared {
	place := make(map[*declared]int, len(order))
	for i, d := range order {
		place[d] = i
	}
	var circles [][]*declared
	var stack []*declared
	index, low, open := map[*declared]int{}, map[*declared]int{}, map[*declared]bool{}
	var visit func(d *declared)
	visit = func(d *declared) {
		index[d] = len(index) + 1
		low[d] = index[d]
		stack = append(stack, d)
		open[d] = true
		for _, other := range needs[d] {
			if index[other] == 0 {
				visit(other)
				low[d] = min(low[d], low[other])
			} else if open[other] {
				low[d] = min(low[d], index[other])
			}
		}
		if low[d] != index[d] {
			return
		}
		from := len(stack) - 1
		for stack[from] != d {
			from--
		}
		circle := slices.Clone(stack[from:])
		stack = stack[:from]
		for _, member := range circle {
			open[member] = false
		}
		if len(circle) > 1 || slices.Contains(needs[d], d) {
			slices.SortFunc(circle, func(a, b *declared) int { return place[a] - place[b] })
			circles = append(circles, circle)
		}
	}
	for _, d := range order {
		if index[d] == 0 {
			visit(d)
		}
	}
	slices.SortFunc(circles, func(a, b []*declared) int { return place[a[0]] - place[b[0]] })
	return circles
}
