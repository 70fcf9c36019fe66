package aws

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// A client that is given to a paginator whole doubles the program: clients.go says why.
func TestPaginatorsTakeOneOperation(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set, seen := token.NewFileSet(), 0
	for _, name := range files {
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			made, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasPrefix(made.Sel.Name, "New") || !strings.HasSuffix(made.Sel.Name, "Paginator") {
				return true
			}
			seen++
			if _, adapted := call.Args[0].(*ast.CallExpr); !adapted {
				t.Errorf("%s: give %s one operation of the client, by a type of clients.go", set.Position(call.Pos()), made.Sel.Name)
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no paginator was found")
	}
}
