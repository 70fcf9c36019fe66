package cli

import (
	"fmt"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// parameters reads the values of template parameters from a file and from Name=Value texts,
// which win.
func parameters(file string, texts []string) (map[string]string, error) {
	values := map[string]string{}
	if file != "" {
		if err := readParameters(file, values); err != nil {
			return nil, err
		}
	}
	for _, t := range texts {
		name, value, ok := strings.Cut(t, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("--param %q is not Name=Value", t)
		}
		values[name] = value
	}
	return values, nil
}

func readParameters(file string, values map[string]string) error {
	text, err := readInput(file)
	if err != nil {
		return fmt.Errorf("cannot read parameters: %w", err)
	}
	v, err := syntax.Parse(&cloud.Origin{File: file}, text)
	if err != nil {
		return err
	}
	if inner := v.Get("Parameters"); inner != nil { // the template configuration of a pipeline
		v = inner
	}
	for _, item := range v.Items() {
		name, ok := item.Get("ParameterKey").Scalar()
		value, okValue := item.Get("ParameterValue").Scalar()
		if !ok || !okValue {
			return &cloud.Error{Pos: item.Pos, What: "an item has no ParameterKey and ParameterValue", Hint: `write {"ParameterKey": "Stage", "ParameterValue": "prod"}`}
		}
		values[name] = value
	}
	for _, f := range v.Fields() {
		value, ok := scalarOrList(f.Value)
		if !ok {
			return &cloud.Error{Pos: f.KeyPos, What: "the value of " + f.Key + " is not a text or a list of texts"}
		}
		values[f.Key] = value
	}
	if !v.Is(cloud.Map) && !v.Is(cloud.List) {
		return &cloud.Error{Pos: v.Pos, What: "parameters are a mapping, or a list of ParameterKey and ParameterValue"}
	}
	return nil
}

func scalarOrList(v *cloud.Value) (string, bool) {
	if !v.Is(cloud.List) {
		return v.Scalar()
	}
	var all []string
	for _, item := range v.Items() {
		s, ok := item.Scalar()
		if !ok {
			return "", false
		}
		all = append(all, s)
	}
	return strings.Join(all, ","), true
}
