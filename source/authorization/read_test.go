package authorization_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/iam/reach"
	"github.com/haechi-dev/haechi/source/authorization"
)

func TestRead(t *testing.T) {
	g, err := authorization.Read("testdata/details.json")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range g.All() {
		got = append(got, r.Type+" "+r.Name)
	}
	want := []string{"AWS::IAM::ManagedPolicy deploy", "AWS::IAM::ManagedPolicy limit", "AWS::IAM::Group staff", "AWS::IAM::Role builder", "AWS::IAM::InstanceProfile builder", "AWS::IAM::User ann", "AWS::IAM::User bob"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	m := reach.New(g, reach.Options{})
	if len(m.Problems) > 0 {
		t.Fatal(m.Problems[0])
	}
	p, err := m.Find("ann", reach.Admin)
	if err != nil || p == nil || !p.Certain || len(p.Steps) != 1 || p.Steps[0].Technique != "ec2-001" {
		t.Errorf("ann, of the group: %+v %v", p, err)
	}
	if p, err = m.Find("bob", reach.Admin); err != nil || p != nil {
		t.Errorf("bob, whom a boundary limits: %+v %v", p, err)
	}
}

// Version 1 of the policy of the group allows everything.
func TestOlderVersions(t *testing.T) {
	for _, text := range []string{`{"Action": "*"}`, `{"Action": "s3:*"}`} {
		g, err := authorization.Parse("f", []byte(`{"GroupDetailList": [], "RoleDetailList": [], "UserDetailList": [{"UserName": "ann", "Arn": "arn:aws:iam::111122223333:user/ann", "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::111122223333:policy/p"}]}],
			"Policies": [{"PolicyName": "p", "Arn": "arn:aws:iam::111122223333:policy/p", "PolicyVersionList": [
			{"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Statement": {"Effect": "Allow", "Action": "iam:SetDefaultPolicyVersion", "Resource": "*"}}},
			{"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Statement": {"Effect": "Allow", "Resource": "*", `+text[1:]+`}}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		p, err := reach.New(g, reach.Options{}).Find("ann", reach.Admin)
		if want := text == `{"Action": "*"}`; err != nil || (p != nil) != want || want && (!p.Certain || p.Steps[0].Technique != "x-set-default-policy-version") {
			t.Errorf("%s: %+v %v", text, p, err)
		}
	}
}

// The details do not say who has a password.
func TestPasswords(t *testing.T) {
	for _, action := range []string{"iam:CreateLoginProfile", "iam:UpdateLoginProfile"} {
		g, err := authorization.Parse("f", []byte(`{"UserDetailList": [
			{"UserName": "root", "Arn": "arn:aws:iam::111122223333:user/root", "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]},
			{"UserName": "ann", "Arn": "arn:aws:iam::111122223333:user/ann", "UserPolicyList": [{"PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "`+action+`", "Resource": "*"}}}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		if p, err := reach.New(g, reach.Options{}).Find("ann", reach.Admin); err != nil || p == nil || p.Certain {
			t.Errorf("%s: %+v %v", action, p, err)
		}
	}
}

func TestMistakes(t *testing.T) {
	for name, text := range map[string]string{"something else": `{"Resources": {}}`, "no ARN": `{"RoleDetailList": [{"RoleName": "a"}]}`} {
		if _, err := authorization.Parse("f", []byte(text)); !errors.Is(err, authorization.ErrNotDetails) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := authorization.Parse("f", []byte(`{"RoleDetailList": [{"RoleName": "a", "Arn": "b"}, {"RoleName": "a", "Arn": "b"}]}`)); err == nil {
		t.Error("the same role twice")
	}
	if _, err := authorization.Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestListsThatAreNotThere(t *testing.T) {
	g, err := authorization.Parse("f", []byte(`{"RoleDetailList": []}`))
	if err != nil {
		t.Fatal(err)
	}
	if l := g.OfType("AWS::IAM::User"); len(l.Unread) != 1 || l.Unread[0].Code != cloud.NotInSource {
		t.Errorf("%+v", l)
	}
}

func FuzzParse(f *testing.F) {
	if text, err := os.ReadFile("testdata/details.json"); err == nil {
		f.Add(text)
	}
	f.Add([]byte(`{"UserDetailList": {"a": 1}, "Policies": [{"PolicyVersionList": [1]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := authorization.Parse("f", text)
		if err != nil {
			return
		}
		m := reach.New(g, reach.Options{})
		for _, name := range m.Principals() {
			if _, err := m.Find(name, reach.Admin); err != nil && len(m.Principals()) == 1 {
				t.Error(err)
			}
		}
	})
}
