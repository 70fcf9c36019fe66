package iam_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

func TestRequestFields(t *testing.T) {
	for field, want := range map[string]string{
		"identityPolicy": "write identityPolicies", "identitypolicies": "write identityPolicies", "resourcePolicies": "write resourcePolicy", "boundary": "write boundaries",
		"permissionsBoundary": "write boundaries", "scp": "write scps", "RCPs": "write rcps", "serviceControlPolicies": "write scps", "contxt": "write context", "conditions": "write context",
		"sessionPolicy": "write sessionPolicies", "Principal": "write principal", "colour": "a request has principal, action", strings.Repeat("x", 500): "a request has principal, action",
		"id": "", "comment": "", "openContext": "",
	} {
		_, _, err := iam.ParseRequest("line", []byte(`{"principal":"`+user+`","action":"s3:GetObject","`+field+`":null}`))
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", field, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "line:1:")):
			t.Errorf("%s: got %v, want a hint to %s", field, err, want)
		}
	}
}
