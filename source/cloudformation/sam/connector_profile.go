package sam

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

//go:generate go run ./gen/connectorprofiles aws_sam_translator-1.110.0-py3-none-any.whl > connector_profiles.json

// connectorProfileData says, for each pair of source and destination type, what permission a
// connector makes, and for each type how its attributes are referred to. The file names its
// origin and licence.
//
//go:embed connector_profiles.json
var connectorProfileData []byte

// The kinds of permission a profile makes.
const (
	profileIAMPolicy        = "AWS_IAM_ROLE_MANAGED_POLICY"
	profileQueuePolicy      = "AWS_SQS_QUEUE_POLICY"
	profileTopicPolicy      = "AWS_SNS_TOPIC_POLICY"
	profileLambdaPermission = "AWS_LAMBDA_PERMISSION"
)

// connectorProfiles parses the embedded file once.
var connectorProfiles = sync.OnceValue(func() *cloud.Value {
	v, err := syntax.Parse(&cloud.Origin{File: "connector_profiles.json"}, connectorProfileData)
	if err != nil {
		panic(err) // the file is part of the program; a test parses it
	}
	return v.Get("Profiles")
})

// connectorProfile returns the profile from one resource type to another, or nil.
func connectorProfile(source, destination string) *cloud.Value {
	return connectorProfiles().Path("Permissions", source, destination)
}

// connectorAttributes returns how the attributes of a resource are referred to: Inputs names the
// property that holds its role, Outputs are the expressions of its Arn, Id, Name, Url, Qualifier.
func connectorAttributes(resourceType, logicalID string, pos cloud.Pos) *cloud.Value {
	v := connectorProfiles().Path("CfnResourceProperties", resourceType)
	if v == nil {
		return nil
	}
	expanded, _ := expandProfile(v, []profileVariable{{"logicalId", cloud.NewString(pos, logicalID)}}, pos)
	return expanded
}

// profileVariable is what a %{Name} in a profile stands for; a nil Value is not known.
type profileVariable struct {
	Name  string
	Value *cloud.Value
}

// expandProfile replaces the variables in every string of a profile. A string that is a variable
// becomes its value; one that contains variables becomes an Fn::Sub. The result's own nodes get
// the position; the values keep theirs. missing is the first variable needed but not known.
func expandProfile(v *cloud.Value, vars []profileVariable, pos cloud.Pos) (expanded *cloud.Value, missing string) {
	switch v.Kind() {
	case cloud.Map:
		m := cloud.NewMap(pos)
		for _, f := range v.Fields() {
			item, missing := expandProfile(f.Value, vars, pos)
			if missing != "" {
				return nil, missing
			}
			m.Set(f.Key, item)
		}
		return m, ""
	case cloud.List:
		l := cloud.NewList(pos)
		for _, item := range v.Items() {
			item, missing := expandProfile(item, vars, pos)
			if missing != "" {
				return nil, missing
			}
			l.Append(item)
		}
		return l, ""
	case cloud.String:
		return expandProfileText(v.Str(), vars, pos)
	}
	return v.At(pos), ""
}

// subVariable finds what makes a text need Fn::Sub.
var subVariable = regexp.MustCompile(`\$\{.+\}`)

func expandProfileText(text string, vars []profileVariable, pos cloud.Pos) (expanded *cloud.Value, missing string) {
	arguments := cloud.NewMap(pos)
	for _, variable := range vars {
		pattern := "%{" + variable.Name + "}"
		if !strings.Contains(text, pattern) {
			continue
		}
		if variable.Value.Kind() == cloud.Absent || variable.Value.Is(cloud.Null) {
			return nil, variable.Name
		}
		if text == pattern {
			return variable.Value, ""
		}
		name := strings.ReplaceAll(variable.Name, ".", "") // Fn::Sub takes no points in a name
		text = strings.ReplaceAll(text, pattern, "${"+name+"}")
		arguments.Set(name, variable.Value)
	}
	value := cloud.NewString(pos, text)
	switch {
	case !subVariable.MatchString(text):
		return value, ""
	case arguments.Len() == 0:
		return cloud.NewMap(pos).Set("Fn::Sub", value), ""
	}
	return cloud.NewMap(pos).Set("Fn::Sub", cloud.NewList(pos, value, arguments)), ""
}
