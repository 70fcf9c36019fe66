package rule

import (
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// A user has what its groups have.
func TestGroupsOfAUser(t *testing.T) {
	const admin = `{ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]}`
	for _, c := range []struct {
		name, self, group, addition, unread string
		want                                Verdict
	}{
		{"none", `{}`, admin, "", "", Fail},
		{"named by the user", `{Groups: [staff]}`, admin, "", "", Pass},
		{"added to", `{UserName: bob}`, admin, `{GroupName: staff, Users: [bob]}`, "", Pass},
		{"somebody else is added", `{UserName: bob}`, admin, `{GroupName: staff, Users: [al]}`, "", Fail},
		{"a weak group", `{Groups: [staff]}`, `{}`, "", "", Fail},
		{"a group from elsewhere", `{Groups: [others]}`, admin, "", "", Unknown},
		{"groups that are not known", `{Groups: !Unknown x}`, admin, "", "", Unknown},
		{"a group that is not known, beside one that is", `{Groups: [!Unknown x, staff]}`, admin, "", "", Pass},
		{"additions were not read", `{}`, admin, "", "AWS::IAM::UserToGroupAddition", Unknown},
	} {
		g := cloud.NewGraph()
		name := func(n string) []*cloud.Value { return []*cloud.Value{cloud.NewString(cloud.Pos{}, n)} }
		self := &cloud.Resource{ID: "Self", Type: "AWS::IAM::User", Name: "Self", Names: name("bob"), Properties: properties(t, c.self)}
		all := []*cloud.Resource{self, {ID: "Group", Type: "AWS::IAM::Group", Name: "Group", Names: name("staff"), Properties: properties(t, c.group)}}
		if c.addition != "" {
			all = append(all, &cloud.Resource{ID: "Addition", Type: "AWS::IAM::UserToGroupAddition", Name: "Addition", Properties: properties(t, c.addition)})
		}
		for _, res := range all {
			if err := g.Add(res); err != nil {
				t.Fatal(err)
			}
		}
		if c.unread != "" {
			g.MarkUnread(c.unread, cloud.Because(cloud.NotRead, c.unread, "us-east-1", "denied"))
		}
		results, err := ruleOn(t, "AWS::IAM::User", "require: admin(self)").Evaluate(g, self, Options{Today: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if got := results[0]; got.Verdict != c.want {
			t.Errorf("%s: %s %v, want %s", c.name, got.Verdict, got.Reasons, c.want)
		}
	}
}
