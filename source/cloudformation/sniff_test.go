package cloudformation

import "testing"

func TestSniff(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"AWSTemplateFormatVersion: 2010-09-09", true},
		{"Resources:\n  A:\n    Type: AWS::SQS::Queue", true},
		{`{"Resources": {"A": {"Type": "Custom::Thing"}}}`, true},
		{"kind: Deployment", false},
		{"Resources: none", false},
		{"\xff\xfeR\x00e\x00s\x00o\x00u\x00r\x00c\x00e\x00s\x00:\x00A\x00W\x00S\x00:\x00:\x00", true},
		{"\x00R\x00e\x00s\x00o\x00u\x00r\x00c\x00e\x00s\x00:\x00A\x00W\x00S\x00:\x00:", true},
		{"\xff\xfek\x00i\x00n\x00d\x00", false},
		{"", false},
	}
	for _, tt := range tests {
		if got := Sniff([]byte(tt.text)); got != tt.want {
			t.Errorf("Sniff(%q) = %v", tt.text, got)
		}
	}
}

func TestKind(t *testing.T) {
	tests := []struct {
		template string
		want     Kind
	}{
		{"Resources: {A: {Type: AWS::SQS::Queue}}", CloudFormation},
		{"Transform: AWS::Serverless-2016-10-31\nResources: {A: {Type: AWS::SQS::Queue}}", SAM},
		{"Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources: {A: {Type: AWS::SQS::Queue}}", SAM},
		{"Resources: {A: {Type: AWS::SQS::Queue, Metadata: {'aws:cdk:path': A/B/Resource}}}", CDK},
	}
	for _, tt := range tests {
		if got := read(t, Options{}, tt.template).Kind; got != tt.want {
			t.Errorf("%s is %s, want %s", tt.template, got, tt.want)
		}
	}
}
