package reach_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/iam/reach"
)

// Many groups that may all be joined, many policies that may all be attached, roles that assume
// each other in a circle: an answer comes soon, and it is not a guess.
func TestHostileEstates(t *testing.T) {
	root := trust(obj{"AWS": "arn:aws:iam::" + account + ":root"})
	groups, circle := obj{}, obj{}
	for i := range 300 {
		groups[fmt.Sprintf("Group%d", i)] = resource("AWS::IAM::Group", obj{"Policies": inline(statement("Allow", "s3:GetObject", fmt.Sprintf("arn:aws:s3:::b%d/*", i)))})
		groups[fmt.Sprintf("Policy%d", i)] = resource("AWS::IAM::ManagedPolicy", obj{"PolicyDocument": policy(statement("Allow", "sqs:*", fmt.Sprintf("arn:aws:sqs:*:*:q%d", i)))})
		circle[fmt.Sprintf("Role%d", i)] = resource("AWS::IAM::Role", obj{"AssumeRolePolicyDocument": root, "Policies": inline(statement("Allow", "sts:AssumeRole", "*"))})
	}
	limited := statement("Allow", "iam:AttachUserPolicy", "*")
	limited["Condition"] = obj{"ArnLike": obj{"iam:PolicyARN": "arn:aws:iam::" + account + ":policy/*"}}
	for name, c := range map[string]struct {
		resources obj
		unknown   bool
	}{
		"groups and policies": {attacker(groups, statement("Allow", "iam:AddUserToGroup", "*"), limited), true},
		"a circle":            {attacker(circle, statement("Allow", "sts:AssumeRole", "*")), false},
	} {
		start := time.Now()
		p := find(t, c.resources, "Attacker", reach.Admin)
		if unknown := p != nil && p.Incomplete; unknown != c.unknown || p != nil && p.Certain {
			t.Errorf("%s: %+v", name, p)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %v", name, took)
		} else {
			t.Logf("%s: %v", name, took)
		}
	}
}
