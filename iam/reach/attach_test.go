package reach_test

import (
	"testing"

	"github.com/haechi-dev/haechi/iam/reach"
)

// A condition about the policy that may be attached leaves those that it names.
func TestAttachWhatMayBeAttached(t *testing.T) {
	for _, c := range []struct {
		name      string
		condition obj
		steps     int // 0: closed
	}{
		{"no administrators", obj{"ArnNotEquals": obj{"iam:PolicyARN": adminPolicy}}, 1}, // the policy of the account does as well
		{"a harmless one", obj{"ArnEquals": obj{"iam:PolicyARN": "arn:aws:iam::aws:policy/AWSLambdaExecute"}}, 0},
		{"one that gives power over IAM", obj{"ArnEquals": obj{"iam:PolicyARN": []any{"arn:aws:iam::aws:policy/AWSLambdaExecute", "arn:aws:iam::aws:policy/IAMFullAccess"}}}, 2},
		{"those of the account", obj{"ArnLike": obj{"iam:PolicyARN": "arn:aws:iam::" + account + ":policy/*"}}, 1},
		{"some of the account", obj{"ArnLike": obj{"iam:PolicyARN": "arn:aws:iam::" + account + ":policy/team/*"}}, 0},
		{"anything", obj{"ArnLike": obj{"iam:PolicyARN": "*"}}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := statement("Allow", "iam:AttachUserPolicy", "*")
			s["Condition"] = c.condition
			r := attacker(obj{"All": resource("AWS::IAM::ManagedPolicy", obj{"ManagedPolicyName": "all", "PolicyDocument": policy(statement("Allow", "*", "*"))})}, s)
			p := find(t, r, "Attacker", reach.Admin)
			if p == nil != (c.steps == 0) {
				t.Fatalf("%+v", p)
			}
			if p != nil && (len(p.Steps) != c.steps || !p.Certain) {
				t.Errorf("%d steps, certain %v: %+v", len(p.Steps), p.Certain, p.Steps)
			}
		})
	}
}

// Tags that the graph tells decide conditions about them.
func TestTags(t *testing.T) {
	for team, want := range map[string]bool{"blue": true, "red": false} {
		s := statement("Allow", "iam:UpdateAssumeRolePolicy", "*")
		s["Condition"] = obj{"StringEquals": obj{"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
		r := attacker(obj{"Target": estate()["Target"]}, s)
		properties(r, "Target")["Tags"] = []any{obj{"Key": "team", "Value": "blue"}}
		properties(r, "Attacker")["Tags"] = []any{obj{"Key": "team", "Value": team}}
		p := find(t, r, "Attacker", reach.Admin)
		if got := p != nil; got != want || got && !p.Certain {
			t.Errorf("%s: %+v", team, p)
		}
	}
}
