package iam_test

import (
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

func TestFits(t *testing.T) {
	types := map[string]*iam.ResourceType{}
	for _, service := range []string{"s3", "lambda", "iam", "logs", "dynamodb", "ssm", "apigateway", "lex", "greengrass"} {
		for _, typ := range iam.LookupService(service).Types {
			types[service+" "+typ.Name] = typ
		}
	}
	for _, c := range []struct {
		typ, arn string
		want     bool
	}{
		{"s3 bucket", "arn:aws:s3:::b", true},
		{"s3 bucket", "arn:aws:s3:::b/k", false},
		{"s3 object", "arn:aws:s3:::b/k/l", true},
		{"s3 object", "arn:aws:s3:::b", false},
		{"lambda function", "arn:aws:lambda:eu-west-1:1:function:f", true},
		{"lambda function", "arn:aws:lambda:eu-west-1:1:function:f:live", false},
		{"lambda function", "arn:aws:lambda:\x00AWS::Region\x00:\x00AWS::AccountId\x00:function:\x00F\x00", true},
		{"iam role", "arn:aws:iam::1:role/path/name", true},
		{"iam role", "arn:aws:iam::1:user/name", false},
		{"logs log-group", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f", true},
		{"logs log-stream", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:log-stream:2026/11/24/[$LATEST]x", true},
		{"dynamodb table", "arn:aws:dynamodb:eu-west-1:1:table/t", true},
		{"apigateway Stage", "arn:aws:apigateway:eu-west-1::/apis/a/stages/live", true},
		{"apigateway Stage", "arn:aws:apigateway:eu-west-1::/restapis/a/stages/live", true},
		{"apigateway Stage", "arn:aws:apigateway:eu-west-1::/domainnames/a/stages/live", false},
		{"lex bot", "arn:aws:lex:eu-west-1:1:bot/b", true},
		{"lex bot", "arn:aws:lex:eu-west-1:1:bot:b", true},
		{"lex bot alias", "arn:aws:lex:eu-west-1:1:bot:b:live", true},
		{"greengrass deployment", "arn:aws:greengrass:eu-west-1:1:deployments:d", true},
		{"ssm parameter", "arn:aws:ssm:eu-west-1:1:parameter/a/b", true},
	} {
		typ := types[c.typ]
		if typ == nil {
			t.Errorf("no type %q", c.typ)
			continue
		}
		if got := typ.Fits(c.arn); got != c.want {
			t.Errorf("%s (%s) fits %q = %v", c.typ, typ.ARN, c.arn, got)
		}
	}
}
