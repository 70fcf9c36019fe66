package syntax

import (
	"github.com/haechi-dev/haechi/cloud"
)

// flow reads a flow collection, which may have several lines, in a block collection at a column.
func (u *usual) flow(parent, depth int, at cloud.Pos) (*cloud.Value, bool) {
	if !u.count(depth) {
		return nil, false
	}
	if u.text[u.off] == '[' {
		return u.flowSequence(parent, depth, at)
	}
	return u.flowMapping(parent, depth, at)
}

func (u *usual) flowSequence(parent, depth int, at cloud.Pos) (*cloud.Value, bool) {
	first := len(u.items)
	u.off++
	for {
		if !u.flowNext(parent) {
			return nil, false
		}
		if u.text[u.off] == ']' {
			break
		}
		item, ok := u.flowValue(parent, depth+1)
		if !ok || !u.flowNext(parent) {
			return nil, false
		}
		u.items = append(u.items, item)
		if u.text[u.off] == ',' {
			u.off++
		} else if u.text[u.off] != ']' {
			return nil, false
		}
	}
	u.off++
	return u.listOf(at, first), true
}

func (u *usual) flowMapping(parent, depth int, at cloud.Pos) (*cloud.Value, bool) {
	first := len(u.fields)
	u.off++
	for {
		if !u.flowNext(parent) {
			return nil, false
		}
		if u.text[u.off] == '}' {
			break
		}
		line := u.line
		k, ok := u.flowWord()
		if !ok || k.text == "<<" {
			return nil, false
		}
		for !u.ended() && u.text[u.off] == ' ' {
			u.off++
		}
		if u.ended() || u.text[u.off] != ':' || !u.blank(1) || u.line != line {
			return nil, false
		}
		u.off++
		if !u.flowNext(parent) {
			return nil, false
		}
		v, ok := u.flowValue(parent, depth+1)
		if !ok || !u.flowNext(parent) {
			return nil, false
		}
		u.fields = append(u.fields, cloud.Field{Key: k.text, KeyPos: k.pos, Value: v})
		if u.text[u.off] == ',' {
			u.off++
		} else if u.text[u.off] != '}' {
			return nil, false
		}
	}
	u.off++
	return u.mapOf(at, first), true
}

// flowNext goes to the next token within a flow collection. There is one, and in a line of its own it
// is indented, unless it ends a collection.
func (u *usual) flowNext(parent int) bool {
	crossed, ok := u.next()
	if !ok || u.ended() {
		return false
	}
	c := u.text[u.off]
	return !crossed || c == ']' || c == '}' || u.column() > parent
}

// flowValue reads an item or the value of a key within a flow collection.
func (u *usual) flowValue(parent, depth int) (*cloud.Value, bool) {
	at := u.pos()
	switch u.text[u.off] {
	case '[', '{':
		return u.flow(parent, depth, at)
	case '!':
		return u.flowTagged(parent, depth, at)
	}
	w, ok := u.flowWord()
	return w.value(), ok && u.count(depth)
}

// flowTagged reads a short form within a flow collection.
func (u *usual) flowTagged(parent, depth int, at cloud.Pos) (*cloud.Value, bool) {
	name, ok := u.tag()
	if !ok || !u.count(depth) {
		return nil, false
	}
	if crossed, ok := u.next(); crossed || !ok || u.ended() {
		return nil, false
	}
	switch u.text[u.off] {
	case '!':
		return nil, false
	case '[', '{':
		arg, ok := u.flow(parent, depth+1, at)
		return shortForm(name, at, arg), ok
	}
	w, ok := u.flowWord()
	if !ok {
		return nil, false
	}
	at.EndColumn = at.Column + width(w.text, w.style, len(name)+1)
	return shortForm(name, at, shortArgument(name, w.text, at)), true
}

// flowWord reads a key or a scalar within a flow collection.
func (u *usual) flowWord() (w word, ok bool) {
	w = word{pos: u.pos()}
	switch c := u.text[u.off]; c {
	case '"', '\'':
		w.style = quotedStyle
		w.text, ok = u.quoted(c)
	default:
		w.text, ok = u.flowPlain()
	}
	w.pos.EndColumn = w.pos.Column + width(w.text, w.style, 0)
	return w, ok
}

// flowPlain reads a plain scalar within a flow collection. It is of one line.
func (u *usual) flowPlain() (text string, ok bool) {
	switch u.text[u.off] {
	case ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '%', '@', '`', '?', ':', '\t':
		return "", false
	case '-':
		if u.blank(1) || u.flowIndicator(1) {
			return "", false
		}
	}
	start, end := u.off, u.off
	for ; u.off < len(u.text); u.off++ {
		switch u.text[u.off] {
		case '\n', ',', '[', ']', '{', '}':
			return u.text[start:end], true
		case '\t':
			return "", false
		case ' ':
			continue
		case ':':
			if u.blank(1) {
				return u.text[start:end], true
			}
			if u.flowIndicator(1) {
				return "", false
			}
		case '#':
			if u.text[u.off-1] == ' ' {
				return u.text[start:end], true
			}
		}
		end = u.off + 1
	}
	return "", false
}

// flowIndicator tells whether what follows at a distance is part of a flow collection's frame.
func (u *usual) flowIndicator(n int) bool {
	switch u.text[u.off+n] {
	case ',', '[', ']', '{', '}':
		return true
	}
	return false
}
