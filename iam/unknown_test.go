package iam

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// holed makes a tree of a JSON text in which <name> is a hole and "?<name>" as a whole text an
// unknown value.
func holed(t *testing.T, text string) *cloud.Value {
	t.Helper()
	v, _, err := cloud.ParseJSON(&cloud.Origin{File: "t"}, []byte(text), jsonLimits)
	if err != nil {
		t.Fatal(err)
	}
	return putHoles(v)
}

func putHoles(v *cloud.Value) *cloud.Value {
	switch v.Kind() {
	case cloud.String:
		if name, ok := strings.CutPrefix(v.Str(), "?<"); ok {
			return cloud.NewUnknown(v.Pos, cloud.Because(cloud.NoParameterValue, strings.TrimSuffix(name, ">")))
		}
		return withHoles(v.Str()).At(v.Pos)
	case cloud.List:
		out := cloud.NewList(v.Pos)
		for _, item := range v.Items() {
			out.Append(putHoles(item))
		}
		return out
	case cloud.Map:
		out := cloud.NewMap(v.Pos)
		for _, f := range v.Fields() {
			out.SetAt(f.Key, f.KeyPos, putHoles(f.Value))
		}
		return out
	}
	return v
}

// What a template leaves open makes an answer unknown only where the answer depends on it.
func TestUnknowns(t *testing.T) {
	const table = "arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<Table>"
	for _, c := range []struct{ name, statements, resource, want string }{
		{"same holes", `{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"` + table + `"}`, table, "allow"},
		{"another table", `{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"` + strings.Replace(table, "Table", "Other", 1) + `"}`, table, "unknown"},
		{"another table, but star too", `{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":["` + strings.Replace(table, "Table", "Other", 1) + `","*"]}`, table, "allow"},
		{"unknown action list", `{"Effect":"Allow","Action":"?<Actions>","Resource":"*"}`, table, "unknown"},
		{"unknown action", `{"Effect":"Allow","Action":["s3:*","?<Action>"],"Resource":"*"}`, table, "unknown"},
		{"unknown action beside a known one", `{"Effect":"Allow","Action":["dynamodb:*","?<Action>"],"Resource":"*"}`, table, "allow"},
		{"service of an action", `{"Effect":"Allow","Action":"<Service>:GetItem","Resource":"*"}`, table, "unknown"},
		{"other action of a service", `{"Effect":"Allow","Action":"<Service>:PutItem","Resource":"*"}`, table, "implicit-deny"},
		{"unknown statement", `"?<S>"`, table, "unknown"},
		{"unknown statement beside an allow", `"?<S>",{"Effect":"Allow","Action":"*","Resource":"*"}`, table, "unknown"},
		{"unknown effect", `{"Effect":"?<E>","Action":"*","Resource":"*"}`, table, "unknown"},
		{"unknown effect of another action", `{"Effect":"?<E>","Action":"s3:*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}`, table, "allow"},
		{"unknown condition", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":"?<C>"}`, table, "unknown"},
		{"unknown condition of a deny that does not fit", `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":"?<C>"}`, table, "allow"},
		{"unknown value", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k":"<V>"}}}`, table, "unknown"},
		{"unknown value that cannot be", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k":"x<V>"}}}`, table, "implicit-deny"},
		{"unknown number", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"n":"<V>"}}}`, table, "unknown"},
		{"unknown address", `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"IpAddress":{"k":"<V>"}}}`, table, "implicit-deny"},
		{"deny may apply", `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb:*:*:table/prod-*"}`, table, "unknown"},
		{"deny of another type", `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:dynamodb:*:*:index/*"}`, table, "allow"},
	} {
		for _, pad := range []int{0, 30} { // without and with an index
			t.Run(c.name, func(t *testing.T) {
				statements := c.statements + strings.Repeat(`,{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"}`, pad)
				d, err := Parse(holed(t, `{"Version":"2012-10-17","Statement":[`+statements+`]}`))
				if err != nil {
					t.Fatal(err)
				}
				who, err := ParsePrincipal(Text(withHoles("arn:<AWS::Partition>:iam::<AWS::AccountId>:role/<Role>")))
				if err != nil {
					t.Fatal(err)
				}
				req := &Request{Principal: who, Action: "dynamodb:GetItem", Resource: Text(withHoles(c.resource)), Context: map[string][]string{"k": {"a"}, "n": {"1"}}}
				got := Decide(req, &Policies{Identity: []*Document{d}})
				if got.Result.String() != c.want {
					t.Errorf("got %v, want %s: missing %q why %v", got.Result, c.want, got.Missing, got.Why)
				}
				if (got.Result == ResultUnknown) != (len(got.Why) > 0) {
					t.Errorf("%v with reasons %v", got.Result, got.Why)
				}
			})
		}
	}
}

// Principals of a template are holes, too.
func TestUnknownPrincipals(t *testing.T) {
	const me = "arn:<AWS::Partition>:iam::<AWS::AccountId>:role/<Role>"
	for _, c := range []struct{ name, principal, want string }{
		{"itself", me, "allow"},
		{"everybody", "*", "allow"},
		{"its account", "arn:<AWS::Partition>:iam::<AWS::AccountId>:root", "implicit-deny"},
		{"by reference", "<Role.Arn>", "unknown"},
		{"another role", "arn:<AWS::Partition>:iam::<AWS::AccountId>:role/<Other>", "unknown"},
		{"a user", "arn:<AWS::Partition>:iam::<AWS::AccountId>:user/anna", "implicit-deny"},
		{"not known", "?<P>", "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse(holed(t, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:<AWS::Partition>:s3:::<Bucket>/*","Principal":{"AWS":"`+c.principal+`"}}}`))
			if err != nil {
				t.Fatal(err)
			}
			who, err := ParsePrincipal(Text(withHoles(me)))
			if err != nil {
				t.Fatal(err)
			}
			req := &Request{Principal: who, Action: "s3:GetObject", Resource: Text(withHoles("arn:<AWS::Partition>:s3:::<Bucket>/k"))}
			if got := Decide(req, &Policies{Resource: d}); got.Result.String() != c.want {
				t.Errorf("got %v, want %s: missing %q why %v", got.Result, c.want, got.Missing, got.Why)
			}
		})
	}
}
