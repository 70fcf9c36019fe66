package report

import (
	"strings"
	"testing"
	"unicode"

	"github.com/haechi-dev/haechi/cloud"
)

// Whatever a file says and wherever a position points, a frame is short, harmless and does not panic.
func FuzzFrame(f *testing.F) {
	f.Add("DB_PASSWORD: hunter2\n  - \"a\": 'b'", int32(1), int32(1), int32(5))
	f.Add(attack, int32(1), int32(300), int32(2))
	f.Add("-----BEGIN PRIVATE KEY-----\nabc\n\t주문: |\n", int32(2), int32(-4), int32(1<<30))
	for _, text := range hiddenInLines {
		f.Add(text, int32(2), int32(3), int32(9))
	}
	f.Fuzz(func(t *testing.T, text string, line, column, end int32) {
		p := cloud.Pos{Origin: &cloud.Origin{File: "f"}, Line: line, Column: column, EndLine: line, EndColumn: end}
		frames := newFrames(Options{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }}, &secrets{words: []string{"hunter2-long"}})
		fr, ok := frames.at(p, 2, 40)
		if !ok {
			return
		}
		marked := 0
		for _, l := range fr.lines {
			if n := len([]rune(l.text)); n > 40 {
				t.Errorf("a line of %d characters", n)
			}
			if strings.ContainsFunc(l.text, unicode.IsControl) {
				t.Errorf("control character in %q", l.text)
			}
			if l.to > l.from {
				marked++
			}
			before, under := l.split()
			if !strings.HasPrefix(l.text, before+under) {
				t.Errorf("%q does not begin with %q and %q", l.text, before, under)
			}
		}
		if marked != 1 {
			t.Errorf("%d lines are marked", marked)
		}
	})
}
