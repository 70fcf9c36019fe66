package openapi

import (
	"strings"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/sam/py27"
)

const corsKey = "x-amazon-apigateway-cors"

// corsHeaders are the entries of the extension, as SAM spells them.
const corsHeaders = "AllowOrigins AllowHeaders AllowMethods ExposeHeaders MaxAge AllowCredentials"

// SetCORS merges settings, spelled as in SAM, over those of the document. An intrinsic function in
// place of the origins stands for the whole configuration.
func (o *OpenAPI) SetCORS(settings *py27.Value, p cloud.Pos) error {
	cors := o.doc.Get(corsKey)
	if !o.doc.Has(corsKey) {
		cors = py27.NewOrdered(p)
	}
	if !cors.Is(py27.Dict) {
		return invalid(pos(cors), "Value of '%s' must be a dictionary according to Swagger spec.", corsKey)
	}
	if origins := settings.Get("AllowOrigins"); isIntrinsic(origins) {
		cors.Update(respell(origins))
	} else {
		for _, name := range strings.Fields(corsHeaders) {
			value := settings.Get(name)
			switch {
			case name == "MaxAge" && value.IsNone(), name == "AllowCredentials" && !value.True(), name != "MaxAge" && !value.Truthy():
				continue
			}
			cors.Set(strings.ToLower(name[:1])+name[1:], value.Clone())
		}
	}
	o.doc.Set(corsKey, cors)
	return nil
}

func isIntrinsic(v *py27.Value) bool {
	if !v.Is(py27.Dict) || v.Len() != 1 {
		return false
	}
	key := v.Keys()[0]
	return key == "Ref" || key == "Condition" || strings.HasPrefix(key, "Fn::")
}

var corsSpelling = func() *strings.Replacer {
	var pairs []string
	for _, name := range strings.Fields(corsHeaders) {
		pairs = append(pairs, name, strings.ToLower(name[:1])+name[1:])
	}
	return strings.NewReplacer(pairs...)
}()

// respell writes the names of headers, wherever they occur, as the extension does.
func respell(v *py27.Value) *py27.Value {
	switch v.Kind() {
	case py27.String:
		return py27.Like(v, corsSpelling.Replace(v.Str()))
	case py27.List:
		list := py27.NewList(v.Pos)
		for _, item := range v.Items() {
			list.Append(respell(item))
		}
		return list
	case py27.Dict:
		d := py27.NewOrdered(v.Pos)
		for _, e := range v.Entries() {
			e.Key.Text = corsSpelling.Replace(e.Key.Text)
			d.SetKey(e.Key, respell(e.Value))
		}
		return d
	}
	return v
}
