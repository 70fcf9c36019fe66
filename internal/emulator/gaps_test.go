package emulator

import (
	"encoding/json"
	"testing"
)

// A gap that closes is news: what nothing could verify until now can be tested. Take it out of
// testdata/gaps.py and out of docs/live.md, and write the test.
func TestKnownGaps(t *testing.T) {
	t.Parallel()
	s := Start(t)
	var gaps []struct {
		About string
		Open  *bool
		Seen  any
	}
	if err := json.Unmarshal(Script(t, s.Endpoint, s.Account(), "testdata/gaps.py"), &gaps); err != nil {
		t.Fatal(err)
	}
	if len(gaps) < 20 {
		t.Errorf("%d gaps were looked at", len(gaps))
	}
	for _, g := range gaps {
		switch {
		case g.Open == nil:
			t.Errorf("%s: cannot tell: %v", g.About, g.Seen)
		case !*g.Open:
			t.Errorf("%s: no more; now %v", g.About, g.Seen)
		default:
			t.Logf("%s (%v)", g.About, g.Seen)
		}
	}
}
