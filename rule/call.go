package rule

import (
	"regexp"
	"strconv"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
)

// call compiles an operator or function call.
func (c *compiler) call(e ast.Expr) evaluator {
	call := e.AsCall()
	name, args := call.FunctionName(), call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	switch name {
	case operators.LogicalAnd:
		return c.connective(args, false)
	case operators.LogicalOr:
		return c.connective(args, true)
	case operators.LogicalNot:
		return c.not(args[0])
	case operators.Conditional:
		return c.conditional(args)
	case operators.Index:
		return c.index(e, args)
	case "matches":
		return c.matches(args)
	case "literal":
		f := c.read(args[0])
		return func(r *run) value { return isLiteral(f(r)) }
	}
	if f := functions[name]; f != nil {
		if c.ofMissing(name, args) {
			return c.placed(args, f(c, e))
		}
		return c.strict(args, f(c, e))
	}
	f := operations[name]
	if f == nil {
		return c.fail("function " + name + " is not part of the rule language")
	}
	cost := length
	switch name {
	case operators.Equals, operators.NotEquals, operators.In: // look below the surface
		cost = weight
	}
	return c.paid(args, cost, func(_ *run, args []value) value { return f(args) })
}

// strict evaluates all arguments; when one is unknown, so is the call. Functions that can say
// more about texts with holes get them as they are.
func (c *compiler) strict(args []ast.Expr, f func(*run, []value) value) evaluator {
	return c.paid(args, length, f)
}

// paid is strict with another price of the arguments.
func (c *compiler) paid(args []ast.Expr, cost func(v value, limit int) int, f func(*run, []value) value) evaluator {
	all := make([]evaluator, len(args))
	for i, a := range args {
		all[i] = c.read(a)
	}
	return func(r *run) value {
		base := len(r.stack)
		unknowns := false
		for _, f := range all {
			v := f(r)
			if n := cost(v, r.limit); n > 0 && !r.spend(n) {
				r.pop(base)
				return outOfSteps()
			}
			unknowns = unknowns || v.kind == kindUnknown
			r.stack = append(r.stack, v)
		}
		var v value
		if unknowns {
			v = merge(r.stack[base:]...)
		}
		if len(v.why) == 0 {
			v = f(r, r.stack[base:])
		}
		r.pop(base)
		return v
	}
}

// pop forgets the arguments of a call.
func (r *run) pop(base int) {
	clear(r.stack[base:])
	r.stack = r.stack[:base]
}

// operations are the functions of CEL's standard library that the language has, by CEL's names.
var operations = map[string]func(args []value) value{
	operators.Equals:        func(a []value) value { return equal(a[0], a[1]) },
	operators.NotEquals:     func(a []value) value { return negate(equal(a[0], a[1])) },
	operators.Less:          func(a []value) value { return order(a[0], a[1], func(c int) bool { return c < 0 }) },
	operators.LessEquals:    func(a []value) value { return order(a[0], a[1], func(c int) bool { return c <= 0 }) },
	operators.Greater:       func(a []value) value { return order(a[0], a[1], func(c int) bool { return c > 0 }) },
	operators.GreaterEquals: func(a []value) value { return order(a[0], a[1], func(c int) bool { return c >= 0 }) },
	operators.In:            func(a []value) value { return contains(a[0], a[1]) },
	operators.Add:           add,
	operators.Subtract:      arithmetic(func(x, y int64) int64 { return x - y }, func(x, y float64) float64 { return x - y }),
	operators.Multiply:      arithmetic(func(x, y int64) int64 { return x * y }, func(x, y float64) float64 { return x * y }),
	operators.Divide:        divide,
	operators.Modulo:        modulo,
	operators.Negate:        func(a []value) value { return minus(a[0]) },
	"size":                  func(a []value) value { return size(a[0]) },
	"startsWith":            onTexts(startsWith),
	"endsWith":              onTexts(endsWith),
	"contains":              onTexts(containsText),
	"int":                   func(a []value) value { return toInt(a[0]) },
	"double":                func(a []value) value { return toDouble(a[0]) },
	"string":                func(a []value) value { return toText(a[0]) },
}

func negate(v value) value {
	if v.kind == kindBool {
		return boolean(!v.b)
	}
	return v
}

// onTexts guards a predicate of two texts. A property that is not set has no text: false.
func onTexts(f func(a, b value) value) func([]value) value {
	return func(a []value) value {
		if a[0].kind == kindNull || a[1].kind == kindNull {
			return boolean(false)
		}
		if a[0].kind != kindText || a[1].kind != kindText {
			return failed("a text is needed here")
		}
		return f(a[0], a[1])
	}
}

func add(a []value) value {
	x, y := a[0], a[1]
	switch {
	case x.kind == kindText && y.kind == kindText:
		return value{kind: kindText, text: cloud.NewParts(cloud.Pos{}, append(append([]cloud.Part(nil), x.text.Parts()...), y.text.Parts()...)...)}
	case x.kind == kindList && y.kind == kindList:
		return value{kind: kindList, items: append(append([]item(nil), x.items...), y.items...)}
	}
	return arithmetic(func(x, y int64) int64 { return x + y }, func(x, y float64) float64 { return x + y })(a)
}

func size(v value) value {
	switch v.kind {
	case kindUnknown:
		return v
	case kindNull:
		return integer(0)
	case kindText:
		s, ok := v.literal()
		if !ok {
			return unknown(v.hole())
		}
		return integer(int64(utf8.RuneCountInString(s)))
	case kindObject:
		return size(keys(v))
	case kindList:
		for _, it := range v.items {
			if len(it.maybe) > 0 {
				return unknown(it.maybe...)
			}
		}
		return integer(int64(len(v.items)))
	}
	return failed("size needs a text, a list or a map")
}

func toText(v value) value {
	switch v.kind {
	case kindText:
		return v
	case kindInt:
		return text(strconv.FormatInt(v.i, 10))
	case kindDouble:
		return text(strconv.FormatFloat(v.f, 'g', -1, 64))
	case kindBool:
		return text(strconv.FormatBool(v.b))
	}
	return failed("the value is not a text")
}

// index is list[i] and map[key]. What is not there is null.
func (c *compiler) index(e ast.Expr, args []ast.Expr) evaluator {
	operand, key, t := c.expr(args[0]), c.read(args[1]), c.typeOf(e)
	return func(r *run) value {
		v, k := operand(r), key(r)
		if v.kind == kindUnknown || k.kind == kindUnknown {
			return merge(v, k)
		}
		if v.kind == kindList && k.kind == kindInt {
			for i, it := range v.items {
				if len(it.maybe) > 0 {
					return unknown(it.maybe...)
				}
				if int64(i) == k.i {
					return it.value
				}
			}
			return null
		}
		name, ok := k.literal()
		if !ok {
			if k.kind == kindText {
				return unknown(k.hole())
			}
			return failed("an index is a number or a text")
		}
		return r.charge(field(v, name, t))
	}
}

// matches compiles a literal regular expression once.
func (c *compiler) matches(args []ast.Expr) evaluator {
	var pattern types.String
	ok := args[1].Kind() == ast.LiteralKind
	if ok {
		pattern, ok = args[1].AsLiteral().(types.String)
	}
	if !ok {
		return c.fail("matches needs a literal regular expression")
	}
	re, err := regexp.Compile(string(pattern))
	if err != nil {
		return c.fail(err.Error())
	}
	return c.strict(args[:1], func(_ *run, vals []value) value {
		switch vals[0].kind {
		case kindNull:
			return boolean(false)
		case kindText:
			return matches(vals[0], re)
		}
		return failed("matches needs a text")
	})
}
