// Package syntax reads the text of a CloudFormation or SAM template, YAML or JSON, into a
// [cloud.Value] tree with positions.
//
// It owns the two syntaxes: YAML 1.1 scalars as CloudFormation and the AWS tools read them, the
// short form of intrinsic functions (!Ref, !GetAtt …), anchors and merge keys, and the limits
// that keep a hostile file harmless. It must not know what a template means: an intrinsic
// function leaves here as a map with one key, whatever its argument.
package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/haechi-dev/haechi/cloud"
)

// Limits of what is read. CloudFormation takes templates up to 1 MB
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
const (
	MaxBytes = 8 << 20
	MaxDepth = 200
	MaxNodes = 1 << 20 // after anchors are expanded
)

// ErrMoreDocuments says that a YAML file goes on after its first document. CloudFormation refuses
// such a template.
var ErrMoreDocuments = errors.New("a template is one document")

// Parse reads a template. The origin names the file in positions and errors. Every error is a
// *cloud.Error. With one that wraps ErrMoreDocuments the first document is returned.
func Parse(origin *cloud.Origin, text []byte) (*cloud.Value, error) {
	start := cloud.Pos{Origin: origin, Line: 1, Column: 1}
	if len(text) > MaxBytes {
		return nil, &cloud.Error{Pos: start, What: fmt.Sprintf("file has %d bytes, more than the limit of %d", len(text), MaxBytes),
			Hint: "CloudFormation takes templates up to 1 MB"}
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if _, wide := Narrow(text); wide {
		return nil, &cloud.Error{Pos: start, What: "file is in UTF-16", Hint: "save it as UTF-8: nothing in it was read"}
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return nil, &cloud.Error{Pos: posAt(origin, text, i), What: "NUL byte in the text", Hint: "is this a text file in UTF-8?"}
	}
	if !utf8.Valid(text) {
		return nil, &cloud.Error{Pos: posAt(origin, text, firstInvalid(text)), What: "text is not UTF-8", Hint: "save the file as UTF-8"}
	}
	if b := bytes.TrimLeft(text, " \t\r\n"); len(b) > 0 && b[0] == '{' {
		v, err := parseJSON(origin, text)
		if err == nil {
			return v, nil
		}
		// A flow mapping with short tags or unquoted keys also starts with a brace.
		if y, yamlErr := parseYAML(origin, text); yamlErr == nil || y != nil {
			return y, yamlErr
		}
		return nil, err
	}
	return parseYAML(origin, text)
}

func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(text)
}

func posAt(origin *cloud.Origin, text []byte, offset int) cloud.Pos {
	before := text[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return cloud.Pos{Origin: origin, Line: int32(line), Column: int32(column), EndLine: int32(line), EndColumn: int32(column + 1)}
}
