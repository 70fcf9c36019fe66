package rule

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
)

// program is a compiled rule. A nil evaluator means that the expression was not written.
type program struct {
	when, each, require, at evaluator
	slots                   int // of comprehension variables
}

// evaluator is a compiled expression.
type evaluator func(*run) value

// compile makes the program for the i-th type of the rule.
func (r *Rule) compile(i int) (*program, error) {
	checked, err := r.checked(i)
	if err != nil {
		return nil, err
	}
	p := &program{}
	for i, to := range []*evaluator{&p.when, &p.each, &p.require, &p.at} {
		if checked[i] == nil {
			continue
		}
		if *to, err = p.build(checked[i], *r.expressions()[i]); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// expressions are when, each, require and at.
func (r *Rule) expressions() [4]*expression {
	return [4]*expression{&r.when, &r.each, &r.require, &r.at}
}

func (p *program) build(checked *ast.AST, e expression) (evaluator, error) {
	c := &compiler{checked: checked, e: e}
	f := c.read(checked.Expr())
	p.slots = max(p.slots, c.slots)
	if c.err != nil {
		return nil, c.err
	}
	return f, nil
}

// compiler turns a checked expression into nested closures.
type compiler struct {
	checked *ast.AST
	e       expression
	scope   []string // comprehension variables by slot
	slots   int
	err     error
}

func (c *compiler) fail(what string) evaluator {
	if c.err == nil {
		c.err = &cloud.Error{Pos: c.e.pos, What: what, Hint: "see docs/rules.md for the language"}
	}
	return func(*run) value { return failed(what) }
}

// read compiles an expression whose value is used: what it reads is evidence.
func (c *compiler) read(e ast.Expr) evaluator {
	if !isPlace(e) {
		return c.expr(e)
	}
	f := c.node(e)
	return func(r *run) value {
		if !r.step() {
			return outOfSteps()
		}
		v := f(r)
		r.note(v.from)
		return v
	}
}

// isPlace reports whether an expression leads to a part of a resource.
func isPlace(e ast.Expr) bool {
	switch e.Kind() {
	case ast.SelectKind, ast.IdentKind:
		return true
	case ast.CallKind:
		return e.AsCall().FunctionName() == operators.Index
	}
	return false
}

// expr compiles an expression. Every evaluation costs a step.
func (c *compiler) expr(e ast.Expr) evaluator {
	f := c.node(e)
	return func(r *run) value {
		if !r.step() {
			return outOfSteps()
		}
		return f(r)
	}
}

func (c *compiler) node(e ast.Expr) evaluator {
	if ref := c.checked.ReferenceMap()[e.ID()]; ref != nil && ref.Value != nil {
		return c.literal(ref.Value)
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return c.literal(e.AsLiteral())
	case ast.IdentKind:
		return c.ident(e)
	case ast.SelectKind:
		return c.selection(e)
	case ast.ListKind:
		return c.list(e)
	case ast.MapKind:
		return c.mapping(e)
	case ast.CallKind:
		return c.call(e)
	case ast.ComprehensionKind:
		return c.comprehension(e)
	}
	return c.fail("this kind of expression is not part of the rule language")
}

func (c *compiler) typeOf(e ast.Expr) *types.Type {
	if t := c.checked.GetType(e.ID()); t != nil {
		return t
	}
	return types.DynType
}

func (c *compiler) literal(v any) evaluator {
	var k value
	switch v := v.(type) {
	case types.Bool:
		k = boolean(bool(v))
	case types.Int:
		k = integer(int64(v))
	case types.Double:
		k = double(float64(v))
	case types.String:
		k = text(string(v))
	case types.Null:
		k = null
	default:
		return c.fail(fmt.Sprintf("a literal of type %T is not part of the rule language", v))
	}
	return func(*run) value { return k }
}

func (c *compiler) ident(e ast.Expr) evaluator {
	name := e.AsIdent()
	for i := len(c.scope) - 1; i >= 0; i-- {
		if c.scope[i] == name {
			return func(r *run) value { return r.vars[i] }
		}
	}
	switch {
	case name == "self":
		return func(r *run) value { return r.self }
	case name == "item":
		return func(r *run) value { return r.item }
	case strings.Contains(name, "::"):
		named := value{kind: kindType, text: cloud.NewString(cloud.Pos{}, name)}
		return func(*run) value { return named }
	}
	return c.fail("unknown name " + name)
}

func (c *compiler) selection(e ast.Expr) evaluator {
	s := e.AsSelect()
	operand, name, t := c.expr(s.Operand()), s.FieldName(), c.typeOf(e)
	if !s.IsTestOnly() {
		return func(r *run) value { return r.charge(field(operand(r), name, t)) }
	}
	return func(r *run) value {
		v := r.record(field(operand(r), name, types.DynType))
		switch {
		case v.kind == kindUnknown:
			return v
		case v.from != nil:
			return boolean(!v.from.node.Is(cloud.Absent) && !v.from.node.Is(cloud.Null))
		}
		return boolean(v.kind != kindNull)
	}
}

func (c *compiler) list(e ast.Expr) evaluator {
	var all []evaluator
	constant := true
	for _, elem := range e.AsList().Elements() {
		all = append(all, c.read(elem))
		constant = constant && elem.Kind() == ast.LiteralKind
	}
	if constant {
		made := value{kind: kindList}
		for _, f := range all {
			made.items = append(made.items, item{value: f(&run{limit: MaxSteps})})
		}
		return func(r *run) value {
			r.spend(len(all))
			return made
		}
	}
	return func(r *run) value {
		v := value{kind: kindList, items: make([]item, len(all))}
		for i, f := range all {
			v.items[i].value = f(r)
		}
		return v
	}
}

func (c *compiler) mapping(e ast.Expr) evaluator {
	type entry struct {
		key string
		f   evaluator
	}
	var all []entry
	for _, en := range e.AsMap().Entries() {
		m := en.AsMapEntry()
		key, ok := "", m.Key().Kind() == ast.LiteralKind
		if ok {
			var s types.String
			s, ok = m.Key().AsLiteral().(types.String)
			key = string(s)
		}
		if !ok {
			return c.fail("a map key must be a literal text")
		}
		all = append(all, entry{key, c.read(m.Value())})
	}
	return func(r *run) value {
		v := value{kind: kindObject, fields: make(map[string]value, len(all))}
		for _, en := range all {
			v.fields[en.key] = en.f(r)
		}
		return v
	}
}
