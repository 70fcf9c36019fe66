package entry

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Named is the result of one source.
type Named struct {
	Source string
	*Result
}

// Limits of what the text shows; JSON has everything.
const (
	maxWays   = 60
	maxData   = 6
	maxClosed = 10
)

// Text writes results for people. With color the states are coloured.
func Text(out io.Writer, all []Named, w *Words, color bool) error {
	var b strings.Builder
	for i, r := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeResult(&b, r, w, color)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func writeResult(b *strings.Builder, r Named, w *Words, color bool) {
	fmt.Fprintln(b, w.clean(filepath.ToSlash(r.Source)))
	if len(r.Ways) == 0 {
		fmt.Fprintf(b, "  %s\n", w.say("text.none"))
	} else {
		fmt.Fprintf(b, "  %s\n", w.Summary([]Named{r}))
	}
	if len(r.Unread) > 0 {
		fmt.Fprintf(b, "  %s\n", w.say("text.unread", w.reasons(r.Unread[:1])))
	}
	closed, shown := 0, 0
	for _, way := range r.Ways {
		if way.State() == Shut {
			closed++
			continue
		}
		if shown++; shown <= maxWays {
			b.WriteByte('\n')
			writeWay(b, way, w, color)
		}
	}
	if shown > maxWays {
		fmt.Fprintf(b, "\n  %s (-o json)\n", w.say("text.more", shown-maxWays))
	}
	writeClosed(b, r.Ways[len(r.Ways)-closed:], w)
	writeChanges(b, r.Result, w)
}

// Summary counts the ways of all sources: "5 ways from the internet into 4 of 6 functions: open 2".
func (w *Words) Summary(all []Named) string {
	counts := map[State]int{}
	ways, reached, functions := 0, 0, 0
	for _, r := range all {
		into := map[string]bool{}
		for _, way := range r.Ways {
			counts[way.State()]++
			if way.State() != Shut {
				into[way.Function.ID] = true
			}
		}
		ways, reached, functions = ways+len(r.Ways), reached+len(into), functions+r.Functions
	}
	var states []string
	for _, s := range []State{Open, Perhaps, Guarded, Shut} {
		if counts[s] > 0 {
			states = append(states, fmt.Sprintf("%s %d", w.say("state."+string(s)), counts[s]))
		}
	}
	into, many, two := strings.Cut(w.texts["text.functions"], "|")
	if two && functions != 1 {
		into = many
	}
	return w.count("text.ways", ways) + " " + fmt.Sprintf(into, reached, functions) + ": " + strings.Join(states, ", ")
}

var colors = map[State]string{Open: "31;1", Perhaps: "33", Guarded: "32", Shut: "2"}

func writeWay(b *strings.Builder, way *Way, w *Words, color bool) {
	state := way.State()
	word := strings.ToUpper(w.say("state." + string(state)))
	pad := strings.Repeat(" ", max(0, 8-columns(word)))
	if color {
		word = "\x1b[" + colors[state] + "m" + word + "\x1b[0m"
	}
	fmt.Fprintf(b, "  %s%s %s  (%s)\n", word, pad, w.chain(way), w.say("text.score", way.Score))
	line := func(key, text string) {
		fmt.Fprintf(b, "    %s%s%s\n", key, strings.Repeat(" ", max(1, 13-columns(key))), text)
	}
	line(w.say("text.guard"), w.guard(way.Guard)+w.clean(place(way)))
	for _, s := range way.Steps {
		for _, n := range s.Notes {
			line("", w.clean(s.Name)+": "+w.Message(n))
		}
	}
	if len(way.Why) > 0 {
		line(w.say("text.why"), w.reasons(way.Why))
	}
	writeData(line, way, w)
}

func place(way *Way) string {
	for i := len(way.Steps) - 1; i >= 0; i-- {
		s := way.Steps[i]
		if s.Guard.Kind == way.Guard.Kind && !s.Pos.IsZero() {
			return "  " + filepath.ToSlash(s.Pos.String())
		}
	}
	return ""
}

func writeData(line func(key, text string), way *Way, w *Words) {
	key := w.say("text.reaches")
	if way.Role != nil {
		if len(way.Data) == 0 {
			line(key, w.say("text.nothing")+", "+w.say("text.role", w.clean(way.Role.Name)))
			return
		}
		line(key, w.say("text.role", w.clean(way.Role.Name)))
	} else if way.RoleWhy != nil {
		line(key, w.say("text.no-role", w.reasons([]cloud.Reason{*way.RoleWhy})))
	}
	shown := 0
	for i := range way.Data {
		d := &way.Data[i]
		if d.Kind == unknownKind {
			continue
		}
		if shown == maxData && len(way.Data) > maxData+1 {
			line("", w.say("text.more", len(way.Data)-i))
			break
		}
		shown++
		text := w.reached(d) + ": " + w.levels(d.Levels)
		if !d.Certain() && len(d.Why) > 0 {
			text += " (" + w.reasons(d.Why[:1]) + ")"
		}
		line("", text)
	}
}

// chain names the steps of a way: "Invoices (bucket) → ReadInvoice".
func (w *Words) chain(way *Way) string {
	var names []string
	for _, s := range way.Steps {
		name := w.clean(s.label())
		switch s.Kind {
		case "mapping", "subscription", "trigger", "source": // the line between the two
			continue
		case "route", "function", "alias":
		default:
			name += " (" + w.say("kind."+s.Kind) + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, " → ")
}

func writeClosed(b *strings.Builder, ways []*Way, w *Words) {
	if len(ways) == 0 {
		return
	}
	fmt.Fprintf(b, "\n  %s\n", w.say("text.closed-list"))
	for i, way := range ways {
		if i == maxClosed && len(ways) > maxClosed+1 {
			fmt.Fprintf(b, "    %s\n", w.say("text.more", len(ways)-i))
			return
		}
		fmt.Fprintf(b, "    %s: %s\n", w.chain(way), w.Message(*way.Shut))
	}
}

func writeChanges(b *strings.Builder, r *Result, w *Words) {
	if len(r.Changes) == 0 {
		return
	}
	title := "text.changes"
	if !r.Exact {
		title = "text.changes-greedy"
	}
	fmt.Fprintf(b, "\n  %s\n", w.say(title))
	for i := range r.Changes {
		c := &r.Changes[i]
		at := ""
		if !c.Pos.IsZero() {
			at = "  " + w.clean(filepath.ToSlash(c.Pos.String()))
		}
		fmt.Fprintf(b, "    %d. %s: %s%s\n", i+1, w.Change(c), w.count("text.breaks", c.Breaks), at)
	}
	fmt.Fprintf(b, "    %s\n", w.say("text.total", r.Breakable, r.Paths))
}

// columns is the width of a text on a terminal, where Korean takes two columns a letter.
func columns(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xff00 && r <= 0xff60 {
			n++
		}
	}
	return n
}
