package aws_test

import (
	"context"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/secret"
	"github.com/haechi-dev/haechi/source/aws"
)

func TestRead(t *testing.T) {
	server := emulator.Start(t)
	id := server.Account()
	server.Fixture(t, id, "few_functions", "20")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2"}, Recorded: server.Transport(id)})
	if err != nil {
		t.Fatal(err)
	}
	if a.ID != id {
		t.Errorf("account %s, want %s", a.ID, id)
	}
	for typ, want := range map[string]int{"AWS::Lambda::Function": 20, "AWS::IAM::Role": 20} {
		if got := len(a.Graph.OfType(typ).Certain); got != want {
			t.Errorf("%d resources of type %s, want %d", got, typ, want)
		}
	}
	for _, r := range a.Graph.OfType("AWS::Lambda::Function").Certain {
		if role, why := a.Graph.Target("AWS::IAM::Role", r.Properties.Get("Role")); role == nil {
			t.Errorf("the role of %s: %v", r.Name, why)
		}
		// The emulator does not answer this call: unknown, not absent.
		if v := r.Properties.Get("RecursiveLoop"); !v.Is(cloud.Unknown) {
			t.Errorf("RecursiveLoop of %s is %v", r.Name, v.Kind())
		}
	}
	for _, c := range a.Coverage.Calls {
		t.Logf("%+v", c)
	}
}

// Nothing of what was read holds a secret, and what rules ask about it is still known.
func TestNoSecrets(t *testing.T) {
	server := emulator.Start(t)
	id := server.Account()
	server.Fixture(t, id, "few_functions", "1")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2"}, Services: []string{"lambda"}, Recorded: server.Transport(id)})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range a.Graph.All() {
		text, err := r.Properties.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "hunter22") {
			t.Errorf("%s: %s", r.ID, text)
		}
		if r.Type != "AWS::Lambda::Function" {
			continue
		}
		variables := r.Properties.Path("Environment", "Variables")
		if _, found := secret.Detect("DB_PASSWORD", variables.Get("DB_PASSWORD").Str()); !found || variables.Get("STAGE").Str() != "prod" {
			t.Errorf("environment: %s", text)
		}
	}
}
