// Package rules holds the built-in rules and their tables as data.
//
// Rules lie in aws/<service>/<rule>.yaml, tables for facts() in facts/<table>.yaml. The package
// embeds and loads them; what a rule means is the business of package rule.
package rules

import (
	"embed"
	"sync"

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
