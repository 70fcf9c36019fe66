package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/schema"
)

// The embedded data was made by this generator from the version it names.
func TestEmbeddedSource(t *testing.T) {
	if got := schema.Embedded().Source(); got != source {
		t.Errorf("the embedded schemas are made from %q, the generator names %q: run go generate", got, source)
	}
}

// The corrections are in the embedded data, so that a changed table without a changed file is seen.
func TestCorrectionsAreEmbedded(t *testing.T) {
	for typ, c := range corrections {
		r := schema.Lookup(typ)
		switch {
		case r == nil:
			t.Errorf("%s is corrected and not known", typ)
			continue
		case c.ref != nil && strings.Join(r.Ref, " ") != strings.Join(c.ref, " "):
			t.Errorf("%s: Ref is %v, want %v", typ, r.Ref, c.ref)
		case c.arn == none && r.ARN != "", c.arn != "" && c.arn != none && r.ARN != c.arn:
			t.Errorf("%s: the ARN is %s, want %s", typ, r.ARN, c.arn)
		}
		for name, want := range c.attrs {
			if r.Attributes[name] == nil || r.Attributes[name].Template != want {
				t.Errorf("%s: %s is not %s", typ, name, want)
			}
		}
		for name, want := range c.defaults {
			if got := r.Properties[name].Default; got != want {
				t.Errorf("%s: the default of %s is %s, want %s", typ, name, got, want)
			}
		}
	}
}

const small = `{"schema": {
	"resource": {"entities": [
		{"cloudFormationType": "AWS::Serverless::Api", "properties": {}},
		{"cloudFormationType": "AWS::X::Thing", "primaryIdentifier": ["A", "B"], "cfnRefIdentifier": ["Name"],
		 "arnTemplate": "arn:${Partition}:x:${Region}:${Account}:thing/${ThingNameWithPath}/${Other}",
		 "tagInformation": {"tagPropertyName": "Tags"},
		 "properties": {
			"Name": {"type": {"type": "string", "allowedValues": ["a", "b"]}, "required": true, "defaultValue": "\"a\"",
				"relationshipRefs": [{"cloudFormationType": "AWS::X::Other", "propertyName": "Arn"}]},
			"ThingName": {"type": {"type": "date-time"}, "deprecated": "WARN"},
			"Path": {"type": {"type": "union", "types": [{"type": "json"}, {"type": "number"}]}},
			"Tree": {"type": {"type": "map", "element": {"type": "ref", "reference": {"$ref": "7"}}}},
			"Tags": {"type": {"type": "array", "element": {"type": "tag"}}}},
		 "attributes": {"Arn": {"type": {"type": "string"}}}}]},
	"typeDefinition": {"entities": [{"$id": "7", "name": "Node", "properties": {
		"Children": {"type": {"type": "array", "element": {"type": "ref", "reference": {"$ref": "7"}}}},
		"On": {"type": {"type": "boolean"}}}}]}}}`

func TestRoundTrip(t *testing.T) {
	resources, err := readDatabase([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range resources {
		normalise(r)
	}
	db, err := schema.Open(string(encode("test", resources)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"AWS::X::Thing"}, db.Types()); diff != "" {
		t.Fatal(diff)
	}
	const arn = "arn:${Partition}:x:${Region}:${Account}:thing${Path}${ThingName}/${Other}"
	text, node := schema.Type{Kind: schema.String}, schema.Type{Kind: schema.ObjectKind, Name: "AWS::X::Thing.Node"}
	want := &schema.Resource{
		Type: "AWS::X::Thing", Ref: []string{"Name"}, ARN: arn, Tags: "Tags",
		Properties: map[string]*schema.Property{
			"Name": {
				Type: schema.Type{Kind: schema.String, Values: []string{"a", "b"}}, Required: true, Default: `"a"`,
				Names: []schema.Reference{{Type: "AWS::X::Other", Property: "Arn"}},
			},
			"ThingName": {Type: text, Deprecated: true},
			"Path":      {Type: schema.Type{Kind: schema.Union, Of: []schema.Type{{Kind: schema.JSON}, {Kind: schema.Number}}}},
			"Tree":      {Type: schema.Type{Kind: schema.Map, Elem: &node}},
			"Tags":      {Type: schema.Type{Kind: schema.List, Elem: &schema.Type{Kind: schema.ObjectKind, Name: schema.Tag}}},
		},
		Attributes: map[string]*schema.Property{"Arn": {Type: text, Template: arn}},
	}
	if diff := cmp.Diff(want, db.Lookup("AWS::X::Thing")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	wantNode := &schema.Object{Name: "AWS::X::Thing.Node", Properties: map[string]*schema.Property{
		"Children": {Type: schema.Type{Kind: schema.List, Elem: &node}},
		"On":       {Type: schema.Type{Kind: schema.Boolean}},
	}}
	if diff := cmp.Diff(wantNode, db.Object("AWS::X::Thing.Node")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestReplacement(t *testing.T) {
	p := func(names ...string) map[string]*schema.Property {
		m := map[string]*schema.Property{}
		for _, n := range names {
			m[n] = &schema.Property{}
		}
		return m
	}
	cases := []struct {
		typ, name, ref    string
		properties, attrs map[string]*schema.Property
		want              string
	}{
		{"AWS::X::Bucket", "BucketName", "BucketName", p("BucketName"), nil, "${BucketName}"},
		{"AWS::X::Graph", "GraphQLAPIId", "Arn", nil, p("GraphQLApiId"), "${GraphQLApiId}"},
		{"AWS::X::Stream", "StreamName", "Name", p("Name"), nil, "${Name}"},
		{"AWS::X::Machine", "MachineName", "Arn", p("Name"), p("Arn"), "${Name}"},
		{"AWS::X::DB", "DbInstanceName", "DBIdentifier", p("DBIdentifier"), nil, "${DBIdentifier}"},
		{"AWS::X::Group", "GroupId", "Id", nil, p("Id"), "${Id}"},
		{"AWS::X::Proxy", "ProxyId", "ProxyName", p("ProxyName"), nil, "${ProxyId}"}, // a name is no id
		{"AWS::X::Proxy", "Region", "ProxyName", p("ProxyName"), nil, "${Region}"},
	}
	for _, c := range cases {
		r := &resource{Resource: &schema.Resource{
			Type: c.typ, Ref: []string{c.ref}, Properties: c.properties, Attributes: c.attrs,
		}}
		if got := replacement(r, c.name); got != c.want {
			t.Errorf("%s in the ARN of %s is %s, want %s", c.name, c.typ, got, c.want)
		}
	}
}

// Damaged data gives an error or unknown types, never a panic.
func FuzzOpen(f *testing.F) {
	resources, err := readDatabase([]byte(small))
	if err != nil {
		f.Fatal(err)
	}
	good := encode("test", resources)
	f.Add(good)
	for i := len(schema.Magic); i < len(good); i += 7 {
		damaged := append([]byte(nil), good...)
		damaged[i] ^= 0xff
		f.Add(damaged)
		f.Add(good[:i])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		db, err := schema.Open(string(data))
		if err != nil {
			return
		}
		for _, typ := range append(db.Types(), "AWS::X::Thing") {
			db.Lookup(typ)
			db.Properties(typ + ".Node")
		}
	})
}
