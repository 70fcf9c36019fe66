package secret_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/secret"
)

var (
	accessKey = "AKIA" + "IOSFODNN7EXAMPLE"
	github    = "ghp_" + strings.Repeat("a1", 18)
	jwt       = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0.abcdefghijkl"
	pem       = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabc/def\n-----END RSA " + "PRIVATE KEY-----"
)

func TestMask(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"DB_PASSWORD", "hunter22", "~masked-named~"},
		{"DB_PASSWORD", "hunter22222222222222", "~masked-named~"},
		{"X", accessKey, "~masked-aws-access-key~"},
		{"X", "key " + accessKey + " and " + github + ".", "key ~masked-aws-access-key~ and ~masked-github-token~."},
		{"GITHUB_TOKEN", "Bearer " + github + " rest", "~masked-github-token~"},
		{"X", "a\n" + pem + "\nb", "a\n~masked-private-key~\nb"},
		{"X", strings.TrimSuffix(pem, "-----END RSA PRIVATE KEY-----"), "~masked-private-key~"},
		{"DATABASE_URL", "postgres://app:hunter22@db/orders", "postgres://app:~masked-password-in-url~@db/orders"},
		{"DATABASE_URL", "postgres://app:hunt@er22@db:5432/orders?a=b@c", "postgres://app:~masked-password-in-url~@db:5432/orders?a=b@c"},
		{"X", "https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/" + "abcdefghijklmnopqrstuvwx", "https://hooks.slack.com/services/~masked-slack-webhook~"},

		// Parts of longer texts.
		{"X", "Server=db;User Id=app;Password=hunter22;Encrypt=true", "Server=db;User Id=app;Password=~masked-named~;Encrypt=true"},
		{"Definition", `{"StartAt":"A","password":"hunter22","TokenUrl":"https://x/"}`, `{"StartAt":"A","password":"~masked-named~","TokenUrl":"https://x/"}`},
		{"X", `{"body":"{\"password\":\"hun\\\"ter22\",\"n\":1}"}`, `{"body":"{\"password\":\"~masked-named~\",\"n\":1}"}`},
		{"X", `{"Environment":[{"Name":"DB_PASSWORD","Value":"hunter22"},{"Name":"STAGE","Value":"production"}]}`, `{"Environment":[{"Name":"DB_PASSWORD","Value":"~masked-named~"},{"Name":"STAGE","Value":"production"}]}`},
		{"X", `{"Value":"hunter22","Name":"DB_PASSWORD"}`, `{"Value":"~masked-named~","Name":"DB_PASSWORD"}`},
		{"X", "https://x/y?api_key=abcd1234&z=1", "https://x/y?api_key=~masked-named~&z=1"},
		{"X", "curl -H 'Authorization: Bearer abcdef123456' https://x", "curl -H 'Authorization: Bearer ~masked-named~' https://x"},
		{"X", `{"Authorization": "Basic YXBwOmh1bnRlcjIy"}`, `{"Authorization": "Basic ~masked-named~"}`},
		{"Authorization", "Bearer abcdef123456", "Bearer abcdef123456"},
		{"X", "run --api-key abcd1234 --stage prod", "run --api-key ~masked-named~ --stage prod"},
		{"X", "export DB_PASSWORD=hunter22\nexport STAGE=prod", "export DB_PASSWORD=~masked-named~\nexport STAGE=prod"},
		{"X", "token: " + jwt, "token: ~masked-json-web-token~"},

		// What is no secret stays.
		{"DB_SECRET", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db", ""},
		{"DB_SECRET", "prod/orders/db", ""},
		{"TOKEN_TTL", "3600", ""},
		{"X", "https://example.com/a?b=c", ""},
		{"X", `{"Password.$":"$.input.password","SecretId":"arn:aws:secretsmanager:a:b:secret:c","token":"{% $states.input.token %}"}`, ""},
		{"X", "password = getPassword()", ""},
		{"X", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-db-AbCdEf", ""},
		{"X", `{"Resource":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-db-AbCdEf"}`, ""},
		{"MasterUserPassword", "{{resolve:secretsmanager:orders:SecretString:password}}", ""},
		{"X", "type Page { nextToken: String\n token: [String!]! }", ""},
		{"X", `{"password": password, "token": request.token}`, ""},
		{"X", `{"a": "x", password: 'hunter22'}`, `{"a": "x", password: '~masked-named~'}`},
		{"ApiKeySelectionExpression", "$request.header.x-api-key", ""},
		{"SecretStringTemplate", `{"username": "admin"}`, ""},
		{"PasswordLastUsed", "2026-01-02T03:04:05Z", ""},
		{"AccessToken", "hours", ""},
		{"Code", "if (token == null) return", ""},
		{"Handler", "index.handler", ""},
		{"", "", ""},
	} {
		want := c.want
		if want == "" {
			want = c.value
		}
		if got := secret.Mask(c.name, c.value); got != want {
			t.Errorf("Mask(%q, %q)\n got %q\nwant %q", c.name, c.value, got, want)
		}
		same(t, c.name, c.value)
	}
}

// same checks what holds for every value: the class is kept, and a mask is masked.
func same(t *testing.T, name, value string) {
	t.Helper()
	once := secret.Mask(name, value)
	if twice := secret.Mask(name, once); twice != once {
		t.Errorf("Mask(%q, %q) = %q, and masked again %q", name, value, once, twice)
	}
	for _, n := range []string{name, "", "DB_PASSWORD"} {
		if n != name && n != "" && once != value {
			continue // a value that is masked under a name is what it was under that name
		}
		kind, ok := secret.Detect(n, value)
		got, gotOK := secret.Detect(n, once)
		if n == "" && got == "named" {
			continue // the mask of a named secret says so under every name
		}
		if got != kind || ok != gotOK {
			t.Errorf("Detect(%q, %q) = %q, but %q of the mask %q", n, value, kind, got, once)
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add("DB_PASSWORD", "hunter22")
	f.Add("X", "x://u:token=\"a b\"@h "+accessKey+" password=abcd")
	f.Add("TOKEN", "~masked-named~ a/b?token=Xk/29fjQz8LmPq")
	f.Add("X", `{"Name":"A_SECRET","Value":"b\\\"c"} Authorization: Basic abcdefgh`+pem)
	f.Add("A_KEY", github+jwt)
	f.Fuzz(func(t *testing.T, name, value string) { same(t, name, value) })
}

// Whatever stands around a secret, it is gone.
func FuzzMaskPlanted(f *testing.F) {
	f.Add("a ", " b", uint8(0))
	f.Add("{\"", "\"}", uint8(3))
	f.Add("x://u:", "@h", uint8(9))
	f.Fuzz(func(t *testing.T, before, after string, which uint8) {
		plants := []struct{ text, secret string }{
			{" " + accessKey + " ", accessKey}, {" " + github + " ", github}, {" " + jwt + " ", jwt}, {"\n" + pem + "\n", "MIIEowIBAAKCAQEA"},
			{" postgres://app:Zq7!hunter22@db/x ", "Zq7!hunter22"}, {`,"password":"Zq7!hunter22",`, "Zq7!hunter22"},
			{";Password=Zq7!hunter22;", "Zq7!hunter22"},
		}
		p := plants[int(which)%len(plants)]
		if strings.Contains(before+after, p.secret) || strings.ContainsAny(before+after, `\"'=:{}~`) {
			return // the surroundings would be part of it
		}
		if got := secret.Mask("X", before+p.text+after); strings.Contains(got, p.secret) {
			t.Errorf("%q still has %q", got, p.secret)
		}
	})
}

func BenchmarkMask(b *testing.B) {
	values := []string{"arn:aws:iam::111122223333:role/service-role/orders-function-role", "python3.13", "index.handler", "2026-01-02T03:04:05.000+0000", "KZ8nEwzqX3W0zH1qQmJb0oMZcS4v3L1m5q9Z8sVb1aE=", "us-east-1"}
	for i := 0; b.Loop(); i++ {
		secret.Mask("FunctionArn", values[i%len(values)])
	}
}
