package reach_test

import (
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam/reach"
)

// No path is found in an account that was not read whole: that does not mean that there is none. A path
// that is there stays.
func TestWhatWasNotRead(t *testing.T) {
	why := cloud.Because(cloud.NotRead, "iam:List", "us-east-1", "denied")
	types := []string{cloud.AnyType, "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy",
		"AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", "AWS::IAM::InstanceProfile", "AWS::IAM::UserToGroupAddition"}
	closed := attacker(obj{}, statement("Allow", "s3:GetObject", "*"))
	open := attacker(obj{}, statement("Allow", "iam:PutUserPolicy", "*"))
	for _, typ := range append(types, "AWS::S3::Bucket", "") {
		ask := func(resources obj) *reach.Path {
			g := read(t, resources)
			if typ != "" {
				g.MarkUnread(typ, why)
			}
			p, err := reach.New(g, reach.Options{}).Find("Attacker", reach.Admin)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		p, matters := ask(closed), typ != "AWS::S3::Bucket" && typ != ""
		if matters != (p != nil) || p != nil && (p.Certain || !p.Incomplete || len(p.Steps) > 0 || len(p.Why) != 1 || !p.Why[0].Equal(why)) {
			t.Errorf("%q not read: %+v", typ, p)
		}
		if p := ask(open); p == nil || !p.Certain {
			t.Errorf("%q not read, with a path: %+v", typ, p)
		}
	}
}
