package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/secret"
)

// masked is what is written in place of a secret, whatever its length.
const masked = "••••"

// secrets knows the secret values that a report's resources hold, so that they are recognised
// wherever they stand: in a line of a file, in a reason, in a message.
type secrets struct {
	words []string // longest first
}

// minWord is the length from which a secret is searched for outside its own place; a shorter one
// would black out innocent text.
const minWord = 6

func findSecrets(r *finding.Report) *secrets {
	s := &secrets{}
	known := map[string]bool{}
	note := func(name string, v *cloud.Value) {
		if !isSecret(name, v) {
			return
		}
		text, ok := v.Scalar()
		if !ok { // with holes: each piece that is written
			for _, p := range v.Parts() {
				text += p.Text + "\n"
			}
		}
		for _, line := range strings.Split(text, "\n") {
			if line = strings.TrimSpace(line); len(line) >= minWord && !known[line] {
				known[line] = true
				s.words = append(s.words, line)
			}
		}
	}
	seen := map[*cloud.Resource]bool{}
	look := func(res *cloud.Resource) {
		if res == nil || seen[res] {
			return
		}
		seen[res] = true
		eachScalar("", res.Properties, 0, note)
		eachScalar("", res.Attributes, 0, note)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		look(f.Resource)
		for _, e := range f.Evidence() {
			look(e.Resource)
			eachScalar(evidenceName(e), e.Value, 0, note)
		}
	}
	slices.SortFunc(s.words, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return s
}

func isSecret(name string, v *cloud.Value) bool {
	if v.HasHoles() { // "postgres://${User}:hunter2@${Host}": what is written may be a secret
		text, _ := v.Canonical()
		if _, is := secret.Shape(text); is {
			return true
		}
		_, is := secret.Detect(name, written(v))
		return is
	}
	text, ok := v.Scalar()
	if !ok {
		return false
	}
	_, is := secret.Detect(name, text)
	return is
}

// written is the text of a string without its holes.
func written(v *cloud.Value) string {
	var b strings.Builder
	for _, p := range v.Parts() {
		b.WriteString(p.Text)
	}
	return b.String()
}

// maxDepth bounds the walk through a value.
const maxDepth = 100

// eachScalar visits the texts below a value with the name that each goes by: its key, the key of
// the list it is in, or, in {Name: …, Value: …} and {Name: …, Default: …}, what Name says.
func eachScalar(name string, v *cloud.Value, depth int, visit func(string, *cloud.Value)) {
	if depth > maxDepth {
		return
	}
	switch v.Kind() {
	case cloud.Map:
		for _, f := range v.Fields() {
			eachScalar(nameIn(v, name, f.Key), f.Value, depth+1, visit)
		}
	case cloud.List:
		for _, item := range v.Items() {
			eachScalar(name, item, depth+1, visit)
		}
	case cloud.String, cloud.Number:
		visit(name, v)
	}
}

// nameIn is the name that the value of a key goes by.
func nameIn(m *cloud.Value, outer, key string) string {
	if strings.EqualFold(key, "value") || strings.EqualFold(key, "default") {
		for _, k := range []string{"Name", "Key", "ParameterKey", "name", "key"} {
			if name := m.Get(k).Str(); name != "" {
				return name
			}
		}
		return outer
	}
	return key
}

// evidenceName is the name that a piece of evidence goes by.
func evidenceName(e rule.Read) string {
	name := lastName(e.Path)
	if e.Resource != nil && e.Path == name { // of a template parameter, its Name says what Default is
		return nameIn(e.Resource.Properties, name, name)
	}
	return name
}

// lastName is the last name of a property path, without indexes.
func lastName(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		path = path[i+1:]
	}
	name, _, _ := strings.Cut(path, "[")
	return strings.Trim(name, `"'`)
}

// hide returns the text without the secrets in it.
func (s *secrets) hide(text string) string {
	spans := s.spans(text)
	if len(spans) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, p := range spans {
		b.WriteString(text[at:p.from])
		b.WriteString(masked)
		at = p.to
	}
	b.WriteString(text[at:])
	return b.String()
}

// span is a range of bytes.
type span struct{ from, to int }

// spans finds known secrets, and words that have the shape of one.
func (s *secrets) spans(text string) []span {
	var all []span
	for _, word := range s.words {
		for at := 0; at <= len(text)-len(word); {
			i := strings.Index(text[at:], word)
			if i < 0 {
				break
			}
			from := at + i
			to := from + len(word)
			if alone(text, from, to) {
				all = append(all, span{from, to})
			}
			at = to
		}
	}
	if _, is := secret.Shape(text); is {
		all = append(all, shapes(text)...)
	}
	return merge(all)
}

// shapes finds the words of a text that look like a credential. When it takes more than a word to
// look like one, it is the whole text.
func shapes(text string) []span {
	var all []span
	for from := 0; from < len(text); {
		end := strings.IndexFunc(text[from:], divides)
		if end < 0 {
			end = len(text) - from
		}
		if _, is := secret.Shape(text[from : from+end]); is {
			all = append(all, span{from, from + end})
		}
		_, size := utf8.DecodeRuneInString(text[from+end:])
		from += end + max(size, 1)
	}
	if all == nil {
		return []span{{len(text) - len(strings.TrimLeft(text, " \t")), len(text)}}
	}
	return all
}

func divides(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'`,;<>()[]", r) }

// alone reports whether the range is not part of a longer word.
func alone(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !(wordRune(before) && wordRune(first)) && !(wordRune(last) && wordRune(after))
}

func wordRune(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func merge(all []span) []span {
	slices.SortFunc(all, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out []span
	for _, p := range all {
		if n := len(out); n > 0 && p.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, p.to)
			continue
		}
		out = append(out, p)
	}
	return out
}

// value returns the value with its secrets replaced.
func (s *secrets) value(name string, v *cloud.Value, depth int) *cloud.Value {
	if depth > maxDepth {
		return cloud.NewString(v.Pos, "…")
	}
	switch v.Kind() {
	case cloud.Map:
		m := cloud.NewMap(v.Pos)
		for _, f := range v.Fields() {
			m.Set(f.Key, s.value(nameIn(v, name, f.Key), f.Value, depth+1))
		}
		return m
	case cloud.List:
		l := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			l.Append(s.value(name, item, depth+1))
		}
		return l
	case cloud.String, cloud.Number:
		if isSecret(name, v) {
			return cloud.NewString(v.Pos, masked)
		}
		if text, ok := v.Text(); ok {
			if hidden := s.hide(text); hidden != text {
				return cloud.NewString(v.Pos, hidden)
			}
			return v
		}
		if text, ok := v.Canonical(); ok {
			if hidden := s.hide(text); hidden != text {
				return cloud.NewString(v.Pos, hidden)
			}
		}
	}
	return v
}
