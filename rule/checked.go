package rule

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/schema/celtype"
)

// checked returns the expressions type-checked for the i-th type of the rule, in the order of
// r.expressions: as they were stored, or from their text. Those not written are nil.
func (r *Rule) checked(i int) (all [4]*ast.AST, err error) {
	if r.stored != nil {
		return r.stored[i].decode()
	}
	all, err = r.checkOn(r.On[i])
	var mistake *cloud.Error
	if len(r.On) > 1 && errors.As(err, &mistake) {
		named := *mistake
		named.What = fmt.Sprintf("on %s: %s", r.On[i], mistake.What)
		err = &named
	}
	return all, err
}

func (r *Rule) checkOn(typ string) (all [4]*ast.AST, err error) {
	if schema.Lookup(typ) == nil {
		hint := ""
		if s := schema.SuggestType(typ); s != "" {
			hint = "did you mean " + s + "?"
		}
		return all, &cloud.Error{Pos: r.Pos, What: fmt.Sprintf("rule %s is on the unknown resource type %q", r.ID, typ), Hint: hint}
	}
	base, err := language()
	if err != nil {
		return all, err
	}
	env, err := base.Extend(cel.Variable("self", celtype.ObjectType(typ)))
	if err != nil {
		return all, &cloud.Error{Pos: r.Pos, What: "cannot prepare the rule language", Err: err}
	}
	known := scope{"self": {Kind: schema.ObjectKind, Name: typ}}
	for i, e := range r.expressions() {
		if e.text == "" {
			continue
		}
		checked, err := check(env, known, *e)
		if err != nil {
			return all, err
		}
		all[i] = checked.NativeRep()
		switch e {
		case &r.when, &r.require:
			if out := checked.OutputType(); out.Kind() != types.DynKind && !out.IsExactType(types.BoolType) {
				return all, &cloud.Error{Pos: e.pos, What: fmt.Sprintf("the expression gives %s, not bool", out)}
			}
		case &r.each:
			if t := known.typeOf(all[i].Expr()); t.Kind == schema.List {
				known["item"] = *t.Elem
			}
			if env, err = declareItem(env, *e, checked.OutputType()); err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

// declareItem adds the variable item, of the type of the items that each gives.
func declareItem(env *cel.Env, e expression, list *types.Type) (*cel.Env, error) {
	elem := types.DynType
	switch {
	case list.Kind() == types.ListKind && len(list.Parameters()) == 1, list.Kind() == types.MapKind && len(list.Parameters()) == 2:
		elem = list.Parameters()[0] // of a map its keys
	case list.Kind() != types.DynKind:
		return nil, &cloud.Error{Pos: e.pos, What: fmt.Sprintf("each gives %s, not a list or map", list)}
	}
	env, err := env.Extend(cel.Variable("item", elem))
	if err != nil {
		return nil, &cloud.Error{Pos: e.pos, What: "cannot declare item", Err: err}
	}
	return env, nil
}
