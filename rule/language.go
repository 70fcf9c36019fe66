package rule

import (
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
	"github.com/haechi-dev/haechi/schema/celtype"
)

// language is the environment all rules are checked in: CEL's standard library, the resource
// types of the schema, and our functions. It is built once and then only extended.
var language = sync.OnceValues(func() (*cel.Env, error) {
	base, err := cel.NewCustomEnv(cel.StdLib(), cel.ParserExpressionSizeLimit(20_000), cel.ParserRecursionLimit(100), cel.CrossTypeNumericComparisons(true))
	if err == nil {
		base, err = base.Extend(append(declarations(), cel.CustomTypeProvider(celtype.NewProvider(base.CELTypeProvider(), schema.Embedded())))...)
	}
	if err != nil {
		return nil, &cloud.Error{What: "cannot prepare the rule language", Err: err}
	}
	return base, nil
})

// declarations are the types of our functions. T is the type of the resources that the literal
// type name argument names.
func declarations() []cel.EnvOption {
	dyn, str, a := types.DynType, types.StringType, types.NewTypeParamType("A")
	typeOf := types.NewTypeTypeWithParam(a)
	global := func(name string, result *types.Type, args ...*types.Type) cel.EnvOption {
		return cel.Function(name, cel.Overload(name, args, result))
	}
	member := func(name string, result *types.Type, args ...*types.Type) cel.EnvOption {
		return cel.Function(name, cel.MemberOverload("string_"+name, args, result))
	}
	return []cel.EnvOption{
		global("default", a, a, a),
		global("list", types.NewListType(dyn), dyn),
		global("literal", types.BoolType, dyn),
		global("leaves", types.NewListType(dyn), dyn),
		global("flatten", types.NewListType(a), types.NewListType(types.NewListType(a))),
		cel.Function("sum", cel.Overload("sum_int", []*types.Type{types.NewListType(types.IntType)}, types.IntType),
			cel.Overload("sum_double", []*types.Type{types.NewListType(types.DoubleType)}, types.DoubleType)),
		global("json", dyn, dyn),
		global("statements", types.NewListType(dyn), dyn),
		global("glob", types.BoolType, dyn, dyn),
		global("policy", dyn, dyn),
		cel.Function("public", cel.Overload("public", []*types.Type{dyn}, types.BoolType), cel.Overload("public_statement", []*types.Type{dyn, dyn}, types.BoolType)),
		cel.Function("exposed", cel.Overload("exposed", []*types.Type{dyn}, types.NewListType(dyn)), cel.Overload("exposed_statement", []*types.Type{dyn, dyn}, types.NewListType(dyn))),
		global("grants", types.BoolType, dyn, dyn, dyn),
		global("admin", types.BoolType, dyn),
		global("escalates", types.BoolType, dyn),
		global("scopable", types.BoolType, dyn),
		global("unlimited", types.NewListType(dyn), dyn),
		global("access", types.NewListType(str), dyn),
		global("secret", types.BoolType, dyn, dyn),
		global("today", str),
		global("daysAgo", str, types.IntType),
		global("facts", dyn, str),
		global("attribute", dyn, dyn, str),
		global("name", str, dyn),
		global("arn", str, dyn),
		global("account", str, dyn),
		global("region", str, dyn),
		global("generated", types.BoolType, dyn),
		global("target", a, dyn, typeOf),
		global("resources", types.NewListType(a), typeOf),
		global("referrers", types.NewListType(a), dyn, typeOf, str),
		global("targets", types.NewListType(a), dyn, typeOf, str),
		member("lowerAscii", str, str),
		member("upperAscii", str, str),
		member("trim", str, str),
		member("split", types.NewListType(str), str, str),
		cel.Macros(typeName("target", 2, 1), typeName("resources", 1, 0), typeName("referrers", 3, 1), typeName("targets", 3, 1)),
	}
}

// typeName is a macro that turns the literal type name in an argument into the type itself, so
// that what the function gives has that type.
func typeName(function string, count, at int) cel.Macro {
	return cel.GlobalMacro(function, count, func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		name, ok := types.String(""), args[at].Kind() == ast.LiteralKind
		if ok {
			name, ok = args[at].AsLiteral().(types.String)
		}
		if !ok || schema.Lookup(string(name)) == nil {
			return nil, f.NewError(args[at].ID(), "the literal name of a resource type is needed here, for example \"AWS::Lambda::Function\"")
		}
		args[at] = f.NewIdent(string(name))
		return f.NewCall(function, args...), nil
	})
}
