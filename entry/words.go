package entry

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
)

// The words are data: texts/<language>.json. Both files have the same keys, which a test checks.
//
//go:embed texts/*.json
var textFiles embed.FS

var loadEnglish = sync.OnceValues(func() (map[string]string, error) { return readWords("en") })
var loadKorean = sync.OnceValues(func() (map[string]string, error) { return readWords("ko") })

func readWords(lang string) (words map[string]string, err error) {
	text, err := textFiles.ReadFile("texts/" + lang + ".json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &words); err != nil {
		return nil, fmt.Errorf("texts/%s.json: %w", lang, err)
	}
	return words, nil
}

// Words say things in one language.
type Words struct {
	texts map[string]string
	// reason says a reason in the language.
	reason func(cloud.Reason) string
	// Clean makes a name of unknown origin safe to show, or is nil.
	Clean func(string) string
}

// InLanguage returns the words of a language, "ko" or English. The reasons are said by reason, or in
// English when it is nil.
func InLanguage(lang string, reason func(cloud.Reason) string) (*Words, error) {
	texts, err := loadEnglish()
	if lang == "ko" {
		texts, err = loadKorean()
	}
	if reason == nil {
		reason = cloud.Reason.String
	}
	return &Words{texts: texts, reason: reason}, err
}

// say returns a message. A missing key shows itself.
func (w *Words) say(key string, args ...any) string {
	format, ok := w.texts[key]
	switch {
	case !ok:
		return key
	case len(args) == 0:
		return format
	}
	return fmt.Sprintf(format, args...)
}

// count returns a message about a number of things: "one|many".
func (w *Words) count(key string, n int, more ...any) string {
	format := w.texts[key]
	if one, many, two := strings.Cut(format, "|"); two {
		format = many
		if n == 1 {
			format = one
		}
	}
	return fmt.Sprintf(format, append([]any{n}, more...)...)
}

func (w *Words) clean(name string) string {
	if w.Clean == nil {
		return name
	}
	return w.Clean(name)
}

// Message says a message.
func (w *Words) Message(m Message) string {
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		args[i] = w.clean(a)
	}
	return w.say(m.Code, args...)
}

// Change says a change.
func (w *Words) Change(c *Change) string { return w.Message(Message{"change." + c.Code, c.Args}) }

func (w *Words) guard(g Guard) string {
	text := w.say("guard." + string(g.Kind))
	if g.By != "" {
		text += " (" + w.clean(g.By) + ")"
	}
	return text
}

func (w *Words) reasons(all []cloud.Reason) string {
	var texts []string
	for _, why := range all {
		texts = append(texts, showText(w.reason(why)))
	}
	return strings.Join(texts, "; ")
}

// showText writes the names of holes for people.
func showText(s string) string {
	parts := strings.Split(s, "\x00")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = "${" + parts[i] + "}"
	}
	return strings.Join(parts, "")
}

// reached names what is reached.
func (w *Words) reached(r *Reach) string {
	switch {
	case r.Resource != nil:
		return w.say("kind."+r.Kind) + " " + w.clean(r.Resource.Label())
	case r.Kind == unknownKind:
		return w.say("kind." + unknownKind)
	}
	return w.say("every." + r.Kind)
}

func (w *Words) levels(all []Level) string {
	var texts []string
	for _, name := range []string{"read", "write", "admin"} {
		for _, l := range all {
			if l.Name == name {
				text := w.say("level." + name)
				if !l.Certain {
					text += "?"
				}
				texts = append(texts, text)
			}
		}
	}
	return strings.Join(texts, ", ")
}
