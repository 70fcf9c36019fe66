package validate_test

import (
	"testing"

	"github.com/haechi-dev/haechi/iam/validate"
)

// Both formats of a type that has two are ARNs of it.
func TestARNsOfTwoFormats(t *testing.T) {
	for _, arn := range []string{"lex:us-east-1:111122223333:bot:order", "lex:us-east-1:111122223333:bot/ABCDEF", "lex:us-east-1:111122223333:bot:order:live",
		"greengrass:us-east-1:111122223333:deployments:d", "apigateway:us-east-1::/restapis/a/stages/live", "apigateway:us-east-1::/apis/a/stages/live"} {
		text := `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["lex:*", "greengrass:*", "apigateway:*"], "Resource": "arn:aws:` + arn + `"}]}`
		findings, err := validate.JSON("p.json", []byte(text), validate.Options{Type: validate.Identity})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Kind == validate.Error {
				t.Errorf("%s: %s %s", arn, f.Code, f.Message)
			}
		}
	}
}
