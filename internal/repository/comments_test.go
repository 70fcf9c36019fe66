package repository

import (
	"go/ast"
	"strings"
	"testing"
)

// Every package says once, in sentences, what it owns.
func TestPackageComments(t *testing.T) {
	comments, names := map[string][]string{}, map[string]string{}
	for _, f := range goFiles(t, func(name string) bool { return !isTest(name) }) {
		names[f.dir] = f.Name.Name
		if f.Doc != nil && !ast.IsGenerated(f.File) {
			comments[f.dir] = append(comments[f.dir], f.Doc.Text())
		}
	}
	for dir, name := range names {
		switch all := comments[dir]; len(all) {
		case 0:
			t.Errorf("package %s in %q has no comment", name, dir)
		case 1:
			first, _, _ := strings.Cut(all[0], "\n\n")
			first = strings.TrimSpace(strings.ReplaceAll(first, "\n", " "))
			start := "Package " + name + " "
			if name == "main" {
				start = "Command "
			}
			if !strings.HasPrefix(first, start) || !strings.ContainsAny(first[len(first)-1:], ".:?") || len(strings.Fields(first)) < 6 {
				t.Errorf("the comment of package %s in %q is no sentence that starts with %q: %s", name, dir, start, first)
			}
		default:
			t.Errorf("package %s in %q has %d comments", name, dir, len(all))
		}
	}
}
