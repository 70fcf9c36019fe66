package syntax

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// word is a scalar that was read.
type word struct {
	text   string
	style  style
	pos    cloud.Pos
	column int // bytes before it in its line
}

// style is what a scalar is written in.
type style uint8

const (
	plainStyle style = iota
	quotedStyle
	blockStyle
)

func (w word) value() *cloud.Value {
	if w.style == plainStyle {
		return plain(w.text, w.pos)
	}
	return cloud.NewString(w.pos, w.text)
}

// word reads a key, up to its colon, or a plain or quoted scalar in a collection at a column.
func (u *usual) word(parent int, key bool) (w word, isKey, ok bool) {
	w = word{pos: u.pos(), column: u.column()}
	if u.ended() {
		return w, false, false
	}
	line := u.line
	switch c := u.text[u.off]; c {
	case '"', '\'':
		w.style = quotedStyle
		if w.text, ok = u.quoted(c); !ok {
			return w, false, false
		}
		if rest := strings.TrimLeft(u.text[u.off:], " "); strings.HasPrefix(rest, ":") {
			u.off = len(u.text) - len(rest)
		}
	default:
		if w.text, ok = u.plain(parent, key); !ok {
			return w, false, false
		}
	}
	w.pos.EndColumn = w.pos.Column + width(w.text, w.style, 0)
	if !u.ended() && u.text[u.off] == ':' && u.blank(1) {
		return w, true, u.line == line
	}
	return w, false, true
}

// plain reads a plain scalar in a block, up to the colon when it is a key. What follows it in lines
// that are indented more belongs to it.
func (u *usual) plain(parent int, key bool) (text string, ok bool) {
	switch c := u.text[u.off]; c {
	case ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '%', '@', '`', '?', '\t':
		return "", false
	case '-', ':':
		if u.blank(1) {
			return "", false
		}
	}
	text, ok = u.plainLine()
	if !ok || key || u.ended() || u.text[u.off] != '\n' {
		return text, ok
	}
	var folded []byte
	for {
		more, breaks, ok := u.continued(parent)
		if !ok || !more {
			if folded != nil {
				text = string(folded)
			}
			return text, ok
		}
		if folded == nil {
			folded = append(make([]byte, 0, 2*len(text)+80), text...)
		}
		folded = fold(folded, breaks)
		if text, ok = u.plainLine(); !ok {
			return "", false
		}
		folded = append(folded, text...)
		if u.ended() || u.text[u.off] != '\n' {
			return string(folded), u.ended() || u.text[u.off] != ':'
		}
	}
}

// fold writes what line ends within a scalar stand for.
func fold(to []byte, breaks int) []byte {
	if breaks == 1 {
		return append(to, ' ')
	}
	for range breaks - 1 {
		to = append(to, '\n')
	}
	return to
}

// continued goes to the next line that is not empty if a plain scalar goes on there, and tells how
// many lines ended.
func (u *usual) continued(parent int) (more bool, breaks int, ok bool) {
	off, line, begin := u.off, u.line, u.begin
	for ; off < len(u.text); off++ {
		switch u.text[off] {
		case ' ':
		case '\n':
			breaks++
			line++
			begin = off + 1
		case '\t':
			return false, 0, false
		case '#':
			return false, 0, true
		default:
			if off-begin <= parent {
				return false, 0, true
			}
			u.off, u.line, u.begin = off, line, begin
			return true, breaks, true
		}
	}
	return false, 0, true
}

// plainLine reads a plain scalar to the end of its line, to a comment or to a colon.
func (u *usual) plainLine() (text string, ok bool) {
	start, end := u.off, u.off
	for ; u.off < len(u.text); u.off++ {
		switch u.text[u.off] {
		case '\n':
			return u.text[start:end], true
		case '\t':
			return "", false
		case ' ':
			continue
		case ':':
			if u.blank(1) {
				return u.text[start:end], true
			}
		case '#':
			if u.text[u.off-1] == ' ' {
				return u.text[start:end], true
			}
		}
		end = u.off + 1
	}
	return u.text[start:end], true
}

// quoted reads a quoted scalar.
func (u *usual) quoted(quote byte) (text string, ok bool) {
	u.off++
	rest := u.text[u.off:]
	n := strings.IndexByte(rest, quote)
	if n < 0 {
		return "", false
	}
	doubled := quote == '\'' && n+1 < len(rest) && rest[n+1] == quote
	text = rest[:n]
	if !doubled && strings.IndexByte(text, '\n') < 0 && (quote == '\'' || strings.IndexByte(text, '\\') < 0) {
		u.off += n + 1
		return text, true
	}
	return u.quotedLong(quote)
}

// quotedLong reads a quoted scalar with escapes or over several lines.
func (u *usual) quotedLong(quote byte) (text string, ok bool) {
	var b []byte
	blanks := 0 // that are nothing if the line ends behind them
	for u.off < len(u.text) {
		c := u.text[u.off]
		if c == ' ' {
			blanks++
			u.off++
			continue
		}
		if c == '\n' {
			breaks, ok := u.continuedQuote()
			if !ok {
				return "", false
			}
			b, blanks = fold(b, breaks), 0
			continue
		}
		for ; blanks > 0; blanks-- {
			b = append(b, ' ')
		}
		switch {
		case c == '\t':
			return "", false
		case c == quote && c == '\'' && u.off+1 < len(u.text) && u.text[u.off+1] == quote:
			b = append(b, quote)
			u.off++
		case c == quote:
			u.off++
			return string(b), true
		case c == '\\' && quote == '"':
			u.off++
			if u.ended() {
				return "", false
			}
			i := strings.IndexByte(`nt"\/`, u.text[u.off])
			if i < 0 {
				return "", false
			}
			b = append(b, "\n\t\"\\/"[i])
		default:
			b = append(b, c)
		}
		u.off++
	}
	return "", false
}

// continuedQuote goes to the next line that is not empty, where a quoted scalar goes on whatever its
// indentation, and tells how many lines ended.
func (u *usual) continuedQuote() (breaks int, ok bool) {
	for u.off < len(u.text) {
		switch u.text[u.off] {
		case ' ':
			u.off++
		case '\n':
			breaks++
			u.newline()
		case '\t':
			return 0, false
		default:
			return breaks, !u.marker()
		}
	}
	return 0, false
}
