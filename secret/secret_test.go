package secret_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/secret"
)

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        secret.Kind
	}{
		{"X", "AKIAIOSFODNN7" + "EXAMPLE", "aws-access-key"},
		{"X", "-----BEGIN RSA " + "PRIVATE KEY-----", "private-key"},
		{"X", "ghp_" + strings.Repeat("a1", 18), "github-token"},
		{"DATABASE_URL", "postgres://app:hunter22@db/orders", "password-in-url"},
		{"DATABASE_URL", "postgres://db/orders", ""},
		{"DATABASE_URL", "postgres://app:${PASSWORD}@db/orders", ""},
		{"DB_PASSWORD", "hunter22", "named"},
		{"dbPassword", "hunter22", "named"},
		{"GITHUB_TOKEN", "s3cr3t-value", "named"},
		{"api-key", "abcd1234", "named"},
		{"DB_PASSWORD", "", ""},
		{"DB_PASSWORD_ARN", "something", ""},
		{"SECRET_NAME", "prod-db", ""},
		{"DB_SECRET", "prod/orders/db", ""},
		{"DB_SECRET", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db", ""},
		{"DB_PASSWORD", "{{resolve:secretsmanager:db}}", ""},
		{"TOKEN_TTL", "3600", ""},
		{"MAX_TOKENS", "4096", ""},
		{"REQUIRE_TOKEN", "true", ""},
		{"SOURCE_DB_PASSWORD", "hunter22", "named"},
		{"HOST_TOKEN", "hunter22", "named"},
		{"JWT_SECRET_KEY", "my-secret-key", "named"},
		{"SESSION_COOKIE_SECRET", "keyboard cat", "named"},
		{"DB_PASSWORD_1", "hunter22", "named"},
		{"DB_SECRET", "production/orders/database-credentials", ""},
		{"TOKEN_SECRET", "my-app/token-secret", ""},
		{"AWS_SECRET_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "named"},
		{"SECRETS_MANAGER_SECRET_NAME", "orders", ""},
		{"API_KEY_SSM", "orders-key", ""},
		{"SECRETS_MANAGER_SECRET", "app-db-secret", ""},
		{"SSM_API_KEY", "orders-key", ""},
		{"DB_PASSWORD_KEY", "password", ""},
		{"TOKEN_CACHE", "redis", ""},
		{"API_KEY_HEADER", "x-api-key", ""},
		{"PARAM_DB_PASSWORD", "orders-password", ""},
		{"SLACK_TOKEN", "SlackToken", ""},
		{"SLACK_TOKEN", "SlackToken1", "named"},
		{"PASSWORD", "password", "named"},
		{"api_key", "MyAPIkey", ""},
		{"api_key", "KeyValue", ""},
		{"clientSecret", "clientSecret", ""},
		{"API_TOKEN", "letmein", "named"},
		{"API_KEY", "your-api-key", ""},
		{"API_KEY", "yourself", "named"},
		{"API_KEY", "INSERT_KEY_HERE", ""},
		{"DB_PASSWORD", "xxxxxxxx", ""},
		{"DB_PASSWORD", "********", ""},
		{"TABLE", "orders", ""},
		{"STAGE", "production", ""},
	} {
		got, ok := secret.Detect(c.name, c.value)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Detect(%q, %q) = %q, %v, want %q", c.name, c.value, got, ok, c.want)
		}
	}
}
