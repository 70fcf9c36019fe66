package schema

// Parameter is the type under which rules see the parameters of a template. It is no type of AWS,
// and none of those that Types lists.
const Parameter = "Haechi::Template::Parameter"

func templateParameter() *Resource {
	text, flag := Type{Kind: String}, Type{Kind: Boolean}
	return &Resource{Type: Parameter, Properties: map[string]*Property{
		"Name":          {Type: text, Required: true},
		"Type":          {Type: text, Required: true},
		"Default":       {Type: text},
		"NoEcho":        {Type: flag},
		"AllowedValues": {Type: Type{Kind: List, Elem: &text}},
		"Description":   {Type: text},
	}}
}
