package rule

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/schema"
)

func TestPoliciesAreWhereTheSchemaSays(t *testing.T) {
	for typ, path := range policyAt {
		if !schema.HasPath(typ, strings.Split(path, ".")) {
			t.Errorf("%s has no %s", typ, path)
		}
	}
}

func TestPolicyOfATypeWithoutOne(t *testing.T) {
	text := strings.NewReplacer("AWS::SQS::QueuePolicy", "AWS::SQS::Queue", "self.PolicyDocument", "policy(self)").Replace(onTwo)
	r, mistakes := Parse("a.yaml", []byte(text))
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	if err := r.Compile(); err == nil || !strings.Contains(err.Error(), "no policy of AWS::SQS::Queue is known") {
		t.Errorf("got %v", err)
	}
}
