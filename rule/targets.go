package rule

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/haechi-dev/haechi/schema"
)

// targets lists the resources of a type that the property of a resource at a path names.
func targets(c *compiler, call ast.Expr) func(*run, []value) value {
	args := call.AsCall().Args()
	path, steps := literalPath(args[2])
	if steps == nil {
		c.fail("targets needs a literal path, for example \"VpcConfig.SubnetIds.*\"")
	} else if typ := resourceType(c.checked.GetType(args[0].ID())); typ != "" && !schema.HasPath(typ, steps) {
		c.fail(fmt.Sprintf("%s has no property %s", typ, path))
	}
	typ := args[1].AsIdent()
	return func(r *run, a []value) value {
		res := resourceOf(a[0])
		switch {
		case res != nil:
			return r.listing(r.graph.Targets(res, typ, steps, r.assume.values(res.Properties, steps)))
		case a[0].kind == kindNull: // a resource that is not there
			return value{kind: kindList}
		}
		return failed("targets needs a resource")
	}
}

// literalPath gives the steps of a path that is written down, or none.
func literalPath(e ast.Expr) (path string, steps []string) {
	if e.Kind() != ast.LiteralKind {
		return "", nil
	}
	text, ok := e.AsLiteral().(types.String)
	if !ok {
		return "", nil
	}
	return string(text), strings.Split(string(text), ".")
}
