package rule

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/schema"
)

// Needs says what rules ask about: resource types, and of each the top-level properties, where "*"
// stands for all of them. A source that costs something to ask, such as a running account, need
// not be asked about anything else: no verdict would change.
func Needs(rules []*Rule) (map[string]map[string]bool, error) {
	n := wanted{}
	for _, r := range rules {
		for _, typ := range r.On {
			n.add(typ)
			all, err := r.checkOn(typ) // a pack keeps fewer types than are needed here
			if err != nil {
				return nil, err
			}
			for _, a := range all {
				if a != nil {
					n.expression(a)
				}
			}
		}
	}
	return n, nil
}

type wanted map[string]map[string]bool

// add notes a type and properties of it.
func (n wanted) add(typ string, properties ...string) {
	if n[typ] == nil {
		n[typ] = map[string]bool{}
	}
	for _, p := range properties {
		n[typ][p] = true
	}
}

func (n wanted) expression(a *ast.AST) {
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.SelectKind:
			if typ := resourceType(a.GetType(e.AsSelect().Operand().ID())); typ != "" {
				n.add(typ, e.AsSelect().FieldName())
			}
		case ast.IdentKind: // the name of a type, in target, resources and referrers
			if name := e.AsIdent(); strings.Contains(name, "::") {
				n.add(name)
			}
		case ast.CallKind:
			n.call(a, e.AsCall())
		}
	}))
}

// call notes what a function reads beside what stands in its arguments.
func (n wanted) call(a *ast.AST, call ast.CallExpr) {
	switch name := call.FunctionName(); name {
	case "name", "arn", "account", "region", "generated", "attribute", "target", "resources", "default": // they read no property, or keep the type
		return
	case "referrers":
		if args := call.Args(); args[1].Kind() == ast.IdentKind {
			path, _ := literalPath(args[2])
			first, _, _ := strings.Cut(path, ".")
			n.add(args[1].AsIdent(), first)
		}
		return
	case "targets": // the type that is named is an identifier
		if typ := resourceType(a.GetType(call.Args()[0].ID())); typ != "" {
			path, _ := literalPath(call.Args()[2])
			first, _, _ := strings.Cut(path, ".")
			n.add(typ, first)
			return
		}
	case "policy":
		if typ := resourceType(a.GetType(call.Args()[0].ID())); policyAt[typ] != "" {
			first, _, _ := strings.Cut(policyAt[typ], ".")
			n.add(typ, first)
			return
		}
	case "grants", "admin":
		n.principals()
	case "escalates":
		n.principals()
		for typ, properties := range reachable {
			n.add(typ, properties...)
		}
	}
	if functions[call.FunctionName()] == nil { // an operator
		return
	}
	// A resource that is handed on as it is: the function may read any property.
	for _, e := range call.Args() {
		t := a.GetType(e.ID())
		for t.Kind() == types.ListKind && len(t.Parameters()) == 1 {
			t = t.Parameters()[0]
		}
		if typ := resourceType(t); typ != "" {
			n.add(typ, "*")
		}
	}
}

// principals are the types from which it is known what somebody may do.
func (n wanted) principals() {
	for _, typ := range []string{"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy",
		"AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", "AWS::IAM::UserToGroupAddition", "AWS::IAM::InstanceProfile"} {
		n.add(typ, "*")
	}
}

// reachable are the resources that package reach looks for as steps to somebody else's permissions,
// beside principals, and what it reads of them.
var reachable = map[string][]string{
	"AWS::Lambda::Function": {"Role", "FunctionName"}, "AWS::Lambda::EventSourceMapping": {"FunctionName"},
	"AWS::S3::BucketPolicy": {"*"}, "AWS::IAM::AccessKey": {"*"},
}

// resourceType is the name of a resource type, or "" for any other type.
func resourceType(t *types.Type) string {
	if t.Kind() != types.StructKind || schema.Lookup(t.TypeName()) == nil {
		return ""
	}
	return t.TypeName()
}
