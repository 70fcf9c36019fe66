package schema

import (
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	cases := []struct{ typ, name, want string }{
		{"AWS::Lambda::Function", "Runtme", "Runtime"},
		{"AWS::Lambda::Function", "timeout", "Timeout"},
		{"AWS::Lambda::Function", "KmsKeyARN", "KmsKeyArn"},
		{"AWS::Lambda::Function", "MemroySize", "MemorySize"},
		{"AWS::Lambda::Function", "DeadLetterConfiguration", ""},
		{"AWS::Lambda::Function", "Zzz", ""},
		{"AWS::Lambda::Function", "", ""},
		{"AWS::Lambda::Function", strings.Repeat("Runtime", 1000), ""},
		{"AWS::Lambda::Function.VpcConfig", "SubnetIDs", "SubnetIds"},
		{"AWS::Lambda::Functoin", "Runtme", ""},
	}
	for _, c := range cases {
		if got := Suggest(c.typ, c.name); got != c.want {
			t.Errorf("Suggest(%s, %.20s) = %q, want %q", c.typ, c.name, got, c.want)
		}
	}
}

func TestSuggestType(t *testing.T) {
	for typ, want := range map[string]string{
		"AWS::Lambda::Functoin":         "AWS::Lambda::Function",
		"aws::s3::bucket":               "AWS::S3::Bucket",
		"AWS::Lambda::Function":         "AWS::Lambda::Function",
		"AWS::SQS::Que":                 "AWS::SQS::Queue",
		"Something::Entirely::Else":     "",
		strings.Repeat("AWS::S3::", 99): "",
		"":                              "",
	} {
		if got := SuggestType(typ); got != want {
			t.Errorf("SuggestType(%.30q) = %q, want %q", typ, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	cases := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
		{"abc", "acb", 1}, {"abc", "abcd", 1}, {"abc", "xbc", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
	}
	for _, c := range cases {
		if got := distance(c.a, c.b, 10); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
	if got := distance("kitten", "sitting", 2); got != 2 {
		t.Errorf("the limit is passed: %d", got)
	}
}
