package sam

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
)

//go:embed data/properties.txt
var propertiesText string

// property is what the transform checks of a property. The type is spelled str, map, bool, list,
// int, any, list<T>, map<T> (of the values), enum(A,B), or A|B.
type property struct {
	name, typ  string
	required   bool
	intrinsics bool // an intrinsic function is taken for a value of the type
}

type propertyTable map[string][]property

// propertyTables reads the data once; nothing changes it afterwards.
var propertyTables = sync.OnceValue(func() propertyTable {
	table, typ := propertyTable{}, ""
	for line := range strings.Lines(propertiesText) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || line[0] == '#':
		case line[0] != ' ':
			typ = line
			table[typ] = nil
		default:
			name, spec, _ := strings.Cut(line[1:], " ")
			p := property{name: name, intrinsics: true}
			if rest, found := strings.CutSuffix(spec, "-"); found {
				p.intrinsics, spec = false, rest
			}
			p.typ, p.required = strings.CutSuffix(spec, "!")
			table[typ] = append(table[typ], p)
		}
	}
	return table
})

// has reports whether a type has a property.
func (t propertyTable) has(typ, name string) bool {
	for _, p := range t[typ] {
		if p.name == name {
			return true
		}
	}
	return false
}

// checkProperties compares properties with the table of their type: unknown names first, then what
// is missing or of the wrong type. shownAs is the type in messages.
func checkProperties(pos cloud.Pos, id, typ, shownAs string, properties *cloud.Value) error {
	table := propertyTables()
	for _, f := range properties.Fields() {
		if !table.has(typ, f.Key) {
			return resourceError(f.KeyPos, id, "property %s not defined for resource of type %s", f.Key, shownAs)
		}
	}
	for _, p := range table[typ] {
		v := given(properties.Get(p.name))
		switch {
		case p.intrinsics && v.Is(cloud.Map) && v.Len() == 1:
		case v == nil:
			if p.required {
				return resourceError(pos, id, "Missing required property '%s'.", p.name)
			}
		case !matches(p.typ, v):
			return propertyError(v.Pos, id, p.name, expectation(p.typ))
		}
	}
	return nil
}

// matches reports whether a value is of a type.
func matches(typ string, v *cloud.Value) bool {
	depth := 0
	for i := range len(typ) {
		switch typ[i] {
		case '<', '(':
			depth++
		case '>', ')':
			depth--
		case '|':
			if depth == 0 {
				return matches(typ[:i], v) || matches(typ[i+1:], v)
			}
		}
	}
	switch typ {
	case "any":
		return true
	case "str":
		return v.Is(cloud.String)
	case "map":
		return v.Is(cloud.Map)
	case "list":
		return v.Is(cloud.List)
	case "bool":
		return v.Is(cloud.Bool)
	case "int":
		return v.Is(cloud.Bool) || isInteger(v)
	}
	if values, found := strings.CutPrefix(typ, "enum("); found {
		return oneOf(v, strings.Split(strings.TrimSuffix(values, ")"), ",")...)
	}
	if item, found := strings.CutPrefix(typ, "list<"); found {
		return v.Is(cloud.List) && all(v.Items(), item[:len(item)-1])
	}
	if item, found := strings.CutPrefix(typ, "map<"); found {
		if !v.Is(cloud.Map) {
			return false
		}
		for _, f := range v.Fields() {
			if !matches(item[:len(item)-1], f.Value) {
				return false
			}
		}
		return true
	}
	return false
}

func all(items []*cloud.Value, typ string) bool {
	for _, item := range items {
		if !matches(typ, item) {
			return false
		}
	}
	return true
}

// isInteger reports whether a number is written as a whole one: 3, not 3.0.
func isInteger(v *cloud.Value) bool {
	s, _ := v.Scalar()
	return v.Is(cloud.Number) && !strings.ContainsAny(s, ".eE")
}

// expectation words what a property should be, for messages; "" when there is no short word.
func expectation(typ string) string {
	switch typ {
	case "map":
		return "map"
	case "str":
		return "string"
	}
	values, found := strings.CutPrefix(typ, "enum(")
	if !found {
		return ""
	}
	names := strings.Split(strings.TrimSuffix(values, ")"), ",")
	for i, name := range names {
		names[i] = "'" + name + "'"
	}
	switch len(names) {
	case 1:
		return "the string " + names[0]
	case 2:
		return "one of the strings: " + names[0] + " or " + names[1]
	}
	return "one of the strings: " + strings.Join(names[:len(names)-1], ", ") + ", or " + names[len(names)-1]
}
