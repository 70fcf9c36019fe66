package sam

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// TestPolicyTemplatesAreReadable: the transform reads the definitions without looking for errors.
func TestPolicyTemplatesAreReadable(t *testing.T) {
	templates := policyTemplates()
	if len(templates) < 80 {
		t.Fatalf("only %d policy templates", len(templates))
	}
	var p at
	for name, template := range templates {
		var definition map[string]any
		if err := json.Unmarshal([]byte(template.definition), &definition); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		values := p.object()
		for _, parameter := range template.parameters {
			values.Set(parameter, p.text("value of "+parameter))
		}
		m := &macro{translation: newTranslation(p.object(), Options{}), id: "F"}
		document, err := m.expandTemplate(p.object(name, values))
		if err != nil || document.Get("Statement").Len() == 0 {
			t.Errorf("%s: %v %s", name, err, shown(document))
		}
		for _, parameter := range template.parameters {
			if !strings.Contains(shown(document), "value of "+parameter) {
				t.Errorf("%s does not use its parameter %s", name, parameter)
			}
		}
	}
}

// TestPropertyTypesAreKnown: every type of the table accepts something.
func TestPropertyTypesAreKnown(t *testing.T) {
	var p at
	samples := []*cloud.Value{p.text("Delete"), p.number(1), p.boolean(true), p.list(), p.object()}
	for typ, properties := range propertyTables() {
		for _, property := range properties {
			accepted := false
			for _, v := range samples {
				accepted = accepted || matches(property.typ, v)
			}
			if !accepted {
				t.Errorf("%s %s: nothing is of type %q", typ, property.name, property.typ)
			}
		}
	}
}

func TestMatches(t *testing.T) {
	var p at
	for _, c := range []struct {
		typ  string
		v    *cloud.Value
		want bool
	}{
		{"str", p.text("a"), true},
		{"str", p.number(1), false},
		{"int", p.number(1), true},
		{"int", cloud.NewNumber(cloud.Pos{}, "1.0"), false},
		{"int", p.boolean(true), true}, // a boolean is a number to the service
		{"str|map", p.object(), true},
		{"list<str|map>", p.list("a", p.object()), true},
		{"list<str|map>", p.list("a", p.list()), false},
		{"map<int|map>", p.object("a", 1, "b", p.object()), true},
		{"map<int|map>", p.object("a", "1"), false},
		{"map<any>|list<map<any>>", p.list(p.object("a", "1")), true},
		{"map<any>|list<map<any>>", p.list("a"), false},
		{"enum(Delete,Retain)", p.text("Retain"), true},
		{"enum(Delete,Retain)", p.text("Keep"), false},
		{"any", p.list(), true},
	} {
		if got := matches(c.typ, c.v); got != c.want {
			t.Errorf("%s of type %s: %v", shown(c.v), c.typ, got)
		}
	}
}

func TestManagedPolicies(t *testing.T) {
	for _, c := range []struct{ region, name, want string }{
		{"us-east-1", "AWSLambdaRole", "arn:aws:iam::aws:policy/service-role/AWSLambdaRole"},
		{"cn-north-1", "AWSLambdaFullAccess", "arn:aws-cn:iam::aws:policy/AWSLambdaFullAccess"},
		{"us-east-1", "AWSLambdaFullAccess", ""}, // withdrawn there
		{"us-east-1", "Mine", "arn:aws:iam::aws:policy/job-function/Mine"},
		{"us-east-1", "AWSLambda", ""},
		{"us-east-1", "", ""},
	} {
		tr := newTranslation(at{}.object(), Options{Region: c.region, ManagedPolicies: map[string]string{"Mine": "job-function/Mine"}})
		got := ""
		if path, known := tr.managedPolicyPath(c.name); known {
			got = tr.managedPolicyARN(path)
		}
		if got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.name, c.region, got, c.want)
		}
	}
}
