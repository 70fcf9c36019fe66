package cloudformation

import (
	"bytes"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// Sniff reports whether a text, or the first kilobytes of one, may be a template. It is cheap
// and errs on the side of yes; [Read] has the last word. A template in UTF-16 is one too, of which
// Read says that it must be saved otherwise.
func Sniff(text []byte) bool {
	if narrow, wide := syntax.Narrow(text); wide {
		text = narrow
	}
	if bytes.Contains(text, []byte("AWSTemplateFormatVersion")) {
		return true
	}
	return bytes.Contains(text, []byte("Resources")) &&
		(bytes.Contains(text, []byte("AWS::")) || bytes.Contains(text, []byte("Custom::")))
}

// isTemplate reports whether a parsed file is a template: it says so, or it declares resources.
func isTemplate(v *cloud.Value) bool {
	if !v.Is(cloud.Map) {
		return false
	}
	if v.Has("AWSTemplateFormatVersion") {
		return true
	}
	for _, f := range v.Get("Resources").Fields() {
		if strings.HasPrefix(f.Key, "Fn::") || strings.Contains(f.Value.Get("Type").Str(), "::") {
			return true
		}
	}
	return false
}

// kindOf tells the dialect of a template as it was written.
func kindOf(template *cloud.Value) Kind {
	if hasTransform(template, "AWS::Serverless-2016-10-31") {
		return SAM
	}
	for _, f := range template.Get("Resources").Fields() {
		if f.Value.Path("Metadata", "aws:cdk:path") != nil || f.Value.Get("Type").Str() == "AWS::CDK::Metadata" {
			return CDK
		}
	}
	return CloudFormation
}

// hasTransform reports whether a template asks for a transform by name.
func hasTransform(template *cloud.Value, name string) bool {
	for _, t := range transforms(template) {
		if t.Str() == name || t.Get("Name").Str() == name {
			return true
		}
	}
	return false
}

// transforms lists what the Transform section asks for, in order.
func transforms(template *cloud.Value) []*cloud.Value {
	t := template.Get("Transform")
	switch t.Kind() {
	case cloud.List:
		return t.Items()
	case cloud.Absent, cloud.Null:
		return nil
	}
	return []*cloud.Value{t}
}
