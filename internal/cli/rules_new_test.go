package cli

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/schema"
)

// What `rules new` writes is a rule whose tests pass, for any type of resource.
func TestNewRulesWork(t *testing.T) {
	for i, on := range schema.Types() {
		if i%9 != 0 || len(schema.Lookup(on).Properties) == 0 {
			continue // they are many
		}
		var b strings.Builder
		if err := newRule(&b, "my-new-rule", on); err != nil {
			t.Fatal(err)
		}
		r, mistakes := rule.Parse("new.yaml", []byte(b.String()))
		if len(mistakes) > 0 {
			t.Fatalf("%s: %v", on, mistakes[0])
		}
		failed, more := r.Check(rule.Options{})
		for _, err := range append(failed, more...) {
			t.Errorf("%s: %v", on, err)
		}
	}
}
