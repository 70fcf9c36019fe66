package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/secret"
)

// maxSource is the size up to which a file is read for the lines around a finding.
const maxSource = 16 << 20

// maxLine is how many bytes of a line are looked at.
const maxLine = 1 << 20

// files keeps the files that findings point into, each read once.
type files struct {
	read  func(name string) ([]byte, error)
	known map[string]*file
}

// file is a file in lines. Lines are cut out when they are asked for.
type file struct {
	text   []byte
	starts []int // of each line
	keys   [][2]int
	last   struct {
		number int
		text   string
	}
	hidden map[int][]span // what of a line must not be shown, as far as asked for
}

// lines returns the file, or nil when it cannot be read.
func (f *files) lines(name string) *file {
	if known, ok := f.known[name]; ok {
		return known
	}
	f.known[name] = nil
	text, err := f.read(name)
	if err != nil || len(text) > maxSource {
		return nil
	}
	one := &file{text: bytes.TrimPrefix(text, []byte("\ufeff")), hidden: map[int][]span{}}
	one.starts = append(one.starts, 0)
	for i, c := range one.text {
		if c == '\n' {
			one.starts = append(one.starts, i+1)
		}
	}
	one.keys = one.privateKeys()
	f.known[name] = one
	return one
}

// line returns a line by its number from 1, without its end; "" beyond the end.
func (f *file) line(n int) string {
	if f.last.number == n {
		return f.last.text // frames ask for a line several times, and it may be long
	}
	text := f.upTo(n, maxLine)
	f.last.number, f.last.text = n, text
	return text
}

// head returns the beginning of a line: enough to see its key.
func (f *file) head(n int) string { return f.upTo(n, 1<<10) }

func (f *file) upTo(n, limit int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	from, to := f.starts[n-1], len(f.text)
	if n < len(f.starts) {
		to = f.starts[n] - 1
	}
	if to > from && f.text[to-1] == '\r' {
		to--
	}
	return strings.ToValidUTF8(string(f.text[from:min(to, from+limit)]), string(utf8.RuneError))
}

func (f *file) len() int {
	if n := len(f.starts); n > 0 && f.starts[n-1] == len(f.text) {
		return n - 1
	}
	return len(f.starts)
}

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

// reach is how many lines a search for the surroundings of a line goes.
const reach = 200

// parent returns the key that a line without a key of its own belongs to, or the key above an
// indirect one such as Default.
func (f *file) parent(n int) (string, bool) {
	line := f.head(n)
	depth := indent(line)
	for i := n - 1; i >= max(1, n-reach); i-- {
		above := f.head(i)
		if strings.TrimSpace(above) == "" {
			continue
		}
		// A YAML list may stand at the indentation of its key.
		level := indent(above)
		if level > depth || level == depth && (!listItem.MatchString(line) || listItem.MatchString(above)) {
			continue
		}
		depth, line = level, above
		m := ownKey.FindStringSubmatch(above)
		if m == nil || indirect.MatchString(m[1]) {
			if m == nil && !opens(above) {
				return "", false
			}
			continue
		}
		return m[1], true
	}
	return "", false
}

// opens reports whether a line opens a bracket or a block text and so has something below it.
func opens(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasSuffix(line, "{") || strings.HasSuffix(line, "[") || textStart.MatchString(line)
}

// sibling finds a line of the same mapping as line n.
func (f *file) sibling(n int, re *regexp.Regexp) []string {
	depth := keyIndent(f.head(n))
	if m := re.FindStringSubmatch(f.head(n)); m != nil {
		return m
	}
	for _, step := range []int{-1, 1} {
		for i := n; i >= 1 && i <= f.len() && i > n-reach && i < n+reach; i += step {
			line := f.head(i)
			if strings.TrimSpace(line) == "" {
				continue
			}
			level := keyIndent(line)
			if level < depth || i != n && step > 0 && level == depth && listItem.MatchString(line) {
				break
			}
			if m := re.FindStringSubmatch(line); m != nil && level == depth {
				return m
			}
			if i != n && step < 0 && level == depth && listItem.MatchString(line) || i == n && step < 0 && listItem.MatchString(line) {
				break
			}
		}
	}
	return nil
}

// inPrivateKey reports whether a line lies inside a private key that began above.
func (f *file) inPrivateKey(n int) bool {
	for _, k := range f.keys {
		if n > k[0] && n <= k[1] {
			return true
		}
	}
	return false
}

// privateKeys finds the first and last lines of the private keys in a file. One without an end
// ends with the file.
func (f *file) privateKeys() [][2]int {
	var all [][2]int
	begin := []byte("-----BEGIN ")
	for at := 0; ; {
		i := bytes.Index(f.text[at:], begin)
		if i < 0 {
			return all
		}
		at += i
		first, _ := slices.BinarySearch(f.starts, at+1) // lines that begin at or before
		at += len(begin)
		if kind, is := secret.Shape(f.line(first)); !is || kind != "private-key" {
			if first == len(f.starts) {
				return all
			}
			at = f.starts[first] // one look at each line
			continue
		}
		last := f.len()
		if end := keyEnd.FindIndex(f.text[at:]); end != nil {
			last, _ = slices.BinarySearch(f.starts, at+end[0]+1)
		}
		all = append(all, [2]int{first, last})
		if last >= len(f.starts) {
			return all
		}
		at = f.starts[last]
	}
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// keyIndent is the indentation of the key, behind the dashes of list items.
func keyIndent(line string) int {
	n := indent(line)
	for strings.HasPrefix(line[n:], "- ") {
		n += 2
		n += indent(line[n:])
	}
	return n
}
