package cloudformation

import "github.com/haechi-dev/haechi/cloud"

// export is an output that other stacks may import.
type export struct {
	stack *stack
	value *cloud.Value
}

// exported finds the output of a stack of this graph that is exported under a name, in the notation
// of [cloud.Value.Canonical]. Of two with one name neither is taken: only one can be deployed.
func (s *stack) exported(name string) *export {
	root := s
	for root.parent != nil {
		root = root.parent
	}
	if s.exports == nil && root.resources != nil {
		s.exports = map[string]*export{} // while they are collected: a name may be imported itself
		root.collectExports()
	}
	return s.exports[name]
}

func (s *stack) collectExports() {
	for _, f := range s.section("Outputs").Fields() {
		name := f.Value.Path("Export", "Name")
		if name == nil || s.exceeded != nil {
			continue
		}
		text, ok := s.eval(name).Canonical()
		if !ok || f.Value.Has("Condition") && s.conditionOf(f.Value.Get("Condition")).is(false) {
			continue
		}
		if _, twice := s.exports[text]; twice {
			s.exports[text] = nil
			continue
		}
		s.exports[text] = &export{s, f.Value.Get("Value")}
	}
	for _, d := range s.order {
		if d.typ != stackType || d.exists.is(false) {
			continue
		}
		if child := s.childOf(d); child != nil {
			child.collectExports()
		}
	}
}
