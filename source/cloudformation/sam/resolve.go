package sam

import (
	"regexp"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// variable is a reference inside the text of Fn::Sub that the transform looks at.
var variable = regexp.MustCompile(`\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}`)

// resolve replaces references to parameters by their values where these are known, in v itself,
// and returns v or what it was replaced by. Everything else stays: pseudo parameters other than
// region and partition, references to resources, other functions.
func (t *translation) resolve(v *cloud.Value) (*cloud.Value, error) {
	return walk(v, func(v *cloud.Value) (*cloud.Value, bool, error) {
		if v.Len() != 1 || !v.Is(cloud.Map) {
			return v, false, nil
		}
		switch f := v.Fields()[0]; f.Key {
		case "Ref":
			if value, ok := t.parameter(f.Value.Str()); ok && f.Value.Is(cloud.String) {
				return value.Clone(), true, nil
			}
		case "Fn::Sub":
			return v, false, subAll(v, t.substitute)
		}
		return v, false, nil
	})
}

// parameter returns the value of a parameter when the transform knows it.
func (t *translation) parameter(name string) (*cloud.Value, bool) {
	value, ok := t.parameters[name]
	if !ok || strings.HasPrefix(value.Str(), "{{IntrinsicFunction:") || size(value, maxInlined) > maxInlined {
		return nil, false
	}
	return value, true
}

func (t *translation) substitute(p cloud.Pos, whole, name string) (string, error) {
	value, ok := t.parameter(name)
	if !ok {
		return whole, nil
	}
	text, ok := value.Text()
	if !ok {
		return "", documentError(p, "Invalid Fn::Sub variable value %s. Fn::Sub expects all variables to be strings.", shown(value))
	}
	return text, nil
}

// resolveMappings replaces Fn::FindInMap by what the template's mappings hold, like resolve.
func (t *translation) resolveMappings(v *cloud.Value) (*cloud.Value, error) {
	if t.template.Get("Mappings").Len() == 0 {
		return v, nil
	}
	return walk(v, t.findInMap)
}

func (t *translation) findInMap(v *cloud.Value) (*cloud.Value, bool, error) {
	if !v.Is(cloud.Map) || v.Len() != 1 || !v.Has("Fn::FindInMap") {
		return v, false, nil
	}
	argument := v.Get("Fn::FindInMap")
	if argument.Len() != 3 || !argument.Is(cloud.List) {
		return v, false, documentError(v.Pos, "Invalid FindInMap value %s. FindInMap expects an array with 3 values.", shown(argument))
	}
	var keys [3]string
	for i, item := range argument.Items() {
		key, _, err := t.findInMap(item)
		if err != nil {
			return v, false, err
		}
		text, ok := key.Text()
		if !ok {
			return v, false, nil
		}
		keys[i] = text
	}
	level := t.template.Get("Mappings")
	for _, key := range keys {
		if !level.Is(cloud.Map) {
			return v, false, documentError(v.Pos, "Cannot use Fn::FindInMap on Mapping '%s' which is not a a two-level map.", keys[0])
		}
		if !level.Has(key) {
			return v, false, nil
		}
		level = level.Get(key)
	}
	if size(level, maxInlined) > maxInlined {
		return v, false, nil
	}
	return level.Clone(), true, nil
}

// resolveAll resolves parameters, then mappings.
func (t *translation) resolveAll(v *cloud.Value) (*cloud.Value, error) {
	v, err := t.resolve(v)
	if err != nil {
		return nil, err
	}
	return t.resolveMappings(v)
}

// walk applies a change to v and to everything below it, in place, the outer value first. The
// change reports whether it is final: what it returned is not looked into then.
func walk(v *cloud.Value, change func(*cloud.Value) (*cloud.Value, bool, error)) (*cloud.Value, error) {
	v, final, err := change(v)
	if err != nil || final {
		return v, err
	}
	switch v.Kind() {
	case cloud.List:
		for i, item := range v.Items() {
			changed, err := walk(item, change)
			if err != nil {
				return nil, err
			}
			v.Items()[i] = changed
		}
	case cloud.Map:
		for _, f := range v.Fields() {
			changed, err := walk(f.Value, change)
			if err != nil {
				return nil, err
			}
			if changed != f.Value {
				v.SetAt(f.Key, f.KeyPos, changed)
			}
		}
	}
	return v, nil
}

// subAll rewrites the variables in the text of a map's Fn::Sub.
func subAll(v *cloud.Value, replace func(p cloud.Pos, whole, name string) (string, error)) error {
	argument := v.Get("Fn::Sub")
	template := argument
	if argument.Is(cloud.List) && argument.Len() > 0 {
		template = argument.Items()[0]
	}
	text, ok := template.Text()
	if !ok || !strings.Contains(text, "${") {
		return nil
	}
	var b strings.Builder
	end := 0
	for _, match := range variable.FindAllStringSubmatchIndex(text, -1) {
		with, err := replace(template.Pos, text[match[0]:match[1]], text[match[2]:match[3]])
		if err != nil {
			return err
		}
		b.WriteString(text[end:match[0]])
		b.WriteString(with)
		end = match[1]
		if b.Len() > maxText {
			return documentError(template.Pos, "A text becomes longer than %d bytes.", maxText)
		}
	}
	result := b.String() + text[end:]
	switch {
	case result == text:
	case template == argument:
		v.Set("Fn::Sub", at(template.Pos).text(result))
	default:
		argument.Items()[0] = at(template.Pos).text(result)
	}
	return nil
}
