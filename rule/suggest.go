package rule

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"

	"github.com/haechi-dev/haechi/schema"
)

// scope knows the schema types of names: self, item, and the variables of comprehensions.
type scope map[string]schema.Type

// suggestion names the property that an "undefined field" message most likely means.
func (known scope) suggestion(a *ast.AST, e *common.Error) string {
	_, rest, found := strings.Cut(e.Message, "undefined field '")
	if !found {
		return ""
	}
	name, _, _ := strings.Cut(rest, "'")
	s := speller{scope: known, name: name}
	s.look(a.Expr())
	if s.typ == "" {
		return "is there a property " + name + " in the published schema of the type?"
	}
	if near := schema.Suggest(s.typ, name); near != "" {
		return "did you mean " + near + "?"
	}
	return fmt.Sprintf("%s has no property of that name", s.typ)
}

// speller follows an expression down to the misspelt selection to learn the type it selects from:
// after a mistake the checker does not tell.
type speller struct {
	scope scope
	name  string
	typ   string // what was looked for
}

// typeOf returns the schema type of an expression, when it follows from properties.
func (known scope) typeOf(e ast.Expr) schema.Type {
	s := speller{scope: known}
	return s.look(e)
}

// look returns the schema type of an expression as far as it follows from properties.
func (s *speller) look(e ast.Expr) schema.Type {
	switch e.Kind() {
	case ast.IdentKind:
		return s.scope[e.AsIdent()]
	case ast.SelectKind:
		return s.selection(e)
	case ast.CallKind:
		return s.call(e.AsCall())
	case ast.ListKind:
		for _, elem := range e.AsList().Elements() {
			s.look(elem)
		}
	case ast.MapKind:
		for _, en := range e.AsMap().Entries() {
			s.look(en.AsMapEntry().Value())
		}
	case ast.ComprehensionKind:
		return s.comprehension(e.AsComprehension())
	}
	return schema.Type{}
}

func (s *speller) selection(e ast.Expr) schema.Type {
	field := e.AsSelect().FieldName()
	of := s.look(e.AsSelect().Operand())
	switch of.Kind {
	case schema.ObjectKind:
		if p := schema.Embedded().Properties(of.Name)[field]; p != nil {
			return p.Type
		}
		if field == s.name && s.typ == "" {
			s.typ = of.Name
		}
	case schema.Map:
		return *of.Elem
	}
	return schema.Type{}
}

func (s *speller) call(call ast.CallExpr) schema.Type {
	var all []schema.Type
	if call.IsMemberFunction() {
		s.look(call.Target())
	}
	for _, arg := range call.Args() {
		all = append(all, s.look(arg))
	}
	switch name := call.FunctionName(); {
	case name == "_[_]" && len(all) == 2 && all[0].Elem != nil:
		return *all[0].Elem
	case name == "default" && len(all) == 2, name == "_+_" && len(all) == 2:
		return all[0]
	case name == "target" && len(all) == 2:
		return schema.Type{Kind: schema.ObjectKind, Name: call.Args()[1].AsIdent()}
	case name == "resources" && len(all) == 1:
		return listOf(call.Args()[0].AsIdent())
	case (name == "referrers" || name == "targets") && len(all) == 3:
		return listOf(call.Args()[1].AsIdent())
	}
	return schema.Type{}
}

func listOf(typ string) schema.Type {
	return schema.Type{Kind: schema.List, Elem: &schema.Type{Kind: schema.ObjectKind, Name: typ}}
}

// comprehension gives the range's type for filter, whose result has it.
func (s *speller) comprehension(fold ast.ComprehensionExpr) schema.Type {
	over := s.look(fold.IterRange())
	elem := schema.Type{}
	if over.Kind == schema.List {
		elem = *over.Elem
	}
	before, shadowed := s.scope[fold.IterVar()]
	s.scope[fold.IterVar()] = elem
	s.look(fold.LoopStep())
	if delete(s.scope, fold.IterVar()); shadowed {
		s.scope[fold.IterVar()] = before
	}
	if fold.LoopStep().Kind() == ast.CallKind && fold.LoopStep().AsCall().FunctionName() == "_?_:_" {
		return over
	}
	return schema.Type{}
}
