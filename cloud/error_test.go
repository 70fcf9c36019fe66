package cloud_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// An error is one line of a bearable length, whatever it quotes.
func TestErrorIsOneLine(t *testing.T) {
	e := &cloud.Error{What: "no resource \"a\x1b[2J\r\nb\u009b\"", Err: errors.New(strings.Repeat("가", 1<<20)), Hint: "check it"}
	got := e.Error()
	if want := "no resource \"a [2J  b \": 가"; !strings.HasPrefix(got, want) {
		t.Errorf("%.60q, want it to begin with %q", got, want)
	}
	if len(got) > 20<<10 || !strings.HasSuffix(got, "가… (check it)") {
		t.Errorf("%d bytes, ending in %q", len(got), got[len(got)-20:])
	}
}
