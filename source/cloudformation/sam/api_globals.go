package sam

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/openapi"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

// matchOpenAPIVersions merges the globals into the definitions as they are kept for hashing, and
// gives definitions that the transform made the version the API asks for.
func matchOpenAPIVersions(t *translation) error {
	for _, id := range t.resourceOrder() {
		p := t.apis.properties[id]
		if p == nil {
			continue
		}
		r := t.resources.Get(id)
		typ := r.Get("Type").Str()
		if global := t.apis.globals.Get(strings.TrimPrefix(typ, prefix)); global.Is(py27.Dict) {
			p = mergeTyped(withoutIgnored(global, r.Get("IgnoreGlobals")), p)
			t.apis.properties[id] = p
		}
		version := p.Get("OpenApiVersion")
		if typ != prefix+"Api" || version == nil || !p.Has(manageKey) || !openapi.IsVersion3(version) {
			continue
		}
		if !version.Is(py27.String) {
			version = py27.Text(version.Pos, version.String())
			p.Set("OpenApiVersion", version)
			r.Get("Properties").Set("OpenApiVersion", version.ToCloud())
		}
		if body := p.Get("DefinitionBody"); body.Is(py27.Dict) {
			body.Set("openapi", version)
			if body.Get("swagger").Truthy() {
				body.Delete("swagger")
			}
		}
	}
	return nil
}

// withoutIgnored returns the globals that a resource does not ignore. The attribute was checked
// when the globals were merged.
func withoutIgnored(global *py27.Value, ignore *cloud.Value) *py27.Value {
	if ignore.Str() == "*" {
		return py27.NewOrdered(global.Pos)
	}
	if ignore.Len() > 0 {
		global = global.DeepCopy()
		for _, item := range ignore.Items() {
			global.Delete(item.Str())
		}
	}
	return global
}

// mergeTyped is merge for values of Python 2.7.
func mergeTyped(global, local *py27.Value) *py27.Value {
	switch {
	case global.Is(py27.List) && local.Is(py27.List):
		merged := py27.NewList(local.Pos)
		merged.Append(global.Items()...)
		merged.Append(local.Items()...)
		return merged
	case global.Is(py27.Dict) && local.Is(py27.Dict) && !isTypedIntrinsic(global) && !isTypedIntrinsic(local):
		merged := global.Copy()
		for _, e := range local.Entries() {
			if merged.Has(e.Key.Text) {
				e.Value = mergeTyped(merged.Get(e.Key.Text), e.Value)
			}
			merged.SetKey(e.Key, e.Value)
		}
		return merged
	}
	return local
}

// isTypedIntrinsic reports whether a value is an intrinsic function.
func isTypedIntrinsic(v *py27.Value) bool {
	if !v.Is(py27.Dict) || v.Len() != 1 {
		return false
	}
	key := v.Keys()[0]
	return key == "Ref" || key == "Condition" || strings.HasPrefix(key, "Fn::")
}

// resolveTyped is resolve for values of Python 2.7: it replaces references to parameters in place.
func (t *translation) resolveTyped(v *py27.Value) (*py27.Value, error) {
	if v.Is(py27.Dict) && v.Len() == 1 {
		key := v.Keys()[0]
		argument := v.Get(key)
		switch {
		case key == "Ref" && argument.Is(py27.String):
			if value, ok := t.parameter(argument.Str()); ok {
				return typedParameter(argument.Str(), value, v.Pos), nil
			}
		case key == "Fn::Sub":
			if err := t.substituteTyped(v, argument); err != nil {
				return nil, err
			}
		}
	}
	for i, item := range v.Items() {
		resolved, err := t.resolveTyped(item)
		if err != nil {
			return nil, err
		}
		v.SetItem(i, resolved)
	}
	if v.Is(py27.Dict) {
		for _, e := range v.Entries() {
			resolved, err := t.resolveTyped(e.Value)
			if err != nil {
				return nil, err
			}
			v.SetKey(e.Key, resolved)
		}
	}
	return v, nil
}

// typedParameter is the value of a parameter; what the transform itself knows is not unicode.
func typedParameter(name string, value *cloud.Value, p cloud.Pos) *py27.Value {
	if name == "AWS::Region" || name == "AWS::Partition" {
		return py27.FromService(value.At(p))
	}
	return py27.FromCloud(value.At(p))
}

// substituteTyped replaces parameters in the text of Fn::Sub.
func (t *translation) substituteTyped(v, argument *py27.Value) error {
	template := argument
	if argument.Is(py27.List) && argument.Len() > 0 {
		template = argument.Items()[0]
	}
	if !template.Is(py27.String) {
		return nil
	}
	result := template.Str()
	for _, match := range variable.FindAllStringSubmatch(template.Str(), -1) {
		with, err := t.substitute(template.Pos, match[0], match[1])
		if err != nil {
			return err
		}
		result = strings.Replace(result, match[0], with, 1)
	}
	if result == template.Str() {
		return nil
	}
	if replaced := py27.Like(template, result); template == argument {
		v.Set("Fn::Sub", replaced)
	} else {
		argument.SetItem(0, replaced)
	}
	return nil
}
