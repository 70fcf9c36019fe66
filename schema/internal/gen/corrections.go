package main

import (
	"fmt"

	"github.com/haechi-dev/haechi/schema"
)

// correction is what the database gets wrong or leaves out about one type.
type correction struct {
	ref      []string          // what Ref gives; nil: as the database says; empty: something made up
	arn      string            // template of the ARN; none when the type has none
	attrs    map[string]string // templates of attributes; an attribute that is missing is added
	defaults map[string]string // JSON, by property
}

const none = "none"

func correct(resources []*resource) error {
	byType := map[string]*resource{}
	for _, r := range resources {
		byType[r.Type] = r
	}
	for _, typ := range sortedKeys(corrections) {
		r, c := byType[typ], corrections[typ]
		if r == nil {
			return fmt.Errorf("correction of %s: there is no such type", typ)
		}
		if c.ref != nil {
			r.Ref = c.ref
		}
		switch c.arn {
		case "":
		case none:
			r.ARN = ""
		default:
			r.ARN = c.arn
			if own := arnAttribute(r); own != "" {
				r.Attributes[own].Template = c.arn
			}
		}
		for _, name := range sortedKeys(c.attrs) {
			if r.Attributes[name] == nil {
				r.Attributes[name] = &schema.Property{Type: schema.Type{Kind: schema.String}}
			}
			r.Attributes[name].Template = c.attrs[name]
		}
		for _, name := range sortedKeys(c.defaults) {
			if r.Properties[name] == nil {
				return fmt.Errorf("correction of %s: there is no property %s", typ, name)
			}
			r.Properties[name].Default = c.defaults[name]
		}
	}
	return nil
}
