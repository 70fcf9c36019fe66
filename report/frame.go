package report

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// frame is the piece of a file around a position.
type frame struct {
	lines []frameLine
}

// frameLine is one line, ready to show: secrets hidden, nothing in it that controls a terminal.
type frameLine struct {
	number   int
	text     string
	from, to int // the characters to point at, from == to on other lines
}

// context is how many lines are shown above and below.
const context = 2

// frameWidth is how many characters of a line are shown.
const frameWidth = 110

// frames cuts frames out of files.
type frames struct {
	files   files
	secrets *secrets
}

func newFrames(opt Options, s *secrets) *frames {
	return &frames{files{opt.readFile, map[string]*file{}}, s}
}

// at returns the frame of a position, with up to `around` lines on each side; ok is false when
// there is no file to show.
func (f *frames) at(p cloud.Pos, around, width int) (frame, bool) {
	if p.File() == "" || p.Line < 1 {
		return frame{}, false
	}
	file := f.files.lines(p.File())
	line := int(p.Line)
	if file == nil || line > file.len() {
		return frame{}, false
	}
	first, last := max(1, line-around), min(file.len(), line+around)
	if len(file.line(line)) > longLine {
		first, last = line, line // the neighbours of such a line explain nothing
	}
	for first < line && blank(file.line(first)) {
		first++
	}
	for last > line && blank(file.line(last)) {
		last--
	}
	var fr frame
	start := 0 // the same part of every line, the one that shows the position
	for n := first; n <= last; n++ {
		fr.lines = append(fr.lines, f.line(file, n, p))
	}
	at := fr.lines[line-first]
	if total := len([]rune(at.text)); total > width && at.to >= width {
		start = max(0, min(at.from-width/3, total-width))
	}
	for i := range fr.lines {
		fr.lines[i].cut(start, width)
	}
	return fr, true
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// line makes a line ready to show and carries the columns of the position over.
func (f *frames) line(file *file, n int, p cloud.Pos) frameLine {
	text, hidden := file.line(n), f.secrets.secretsIn(file, n)
	out := frameLine{number: n}
	column := 0 // of the first character of text
	if len(text) > longLine {
		column, text, hidden = window(text, hidden, n == int(p.Line), int(p.Column)-1)
	}
	from, to := -1, -1
	if n == int(p.Line) {
		from, to = columns(text, p, column)
	}
	var b strings.Builder
	written := 0
	column = 0
	emit := func(r rune) { b.WriteRune(r); written++ }
	mark := func() {
		if column == from {
			out.from = written
		}
		if column == to {
			out.to = written
		}
		column++
	}
	for i, r := range text {
		for len(hidden) > 0 && hidden[0].to <= i {
			hidden = hidden[1:]
		}
		inside := len(hidden) > 0 && i >= hidden[0].from
		if inside && i == hidden[0].from {
			start := written
			for _, m := range masked {
				emit(m)
			}
			if column == from {
				out.from = start
			}
			// What points into the hidden part points at all of it.
		}
		if inside {
			if column > from && from >= 0 && column == to {
				out.to = written
			}
			if column == from && i != hidden[0].from {
				out.from = written - len([]rune(masked))
			}
			column++
			continue
		}
		mark()
		switch {
		case r == '\t':
			emit(' ')
			emit(' ')
		default:
			emit(cleanRune(r))
		}
	}
	mark()
	out.text = b.String()
	if from >= 0 {
		out.from = min(out.from, written)
		out.to = max(out.to, min(out.from+1, written+1))
	}
	return out
}

// longLine is the length in bytes from which only a part of a line is made ready.
const longLine = 4096

// window is the part of a long line around a character, or its beginning: the number of its first
// character, its text and what is hidden in it.
func window(text string, hidden []span, around bool, character int) (first int, part string, kept []span) {
	from, to := 0, len(text)
	if around {
		first = max(0, character-longLine/8)
	}
	n := 0
	for i := range text {
		if n == first {
			from = i
		}
		if n == first+longLine/4 {
			to = i
			break
		}
		n++
	}
	if n < first { // the position lies beyond the end
		return 0, "", nil
	}
	for _, h := range hidden {
		if h.to > from && h.from < to {
			kept = append(kept, span{max(h.from, from) - from, min(h.to, to) - from})
		}
	}
	return first, text[from:to], kept
}

// columns returns the range of characters of a text that a position covers, at least one, when the
// text begins at a character of its line. A position that ends on a later line covers the rest.
func columns(line string, p cloud.Pos, first int) (from, to int) {
	p.Column -= int32(first)
	p.EndColumn -= int32(first)
	runes := []rune(strings.TrimRight(line, " \t"))
	length := len(runes)
	from = max(0, int(p.Column)-1)
	to = int(p.EndColumn) - 1
	if p.EndLine > p.Line {
		to = length
	}
	from = min(from, length)
	to = min(to, length)
	if to <= from {
		to = from + 1
	}
	if to == from+1 { // a mapping is where its first key begins: point at the whole key
		for to < length && wordRune(runes[to-1]) && wordRune(runes[to]) {
			to++
		}
	}
	return from, to
}

// cut keeps `width` characters from start on and shows with … what is missing.
func (l *frameLine) cut(start, width int) {
	runes := []rune(l.text)
	if len(runes) <= start {
		if start > 0 {
			l.text = ""
			l.from, l.to = 0, 0
		}
		return
	}
	marked := l.to > l.from
	end := len(runes)
	out := runes[start:]
	if len(out) > width {
		out, end = append(append([]rune{}, out[:width-1]...), '…'), start+width
	}
	if start > 0 {
		out = append([]rune{'…'}, out[1:]...)
	}
	l.text = strings.TrimRight(string(out), " ")
	if marked {
		l.from = max(0, l.from-start)
		l.to = max(l.from+1, min(l.to, end)-start)
	}
}

// split returns the text before and under the mark.
func (l frameLine) split() (before, under string) {
	runes := []rune(l.text)
	from, to := min(l.from, len(runes)), min(l.to, len(runes))
	return string(runes[:from]), string(runes[from:to])
}
