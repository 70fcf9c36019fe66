package aws

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// Every bound is one of a property that exists.
func TestBoundsAreOfProperties(t *testing.T) {
	g := cloud.NewGraph()
	bind(g)
	for _, b := range g.Bounds() {
		if !schema.HasPath(b.Type, strings.Split(b.Path, ".")) {
			t.Errorf("%s has no property %s", b.Type, b.Path)
		}
	}
	if len(g.Bounds()) < 40 {
		t.Errorf("%d bounds", len(g.Bounds()))
	}
}
