package rule

import (
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// What somebody may do is not known where users, roles or policies were not read, unless what was read
// shows it already. A closed world stays closed.
func TestEscalationWhereNotAllWasRead(t *testing.T) {
	const (
		plain  = `{Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}]}`
		narrow = `{Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: "iam:PutRolePolicy", Resource: "arn:aws:iam::111122223333:role/else"}}}]}`
		strong = `{Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: "iam:PutRolePolicy", Resource: "*"}}}]}`
		admin  = `{ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]}`
	)
	all := []string{"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", cloud.AnyType}
	held := []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", cloud.AnyType}
	for _, c := range []struct {
		name, require, self string
		unread              []string // of these the answer is unknown
		want                Verdict  // of nothing
	}{
		{"nothing to escalate with", "escalates(self)", plain, append([]string{"AWS::IAM::Role"}, held...), Fail},
		{"of another role", "escalates(self)", narrow, all, Fail},
		{"a way that is there", "escalates(self)", strong, nil, Pass},
		{"a document", "escalates(self.Policies[0].PolicyDocument)", plain, nil, Fail},
		{"grants", `grants(self, "sqs:SendMessage", "*")`, plain, held, Fail},
		{"a grant that is there", `grants(self, "s3:GetObject", "*")`, plain, nil, Pass},
		{"admin", "admin(self)", plain, held, Fail},
		{"an administrator", "admin(self)", admin, nil, Pass},
	} {
		r := ruleOn(t, "AWS::IAM::Role", "require: "+c.require)
		for _, typ := range append(all, "AWS::S3::Bucket", "") {
			g := cloud.NewGraph()
			res := &cloud.Resource{ID: "Self", Type: "AWS::IAM::Role", Name: "Self", Properties: properties(t, c.self)}
			if err := g.Add(res); err != nil {
				t.Fatal(err)
			}
			if typ != "" {
				g.MarkUnread(typ, cloud.Because(cloud.NotRead, typ, "us-east-1", "denied"))
			}
			results, err := r.Evaluate(g, res, Options{Today: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			want := c.want
			for _, open := range c.unread {
				if open == typ {
					want = Unknown
				}
			}
			if got := results[0]; got.Verdict != want {
				t.Errorf("%s, %q not read: %s %v, want %s", c.name, typ, got.Verdict, got.Reasons, want)
			}
		}
	}
}
