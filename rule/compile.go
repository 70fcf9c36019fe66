package rule

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/schema/celtype"
)

// program is a compiled rule. A nil evaluator means that the expression was not written.
type program struct {
	when, each, require, at evaluator
	slots                   int // of comprehension variables
}

// evaluator is a compiled expression.
type evaluator func(*run) value

func (r *Rule) compile() (*program, error) {
	if schema.Lookup(r.On) == nil {
		hint := ""
		if s := schema.SuggestType(r.On); s != "" {
			hint = "did you mean " + s + "?"
		}
		return nil, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %s is on the unknown resource type %q", r.ID, r.On), Hint: hint}
	}
	base, err := language()
	if err != nil {
		return nil, err
	}
	env, err := base.Extend(cel.Variable("self", celtype.ObjectType(r.On)))
	if err != nil {
		return nil, &cloud.Error{Pos: r.Pos, What: "cannot prepare the rule language", Err: err}
	}
	p := &program{}
	if p.when, err = p.compile(env, r.when, types.BoolType); err != nil {
		return nil, err
	}
	if r.each.text != "" {
		each, elem, err := p.compileEach(env, r.each)
		if err != nil {
			return nil, err
		}
		p.each = each
		if env, err = env.Extend(cel.Variable("item", elem)); err != nil {
			return nil, &cloud.Error{Pos: r.each.pos, What: "cannot declare item", Err: err}
		}
	}
	if p.require, err = p.compile(env, r.require, types.BoolType); err != nil {
		return nil, err
	}
	if p.at, err = p.compile(env, r.at, types.DynType); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *program) compile(env *cel.Env, e expression, want *types.Type) (evaluator, error) {
	if e.text == "" {
		return nil, nil
	}
	checked, err := check(env, e)
	if err != nil {
		return nil, err
	}
	if got := checked.OutputType(); want != types.DynType && got != types.DynType && !got.IsExactType(want) {
		return nil, &cloud.Error{Pos: e.pos, What: fmt.Sprintf("the expression gives %s, not %s", got, want)}
	}
	return p.build(checked, e)
}

func (p *program) compileEach(env *cel.Env, e expression) (evaluator, *types.Type, error) {
	checked, err := check(env, e)
	if err != nil {
		return nil, nil, err
	}
	out := checked.OutputType()
	elem := types.DynType
	switch {
	case out.Kind() == types.ListKind && len(out.Parameters()) == 1:
		elem = out.Parameters()[0]
	case out.Kind() != types.DynKind:
		return nil, nil, &cloud.Error{Pos: e.pos, What: fmt.Sprintf("each gives %s, not a list", out)}
	}
	f, err := p.build(checked, e)
	return f, elem, err
}

func (p *program) build(checked *cel.Ast, e expression) (evaluator, error) {
	native := checked.NativeRep()
	c := &compiler{checked: native, e: e}
	f := c.read(native.Expr())
	p.slots = max(p.slots, c.slots)
	if c.err != nil {
		return nil, c.err
	}
	return f, nil
}

// check parses and type-checks an expression and turns the first mistake into ours.
func check(env *cel.Env, e expression) (*cel.Ast, error) {
	checked, issues := env.Compile(e.text)
	if issues == nil || issues.Err() == nil {
		return checked, nil
	}
	first := issues.Errors()[0]
	p := e.pos
	if first.Location.Line() > 1 {
		p.Column = 1
	}
	p.Line += int32(first.Location.Line() - 1)
	p.Column += int32(first.Location.Column())
	p.EndLine, p.EndColumn = p.Line, p.Column+1
	what := strings.TrimSpace(first.Message)
	return nil, &cloud.Error{Pos: p, What: what, Hint: suggestion(what)}
}

// suggestion looks for a property with a similar name in an "undefined field" message.
func suggestion(message string) string {
	_, rest, found := strings.Cut(message, "undefined field '")
	if !found {
		return ""
	}
	name, _, _ := strings.Cut(rest, "'")
	return "is there a property " + name + " in the published schema of the type?"
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
	f := c.expr(e)
	switch e.Kind() {
	case ast.SelectKind, ast.IdentKind:
		return func(r *run) value { return r.record(f(r)) }
	case ast.CallKind:
		if name := e.AsCall().FunctionName(); name == "_[_]" {
			return func(r *run) value { return r.record(f(r)) }
		}
	}
	return f
}

// expr compiles an expression. Every evaluation costs a step.
func (c *compiler) expr(e ast.Expr) evaluator {
	f := c.node(e)
	return func(r *run) value {
		if !r.step() {
			return failed("the expression took too many steps")
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
	case types.Uint:
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
		return func(*run) value { return value{kind: kindType, typ: name} }
	}
	return c.fail("unknown name " + name)
}

func (c *compiler) selection(e ast.Expr) evaluator {
	s := e.AsSelect()
	operand, name, t := c.expr(s.Operand()), s.FieldName(), c.typeOf(e)
	if !s.IsTestOnly() {
		return func(r *run) value { return field(operand(r), name, t) }
	}
	return func(r *run) value {
		v := r.record(field(operand(r), name, types.DynType))
		switch {
		case v.kind == kindUnknown:
			return v
		case v.from.known():
			return boolean(!v.from.node.Is(cloud.Absent) && !v.from.node.Is(cloud.Null))
		}
		return boolean(v.kind != kindNull)
	}
}

func (c *compiler) list(e ast.Expr) evaluator {
	var all []evaluator
	for _, elem := range e.AsList().Elements() {
		all = append(all, c.read(elem))
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
