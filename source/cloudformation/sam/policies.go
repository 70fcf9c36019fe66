package sam

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
)

//go:embed data/policies.txt
var policiesText string

// policyTemplate is a policy with parameters that SAM knows by name
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html).
type policyTemplate struct {
	parameters []string
	definition string // JSON
}

// policyTemplates reads the data once; nothing changes it afterwards.
var policyTemplates = sync.OnceValue(func() map[string]policyTemplate {
	templates := map[string]policyTemplate{}
	for line := range strings.Lines(policiesText) {
		name, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		parameters, definition, _ := strings.Cut(rest, " ")
		if name == "#" || definition == "" {
			continue
		}
		template := policyTemplate{definition: definition}
		if parameters != "-" {
			template.parameters = strings.Split(parameters, ",")
		}
		templates[name] = template
	}
	return templates
})

type policyKind int

const (
	unknownPolicy  policyKind = iota
	managedPolicy             // a name, an ARN or an intrinsic function
	policyDocument            // has statements
	templatePolicy            // the name of a policy template and its parameters
)

type policyEntry struct {
	kind  policyKind
	value *cloud.Value
}

// policiesOf reads Policies: one or a list.
func policiesOf(policies *cloud.Value, templates bool) ([]policyEntry, error) {
	if !truthy(policies) {
		return nil, nil
	}
	items := []*cloud.Value{policies}
	if policies.Is(cloud.List) {
		items = policies.Items()
	}
	entries := make([]policyEntry, 0, len(items))
	for _, item := range items {
		kind, err := kindOfPolicy(item, templates)
		if err != nil {
			return nil, err
		}
		entries = append(entries, policyEntry{kind, item})
	}
	return entries, nil
}

// kindOfPolicy tells what a policy is; Fn::If is what its branches are.
func kindOfPolicy(v *cloud.Value, templates bool) (policyKind, error) {
	switch {
	case v.Is(cloud.String):
		return managedPolicy, nil
	case isIf(v):
		return kindOfBranches(v, templates)
	case isIntrinsic(v):
		return managedPolicy, nil
	case v.Has("Statement"):
		return policyDocument, nil
	case templates && v.Is(cloud.Map) && v.Len() == 1:
		if _, known := policyTemplates()[v.Fields()[0].Key]; known {
			return templatePolicy, nil
		}
	}
	return unknownPolicy, nil
}

func kindOfBranches(v *cloud.Value, templates bool) (policyKind, error) {
	_, yes, no, ok := branches(v)
	if !ok {
		return unknownPolicy, documentError(v.Pos, malformedIf)
	}
	yesKind, err := kindOfPolicy(yes, templates)
	if err != nil {
		return unknownPolicy, err
	}
	noKind, err := kindOfPolicy(no, templates)
	switch {
	case err != nil:
		return unknownPolicy, err
	case yesKind == noKind, isNoValue(no):
		return yesKind, nil
	case isNoValue(yes):
		return noKind, nil
	}
	return unknownPolicy, documentError(v.Pos, "Different policy types within the same Fn::If statement is unsupported. "+
		"Separate different policy types into different Fn::If statements")
}

// expandPolicyTemplates replaces policy templates in Policies by their statements.
func (m *macro) expandPolicyTemplates() error {
	policies := m.properties.Get("Policies")
	entries, err := policiesOf(policies, true)
	if err != nil || len(entries) == 0 {
		return err
	}
	expanded := cloud.NewList(policies.Pos)
	for _, entry := range entries {
		value := entry.value
		if entry.kind == templatePolicy {
			var failed error
			value = eachBranch(value, func(v *cloud.Value) *cloud.Value {
				document, err := m.expandTemplate(v)
				if err != nil && failed == nil {
					failed = err
				}
				return document
			})
			if failed != nil {
				return failed
			}
		}
		expanded.Append(value)
	}
	own := cloud.NewMap(m.properties.Pos)
	for _, f := range m.properties.Fields() {
		own.SetAt(f.Key, f.KeyPos, f.Value)
	}
	m.properties = own.Set("Policies", expanded)
	return nil
}

// expandTemplate makes the policy document of a template and its parameters, at its position.
func (m *macro) expandTemplate(v *cloud.Value) (*cloud.Value, error) {
	if v.Len() == 0 || !v.Is(cloud.Map) {
		return nil, m.invalid(v, "Policy template expected")
	}
	f := v.Fields()[0]
	template, known := policyTemplates()[f.Key]
	if !known {
		return nil, m.invalid(v, "Template with name '%s' is not found", f.Key)
	}
	if !f.Value.Is(cloud.Map) {
		return nil, m.invalid(v, "Must specify valid parameter values for policy template '%s'", f.Key)
	}
	var missing []string
	for _, name := range template.parameters {
		if !f.Value.Has(name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, m.invalid(v, "Following required parameters of template '%s' don't have values: %s", f.Key, listed(missing))
	}
	decoder := json.NewDecoder(strings.NewReader(template.definition))
	decoder.UseNumber()
	return readDefinition(decoder, f.KeyPos, template.parameters, f.Value), nil
}

// readDefinition reads the JSON of a policy template, with the values of parameters for Ref. The
// data is checked by a test, so that it reads without errors here.
func readDefinition(d *json.Decoder, p cloud.Pos, parameters []string, values *cloud.Value) *cloud.Value {
	token, err := d.Token()
	if err != nil {
		return cloud.NewNull(p)
	}
	switch token := token.(type) {
	case string:
		return cloud.NewString(p, token)
	case bool:
		return cloud.NewBool(p, token)
	case json.Number:
		return cloud.NewNumber(p, token.String())
	case json.Delim:
		if token == '[' {
			list := cloud.NewList(p)
			for d.More() {
				list.Append(readDefinition(d, p, parameters, values))
			}
			_, _ = d.Token()
			return list
		}
		object := cloud.NewMap(p)
		for d.More() {
			key, _ := d.Token()
			name, _ := key.(string)
			object.Set(name, readDefinition(d, p, parameters, values))
		}
		_, _ = d.Token()
		if name := object.Get("Ref").Str(); name != "" && object.Len() == 1 && values.Has(name) {
			for _, known := range parameters {
				if known == name {
					return values.Get(name)
				}
			}
		}
		return object
	}
	return cloud.NewNull(p)
}
