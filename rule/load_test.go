package rule_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/haechi-dev/haechi/rule"
)

// What is no regular file is refused before it is opened: reading it may never end.
func TestLoadRefusesPipesAndDevices(t *testing.T) {
	for _, mode := range []fs.FileMode{fs.ModeNamedPipe, fs.ModeDevice, fs.ModeSocket} {
		_, mistakes := rule.Load(fstest.MapFS{"r.yaml": {Mode: mode}}, ".", "rules/")
		if len(mistakes) != 1 || !strings.Contains(mistakes[0].Error(), "rules/r.yaml:1:1: cannot read: it is not a regular file") {
			t.Errorf("%s: %v", mode, mistakes)
		}
	}
}
