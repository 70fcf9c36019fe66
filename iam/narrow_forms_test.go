package iam

import (
	"slices"
	"testing"
)

// A type with two formats of ARNs lies below what either begins with, and is told from others by either.
func TestFormsOfTwoFormats(t *testing.T) {
	for _, c := range []struct {
		action, arn string
		want        []string
	}{
		{"apigateway:GET", "arn:aws:apigateway:eu-west-1::/restapis/a/stages", []string{"arn:aws:apigateway:eu-west-1::/restapis/a/stages", "arn:aws:apigateway:eu-west-1::/restapis/a/stages/*"}},
		{"apigateway:GET", "arn:aws:apigateway:eu-west-1::/apis/a/models", []string{"arn:aws:apigateway:eu-west-1::/apis/a/models", "arn:aws:apigateway:eu-west-1::/apis/a/models/*"}},
		{"lex:StartConversation", "arn:aws:lex:eu-west-1:1:bot-alias/b/a", []string{"arn:aws:lex:eu-west-1:1:bot-alias/b/a"}},
		{"lex:GetBotAlias", "arn:aws:lex:eu-west-1:1:bot:b:live", []string{"arn:aws:lex:eu-west-1:1:bot:b:live"}},
	} {
		action := LookupAction(c.action)
		if action == nil {
			t.Errorf("no action %s", c.action)
			continue
		}
		if got := forms(c.arn, []*Action{action}, false); !slices.Equal(got, c.want) {
			t.Errorf("%s on %s: %q", c.action, c.arn, got)
		}
	}
}
