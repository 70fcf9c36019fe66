package rule

import (
	"regexp"
	"strings"

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
// without case. The pattern may have holes too; it is then decided only when it is a literal.
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
		if !strings.Contains(head, "?") && startsWith(s, text(head)).is(false) {
			return boolean(false)
		}
		return unknown(s.hole())
	}
	return boolean(globMatch(strings.ToLower(literal), strings.ToLower(p)))
}

// globMatch goes back only to the last star, so it takes at most len(s) × len(p) steps.
func globMatch(s, p string) bool {
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

// mapText applies f to every known part of a text.
func mapText(s value, f func(string) string) value {
	var parts []cloud.Part
	for _, p := range s.text.Parts() {
		if p.Hole == nil {
			p.Text = f(p.Text)
		}
		parts = append(parts, p)
	}
	return value{kind: kindText, text: cloud.NewParts(cloud.Pos{}, parts...)}
}

// split cuts a literal text.
func split(s, sep value) value {
	literal, ok := s.literal()
	if !ok {
		return unknown(s.hole())
	}
	cut, ok := sep.literal()
	if !ok {
		return unknown(sep.hole())
	}
	list := value{kind: kindList}
	for _, part := range strings.SplitN(literal, cut, 1000) {
		list.items = append(list.items, item{value: text(part)})
	}
	return list
}
