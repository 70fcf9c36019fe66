package aws_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/schema"
)

// extras are what answers have and templates cannot have.
var extras = map[string]bool{"AWS::SSM::Parameter.Type is SecureString": true}

// strangers lists the fields of what was read that the schema does not have, and values of another
// kind than the schema's.
func strangers(g *cloud.Graph) []string {
	found := map[string]bool{}
	for _, r := range g.All() {
		published := schema.Lookup(r.Type)
		if published == nil {
			found[r.Type] = true
			continue
		}
		fields(found, r.Type, published.Properties, r.Properties)
	}
	maps.DeleteFunc(found, func(text string, _ bool) bool { return extras[text] })
	return slices.Sorted(maps.Keys(found))
}

func fields(found map[string]bool, path string, known map[string]*schema.Property, v *cloud.Value) {
	for _, f := range v.Fields() {
		if p := known[f.Key]; p != nil {
			stranger(found, path+"."+f.Key, p.Type, f.Value)
		} else {
			found[path+"."+f.Key+" is not in the schema"] = true
		}
	}
}

func stranger(found map[string]bool, path string, typ schema.Type, v *cloud.Value) {
	if v.Is(cloud.Unknown) {
		return
	}
	fits := true
	switch typ.Kind {
	case schema.ObjectKind:
		if fits = v.Is(cloud.Map); fits {
			fields(found, path, schema.Embedded().Properties(typ.Name), v)
		}
	case schema.List:
		if fits = v.Is(cloud.List); fits {
			for _, item := range v.Items() {
				stranger(found, path+"[]", *typ.Elem, item)
			}
		}
	case schema.Map:
		if fits = v.Is(cloud.Map); fits {
			for _, f := range v.Fields() {
				stranger(found, path+"{}", *typ.Elem, f.Value)
			}
		}
	case schema.Boolean:
		fits = v.Is(cloud.Bool) || v.Str() == "true" || v.Str() == "false"
	case schema.Integer, schema.Number:
		_, ok := v.Scalar()
		fits = ok && !v.Is(cloud.Bool)
	case schema.String:
		_, fits = v.Scalar()
		if len(typ.Values) > 0 && fits && !slices.Contains(typ.Values, v.Str()) && !strings.HasPrefix(v.Str(), "~") {
			found[path+" is "+v.Str()] = true
		}
	}
	if !fits {
		found[path+" is "+v.Kind().String()] = true
	}
}
