package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam/validate"
	"github.com/haechi-dev/haechi/source/cloudformation"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// validateFile finds the mistakes in a policy, in JSON or YAML, or in all policies of a template.
func validateFile(stdin io.Reader, name string, o validate.Options) ([]validate.Finding, error) {
	text, where, err := readPolicyText(stdin, name)
	if err != nil {
		return nil, err
	}
	if name != "-" && cloudformation.Sniff(text) {
		return validateTemplate(name, o)
	}
	if start := bytes.TrimSpace(text); len(start) > 0 && start[0] != '{' && start[0] != '[' && isYAML(name) {
		v, err := syntax.Parse(&cloud.Origin{File: where}, text)
		if err != nil {
			return nil, err
		}
		return validate.Policy(v, o), nil
	}
	return validate.JSON(where, text, o)
}

func readPolicyText(stdin io.Reader, name string) (text []byte, where string, err error) {
	where = name
	if name == "-" {
		where = "standard input"
		text, err = readAll(stdin, where, maxInput)
	} else {
		text, err = readInput(name)
	}
	if err != nil {
		return nil, "", fmt.Errorf("cannot read the policy: %w", err)
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), where, nil
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || name == "-"
}

// validateTemplate finds the mistakes in the policies of a template. The type of each follows from
// where it stands, unless the options say it.
func validateTemplate(name string, o validate.Options) ([]validate.Finding, error) {
	d, err := cloudformation.Read(name, cloudformation.Options{})
	if err != nil {
		return nil, err
	}
	var findings []validate.Finding
	seen := map[string]bool{}
	for _, r := range d.Graph.All() {
		policies(r.Properties, "", func(document *cloud.Value, property string) {
			options := o
			if options.Type == validate.Guess {
				options.Type, options.ResourceType = policyType(r, property)
			}
			for _, f := range validate.Policy(document, options) {
				// What stands once in a template may be the policy of several resources.
				key := fmt.Sprint(f.Pos, f.Code, f.Message)
				if f.Pos.IsZero() { // written by the transform, not by the user
					continue
				}
				if !seen[key] {
					seen[key] = true
					findings = append(findings, f)
				}
			}
		})
	}
	return findings, nil
}

// policies calls found for each policy document below a value, with the property that holds it.
func policies(v *cloud.Value, property string, found func(document *cloud.Value, property string)) {
	if embedded := embeddedJSON(v); embedded != nil {
		v = embedded
	}
	if isPolicy(v) {
		found(v, property)
		return
	}
	for _, f := range v.Fields() {
		policies(f.Value, f.Key, found)
	}
	for _, item := range v.Items() {
		policies(item, property, found)
	}
}

// embeddedJSON returns the object that a string holds as JSON, all of it at the place of the
// string: some properties take a policy so. It returns nil for any other value.
func embeddedJSON(v *cloud.Value) *cloud.Value {
	text, ok := v.Text()
	if !ok || !strings.HasPrefix(strings.TrimSpace(text), "{") || !strings.Contains(text, `"Statement"`) {
		return nil
	}
	object, _, err := cloud.ParseJSON(nil, []byte(text), cloud.JSONLimits{Bytes: 1 << 20, Depth: 64, Nodes: 1 << 16})
	if err != nil {
		return nil
	}
	return placed(object, v.Pos)
}

// placed returns a copy of a value with everything in it at one place.
func placed(v *cloud.Value, at cloud.Pos) *cloud.Value {
	switch v.Kind() {
	case cloud.List:
		list := cloud.NewList(at)
		for _, item := range v.Items() {
			list.Append(placed(item, at))
		}
		return list
	case cloud.Map:
		m := cloud.NewMap(at)
		for _, f := range v.Fields() {
			m.SetAt(f.Key, at, placed(f.Value, at))
		}
		return m
	}
	return v.At(at)
}

// isPolicy reports whether a value is a policy document: other things have statements too.
func isPolicy(v *cloud.Value) bool {
	statements := v.Get("Statement")
	if statements.Is(cloud.Map) {
		statements = cloud.NewList(statements.Pos, statements)
	}
	for _, s := range statements.Items() {
		if s.Has("Effect") || s.Has("Principal") || s.Is(cloud.Map) && s.Get("Action").Is(cloud.String) {
			return true
		}
	}
	return false
}

func policyType(r *cloud.Resource, property string) (validate.Type, string) {
	switch {
	case property == "AssumeRolePolicyDocument":
		return validate.Trust, ""
	case r.Type == "AWS::EC2::VPCEndpoint":
		return validate.Endpoint, ""
	case r.Type == "AWS::Organizations::Policy":
		switch kind, _ := r.Properties.Get("Type").Text(); kind {
		case "SERVICE_CONTROL_POLICY":
			return validate.SCP, ""
		case "RESOURCE_CONTROL_POLICY":
			return validate.RCP, ""
		}
		return validate.Guess, ""
	case strings.HasPrefix(r.Type, "AWS::IAM::"), strings.HasPrefix(r.Type, "AWS::SSO::"):
		return validate.Identity, ""
	}
	return validate.Resource, r.Type
}
