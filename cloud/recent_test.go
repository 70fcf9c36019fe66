package cloud_test

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

func TestRecent(t *testing.T) {
	g := cloud.NewGraph()
	made := 0
	ask := func(key int) {
		if got := g.Recent(key, func() any { made++; return key * 2 }); got != key*2 {
			t.Fatalf("%d gives %v", key, got)
		}
	}
	for n := range 100_000 {
		ask(n)
		ask(n)
		ask(0) // is asked for all the time
	}
	if made != 100_000 {
		t.Errorf("%d made", made)
	}
	if ask(1); made != 100_001 {
		t.Error("what nobody asked for is still kept")
	}
}
