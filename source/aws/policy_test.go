package aws

import (
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/haechi-dev/haechi/iam"
	"github.com/haechi-dev/haechi/schema"
)

// What the steps say of themselves is true: the properties exist, the actions exist, only read and
// can be found in the policy.
func TestSteps(t *testing.T) {
	for _, in := range services() {
		svc := in(sdk.Config{})
		listed := svc.types()
		for _, s := range svc.steps {
			if s.of != "" && !slices.Contains(listed, s.of) {
				t.Errorf("%s:%s is about %s, which the service does not list", svc.name, s.call, s.of)
			}
			for typ, names := range s.tells {
				published := schema.Lookup(typ)
				if published == nil {
					t.Errorf("%s:%s tells of the unknown type %s", svc.name, s.call, typ)
					continue
				}
				if typ != s.of && !slices.Contains(s.lists, typ) {
					t.Errorf("%s:%s tells of %s and is not about it", svc.name, s.call, typ)
				}
				for _, name := range names {
					if published.Properties[name] == nil {
						t.Errorf("%s:%s tells %s.%s, which does not exist", svc.name, s.call, typ, name)
					}
				}
			}
			for _, action := range s.permissions(svc.name) {
				known := iam.Actions(action)
				if len(known) != 1 || strings.ContainsAny(action, "*?") {
					t.Errorf("%s:%s needs the unknown action %s", svc.name, s.call, action)
					continue
				}
				if level := known[0].Access; level != iam.AccessList && level != iam.AccessRead && action != "iam:GenerateCredentialReport" {
					t.Errorf("%s:%s needs %s, which does not only read", svc.name, s.call, action)
				}
			}
		}
	}
}
