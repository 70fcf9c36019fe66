package repository

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The golden list makes a new dependency a decision: it has a line here and one in
// docs/dependencies.md that says what for, why this one, and what was rejected.
func TestDependencies(t *testing.T) {
	golden, err := os.ReadFile("testdata/dependencies.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields(string(golden))
	var required, direct []string
	for _, line := range strings.Split(read(t, "go.mod"), "\n") {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) < 2 || !strings.HasPrefix(fields[1], "v") {
			continue
		}
		required = append(required, fields[0])
		if !strings.Contains(line, "// indirect") {
			direct = append(direct, family(fields[0]))
		}
	}
	slices.Sort(direct)
	direct = slices.Compact(direct)
	if diff := cmp.Diff(want, direct); diff != "" {
		t.Errorf("the direct dependencies of go.mod are not those of testdata/dependencies.txt (-want +go.mod):\n%s", diff)
	}
	for _, used := range imported(t, required) {
		if !slices.Contains(want, family(used)) {
			t.Errorf("%s is imported and not in testdata/dependencies.txt", used)
		}
	}
	doc := read(t, "docs/dependencies.md")
	for _, name := range want {
		if !strings.Contains(doc, "`"+name+"`") {
			t.Errorf("docs/dependencies.md does not say what `%s` is for", name)
		}
	}
}

// family is the one name under which the clients of AWS stand in the list: each is a module, and
// whether there is one more is a question of which services are read.
func family(module string) string {
	const clients = "github.com/aws/aws-sdk-go-v2/service/"
	if strings.HasPrefix(module, clients) {
		return clients + "*"
	}
	return module
}

// imported lists the modules whose packages some file imports.
func imported(t *testing.T, modules []string) (used []string) {
	t.Helper()
	for _, f := range goFiles(t, func(string) bool { return true }) {
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			best := ""
			for _, m := range modules {
				if (name == m || strings.HasPrefix(name, m+"/")) && len(m) > len(best) {
					best = m
				}
			}
			if best != "" && !slices.Contains(used, best) {
				used = append(used, best)
			}
		}
	}
	return used
}
