package report

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/secret"
)

// A line is read by its look, not by its syntax: it may be YAML, JSON or code inside either.
var (
	pair      = regexp.MustCompile(`(?:\\*["']((?:Fn::)?[A-Za-z_][A-Za-z0-9_.-]*)\\*["']\s*:|((?:Fn::)?[A-Za-z_][A-Za-z0-9_.-]*)(?:\s*:\s|\s*=))\s*(\\+"[^"\\]*|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,{}\[\]"'\\][^,{}\[\]"']*)`)
	plain     = regexp.MustCompile(`^\s*(?:-\s+)*["']?((?:Fn::)?[A-Za-z_][A-Za-z0-9_.-]*)["']?\s*:\s+([^\s{\["'].*?),?(?:\s+#.*)?$`)
	refersTo  = regexp.MustCompile(`^!(?:Ref|GetAtt|ImportValue|Select|FindInMap|If)\b`)
	subTag    = regexp.MustCompile(`^!Sub\s+`)
	ownKey    = regexp.MustCompile(`^\s*(?:-\s+)*["']?([A-Za-z_][A-Za-z0-9_.:-]*?)["']?\s*:(?:\s|$|["'\[{])`)
	listItem  = regexp.MustCompile(`^\s*-\s`)
	indirect  = regexp.MustCompile(`(?i)^(?:default|value|allowedvalues|fn::sub|fn::join)$`)
	noEcho    = regexp.MustCompile(`(?i)\bNoEcho["']?\s*:\s*["']?true`)
	nameLine  = regexp.MustCompile(`(?i)^\s*(?:-\s+)*["']?(?:name|key|parameterkey)["']?\s*:\s*["']?((?:Fn::)?[A-Za-z_][A-Za-z0-9_.-]*)`)
	textStart = regexp.MustCompile(`:\s*(?:![A-Za-z]+\s+)?[|>][-+0-9]*\s*$`)
	keyEnd    = regexp.MustCompile(`-----END [A-Z0-9 ]*PRIVATE KEY`)
)

// secretsIn finds the parts of a line that must not be shown.
func (s *secrets) secretsIn(f *file, n int) []span {
	if known, ok := f.hidden[n]; ok {
		return known
	}
	f.hidden[n] = s.findIn(f, n)
	return f.hidden[n]
}

func (s *secrets) findIn(f *file, n int) []span {
	line := f.line(n)
	all := s.spans(line)
	if secret.Mentions(line) || indirectly(line) {
		all = append(all, s.pairs(f, n, line)...)
	}
	if len(all) == 0 && f.inPrivateKey(n) {
		all = append(all, body(line))
	}
	if key := ownKey.FindStringSubmatch(line); key == nil && strings.TrimSpace(line) != "" {
		b := body(line)
		value := unquote(line, &b.from, &b.to)
		if name, ok := f.parent(n); ok && announced(name, value) {
			all = append(all, b)
		}
	}
	return merge(all)
}

// indirectly reports whether a line may hold a key that takes its name from elsewhere.
func indirectly(line string) bool {
	line = strings.ToLower(line)
	for _, key := range []string{"default", "value", "fn::sub", "fn::join"} {
		if strings.Contains(line, key) {
			return true
		}
	}
	return false
}

// pairs finds the secrets among the keys and values of a line.
func (s *secrets) pairs(f *file, n int, line string) (all []span) {
	if m := plain.FindStringSubmatchIndex(line); m != nil {
		all = append(all, s.pair(f, n, line, span{m[2], m[3]}, span{m[4], m[5]})...)
	}
	looked := 0
	for at := 0; at < len(line); { // a value may hold pairs itself: go on behind the key
		m, cost := nextPair(line[at:])
		if m == nil {
			break
		}
		if looked += cost; looked > 16*len(line)+4096 {
			return append(all, span{at, len(line)}) // made to take long: show nothing of it
		}
		name := span{at + m[2], at + m[3]}
		if m[2] < 0 {
			name = span{at + m[4], at + m[5]}
		}
		all = append(all, s.pair(f, n, line, name, span{at + m[6], at + m[7]})...)
		at = name.to
	}
	return all
}

// nextPair finds the next key with a value and says how many bytes were looked at. It looks at
// pieces of the text, because the expression takes many times as long for each byte of a long one.
func nextPair(text string) (m []int, cost int) {
	const piece, overlap = 1024, 256 // no key is longer than the overlap
	for at := 0; at < len(text); at += piece - overlap {
		end := min(at+piece, len(text))
		cost += end - at
		m = pair.FindStringSubmatchIndex(text[at:end])
		if m != nil && at+m[1] == end && end < len(text) { // the value goes on
			m = pair.FindStringSubmatchIndex(text[at:])
			cost += m[1]
		}
		if m == nil {
			continue
		}
		for i := range m {
			if m[i] >= 0 {
				m[i] += at
			}
		}
		return m, cost
	}
	return nil, cost
}

// pair returns the value of a key on a line when it is a secret.
func (s *secrets) pair(f *file, n int, line string, name, value span) []span {
	if refersTo.MatchString(line[value.from:value.to]) {
		return nil
	}
	value.from += len(subTag.FindString(line[value.from:value.to]))
	if text := unquote(line, &value.from, &value.to); s.named(f, n, line[name.from:name.to], text) {
		return []span{value}
	}
	return nil
}

// named reports whether the value of a key on a line is a secret.
func (s *secrets) named(f *file, n int, name, value string) bool {
	if announced(name, value) {
		return true
	}
	if !indirect.MatchString(name) {
		return false
	}
	if strings.EqualFold(name, "default") && f.sibling(n, noEcho) != nil && len(value) > 0 {
		return true
	}
	if strings.EqualFold(name, "value") {
		if m := f.sibling(n, nameLine); m != nil && announced(m[1], value) {
			return true
		}
	}
	outer, ok := f.parent(n)
	return ok && announced(outer, value)
}

// announced reports whether the name makes a secret of the whole value. What is a secret by its
// shape is found word by word.
func announced(name, value string) bool {
	if !secret.Named(name) {
		return false
	}
	_, is := secret.Detect(name, value)
	return is
}

// body is the line without its indentation, list dash and final comma.
func body(line string) span {
	p := span{len(line) - len(strings.TrimLeft(line, " \t")), len(strings.TrimRight(line, " \t,"))}
	if p.from > p.to {
		p.from = p.to
	}
	for strings.HasPrefix(line[p.from:p.to], "- ") {
		p.from += 2
	}
	return p
}

// unquote narrows a range to what stands in its quotation marks.
func unquote(line string, from, to *int) string {
	if q := line[*from:*to]; strings.HasPrefix(q, `\`) { // a quotation mark inside a quoted text
		*from += len(q) - len(strings.TrimLeft(q, `\"`))
		return line[*from:*to]
	}
	for *to > *from && (line[*to-1] == ' ' || line[*to-1] == '\t') {
		*to--
	}
	if q := line[*from:*to]; len(q) >= 2 && (q[0] == '"' || q[0] == '\'') && q[len(q)-1] == q[0] {
		*from++
		*to--
	}
	return line[*from:*to]
}
