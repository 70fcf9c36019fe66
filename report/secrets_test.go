package report

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// In these texts « and » enclose what must be hidden, and only that.
var hiddenInLines = []string{
	`{"a": 1, "DB_PASSWORD": "«` + strings.Repeat("hunter2 ", 200) + `»", "STAGE": "prod"}`,
	`{"a": "` + strings.Repeat("x", 1010) + `", "DB_PASSWORD": "«hunter2»", "STAGE": "prod"}`,
	"DB_PASSWORD: «hunter2»",
	"DB_PASSWORD: \"«hun,ter{2}»\"",
	"  - DB_PASSWORD: '«hunter2»' # not this",
	"DB_PASSWORD: «hunter, the second» # not this",
	`{"Variables": {"DB_PASSWORD": "«hunter2»", "STAGE": "prod", "API_KEY": "«abcdefg»"}}`,
	`{"Variables":{"DB_PASSWORD":"«hunter2»","STAGE":"prod"}}`,
	`Variables: {DB_PASSWORD: «hunter2», STAGE: prod}`,
	"DB_PASSWORD: !Sub «hunter2-and-more»",
	"DB_PASSWORD: !Ref DbPassword",
	"DB_PASSWORD: '{{resolve:secretsmanager:db:SecretString:password}}'",
	"SECRET_ARN: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
	"Handler: index.handler",
	`  "AllowCredentials": true,`,
	"DB_PASSWORD: «hunter2»,",
	"KEY: «AKIAIOSFODNN7EXAMPLE»",
	"Text: the key «AKIAIOSFODNN7EXAMPLE», and more",
	"Url: «postgres://user:hunter2@db:5432/x»",
	"Code: password = \"«hunter2»\"",
	"DbPassword:\n  Type: String\n  Default: «hunter2»",
	"DbLogin:\n  NoEcho: true\n  Type: String\n  Default: «plain»",
	"DbLogin:\n  Default: «plain»\n  NoEcho: 'true'",
	"{\n  \"DbLogin\": {\n    \"Default\": \"«plain»\",\n    \"NoEcho\": true\n  }\n}",
	"A:\n  NoEcho: true\nB:\n  Default: plain",
	"- Name: DB_PASSWORD\n  Value: «hunter2»\n- Name: STAGE\n  Value: production",
	"- Value: «hunter2»\n  Name: DB_PASSWORD\n- Value: production\n  Name: STAGE",
	"- {Name: STAGE, Value: production}",
	"DB_PASSWORD: |\n  «hunter2»\nOTHER: |\n  hunter3",
	"DB_PASSWORD:\n  Fn::Sub: «hunter2-x»",
	"API_TOKENS:\n  - tokens: fine\nApiToken:\n  - «first-one»\n  - «second-one»",
	"Key: |\n  «-----BEGIN RSA PRIVATE KEY-----»\n  «MIIEpAIBAAKCAQEA»\n  «-----END RSA PRIVATE KEY-----»\n  not this",
	"DbSecret:\n  Type: AWS::SecretsManager::Secret\n  Properties:\n    Description: the login of the database",
	`Payload: '{\"password\": \"«hunter2»\"}'`,
}

func TestLinesHideSecrets(t *testing.T) {
	for _, marked := range hiddenInLines {
		text := strings.NewReplacer("«", "", "»", "").Replace(marked)
		opt := Options{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }}
		frames := newFrames(opt, &secrets{})
		var got []string
		for i := range strings.Split(text, "\n") {
			p := cloud.Pos{Origin: &cloud.Origin{File: "f"}, Line: int32(i + 1), Column: 1, EndLine: int32(i + 1), EndColumn: 2}
			fr, ok := frames.at(p, 0, 4000)
			if !ok {
				t.Fatalf("no line %d of %q", i+1, text)
			}
			got = append(got, fr.lines[0].text)
		}
		want := marked
		for strings.Contains(want, "«") {
			head, rest, _ := strings.Cut(want, "«")
			_, tail, _ := strings.Cut(rest, "»")
			want = head + masked + tail
		}
		if all := strings.Join(got, "\n"); all != want {
			t.Errorf("%q is shown as %q, want %q", text, all, want)
		}
	}
}

// A secret known from a resource is hidden wherever it appears.
func TestKnownSecretsAreHiddenEverywhere(t *testing.T) {
	const password = "correct horse battery staple"
	p := cloud.Pos{Origin: &cloud.Origin{File: "f.yaml"}, Line: 2, Column: 1, EndLine: 2, EndColumn: 4}
	env := cloud.NewMap(p).
		Set("DB_PASSWORD", cloud.NewString(p, password)).
		Set("List", cloud.NewList(p, cloud.NewMap(p).Set("Name", cloud.NewString(p, "ApiToken")).Set("Value", cloud.NewString(p, "tok-12345678")))).
		Set("PIN_SECRET", cloud.NewNumber(p, "73519264")).
		Set("HOLED_PASSWORD", cloud.NewParts(p, cloud.Part{Hole: &cloud.Hole{Name: "A"}}, cloud.Part{Text: "half-a-secret"}))
	res := &cloud.Resource{ID: "F", Name: "F", Type: "T::T::T", Pos: p, Properties: env}
	other := &cloud.Resource{ID: "O", Name: "O", Type: "T::T::T", Pos: p}
	why := cloud.Because(cloud.NotInSource, password)
	read := rule.Read{Resource: other, Path: "Command", Value: cloud.NewString(p, "run --with "+password), Pos: p}
	report := &finding.Report{
		Problems: []*cloud.Error{{Pos: p, What: "bad value " + password, Hint: "remove tok-12345678"}},
		Findings: finding.New(urlRule, res, "f.yaml", []rule.Result{
			{Verdict: rule.Fail, Pos: p, Path: "DB_PASSWORD", Evidence: []rule.Read{{Resource: res, Path: "Env", Value: env, Pos: p}, read}},
			{Verdict: rule.Unknown, Pos: p, Reasons: []cloud.Reason{why}, Evidence: []rule.Read{read}},
		}),
	}
	opt := fixed("en")
	opt.Verbose = true
	opt.ReadFile = func(string) ([]byte, error) {
		return []byte("# " + password + "\nabc\n# tok-12345678 half-a-secret"), nil
	}
	for name, f := range map[string]format{"text": Text, "json": JSON, "sarif": SARIF, "html": HTML} {
		got := string(write(t, f, report, opt))
		for _, secret := range []string{"correct horse", "tok-1234", "half-a-secret"} {
			if i := strings.Index(got, secret); i >= 0 {
				t.Errorf("%s: %q is in the report: …%s…", name, secret, got[max(0, i-60):min(len(got), i+60)])
			}
		}
		if !strings.Contains(got, masked) {
			t.Errorf("%s: nothing is hidden", name)
		}
	}
}

// TestParameterDefaultIsHidden: what a parameter is called says that its default is a secret, even
// one too short to be looked for elsewhere.
func TestParameterDefaultIsHidden(t *testing.T) {
	pos := cloud.Pos{}
	properties := cloud.NewMap(pos).Set("Name", cloud.NewString(pos, "DbPassword")).Set("Default", cloud.NewString(pos, "hun2x"))
	r := &cloud.Resource{ID: "Parameters.DbPassword", Name: "DbPassword", Properties: properties}
	read := rule.Read{Resource: r, Path: "Default", Value: properties.Get("Default")}
	s := findSecrets(&finding.Report{})
	if got := s.value(evidenceName(read), read.Value, 0).Str(); got != masked {
		t.Errorf("the report shows %q", got)
	}
	read.Resource = &cloud.Resource{Properties: cloud.NewMap(pos).Set("Name", cloud.NewString(pos, "Stage"))}
	if got := s.value(evidenceName(read), read.Value, 0).Str(); got != "hun2x" {
		t.Errorf("the report shows %q", got)
	}
}
