package validate

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
)

// Kind says how bad a finding is, as ValidatePolicy does.
type Kind string

// The kinds.
const (
	Error           Kind = "ERROR"            // a part of the policy does not work
	SecurityWarning Kind = "SECURITY_WARNING" // the policy allows more than it should
	Warning         Kind = "WARNING"          // not how policies should be written
	Suggestion      Kind = "SUGGESTION"       // changes nothing about access
)

// Finding is a mistake in a document.
type Finding struct {
	Code    string // as AWS names it: "INVALID_ACTION"
	Kind    Kind
	Message string
	// Statement is the number of the statement, from 0, or -1 when the finding is about the document.
	Statement int
	Pos       cloud.Pos
}

// Options say what the document is.
type Options struct {
	Type Type // of the policy; Guess by default
	// ResourceType is the CloudFormation type of the resource that a Resource policy belongs to
	// ("AWS::S3::Bucket"), or "" when it is not known.
	ResourceType string
}

// limits bound the text of a policy. The largest policy of AWS has 152,297 bytes and some 5,000
// values.
var limits = cloud.JSONLimits{Bytes: 2 << 20, Depth: 64, Nodes: 1 << 16} // never assigned

// JSON reports the mistakes in the text of a document. A text that is not JSON is a finding too;
// the error is for a text that is beyond all bounds.
func JSON(name string, text []byte, o Options) ([]Finding, error) {
	origin := &cloud.Origin{File: name}
	v, duplicates, err := cloud.ParseJSON(origin, text, limits)
	if err != nil {
		var mistake *cloud.Error
		if !asError(err, &mistake) || len(text) > limits.Bytes {
			return nil, err
		}
		return []Finding{syntaxError(mistake.Pos, mistake.What)}, nil
	}
	findings := policyOf(v, o, len(text)).run()
	for _, d := range duplicates {
		findings = append(findings, syntaxError(d.Pos, fmt.Sprintf("the key %s stands twice", quote(d.Key))))
	}
	order(findings)
	return findings, nil
}

func syntaxError(pos cloud.Pos, what string) Finding {
	return Finding{Code: "JSON_SYNTAX_ERROR", Kind: Error, Message: "Fix the JSON: " + what + ".", Statement: -1, Pos: pos}
}

// Policy reports the mistakes in the tree of a document.
func Policy(v *cloud.Value, o Options) []Finding {
	findings := policyOf(v, o, 0).run()
	order(findings)
	return findings
}

// order sorts by place, then by code.
func order(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		switch {
		case a.Pos.Before(b.Pos):
			return -1
		case b.Pos.Before(a.Pos):
			return 1
		}
		return cmp.Compare(a.Code, b.Code)
	})
}

// Worst reports whether any finding is worse than a suggestion.
func Worst(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Kind != Suggestion })
}
