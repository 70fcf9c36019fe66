package syntax

import (
	"strings"
)

// block reads a literal or folded scalar in a collection at a column, as section 8.1 of the
// specification of YAML has it (https://yaml.org/spec/1.2.2/#81-block-scalar-styles).
func (u *usual) block(parent int) (w word, ok bool) {
	w = word{style: blockStyle, pos: u.pos()}
	literal := u.text[u.off] == '|'
	u.off++
	var chomp byte
	indent := -1
	for ; !u.ended(); u.off++ {
		c := u.text[u.off]
		if (c == '+' || c == '-') && chomp == 0 {
			chomp = c
		} else if c >= '1' && c <= '9' && indent < 0 {
			indent = max(parent, 0) + int(c-'0')
		} else {
			break
		}
	}
	if parent < 0 || u.ended() || u.text[u.off] != ' ' && u.text[u.off] != '\n' {
		return w, false
	}
	if !u.header() {
		return w, false
	}
	lines, found, ok := u.blockBreaks(indent)
	if !ok {
		return w, false
	}
	if indent < 0 {
		indent = max(found, parent+1)
	}
	var b strings.Builder
	ended := false    // whether the line before ended
	wasBlank := false // whether it began with a blank
	for !u.ended() && u.column() >= indent {
		blank := u.text[u.off] == ' ' || u.text[u.off] == '\t'
		if !literal && !wasBlank && !blank && ended {
			if lines == 0 {
				b.WriteByte(' ')
			}
		} else if ended {
			b.WriteByte('\n')
		}
		for ; lines > 0; lines-- {
			b.WriteByte('\n')
		}
		wasBlank = blank
		start := u.off
		u.skipLine()
		line := u.text[start:u.off]
		b.WriteString(line)
		if ended = !u.ended(); !ended {
			if strings.Trim(line, " \t") == "" {
				return w, false
			}
			break
		}
		u.newline()
		if lines, _, ok = u.blockBreaks(indent); !ok {
			return w, false
		}
	}
	if chomp != '-' && ended {
		b.WriteByte('\n')
	}
	if chomp == '+' {
		for range lines {
			b.WriteByte('\n')
		}
	}
	if !u.ended() {
		u.off = u.begin // the line is read anew, as what follows
	}
	w.text = b.String()
	w.pos.EndColumn = w.pos.Column + width(w.text, w.style, 0)
	return w, true
}

// header goes over what may follow the indicators of a block scalar, and the end of the line.
func (u *usual) header() bool {
	for !u.ended() && u.text[u.off] == ' ' {
		u.off++
	}
	if !u.ended() && u.text[u.off] == '#' {
		u.skipLine()
	}
	if u.ended() || u.text[u.off] != '\n' {
		return false
	}
	u.newline()
	return true
}

// blockBreaks goes over the empty lines of a block scalar, and over the indentation of the line that
// is not empty. It gives how many there are, and the deepest column that was reached. With no
// indentation known, an empty line that is deeper than the first with content is a mistake.
func (u *usual) blockBreaks(indent int) (lines, deepest int, ok bool) {
	for {
		for !u.ended() && u.text[u.off] == ' ' && (indent < 0 || u.column() < indent) {
			u.off++
		}
		deepest = max(deepest, u.column())
		if u.ended() {
			return lines, deepest, u.column() == 0
		}
		switch u.text[u.off] {
		case '\n':
			lines++
			u.newline()
			continue
		case '\t':
			if indent < 0 || u.column() < indent {
				return 0, 0, false
			}
		}
		return lines, deepest, indent >= 0 || u.column() == deepest
	}
}
