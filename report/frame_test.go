package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
)

// In these lines « and » enclose what the position covers, in the file and as shown.
func TestFramePointsAtTheColumns(t *testing.T) {
	for _, test := range []struct{ name, line, want string }{
		{"plain", "AuthType: «NONE»", "AuthType: «NONE»"},
		{"behind Korean", "이름: «주문» # x", "이름: «주문» # x"},
		{"behind a tab", "\tA: «b»", "  A: «b»"},
		{"a control character", "A: «b\x1b[2J»", "A: «b␛[2J»"},
		{"at the end of the line", "A:«»", "A:«»"},
		{"beyond the end", "A: b                    «»", "A: b«»"},
		{"a mapping is its first key", "  «O»rders: x", "  «Orders»: x"},
		{"a Korean key", "  «주»문: x", "  «주문»: x"},
		{"a secret", "DB_PASSWORD: «hunter2»", "DB_PASSWORD: «••••»"},
		{"a secret in quotation marks", `DB_PASSWORD: «"hunter2"»`, `DB_PASSWORD: «"••••"»`},
		{"part of a secret", "DB_PASSWORD: hun«ter»2", "DB_PASSWORD: «••••»"},
		{"behind a secret", "{DB_PASSWORD: hunter2, A: «b»}", "{DB_PASSWORD: ••••, A: «b»}"},
		{"a line that is clipped", "A: «b» " + strings.Repeat("x", 100), "A: «b» " + strings.Repeat("x", 34) + "…"},
		{"far to the right", strings.Repeat("x", 100) + " «b» " + strings.Repeat("y", 100), "…" + strings.Repeat("x", 11) + " «b» " + strings.Repeat("y", 24) + "…"},
		{"very far to the right", strings.Repeat("주", 9000) + " «b» " + strings.Repeat("y", 9000), "…" + strings.Repeat("주", 11) + " «b» " + strings.Repeat("y", 24) + "…"},
		{"longer than is shown", "A: «" + strings.Repeat("b", 100) + "»", "A: «" + strings.Repeat("b", 36) + "…»"},
	} {
		t.Run(test.name, func(t *testing.T) {
			head, rest, _ := strings.Cut(test.line, "«")
			inner, tail, _ := strings.Cut(rest, "»")
			from := len([]rune(head)) + 1
			p := cloud.Pos{Origin: &cloud.Origin{File: "f"}, Line: 1, Column: int32(from), EndLine: 1, EndColumn: int32(from + len([]rune(inner)))}
			frames := newFrames(Options{ReadFile: func(string) ([]byte, error) { return []byte(head + inner + tail), nil }}, &secrets{})
			fr, ok := frames.at(p, 2, 40)
			if !ok || len(fr.lines) != 1 {
				t.Fatalf("got %v", fr.lines)
			}
			before, under := fr.lines[0].split()
			got := before + "«" + under + "»" + fr.lines[0].text[len(before)+len(under):]
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if fr.lines[0].to <= fr.lines[0].from {
				t.Error("it points at nothing")
			}
		})
	}
}

func TestFrameOfNothing(t *testing.T) {
	frames := newFrames(Options{ReadFile: func(string) ([]byte, error) { return []byte("one\n"), nil }}, &secrets{})
	origin := &cloud.Origin{File: "f"}
	for _, p := range []cloud.Pos{{}, {Origin: &cloud.Origin{Call: "x:Y"}, Line: 1}, {Origin: origin}, {Origin: origin, Line: 2}, {Origin: origin, Line: -1}} {
		if fr, ok := frames.at(p, 2, 40); ok {
			t.Errorf("%v gives %v", p, fr)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"one two three", []string{"one two", "three"}},
		{"가나 다라 마바", []string{"가나", "다라", "마바"}},
		{"abcdefghijklmno", []string{"abcdefgh", "ijklmno"}},
		{"가나다라마바", []string{"가나다라", "마바"}},
	} {
		if diff := cmp.Diff(test.want, wrap(test.text, 8)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}
