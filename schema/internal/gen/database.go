package main

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/haechi-dev/haechi/schema"
)

// The database is a store of entities and of relationships between them, by id; see the package
// @aws-cdk/service-spec-types for the meaning of the fields. Only what we use is read.
type database struct {
	Schema struct {
		Resource       entities[specResource]
		TypeDefinition entities[specObject]
	}
}

type entities[T any] struct{ Entities []T }

type specResource struct {
	CloudFormationType string
	PrimaryIdentifier  []string // for the Cloud Control API
	CfnRefIdentifier   []string // where Ref differs from PrimaryIdentifier
	ArnTemplate        string
	Properties         map[string]specProperty
	Attributes         map[string]specProperty
	TagInformation     struct{ TagPropertyName string }
}

type specObject struct {
	ID         string `json:"$id"`
	Name       string
	Properties map[string]specProperty
}

type specProperty struct {
	Type             specType
	Required         bool
	Deprecated       string
	DefaultValue     string // JSON
	RelationshipRefs []struct{ CloudFormationType, PropertyName string }
}

type specType struct {
	Type      string
	Element   *specType
	Types     []specType
	Reference struct {
		Ref string `json:"$ref"`
	}
	AllowedValues []json.RawMessage
}

// resource is a resource type with the object types that its properties use.
type resource struct {
	*schema.Resource
	objects map[string]map[string]*schema.Property // by name without the resource type
}

// reading is the state of the reading of one resource type.
type reading struct {
	objects map[string]specObject
	into    *resource
}

func readDatabase(text []byte) ([]*resource, error) {
	var db database
	if err := json.Unmarshal(text, &db); err != nil {
		return nil, err
	}
	objects := map[string]specObject{}
	for _, o := range db.Schema.TypeDefinition.Entities {
		objects[o.ID] = o
	}
	var all []*resource
	for _, spec := range db.Schema.Resource.Entities {
		if strings.HasPrefix(spec.CloudFormationType, "AWS::Serverless::") {
			continue // a macro's input; after the transform there are none
		}
		r, err := readResource(spec, objects)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", spec.CloudFormationType, err)
		}
		all = append(all, r)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Type < all[j].Type })
	return all, nil
}

func readResource(spec specResource, objects map[string]specObject) (*resource, error) {
	r := &resource{
		Resource: &schema.Resource{
			Type: spec.CloudFormationType,
			Ref:  topLevel(spec.PrimaryIdentifier),
			ARN:  spec.ArnTemplate,
			Tags: spec.TagInformation.TagPropertyName,
		},
		objects: map[string]map[string]*schema.Property{},
	}
	if spec.CfnRefIdentifier != nil {
		r.Ref = topLevel(spec.CfnRefIdentifier)
	}
	var err error
	reading := reading{objects, r}
	if r.Properties, err = reading.properties(spec.Properties); err != nil {
		return nil, err
	}
	r.Attributes, err = reading.properties(spec.Attributes)
	return r, err
}

// topLevel drops identifiers given as a path into an object ("Device/DeviceName").
func topLevel(names []string) []string {
	for _, name := range names {
		if strings.Contains(name, "/") {
			return nil
		}
	}
	return names
}

func (rd reading) properties(specs map[string]specProperty) (map[string]*schema.Property, error) {
	all := make(map[string]*schema.Property, len(specs))
	for name, spec := range specs {
		t, err := rd.typ(spec.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p := &schema.Property{Type: t, Required: spec.Required, Deprecated: spec.Deprecated != "", Default: spec.DefaultValue}
		if p.Default != "" && !json.Valid([]byte(p.Default)) {
			return nil, fmt.Errorf("%s: the default %q is not JSON", name, p.Default)
		}
		for _, ref := range spec.RelationshipRefs {
			p.Names = append(p.Names, schema.Reference{Type: ref.CloudFormationType, Property: ref.PropertyName})
		}
		all[name] = p
	}
	return all, nil
}

func (rd reading) typ(spec specType) (schema.Type, error) {
	t := schema.Type{}
	for _, raw := range spec.AllowedValues {
		t.Values = append(t.Values, plain(raw))
	}
	switch spec.Type {
	case "string", "date-time":
		t.Kind = schema.String
	case "integer":
		t.Kind = schema.Integer
	case "number":
		t.Kind = schema.Number
	case "boolean":
		t.Kind = schema.Boolean
	case "json":
		t.Kind = schema.JSON
	case "tag":
		return schema.Type{Kind: schema.ObjectKind, Name: schema.Tag}, nil
	case "array", "map":
		t.Kind = schema.List
		if spec.Type == "map" {
			t.Kind = schema.Map
		}
		elem, err := rd.typ(*spec.Element)
		t.Elem = &elem
		return t, err
	case "union":
		t.Kind = schema.Union
		for _, alternative := range spec.Types {
			of, err := rd.typ(alternative)
			if err != nil {
				return t, err
			}
			t.Of = append(t.Of, of)
		}
	case "ref":
		return rd.object(spec.Reference.Ref)
	default:
		return t, fmt.Errorf("unknown type %q", spec.Type)
	}
	return t, nil
}

// object reads an object type once; an object type may hold itself.
func (rd reading) object(id string) (schema.Type, error) {
	spec, ok := rd.objects[id]
	if !ok {
		return schema.Type{}, fmt.Errorf("no type definition %q", id)
	}
	t := schema.Type{Kind: schema.ObjectKind, Name: rd.into.Type + "." + spec.Name}
	if _, known := rd.into.objects[spec.Name]; known {
		return t, nil
	}
	rd.into.objects[spec.Name] = nil
	properties, err := rd.properties(spec.Properties)
	if err != nil {
		return t, fmt.Errorf("%s: %w", spec.Name, err)
	}
	rd.into.objects[spec.Name] = properties
	return t, nil
}

func plain(raw json.RawMessage) string {
	if s, err := strconv.Unquote(string(raw)); err == nil {
		return s
	}
	return string(raw)
}
