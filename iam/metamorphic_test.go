package iam

import (
	"sort"
	"testing"
	"time"
)

// TestManagedPolicies asks questions whose answer follows from the question: a policy allows
// nothing that it does not allow, and adding a Deny or removing an Allow grants nothing.
func TestManagedPolicies(t *testing.T) {
	every := 7 // of the policies; all of them take a while under the race detector
	var times []time.Duration
	maybe := 0
	for i, name := range ManagedPolicies() {
		if i%every != 0 {
			continue
		}
		m := ManagedPolicy(name)
		d, err := ParseJSON(m.ARN, m.JSON)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		deny := policy(t, `{"Effect": "Deny", "Action": ["s3:Get*", "iam:PassRole", "ec2:RunInstances"], "Resource": "*"}`)[0]
		for what, to := range map[string][]*Document{"itself": {d}, "with a deny": {d, deny}, "without a statement": {d.without(0)}} {
			start := time.Now()
			got := NewAccess([]*Document{d}, to)
			times = append(times, time.Since(start))
			if got.Verdict == Yes {
				t.Errorf("%s %s allows %+v, which it does not", name, what, got.Witness)
			}
			if got.Verdict == Maybe {
				maybe++
				t.Logf("%s %s: %v", name, what, got.Why)
			}
		}
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	t.Logf("%d questions, %d unknown; median %s, p99 %s, worst %s", len(times), maybe, times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
	if maybe*100 > len(times) {
		t.Errorf("%d of %d are unknown", maybe, len(times))
	}
}
