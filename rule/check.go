package rule

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
)

// check parses and type-checks an expression and turns the first mistake into ours.
func check(env *cel.Env, known scope, e expression) (*cel.Ast, error) {
	parsed, issues := env.Parse(e.text)
	if issues.Err() != nil {
		return nil, e.mistake(issues.Errors()[0], "")
	}
	for {
		checked, issues := env.Check(parsed)
		if issues.Err() == nil {
			return checked, neverNull(checked.NativeRep(), e)
		}
		first := issues.Errors()[0]
		if !widen(parsed.NativeRep(), first) {
			return nil, e.mistake(first, known.suggestion(parsed.NativeRep(), first))
		}
	}
}

// mistake places a mistake that cel-go found in the rule file.
func (e expression) mistake(first *common.Error, hint string) error {
	p := e.place(first.Location.Line(), first.Location.Column())
	return &cloud.Error{Pos: p, What: strings.TrimSpace(first.Message), Hint: hint}
}

// neverNull refuses a comparison with null of a property that is a list, a map or an object: one
// that is not written is empty, so the comparison would never be true and nobody would notice.
// What target gives may be null.
func neverNull(a *ast.AST, e expression) (err error) {
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if err != nil || x.Kind() != ast.CallKind {
			return
		}
		call := x.AsCall()
		if name := call.FunctionName(); name != operators.Equals && name != operators.NotEquals {
			return
		}
		for i, arg := range call.Args() {
			other := call.Args()[1-i]
			if arg.Kind() != ast.LiteralKind || arg.AsLiteral() != types.NullValue || other.Kind() != ast.SelectKind {
				continue
			}
			t := a.GetType(other.ID())
			switch t.Kind() {
			case types.ListKind, types.MapKind, types.StructKind:
				at := a.SourceInfo().GetStartLocation(x.ID())
				err = &cloud.Error{
					Pos:  e.place(at.Line(), at.Column()),
					What: fmt.Sprintf("%s is never null: one that is not written is empty", other.AsSelect().FieldName()),
					Hint: fmt.Sprintf("ask has(….%s), or for its size", other.AsSelect().FieldName()),
				}
			}
		}
	}))
	return err
}

// widen makes a call check in which a number property, which is a double, meets a whole number
// as it is written: `self.Threshold == 1` means 1.0. It changes the literals of the call and
// reports whether there were any; each is changed once, so this comes to an end.
func widen(a *ast.AST, e *common.Error) (changed bool) {
	if !strings.Contains(e.Message, "no matching overload") || !strings.Contains(e.Message, "double") {
		return false
	}
	fac := ast.NewExprFactory()
	widenLiteral := func(x ast.Expr) {
		if x.Kind() == ast.LiteralKind {
			if i, ok := x.AsLiteral().(types.Int); ok {
				x.SetKindCase(fac.NewLiteral(x.ID(), types.Double(i)))
				changed = true
			}
		}
	}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.ID() != e.ExprID || x.Kind() != ast.CallKind {
			return
		}
		for _, arg := range x.AsCall().Args() {
			widenLiteral(arg)
			if arg.Kind() == ast.ListKind {
				for _, elem := range arg.AsList().Elements() {
					widenLiteral(elem)
				}
			}
		}
	}))
	return changed
}
