package secret

import (
	"regexp"
	"strings"
)

// maskPairs masks the values that stand under a name within a text: "password": "…" in JSON, also
// when that is itself a text in JSON, Password=… in a connection string, ?token=… in a URL,
// --api-key … in a command, {"Name": "DB_PASSWORD", "Value": "…"}, Authorization: Bearer ….
func maskPairs(text string) string {
	if !mentionsPair(text) {
		return text
	}
	p := pairs{text: text}
	for at := 0; at < len(text); at++ {
		switch c := text[at]; {
		case c == '=' || c == ':' && !strings.HasPrefix(text[at:], "://"):
		case c == ' ' && at > 0 && isName(text[at-1]):
		default:
			continue
		}
		if name, quoted, ok := p.nameBefore(at); ok && (quoted || p.separates(at)) {
			if from, to, found := p.secretBehind(name, quoted, at); found {
				p.replace(from, to)
				at = to - 1
			}
		}
	}
	return p.done()
}

func mentionsPair(text string) bool {
	return words.findFold(text) != 0 && strings.ContainsAny(text, "=: ")
}

type pairs struct {
	text    string
	out     strings.Builder
	written int
	// end is where the value without quotation marks ends that was looked at last. Another that
	// begins before ends there, too.
	start, end int
}

func (p *pairs) replace(from, to int) {
	kind := ByName
	for _, s := range shapes { // the kind of what is masked in it already is kept
		if hasMask(p.text[from:to], s.kind) {
			kind = s.kind
			break
		}
	}
	p.out.WriteString(p.text[p.written:from])
	p.out.WriteString(kind.Mask())
	p.written = to
}

func (p *pairs) done() string {
	if p.written == 0 {
		return p.text
	}
	p.out.WriteString(p.text[p.written:])
	return p.out.String()
}

// maxName is the length up to which a name may announce anything.
const maxName = 128

// separates reports whether a name without quotation marks and what follows it belong together. A
// colon alone is a part of ARNs: arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders.
func (p *pairs) separates(at int) bool {
	return p.text[at] != ':' || at+1 < len(p.text) && strings.IndexByte(" \t\"'\\", p.text[at+1]) >= 0
}

// nameBefore returns the name that ends before a separator, perhaps in quotation marks. A space
// separates only behind the flag of a command.
func (p *pairs) nameBefore(at int) (name string, quoted, ok bool) {
	end := at
	if p.text[at] != ' ' {
		for end > 0 && (p.text[end-1] == ' ' || p.text[end-1] == '\t') {
			end--
		}
		if end > 0 && (p.text[end-1] == '"' || p.text[end-1] == '\'') {
			for end--; end > 0 && p.text[end-1] == '\\'; end-- {
			}
			quoted = true
		}
	}
	start := end
	for start > 0 && end-start <= maxName && isName(p.text[start-1]) {
		start--
	}
	name = p.text[start:end]
	if p.text[at] == ' ' && (!strings.HasPrefix(name, "--") || start < p.written) {
		return "", false, false
	}
	name = strings.TrimLeft(name, "-.")
	return name, quoted, name != "" && start >= p.written
}

// secretBehind finds the value behind a separator when its name makes it a secret.
func (p *pairs) secretBehind(name string, quoted bool, at int) (from, to int, ok bool) {
	value, authorization := strings.EqualFold(name, "value") || strings.EqualFold(name, "default"), strings.EqualFold(name, "authorization")
	switch {
	case authorization:
	case value:
		if name, ok = p.sibling(at); !ok {
			return 0, 0, false
		}
	case !Named(name):
		return 0, 0, false
	}
	from, to = p.value(at + 1)
	if authorization { // a scheme, a space and the credentials
		for to < len(p.text) && (p.text[to] == ' ' || !delimits(p.text[to])) {
			to++
		}
		m := credentials.FindStringSubmatchIndex(p.text[from:to])
		if m == nil {
			return 0, 0, false
		}
		return from + m[2], from + m[3], true
	}
	text := p.text[from:to]
	bare := from == 0 || p.text[from-1] != '"' && p.text[from-1] != '\''
	if bare && (typeName.MatchString(text) || quoted && variable.MatchString(text)) {
		return 0, 0, false // {"password": password}, nextToken: String
	}
	if isMask(text) || expression.MatchString(text) || to < len(p.text) && p.text[to] == '(' {
		return 0, 0, false
	}
	_, ok = detectNamed(name, text)
	return from, to, ok
}

var (
	// credentials are what follows the scheme in an Authorization header (RFC 9110, section 11.4).
	credentials = regexp.MustCompile(`^(?i:bearer|basic|token|apikey|digest|negotiate)\s+([^\s$,;{}<>~][^\s,;{}<>]{5,})`)
	// expression are values that are computed where they stand: JSONPath and JSONata of a state
	// machine, variables of a shell, placeholders of templates.
	expression = regexp.MustCompile(`^(?:\$|\{|\[|%|<|@|States\.|null\b|self\.|os\.|process\.env)`)
	// typeName and variable are no values: types in schemas and code, and names of variables.
	typeName = regexp.MustCompile(`^\[?(?i:string|str|int|integer|id|boolean|bool|number|float|any|object|bytes|optional|json|awsjson)\b[!?\]\[]*$`)
	variable = regexp.MustCompile(`^[A-Za-z_.]+$`)
	nameKey  = regexp.MustCompile(`(?i)["'\s{,](?:Name|Key|ParameterKey)\\*["']?\s*[:=]\s*\\*["']?([A-Za-z_][A-Za-z0-9_.-]*)`)
)

// value is what stands behind a separator: in quotation marks, or up to a delimiter.
func (p *pairs) value(from int) (start, end int) {
	text := p.text
	for from < len(text) && (text[from] == ' ' || text[from] == '\t') {
		from++
	}
	start = from
	for start < len(text) && text[start] == '\\' {
		start++
	}
	if start < len(text) && (text[start] == '"' || text[start] == '\'') {
		return start + 1, closing(text, start+1, text[start], start-from)
	}
	if from >= p.start && from < p.end {
		return from, p.end
	}
	end = from
	for end < len(text) && !delimits(text[end]) {
		end++
	}
	p.start, p.end = from, end
	return from, end
}

// closing finds the quotation mark that ends a text: one that is escaped no more than the first.
func closing(text string, from int, quote byte, escaped int) int {
	run := 0
	for i := from; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			run++
			continue
		case text[i] == quote && run <= escaped:
			return i - run
		}
		run = 0
	}
	return len(text)
}

func delimits(c byte) bool { return c <= ' ' || strings.IndexByte(`,;&"'}])(<>`+"`", c) >= 0 }

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}

// near is how far the name of a value may be away.
const near = 512

// sibling is the name in {"Name": "DB_PASSWORD", "Value": …} around the value.
func (p *pairs) sibling(at int) (name string, ok bool) {
	from, to := max(0, at-near), min(len(p.text), at+near)
	if i := strings.LastIndexAny(p.text[from:at], "{}"); i >= 0 {
		from += i
	}
	if i := strings.IndexAny(p.text[at:to], "{}"); i >= 0 {
		to = at + i
	}
	m := nameKey.FindStringSubmatch(p.text[from:to])
	if m == nil || !Named(m[1]) {
		return "", false
	}
	return m[1], true
}

func isMask(text string) bool {
	rest, ok := strings.CutPrefix(text, maskStart)
	return ok && strings.IndexByte(rest, '~') == len(rest)-1
}
