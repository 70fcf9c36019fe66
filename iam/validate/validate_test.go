package validate

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// plain are statements in which nothing is wrong.
func plain() map[Type]string {
	return map[Type]string{
		Identity: `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}`,
		Boundary: `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}`,
		Resource: `{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:GetObject", "Resource": "*"}`,
		Trust:    `{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}`,
		SCP:      `{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}`,
		RCP:      `{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}`,
	}
}

var letters = regexp.MustCompile(`@[0-9]+`)

// example reads a line of testdata/checks.txt.
func example(t *testing.T, typ Type, line string) (string, Options) {
	o := Options{Type: typ}
	if name, rest, ok := strings.Cut(line, " "); ok && !strings.HasPrefix(line, "{") && !strings.HasPrefix(line, "=") {
		line = rest
		if strings.Contains(name, "::") {
			o.ResourceType = name
		} else {
			var err error
			if o.Type, err = ParseType(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	line = letters.ReplaceAllStringFunc(line, func(s string) string {
		n, _ := strconv.Atoi(s[1:])
		return strings.Repeat("x", n)
	})
	if text, ok := strings.CutPrefix(line, "="); ok {
		return text, o
	}
	statement, differs := map[string]any{}, map[string]any{}
	if err := json.Unmarshal([]byte(plain()[o.Type]), &statement); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(line), &differs); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	for k, v := range differs {
		statement[k] = v
		if v == nil {
			delete(statement, k)
		}
	}
	if strings.Contains(line, "aws:UserName") { // encoding/json would keep the keys in order anyway
		return `{"Version": "2012-10-17", "Statement": [` + merge(plain()[o.Type], line) + `]}`, o
	}
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{statement}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text), o
}

func merge(a, b string) string { return strings.TrimSuffix(a, "}") + ", " + strings.TrimPrefix(b, "{") }

func TestChecks(t *testing.T) {
	text, err := os.ReadFile("testdata/checks.txt")
	if err != nil {
		t.Fatal(err)
	}
	bad, good := map[string]int{}, map[string]int{}
	code, typ := "", Guess
	for _, line := range strings.Split(string(text), "\n") {
		sign, rest, _ := strings.Cut(line, " ")
		switch sign {
		case "==":
			name := ""
			code, name, _ = strings.Cut(rest, " ")
			if typ, err = ParseType(name); err != nil {
				t.Fatal(err)
			}
		case "+", "-":
			policy, o := example(t, typ, rest)
			findings, err := JSON("policy.json", []byte(policy), o)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(findings, func(f Finding) bool { return f.Code == code })
			if (i >= 0) != (sign == "+") {
				t.Errorf("%s %s\n%v", code, line, findings)
			}
			if i >= 0 && (findings[i].Pos.Line == 0 || findings[i].Message == "") {
				t.Errorf("%s %s has no place or message: %+v", code, line, findings[i])
			}
			if sign == "+" {
				bad[code]++
			} else {
				good[code]++
			}
		}
	}
	for _, c := range Checks() {
		if bad[c.Code] == 0 || good[c.Code] == 0 {
			t.Errorf("%s has %d policies that trigger it and %d that do not", c.Code, bad[c.Code], good[c.Code])
		}
	}
	if n := len(Checks()); n < 138 {
		t.Errorf("%d checks", n)
	}
}

// A statement in which nothing is wrong has no findings.
func TestPlain(t *testing.T) {
	for typ, statement := range plain() {
		findings, err := JSON("policy.json", []byte(`{"Version": "2012-10-17", "Statement": [`+statement+`]}`), Options{Type: typ})
		if err != nil || len(findings) > 0 {
			t.Errorf("%s: %v, %v", typ, findings, err)
		}
	}
}

func TestCodesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Checks() {
		if seen[c.Code] || c.Title == "" || c.Text == "" || strings.ToUpper(c.Code) != c.Code {
			t.Errorf("%+v", c)
		}
		seen[c.Code] = true
	}
}

func TestPositions(t *testing.T) {
	text := `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["s3:GetObject",
               "s3:GetObjekt"],
    "Resource": "*"
  }]
}`
	findings, err := JSON("p.json", []byte(text), Options{})
	if err != nil || len(findings) != 1 {
		t.Fatal(findings, err)
	}
	f := findings[0]
	if f.Code != "INVALID_ACTION" || f.Pos.String() != "p.json:6:16" || f.Statement != 0 || !strings.Contains(f.Message, "did you mean GetObject?") {
		t.Errorf("%+v", f)
	}
}

// What is not known is not wrong.
func TestUnknown(t *testing.T) {
	hole := func(before, after string) *cloud.Value {
		return cloud.NewParts(cloud.Pos{}, cloud.Part{Text: before}, cloud.Part{Hole: &cloud.Hole{Name: "X", Reason: cloud.Because(cloud.NoParameterValue, "X")}}, cloud.Part{Text: after})
	}
	unknown := func() *cloud.Value { return cloud.NewUnknown(cloud.Pos{}, cloud.Because(cloud.NoParameterValue, "X")) }
	text := func(s string) *cloud.Value { return cloud.NewString(cloud.Pos{}, s) }
	m := func() *cloud.Value { return cloud.NewMap(cloud.Pos{}) }
	list := func(items ...*cloud.Value) *cloud.Value { return cloud.NewList(cloud.Pos{}, items...) }
	statement := func() *cloud.Value {
		return m().Set("Effect", text("Allow")).Set("Action", text("s3:GetObject")).Set("Resource", text("*"))
	}
	tests := []*cloud.Value{
		unknown(),
		m().Set("Version", unknown()).Set("Statement", unknown()),
		m().Set("Version", hole("2012", "")).Set("Statement", list(unknown())),
	}
	for _, s := range []*cloud.Value{
		statement().Set("Effect", unknown()),
		statement().Set("Effect", hole("", "")),
		statement().Set("Action", hole("s3:", "Objekt")),
		statement().Set("Action", hole("", ":Get")),
		statement().Set("Action", list(unknown(), hole("", ""))),
		statement().Set("Resource", hole("", "/*")),
		statement().Set("Resource", hole("arn:", ":s3:::bucket")),
		statement().Set("Resource", hole("arn:aws:sqs:", ":123456789012:queue")),
		statement().Set("Resource", hole("arn:aws:iam::", ":role/x")),
		statement().Set("Condition", unknown()),
		statement().Set("Condition", m().Set("StringEquals", unknown())),
		statement().Set("Condition", m().Set("IpAddress", m().Set("aws:SourceIp", hole("", "/32")))),
		statement().Set("Condition", m().Set("Bool", m().Set("aws:SecureTransport", hole("", "")))),
		statement().Set("Condition", m().Set("StringEquals", m().Set("aws:SourceVpce", unknown()))),
		statement().Set("Condition", m().Set("StringLike", m().Set("aws:SourceVpce", hole("", "")))),
		statement().Set("Action", text("iam:PassRole")).Set("Resource", hole("", "")),
		statement().Set("Action", text("iam:PassRole")).Set("Condition", unknown()),
	} {
		tests = append(tests, m().Set("Version", text("2012-10-17")).Set("Statement", list(s)))
	}
	for _, v := range tests {
		for typ := Identity; typ <= Endpoint; typ++ {
			for _, f := range Policy(v, Options{Type: typ}) {
				if typ == Identity || f.Kind == Error && f.Code != "MISSING_PRINCIPAL" && f.Code != "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE" &&
					f.Code != "UNSUPPORTED_ACTION_IN_POLICY" && f.Code != "RCP_SYNTAX_ERROR_ALLOW" && f.Code != "RCP_SYNTAX_ERROR_ACTION" {
					got, _ := json.Marshal(v)
					t.Errorf("%s: %+v\n%s", typ, f, got)
				}
			}
		}
	}
}

func FuzzJSON(f *testing.F) {
	text, err := os.ReadFile("testdata/checks.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if i := strings.IndexByte(line, '{'); i >= 0 {
			f.Add(line[i:], uint8(1))
			f.Add(`{"Statement": `+line[i:]+`}`, uint8(2))
		}
	}
	f.Fuzz(func(t *testing.T, text string, typ uint8) {
		findings, err := JSON("f", []byte(text), Options{Type: Type(typ % 9), ResourceType: "AWS::S3::Bucket"})
		if err != nil && len(findings) > 0 {
			t.Error("findings and an error")
		}
	})
}

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		p, q string
		want bool
	}{{"s3:*", "s3:Get*", true}, {"s3:Get*", "s3:*", false}, {"a?c", "abc", true}, {"a?c", "a*c", false}, {"*", "*", true}, {"a*b*c", "axxbyyc", true}, {"?", "?", true}, {"a?", "a?", true}} {
		if got := covers(c.p, c.q, true); got != c.want {
			t.Errorf("covers(%s, %s) is %v", c.p, c.q, got)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"a*", "*b", true}, {"a*", "b*", false}, {"role/*", "role", false}, {"*", "", true}, {"a?c", "ab*", true}, {"", "", true}, {"x", "", false}} {
		if got := overlap(c.a, c.b); got != c.want || overlap(c.b, c.a) != c.want {
			t.Errorf("overlap(%s, %s) is %v", c.a, c.b, got)
		}
	}
}

func BenchmarkJSON(b *testing.B) {
	text := []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::bucket/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}`)
	for b.Loop() {
		if _, err := JSON("p.json", text, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
