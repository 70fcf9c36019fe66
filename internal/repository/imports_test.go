package repository

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the direction of the architecture: each package and the packages of ours that it
// may import. "…" at the end stands for everything below a folder. docs/architecture.md explains.
var mayImport = map[string][]string{
	"cmd/haechi":                      {"internal/cli"},
	"cloud":                           {},
	"secret":                          {},
	"secret/masked":                   {"cloud", "secret"},
	"discover":                        {"cloud"},
	"drift":                           {"cloud", "schema", "iam", "secret/masked"},
	"schema":                          {"cloud"},
	"schema/celtype":                  {"schema"},
	"iam":                             {"cloud", "schema", "iam/…"},
	"iam/…":                           {"cloud", "schema", "iam", "iam/…"},
	"diagram":                         {},
	"entry":                           {"cloud", "iam", "iam/reach", "diagram"},
	"source/authorization":            {"cloud"},
	"source/snapshot":                 {"cloud", "secret", "secret/masked"},
	"source/aws":                      {"cloud", "schema", "secret", "secret/masked"},
	"source/cloudformation":           {"cloud", "schema", "source/cloudformation/…"},
	"source/cloudformation/syntax":    {"cloud"},
	"source/cloudformation/sam":       {"cloud", "schema", "source/cloudformation/syntax", "source/cloudformation/sam/…"},
	"source/cloudformation/sam/…":     {"cloud", "source/cloudformation/sam/…"},
	"rule":                            {"cloud", "schema", "schema/celtype", "iam", "iam/reach", "secret"},
	"rules":                           {"cloud", "rule"},
	"finding":                         {"cloud", "rule", "rules"},
	"report":                          {"cloud", "secret", "rule", "rules", "finding", "diagram"},
	"alert":                           {"cloud", "secret", "rule", "rules", "finding"},
	"scan":                            {"cloud", "schema", "iam", "discover", "source/…", "rule", "rules", "finding", "report", "alert"},
	"watch":                           {"cloud", "schema", "source/…", "rule", "rules", "finding", "report", "alert", "scan"},
	"internal/cli":                    {"cloud", "schema", "discover", "source/…", "secret", "secret/masked", "iam", "iam/…", "entry", "diagram", "drift", "rule", "rules", "finding", "report", "alert", "scan", "watch", "internal/demo"},
	"internal/bench":                  {},
	"internal/bench/live":             {"internal/bench/many", "internal/emulator", "internal/faults"},
	"internal/bench/many":             {},
	"internal/demo":                   {"internal/recording", "source/aws"},
	"internal/demo/record":            {"internal/demo", "internal/emulator", "internal/recording", "source/aws"},
	"internal/emulator":               {},
	"internal/emulator/serve":         {"internal/emulator", "internal/faults"},
	"internal/faults":                 {},
	"internal/recording":              {},
	"internal/repository":             {},
	"rules/internal/…":                {"cloud", "rule", "rules"},
	"schema/internal/…":               {"cloud", "schema"},
	"internal/docs":                   {"…"},
	"source/cloudformation/sam/gen/…": {},
}

// onlyIn are the modules that only some packages may import.
var onlyIn = map[string][]string{
	"cel.dev/cel-go":         {"rule", "schema/celtype"},
	"go.yaml.in/yaml/v4":     {"rule", "source/cloudformation/syntax", "internal/docs"},
	"github.com/spf13/cobra": {"internal/cli"},
	"github.com/aws":         {"source/aws"},
}

func TestImportDirection(t *testing.T) {
	for _, f := range goFiles(t, func(name string) bool { return !isTest(name) }) {
		allowed, listed := allowedIn(f.dir)
		if !listed {
			t.Errorf("%s: package %q is not in mayImport: say what it may import", f.name, f.dir)
			continue
		}
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if inner, ours := strings.CutPrefix(name, module+"/"); ours {
				if !matches(allowed, inner) {
					t.Errorf("%s imports %s; package %s may import %v only", f.name, inner, f.dir, allowed)
				}
				continue
			}
			if (f.dir == "cloud" || f.dir == "secret") && strings.Contains(strings.Split(name, "/")[0], ".") {
				t.Errorf("%s imports %s; package %s knows the standard library only", f.name, name, f.dir)
			}
			for prefix, dirs := range onlyIn {
				if (name == prefix || strings.HasPrefix(name, prefix+"/")) && !slices.Contains(dirs, f.dir) {
					t.Errorf("%s imports %s, which belongs in %v only", f.name, name, dirs)
				}
			}
		}
	}
}

// allowedIn finds the entry of a package: its own, or that of the nearest folder above.
func allowedIn(dir string) (allowed []string, listed bool) {
	if allowed, listed = mayImport[dir]; listed {
		return allowed, true
	}
	for dir != "" {
		i := strings.LastIndexByte(dir, '/')
		if i < 0 {
			return nil, false
		}
		dir = dir[:i]
		if allowed, listed = mayImport[dir+"/…"]; listed {
			return allowed, true
		}
	}
	return nil, false
}

func matches(patterns []string, name string) bool {
	for _, p := range patterns {
		if below, ok := strings.CutSuffix(p, "…"); p == name || ok && strings.HasPrefix(name+"/", below) {
			return true
		}
	}
	return false
}
