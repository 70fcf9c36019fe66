// Package rules holds the built-in rules and their tables as data.
//
// Rules lie in aws/<service>/<rule>.yaml, tables for facts() in facts/<table>.yaml. The package
// embeds them twice: as files, which people read and tests run, and as builtin.pack and facts.json,
// which are made from the files by `go generate` and load in a moment. What a rule means is the business
// of package rule.
package rules

import (
	"embed"
	"errors"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rule"
)

//go:generate go run ./internal/pack

//go:embed aws facts
var files embed.FS

//go:embed builtin.pack
var pack []byte

var unpack = sync.OnceValues(func() ([]*rule.Rule, error) { return rule.Unpack(pack) })

// Builtin returns the built-in rules by id, without their tests. They are shared; an expression
// is decoded when its rule is first used.
func Builtin() ([]*rule.Rule, error) { return unpack() }

var load = sync.OnceValues(func() ([]*rule.Rule, error) {
	all, mistakes := rule.Load(files, "aws", "rules/")
	var errs []error
	for _, m := range mistakes {
		errs = append(errs, m)
	}
	return all, errors.Join(errs...)
})

// FromFiles returns the built-in rules with their tests, read from the rule files.
func FromFiles() ([]*rule.Rule, error) { return load() }

//go:embed facts.json
var facts []byte

var loadFacts = sync.OnceValues(func() (map[string]*cloud.Value, error) {
	all, _, err := cloud.ParseJSON(&cloud.Origin{File: "rules/facts"}, facts, cloud.JSONLimits{Bytes: 1 << 20, Depth: 16, Nodes: 1 << 17})
	if err != nil {
		return nil, err
	}
	tables := map[string]*cloud.Value{}
	for _, f := range all.Fields() {
		tables[f.Key] = f.Value
	}
	return tables, nil
})

// Facts returns the tables that rules read with facts().
func Facts() (map[string]*cloud.Value, error) { return loadFacts() }

// FactsFromFiles returns the same tables, read from their files.
func FactsFromFiles() (map[string]*cloud.Value, error) {
	return rule.LoadFacts(files, "facts", "rules/")
}

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
