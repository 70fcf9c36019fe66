// Package rules holds the built-in rules and their tables as data.
//
// Rules lie in aws/<service>/<rule>.yaml, tables for facts() in facts/<table>.yaml. The package
// embeds and loads them; what a rule means is the business of package rule.
package rules

import (
	"embed"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

//go:embed aws facts
var files embed.FS

var load = sync.OnceValues(func() ([]*rule.Rule, []*cloud.Error) { return rule.Load(files, "aws", "rules/") })

// Builtin returns the built-in rules by id, loaded once. They are shared; expressions are
// compiled when a rule is first used.
func Builtin() ([]*rule.Rule, error) {
	all, mistakes := load()
	if len(mistakes) > 0 {
		return nil, mistakes[0]
	}
	return all, nil
}

var loadFacts = sync.OnceValues(func() (map[string]*cloud.Value, error) { return rule.LoadFacts(files, "facts", "rules/") })

// Facts returns the tables that rules read with facts().
func Facts() (map[string]*cloud.Value, error) { return loadFacts() }

// TestDay is the day for which the tests in rule files are written.
func TestDay() time.Time { return time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC) }

// Source returns the file of a rule: a built-in one from the embedded files, another from disk.
func Source(r *rule.Rule) ([]byte, error) {
	name := r.Pos.File()
	if inner, ok := strings.CutPrefix(name, "rules/"); ok {
		if text, err := files.ReadFile(inner); err == nil {
			return text, nil
		}
	}
	return os.ReadFile(name)
}
