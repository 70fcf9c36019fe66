package secret

import (
	"regexp"
	"strings"
)

// A mask stands for a secret and says only of which kind it was: "~masked-named~". Its characters
// break nothing it may stand in: they are no delimiters of JSON, YAML, a shell or a URL (RFC 3986,
// section 2.3), and no token contains a ~, so that a mask cannot become part of one.
const (
	maskStart = "~masked-"
	maskEnd   = "~"
)

// ByName is the kind of a secret that nothing but its name shows.
const ByName Kind = "named"

// Mask is what is written for a secret of the kind.
func (k Kind) Mask() string { return maskStart + string(k) + maskEnd }

// Mask returns the value without the secret in it: as a whole when the name announces a secret,
// otherwise the parts that are one by their shape or by the name they stand under within the
// value ("Server=db;Password=…", {"token": "…"}). Everything else stays as it is.
//
// A mask says nothing of what it replaced, not even its length, but the kind: [Shape] and [Detect]
// answer for a masked value as for the value itself. Masking what is masked changes nothing.
func Mask(name, value string) string {
	if name != "" && mayBeNamed(name, value) {
		if kind, ok := Detect(name, value); ok {
			return kind.Mask()
		}
	}
	return maskPairs(maskShapes(value))
}

// mayBeNamed reports whether the value may be a secret as a whole because of its name. What has a
// mask in it was looked at before, unless it is a reference with something masked.
func mayBeNamed(name, value string) bool {
	return !strings.Contains(value, maskStart) && Named(name) && !reference.MatchString(strings.TrimSpace(value))
}

// hasMask reports whether a credential of the kind was masked in the value.
func hasMask(value string, kind Kind) bool {
	for rest := value; ; {
		i := strings.Index(rest, maskStart)
		if i < 0 {
			return false
		}
		rest = rest[i+len(maskStart):]
		if after, ok := strings.CutPrefix(rest, string(kind)); ok && strings.HasPrefix(after, maskEnd) {
			return true
		}
	}
}

// whole are expressions for what is masked of a credential whose shape shows only its beginning, or
// more than the secret in it. The secret is the first group.
var whole = map[Kind]*regexp.Regexp{
	"private-key":     regexp.MustCompile(`(?s)(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?:.*?-----END (?:[A-Z0-9]+ )*PRIVATE KEY-*|.*))`),
	"slack-webhook":   regexp.MustCompile(`hooks\.slack\.com/services/(T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,})`),
	"password-in-url": regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@$]*:([^\s/@${}]{3,}(?:@[^\s/@]*)*)@[^\s/@]+`),
}

// maskShapes masks what is a credential by its shape.
func maskShapes(value string) string {
	may := hinted(value)
	if may == 0 {
		return value
	}
	for i, s := range shapes {
		if may&(1<<i) == 0 {
			continue
		}
		re := whole[s.kind]
		if re == nil {
			re = s.re
		}
		value = replaceGroup(re, value, s.kind.Mask())
	}
	return value
}

// replaceGroup replaces the first group of each match, or the match when the expression has none.
func replaceGroup(re *regexp.Regexp, text, by string) string {
	found := re.FindAllStringSubmatchIndex(text, -1)
	if found == nil {
		return text
	}
	var b strings.Builder
	at := 0
	for _, m := range found {
		from, to := m[0], m[1]
		if len(m) > 2 {
			from, to = m[2], m[3]
		}
		if strings.Contains(text[from:to], ByName.Mask()) {
			continue // it became one only by being masked
		}
		b.WriteString(text[at:from])
		b.WriteString(by)
		at = to
	}
	b.WriteString(text[at:])
	return b.String()
}
