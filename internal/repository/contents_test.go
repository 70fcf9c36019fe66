package repository

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

const maxLines = 800

func TestFilesAreSmall(t *testing.T) {
	for _, f := range goFiles(t, func(string) bool { return true }) {
		if ast.IsGenerated(f.File) {
			continue
		}
		if n := strings.Count(read(t, f.name), "\n"); n > maxLines {
			t.Errorf("%s has %d lines, more than %d: it holds more than one idea", f.name, n, maxLines)
		}
	}
}

// Nothing happens because a package is imported.
func TestNoInit(t *testing.T) {
	for _, f := range goFiles(t, func(string) bool { return true }) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", f.name)
			}
		}
	}
}

// excuse is what a test may be skipped for: something that the machine does not have.
var excuse = regexp.MustCompile(`(?i)corpus|git |symbolic link|no sockets|python|translator|does not fit|short`)

func TestSkipsHaveReasons(t *testing.T) {
	for _, f := range goFiles(t, isTest) {
		source := read(t, f.name)
		ast.Inspect(f.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasPrefix(selector.Sel.Name, "Skip") || selector.Sel.Name == "Skipped" {
				return true
			}
			if receiver, ok := selector.X.(*ast.Ident); !ok || len(receiver.Name) > 2 {
				return true
			}
			said := source[call.Lparen-f.FileStart : call.Rparen-f.FileStart]
			if !excuse.MatchString(said) {
				t.Errorf("%s skips a test without saying what is missing: Skip%s)", f.name, said)
			}
			return true
		})
	}
}

// forbidden are marks of work not done and of the machine it was done on.
var forbidden = map[*regexp.Regexp]string{
	regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`):                     "is a mark of unfinished work",
	regexp.MustCompile(`/wo` + `rk/|/ro` + `ot/|/ho` + `me/[a-z]+/|/Us` + `ers/`): "is a path of a machine",
	regexp.MustCompile(`"/tm` + `p/`):                                             "is a path of a machine",
}

func TestNothingForbidden(t *testing.T) {
	text := func(name string) bool {
		for _, ending := range []string{".go", ".md", ".yaml", ".yml", ".json", ".txt", ".tmpl", ".html", "Makefile", "/run", ".mod"} {
			if strings.HasSuffix(name, ending) {
				return !inTestdata(name)
			}
		}
		return false
	}
	for _, name := range files(t, text) {
		for i, line := range strings.Split(read(t, name), "\n") {
			for pattern, what := range forbidden {
				if found := pattern.FindString(line); found != "" && len(line) < 2000 {
					t.Errorf("%s:%d: %s %s", name, i+1, found, what)
				}
			}
		}
	}
}
