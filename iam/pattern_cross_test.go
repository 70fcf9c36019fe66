package iam

import (
	"strings"
	"testing"
)

func TestShifted(t *testing.T) {
	for _, c := range []struct{ pattern, want string }{
		{"arn:aws:lambda:*:function:f", "arn|aws|lambda|*|*|function:f"},
		{"arn:aws:lambda:eu*:function:*", "arn|aws|lambda|eu*|*|function:*"},
		{"arn:aws:dynamodb:*:table/x", "arn|aws|dynamodb|*|*|table/x"},
		{"arn:aws:s*:x", "arn|aws|s*|*|*|x"},
		{"arn:aws:sqs:*:111111111111:q", ""},
		{"arn:aws:sqs:*:*:q", ""},
		{"arn:aws:iam::aws:policy/*", ""},
		{"arn:aws:lambda:eu-west-1:function:f", ""},
		{"arn:aws:s3", ""},
	} {
		p := ResourcePattern(c.pattern)
		var got []string
		for _, segment := range p.form.shifted(p.form.segments) {
			got = append(got, literalText(segment))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: got %q, want %s", c.pattern, got, c.want)
		}
	}
}
