// Package secret tells whether a name and a value look like a credential.
//
// It owns the shapes of well-known credentials and the words that announce one. It must not know
// where a value comes from, and it never returns or prints the value. It imports the standard
// library only.
package secret

import (
	"math"
	"regexp"
	"strings"
)

// Kind says what was recognised: "aws-access-key", "private-key", "password-in-url", "named" …
type Kind string

// shapes are credentials recognisable by themselves. Sources: the vendors' documentation of
// their token formats, e.g.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
// and https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/.
//
// A hint is a text that every match contains: most values are dismissed by it alone, which takes
// a hundredth of the time of the expressions.
var shapes = []struct {
	kind  Kind
	hints []string
	re    *regexp.Regexp
}{
	{"aws-access-key", []string{"AKIA", "ASIA"}, regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z2-7]{16}\b`)},
	{"private-key", []string{"-----BEGIN "}, regexp.MustCompile(`-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY`)},
	{"github-token", []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}, regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b`)},
	{"gitlab-token", []string{"glpat-"}, regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{20,}`)},
	{"slack-token", []string{"xox"}, regexp.MustCompile(`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`)},
	{"slack-webhook", []string{"hooks.slack.com/"}, regexp.MustCompile(`hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,}`)},
	{"stripe-key", []string{"k_live_"}, regexp.MustCompile(`\b[rs]k_live_[A-Za-z0-9]{16,}`)},
	{"google-api-key", []string{"AIza"}, regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}\b`)},
	{"openai-key", []string{"sk-"}, regexp.MustCompile(`\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}`)},
	{"sendgrid-key", []string{"SG."}, regexp.MustCompile(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)},
	{"npm-token", []string{"npm_"}, regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}\b`)},
	{"json-web-token", []string{"eyJ"}, regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}`)},
	{"password-in-url", []string{"://"}, regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@$]*:[^\s/@${}]{3,}@[^\s/]+`)},
}

// Shape recognises a credential by its value alone, or the mask that stands for one.
func Shape(value string) (Kind, bool) {
	masked := strings.Contains(value, maskStart)
	if masked { // what stands under a name within a text is none by its shape
		value = strings.ReplaceAll(value, ByName.Mask(), " ")
	}
	may := hinted(value)
	if may == 0 && !masked {
		return "", false
	}
	for i, s := range shapes {
		if may&(1<<i) != 0 && s.re.MatchString(value) || masked && hasMask(value, s.kind) {
			return s.kind, true
		}
	}
	return "", false
}

var (
	announces = regexp.MustCompile(`(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET_?KEY|SECRET|CLIENT_?SECRET|API_?KEY|APIKEY|AUTH_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|TOKEN|CREDENTIALS?|WEBHOOK_SECRET)(?:_|[0-9]|$)`)
	// about are words that, behind the one that announces, make of it a thing that leads to a
	// secret or describes one: SECRET_ARN, TOKEN_URL … In front of it most of them tell whose
	// secret it is: SOURCE_PASSWORD.
	about = regexp.MustCompile(`(?:^|_)(?:ARNS?|NAMES?|ID|IDS|PATH|PREFIX|URL|URI|ENDPOINT|HOST|TABLE|BUCKET|QUEUE|TOPIC|REGION|TTL|EXPIRY|EXPIRES|EXPIRATION|DURATION|TIMEOUT|LENGTH|SIZE|TYPE|HEADER|PARAM|PARAMETER|SSM|ISSUER|AUDIENCE|ALGORITHM|VERSION|STORE|PROVIDER|ROTATION|ENABLED|REQUIRED|LIMIT|COUNT|MAX|MIN|POLICY|FILE|FIELD|USE|SOURCE|KEYS?|CACHE|MANAGER|COLUMN|ATTRIBUTE|PROPERTY|CLAIMS?|COOKIE|SCOPES?|MODE|FORMAT|METHOD|REGEX|PATTERN|FUNCTION|LAMBDA|DOMAIN|INDEX|LABEL|ALIAS|REF|REFERENCE|LOCATION|TAG|HINT|RESET|SERVICE|LAST|NEXT|ACTIVE|DATE|STATUS|VALIDITY|UNITS?|TEMPLATE|EXPRESSION)(?:_|[0-9]|$)`)
	// place are words in front of it that say where the secret is kept.
	place = regexp.MustCompile(`(?:^|_)(?:ARN|PARAM|PARAMETER|SSM|SECRETS_?MANAGER|TABLE|HEADER|FIELD|COLUMN|MAX|MIN)_`)
	camel = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	// reference are values that name where a secret is kept.
	reference = regexp.MustCompile(`^(?:arn:|/|\{\{resolve:|https?://|ssm:|secretsmanager:|s3://|\$\{|<|\w+::)`)
	// storePath are values like prod/orders/db: words, no digits among the letters of the first.
	storePath = regexp.MustCompile(`^[a-z][a-z_.-]*(?:/[a-z0-9_.-]*[a-z][a-z0-9_.-]*)+$`)
	// placeholder are values that ask for a secret instead of being one.
	placeholder = regexp.MustCompile(`(?i)^(?:(?:your|insert|enter|paste|put|replace)[ _-].*|.*[ _-]here|x{4,}|\*+|\.{3,})$`)
	// issued are names of what a service issues, which is no word; a password may be one.
	issued = regexp.MustCompile(`(?:token|apikey|accesskey|clientsecret)(?:value)?[0-9]*$`)
	// stands are values made of the words that say what stands there in earnest: MyApiKey, key-value.
	stands    = regexp.MustCompile(`^(?:my|your|test|dummy|sample|some|the|api|access|auth|oauth|refresh|client|app|secret|token|key|value|string)+$`)
	plainWord = regexp.MustCompile(`^(?:[0-9.]+|true|false|yes|no|on|off|null|none|undefined|n/a|todo|enabled|disabled|default|dummy|example|no_information|not_supported|seconds|minutes|hours|days|weeks|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:t[0-9:.]+(?:z|[+-][0-9:]+))?)$`)
)

// Named reports whether a name announces a secret: DB_PASSWORD, githubToken, but not SECRET_ARN
// or TOKEN_TTL.
func Named(name string) bool {
	if !Mentions(name) {
		return false
	}
	name = strings.ToUpper(camel.ReplaceAllString(strings.NewReplacer("-", "_", ".", "_", " ", "_").Replace(name), "${1}_$2"))
	found := announces.FindAllStringIndex(name, -1)
	if found == nil {
		return false
	}
	first, last := found[0], found[len(found)-1]
	return !about.MatchString(name[last[1]:]) && !place.MatchString(name[:first[0]]+"_")
}

// Mentions reports whether a text contains the heart of a word that announces a secret. When it
// does not, Named is false for every name in the text: a quick answer for most.
func Mentions(text string) bool {
	return words.findFold(text)&announcing != 0
}

// Detect recognises a credential by its shape, or by a name that announces one together with a
// value that can be one: not a reference, a number, a word such as "none", or a name in a store.
//
// The mask of a value is what the value was.
func Detect(name, value string) (Kind, bool) {
	if kind, ok := Shape(value); ok {
		return kind, true
	}
	if value == ByName.Mask() {
		return ByName, true
	}
	if strings.Contains(value, maskStart) { // it was none as a whole when something in it was masked
		return "", false
	}
	return detectNamed(name, value)
}

func detectNamed(name, value string) (Kind, bool) {
	value = strings.TrimSpace(value)
	if !Named(name) || len(value) < 4 || reference.MatchString(value) || plainWord.MatchString(strings.ToLower(value)) {
		return "", false
	}
	if placeholder.MatchString(value) {
		return "", false
	}
	if n, v := letters(name), letters(value); issued.MatchString(n) && (v == n || stands.MatchString(v)) {
		return "", false // SLACK_TOKEN: SlackToken
	}
	if storePath.MatchString(value) || strings.Contains(value, "/") && entropy(value) < 3.6 {
		return "", false // prod/orders/db is the name of a secret
	}
	return ByName, true
}

// letters are the letters and digits of a text, all of them small.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'A' <= c && c <= 'Z':
			return c + 'a' - 'A'
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			return c
		}
		return -1
	}, s)
}

// entropy is the Shannon entropy of a text in bits a character.
func entropy(s string) float64 {
	counts, n := map[rune]float64{}, 0.0
	for _, c := range s {
		counts[c]++
		n++
	}
	h := 0.0
	for _, k := range counts {
		h -= k / n * math.Log2(k/n)
	}
	return h
}
