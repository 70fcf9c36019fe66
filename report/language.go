package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
)

// The words of the reports are data: texts/<language>.json. Messages take their arguments by
// number (%[1]s), because the languages order them differently; a message with a bar has its
// singular before the bar. Both files have the same keys, which a test checks.
//
//go:embed texts/*.json
var textFiles embed.FS

var loadEnglish = sync.OnceValues(func() (*language, error) { return readLanguage("en") })
var loadKorean = sync.OnceValues(func() (*language, error) { return readLanguage("ko") })

// language holds the words of one language.
type language struct {
	Code    string
	UI      map[string]string // what the reports say
	Reasons map[cloud.ReasonCode]string
	Advice  map[cloud.ReasonCode]string // how an unknown becomes known
	Phrases []phrase                    // translations of the wording inside a reason's arguments
	// Problems are translations of what is wrong with a file and of the hint. What is not among
	// them, as rare things are not, stays in English.
	Problems []phrase
}

// phrase translates an argument of a reason: From is its English wording with up to two stars,
// To the wording in the language, which takes what the stars stand for by number.
type phrase struct{ From, To string }

func inLanguage(lang string) (*language, error) {
	if lang == "ko" {
		return loadKorean()
	}
	return loadEnglish()
}

func readLanguage(code string) (*language, error) {
	text, err := textFiles.ReadFile("texts/" + code + ".json")
	if err != nil {
		return nil, err
	}
	l := &language{Code: code}
	if err := json.Unmarshal(text, l); err != nil {
		return nil, fmt.Errorf("texts/%s.json: %w", code, err)
	}
	return l, nil
}

// say returns a message. A missing key shows itself rather than hiding the report.
func (l *language) say(key string, args ...any) string {
	format, ok := l.UI[key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// count returns a message about a number of things.
func (l *language) count(key string, n int) string {
	format, ok := l.UI[key]
	if !ok {
		return fmt.Sprint(n, " ", key)
	}
	if one, many, two := strings.Cut(format, "|"); two {
		format = many
		if n == 1 {
			format = one
		}
	}
	return fmt.Sprintf(format, n)
}

// reason says why something is unknown.
func (l *language) reason(r cloud.Reason) string {
	format, ok := l.Reasons[r.Code]
	if !ok {
		return r.String()
	}
	args := make([]any, 0, 3)
	for i := range 3 { // no reason has more
		arg := "?"
		if i < len(r.Args) {
			arg = l.phrase(r.Args[i])
		}
		args = append(args, arg)
	}
	used := strings.Count(format, "%[")
	return fmt.Sprintf(format, args[:min(used, len(args))]...)
}

func (l *language) phrase(arg string) string {
	if to, ok := translated(l.Phrases, arg); ok {
		return to
	}
	return arg
}

func translated(phrases []phrase, text string) (string, bool) {
	for _, p := range phrases {
		if found, ok := matchStars(p.From, text); ok {
			return fmt.Sprintf(p.To, found...), true
		}
	}
	return text, false
}

// problem says what is wrong and why, without the place and the hint.
func (l *language) problem(e *cloud.Error) string {
	said := l.mistake(e.What)
	if e.Err == nil {
		return said
	}
	cause, ok := e.Err.(*cloud.Error)
	if !ok {
		return said + ": " + l.mistake(e.Err.Error())
	}
	said += ": "
	if !cause.Pos.IsZero() {
		said += cause.Pos.String() + ": "
	}
	said += l.problem(cause)
	if cause.Hint != "" {
		said += " (" + l.mistake(cause.Hint) + ")"
	}
	return said
}

// mistake translates a text as a whole, or else its parts around the first colon.
func (l *language) mistake(text string) string {
	if to, ok := translated(l.Problems, text); ok || len(l.Problems) == 0 {
		return to
	}
	before, after, two := strings.Cut(text, ": ")
	if !two {
		return text
	}
	before, _ = translated(l.Problems, before)
	return before + ": " + l.mistake(after)
}

// matchStars matches a text with a pattern of literal text and up to two stars.
func matchStars(pattern, text string) (found []any, ok bool) {
	head, rest, star := strings.Cut(pattern, "*")
	if !strings.HasPrefix(text, head) {
		return nil, false
	}
	text = text[len(head):]
	if !star {
		return nil, text == ""
	}
	middle, tail, second := strings.Cut(rest, "*")
	if !second {
		inner, ok := strings.CutSuffix(text, rest)
		return []any{inner}, ok && inner != ""
	}
	inner, ok := strings.CutSuffix(text, tail)
	if !ok {
		return nil, false
	}
	a, b, ok := strings.Cut(inner, middle)
	return []any{a, b}, ok && a != "" && b != ""
}

// advice says how an unknown becomes known, or "".
func (l *language) advice(r cloud.Reason) string {
	format := l.Advice[r.Code]
	if strings.Contains(format, "%[1]s") && len(r.Args) > 0 {
		return fmt.Sprintf(format, r.Args[0])
	}
	return format
}
