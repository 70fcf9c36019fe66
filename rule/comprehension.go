package rule

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// comprehension compiles the standard macros exists, all, exists_one, map and filter. cel-go
// expands each into a fold; the shape of the fold's step tells which one it was, and evaluating
// the macro itself keeps what a fold would lose: a filtered list with one undecided item is a
// list with one item that is there perhaps, not an unknown list.
func (c *compiler) comprehension(e ast.Expr) evaluator {
	fold := e.AsComprehension()
	over := c.read(fold.IterRange())
	c.scope = append(c.scope, fold.IterVar())
	c.slots = max(c.slots, len(c.scope))
	slot := len(c.scope) - 1
	defer func() { c.scope = c.scope[:slot] }()

	step := fold.LoopStep()
	if step.Kind() != ast.CallKind || fold.IterVar2() != "" {
		return c.fail("this comprehension is not part of the rule language")
	}
	args := step.AsCall().Args()
	switch step.AsCall().FunctionName() {
	case operators.LogicalOr:
		return quantifier(over, slot, c.read(args[1]), true)
	case operators.LogicalAnd:
		return quantifier(over, slot, c.read(args[1]), false)
	case operators.Add:
		return mapped(over, slot, nil, c.element(args[1]))
	case operators.Conditional:
		cond := c.read(args[0])
		then := args[1].AsCall()
		if then.FunctionName() == operators.Add && then.Args()[1].Kind() == ast.ListKind {
			return mapped(over, slot, cond, c.element(then.Args()[1]))
		}
		return existsOne(over, slot, cond)
	}
	return c.fail("this comprehension is not part of the rule language")
}

// element compiles the one element of a list literal [f].
func (c *compiler) element(list ast.Expr) evaluator {
	if list.Kind() != ast.ListKind || list.AsList().Size() != 1 {
		return c.fail("this comprehension is not part of the rule language")
	}
	return c.expr(list.AsList().Elements()[0])
}

// each calls f for every item of a list, or every key of a map, until f or the step limit says
// stop. A scalar of free form has no items: a state machine's Result may be a map or a text.
func (r *run) each(v value, slot int, f func(item) (more bool)) (why value, ok bool) {
	switch v.kind {
	case kindList:
	case kindUnknown:
		return v, false
	case kindText: // of free form, or the checker had refused it
		if v.text.HasHoles() {
			return unknown(v.hole()), false
		}
		return value{}, true
	case kindNull, kindBool, kindInt, kindDouble:
		return value{}, true
	case kindObject:
		if v = keys(v); v.kind == kindUnknown {
			return v, false
		}
	default:
		return failed("a list is needed here"), false
	}
	for _, it := range v.items {
		if r.exhausted() {
			return outOfSteps(), false
		}
		r.vars[slot] = it.value
		if !f(it) {
			break
		}
	}
	return value{}, true
}

// perhaps weakens an answer about an item that is there perhaps.
func (it item) perhaps(v value) value {
	if len(it.maybe) == 0 {
		return v
	}
	return unknown(it.maybe...)
}

// quantifier is exists when decisive is true, all when it is false. One certain item that
// decides, decides; its reads alone are the evidence.
func quantifier(over evaluator, slot int, pred evaluator, decisive bool) evaluator {
	return func(r *run) value {
		list := over(r)
		start := len(r.reads)
		result := boolean(!decisive)
		why, ok := r.each(list, slot, func(it item) bool {
			mid := len(r.reads)
			v := truth(pred(r))
			if v.is(decisive) {
				v = it.perhaps(v)
			}
			switch {
			case v.is(decisive):
				r.drop(start, mid)
				result = v
				return false
			case v.kind == kindUnknown && result.kind == kindUnknown:
				result = merge(result, v)
			case v.kind == kindUnknown:
				r.drop(start, mid)
				result = v
			case result.kind == kindUnknown:
				r.reads = r.reads[:mid]
			}
			return true
		})
		if !ok {
			return why
		}
		return result
	}
}

func existsOne(over evaluator, slot int, pred evaluator) evaluator {
	return func(r *run) value {
		sure, perhaps := 0, value{}
		why, ok := r.each(over(r), slot, func(it item) bool {
			v := truth(pred(r))
			if v.is(true) {
				v = it.perhaps(v)
			}
			switch {
			case v.is(true):
				sure++
			case v.kind == kindUnknown:
				perhaps = merge(perhaps, v)
			}
			return true
		})
		switch {
		case !ok:
			return why
		case sure < 2 && perhaps.kind == kindUnknown:
			return perhaps
		}
		return boolean(sure == 1)
	}
}

// mapped is map and filter: the items for which cond (nil for all) holds, seen through f.
func mapped(over evaluator, slot int, cond, f evaluator) evaluator {
	return func(r *run) value {
		result := value{kind: kindList}
		why, ok := r.each(over(r), slot, func(it item) bool {
			maybe := it.maybe
			if cond != nil {
				v := truth(cond(r))
				if v.is(false) {
					return true
				}
				maybe = addReasons(maybe, v.why)
			}
			result.items = append(result.items, item{value: f(r), maybe: maybe})
			return true
		})
		if !ok {
			return why
		}
		return result
	}
}
