package rule

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/haechi-dev/haechi/cloud"
)

// The text predicates decide texts with holes as far as the known parts allow.

func startsWith(s, prefix value) value {
	return affix(s, prefix, strings.HasPrefix, func(parts []cloud.Part) cloud.Part { return parts[0] })
}

func endsWith(s, suffix value) value {
	return affix(s, suffix, strings.HasSuffix, func(parts []cloud.Part) cloud.Part { return parts[len(parts)-1] })
}

// affix decides by the outermost known part of s: it has the affix, or it is a part of the affix
// (then the hole beside it decides), or it cannot have it.
func affix(s, a value, has func(s, affix string) bool, outer func([]cloud.Part) cloud.Part) value {
	want, ok := a.literal()
	if !ok {
		return unknown(a.hole())
	}
	part := outer(s.text.Parts())
	switch {
	case part.Hole != nil && want == "":
		return boolean(true)
	case part.Hole != nil:
		if strings.Contains(want, "*") && identity(part.Hole) && len(s.text.Parts()) == 1 {
			return boolean(false)
		}
		return unknown(part.Hole.Reason)
	case has(part.Text, want):
		return boolean(true)
	case !s.text.HasHoles() || !has(want, part.Text):
		return boolean(false)
	}
	return unknown(s.hole())
}

func containsText(s, sub value) value {
	want, ok := sub.literal()
	if !ok {
		return unknown(sub.hole())
	}
	allNames := true
	for _, p := range s.text.Parts() {
		if p.Hole == nil && strings.Contains(p.Text, want) {
			return boolean(true)
		}
		allNames = allNames && (p.Hole == nil || identity(p.Hole))
	}
	if !s.text.HasHoles() || want == "*" && allNames {
		return boolean(false)
	}
	return unknown(s.hole())
}

// matches searches a regular expression (RE2, so its time is linear).
func matches(s value, re *regexp.Regexp) value {
	literal, ok := s.literal()
	if !ok {
		return unknown(s.hole())
	}
	return boolean(re.MatchString(literal))
}

// glob matches a pattern in which * stands for any text and ? for any one character, letters
// without case. A text with holes is decided by its beginning; a pattern with holes is not.
func glob(s, pattern value) value {
	p, ok := pattern.literal()
	if !ok {
		return unknown(pattern.hole())
	}
	if p == "*" {
		return boolean(true)
	}
	literal, ok := s.literal()
	if !ok {
		head, _, _ := strings.Cut(p, "*")
		head, _, _ = strings.Cut(head, "?")
		if startsWith(recase(s, "glob", strings.ToLower), text(strings.ToLower(head))).is(false) {
			return boolean(false)
		}
		return unknown(s.hole())
	}
	return boolean(globMatch([]rune(strings.ToLower(literal)), []rune(strings.ToLower(p))))
}

// globMatch goes back only to the last star, so it takes at most len(s) × len(p) steps.
func globMatch(s, p []rune) bool {
	i, j, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case j < len(p) && p[j] == '*':
			star, mark = j, i
			j++
		case j < len(p) && (p[j] == '?' || p[j] == s[i]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	for j < len(p) && p[j] == '*' {
		j++
	}
	return j == len(p)
}

// recase applies f to every known part of a text. A hole becomes another hole: what fills it is
// no longer what fills the first one.
func recase(s value, name string, f func(string) string) value {
	var parts []cloud.Part
	for _, p := range s.text.Parts() {
		if p.Hole == nil {
			p.Text = f(p.Text)
		} else {
			h := *p.Hole
			h.Name = name + "(" + h.Name + ")"
			p.Hole = &h
		}
		parts = append(parts, p)
	}
	return value{kind: kindText, text: cloud.NewParts(cloud.Pos{}, parts...)}
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

func upperASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, s)
}

// trim removes white space from both ends. Names have none; any other hole at an end may.
func trim(s value) value {
	parts := append([]cloud.Part(nil), s.text.Parts()...)
	first, last := &parts[0], &parts[len(parts)-1]
	first.Text = strings.TrimLeftFunc(first.Text, unicode.IsSpace)
	last.Text = strings.TrimRightFunc(last.Text, unicode.IsSpace)
	t := cloud.NewParts(cloud.Pos{}, parts...)
	if t.HasHoles() {
		ends := t.Parts()
		for _, p := range []cloud.Part{ends[0], ends[len(ends)-1]} {
			if p.Hole != nil && !identity(p.Hole) {
				return unknown(p.Hole.Reason)
			}
		}
	}
	return value{kind: kindText, text: t}
}

// maxPieces bounds what split gives.
const maxPieces = 10_000

// split cuts a text. A property that is not set has no pieces. Pseudo parameters hold no colons
// and slashes, so they do not hide any; behind another hole, nobody knows what the pieces are.
func split(s, sep value) value {
	list := value{kind: kindList}
	if s.kind == kindNull {
		return list
	}
	if s.kind != kindText || sep.kind != kindText {
		return failed("a text is needed here")
	}
	cut, ok := sep.literal()
	if !ok {
		return unknown(sep.hole())
	}
	if literal, ok := s.literal(); ok {
		if strings.Count(literal, cut) >= maxPieces {
			return failed("split gives too many pieces")
		}
		for _, part := range strings.Split(literal, cut) {
			list.items = append(list.items, item{value: text(part)})
		}
		return list
	}
	if cut == "" {
		return unknown(s.hole())
	}
	var piece []cloud.Part
	for _, p := range s.text.Parts() {
		switch {
		case p.Hole != nil && splits(p.Hole, cut):
			piece = append(piece, p)
		case p.Hole != nil:
			why := []cloud.Reason{p.Hole.Reason}
			list.items = append(list.items, item{value: unknown(why...)}, item{value: unknown(why...), maybe: why})
			return list
		default:
			pieces := strings.Split(p.Text, cut)
			if len(list.items)+len(pieces) > maxPieces {
				return failed("split gives too many pieces")
			}
			for _, next := range pieces[:len(pieces)-1] {
				list.items = append(list.items, item{value: joined(append(piece, cloud.Part{Text: next}))})
				piece = nil
			}
			piece = append(piece, cloud.Part{Text: pieces[len(pieces)-1]})
		}
	}
	list.items = append(list.items, item{value: joined(piece)})
	return list
}

func joined(parts []cloud.Part) value {
	return value{kind: kindText, text: cloud.NewParts(cloud.Pos{}, parts...)}
}
