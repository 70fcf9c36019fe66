package reach_test

import (
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam/reach"
)

// In an account a role and its instance profile mostly have one name, and so may a role and a user.
func TestNamesOfSeveral(t *testing.T) {
	g := cloud.NewGraph()
	add := func(typ, kind, name string) {
		arn := "arn:aws:iam::111122223333:" + kind + "/" + name
		r := &cloud.Resource{ID: arn, Type: typ, Name: name, Account: "111122223333", ARN: cloud.NewString(cloud.Pos{}, arn),
			Names: []*cloud.Value{cloud.NewString(cloud.Pos{}, name)}, Properties: cloud.NewMap(cloud.Pos{})}
		if err := g.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	add("AWS::IAM::InstanceProfile", "instance-profile", "host")
	add("AWS::IAM::Role", "role", "host")
	add("AWS::IAM::Role", "role", "ann")
	add("AWS::IAM::User", "user", "ann")
	m := reach.New(g, reach.Options{})
	for _, name := range append(m.Principals(), "host") {
		if _, err := m.Find(name, reach.Admin); err != nil {
			t.Error(err)
		}
	}
	if n := len(m.Principals()); n != 3 {
		t.Errorf("%d principals", n)
	}
	if _, err := m.Find("ann", reach.Admin); err == nil || !strings.Contains(err.Error(), "user/ann") || !strings.Contains(err.Error(), "role/ann") {
		t.Errorf("ann: %v", err)
	}
}

// What is read for a path to somebody else has what paths are made of, and for one to a resource more.
func TestNeeds(t *testing.T) {
	admin, other := reach.Needs(reach.Admin), reach.Needs("orders")
	for _, typ := range []string{"AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::Lambda::Function", "AWS::CodeBuild::Project", "AWS::Lambda::Permission"} {
		if admin[typ] == nil || other[typ] == nil {
			t.Errorf("%s is not needed", typ)
		}
	}
	for _, typ := range []string{"AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::KMS::Key"} {
		if admin[typ] != nil || other[typ] == nil {
			t.Errorf("%s: needed for an administrator: %v, for a resource: %v", typ, admin[typ], other[typ])
		}
	}
}
