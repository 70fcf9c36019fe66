package iam

import (
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// requestFields are the fields of a request.
var requestFields = []string{"principal", "action", "resource", "context", "principalAccount", "resourceAccount", "identityPolicies", "boundaries",
	"sessionPolicies", "resourcePolicy", "scps", "rcps", "endpointPolicies", "openContext"}

// remarks are fields that may be there for whoever wrote the request; they mean nothing.
var remarks = []string{"id", "name", "comment", "description", "expected"}

// otherNames are what the fields are called elsewhere.
var otherNames = map[string]string{
	"policies": "identityPolicies", "permissionsboundary": "boundaries", "permissionboundary": "boundaries", "permissionsboundaries": "boundaries", "trustpolicy": "resourcePolicy",
	"assumerolepolicydocument": "resourcePolicy", "bucketpolicy": "resourcePolicy", "keypolicy": "resourcePolicy", "servicecontrolpolicies": "scps", "resourcecontrolpolicies": "rcps",
	"vpcendpointpolicies": "endpointPolicies", "conditions": "context", "account": "principalAccount", "actions": "action", "resources": "resource",
}

// fields refuses fields that no request has: a policy under a misspelt name would count for nothing.
func (r *requestReader) fields() {
	for _, f := range r.root.Fields() {
		if slices.Contains(requestFields, f.Key) || slices.Contains(remarks, f.Key) {
			continue
		}
		hint := "a request has " + strings.Join(requestFields, ", ")
		if near := nearestField(f.Key); near != "" {
			hint = "write " + near
		}
		if r.err == nil {
			r.err = &cloud.Error{Pos: f.KeyPos, What: "a request has no field " + f.Key, Hint: hint}
		}
	}
}

// nearestField is the field that a misspelt one is most likely to be, or "".
func nearestField(key string) string {
	folded := strings.ToLower(key)
	if name, known := otherNames[strings.NewReplacer("_", "", "-", "").Replace(folded)]; known {
		return name
	}
	best, least := "", len(key)/3+2
	for _, name := range requestFields {
		if n := edits(folded, strings.ToLower(name)); n < least {
			best, least = name, n
		}
	}
	return best
}

// edits is the number of bytes to insert, remove or replace to make b of a. Both are short.
func edits(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			n := diagonal
			if a[i] != b[j] {
				n = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], n
		}
	}
	return row[len(b)]
}
