package repository

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/haechi-dev/haechi"
)

// tracked lists the files that belong to the repository, as git sees them: slash-separated, from
// the root. Files that lie about without being committed are nobody's business.
var tracked = sync.OnceValues(func() ([]string, error) {
	out, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range strings.Split(strings.TrimRight(string(out), "\x00"), "\x00") {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			names = append(names, name)
		}
	}
	return names, nil
})

func files(t *testing.T, keep func(name string) bool) []string {
	t.Helper()
	all, err := tracked()
	if err != nil {
		t.Skip("git does not list the files: ", err)
	}
	var kept []string
	for _, name := range all {
		if keep(name) {
			kept = append(kept, name)
		}
	}
	if len(kept) == 0 {
		t.Fatal("no files")
	}
	return kept
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func isGo(name string) bool { return strings.HasSuffix(name, ".go") && !inTestdata(name) }

func isTest(name string) bool { return strings.HasSuffix(name, "_test.go") }

func inTestdata(name string) bool { return strings.Contains("/"+name, "/testdata/") }

// goFile is a parsed file.
type goFile struct {
	name string
	dir  string // the package's folder, "" for the root
	*ast.File
}

func goFiles(t *testing.T, keep func(name string) bool) []goFile {
	t.Helper()
	var all []goFile
	for _, name := range files(t, func(name string) bool { return isGo(name) && keep(name) }) {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		dir := path.Dir(name)
		if dir == "." {
			dir = ""
		}
		all = append(all, goFile{name, dir, f})
	}
	return all
}
