package iam

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestLookupAction(t *testing.T) {
	a := LookupAction("S3:getobject")
	if a == nil {
		t.Fatal("s3:GetObject is not known")
	}
	if a.String() != "s3:GetObject" || a.Access != AccessRead || !a.Scopable() {
		t.Errorf("got %s, %s, scopable %v", a, a.Access, a.Scopable())
	}
	var arns []string
	for _, r := range a.Resources {
		arns = append(arns, r.Type.ARN)
	}
	want := []string{
		"arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName}",
		"arn:${Partition}:s3:::${BucketName}/${ObjectName}",
	}
	if diff := cmp.Diff(want, arns); diff != "" {
		t.Error(diff)
	}
	for key, want := range map[string]bool{"s3:existingobjecttag/team": true, "s3:ExistingObjectTag/": false, "s3:prefix": false, "s3:TlsVersion": true, "aws:ResourceTag/team": true} {
		if got := a.HasKey(key); got != want {
			t.Errorf("HasKey(%s) is %v", key, got)
		}
	}
	for name, level := range map[string]AccessLevel{
		"iam:PassRole": AccessWrite, "sqs:AddPermission": AccessPermissions, "ec2:CreateTags": AccessTagging, "s3:ListBucket": AccessList,
	} {
		if a := LookupAction(name); a == nil || a.Access != level {
			t.Errorf("%s: %v", name, a)
		}
	}
	for _, name := range []string{"s3:GetObjekt", "s3", "", ":", "s3:", "s3:*", "aws:SourceIp", "token.actions.githubusercontent.com:sub"} {
		if a := LookupAction(name); a != nil {
			t.Errorf("%q is %s", name, a)
		}
	}
	if a := LookupAction("ec2:DescribeInstances"); a.Scopable() {
		t.Error("ec2:DescribeInstances can be scoped")
	}
	if a := LookupAction("ec2:RunInstances"); !slices.Contains(a.Dependent, "iam:PassRole") {
		t.Errorf("ec2:RunInstances depends on %v", a.Dependent)
	}
}

func TestActions(t *testing.T) {
	all := Actions("*")
	if len(all) < 20000 {
		t.Errorf("only %d actions", len(all))
	}
	for i := 1; i < len(all); i++ {
		if all[i-1].Service == all[i].Service && compareFold(all[i-1].Name, all[i].Name) >= 0 {
			t.Errorf("%s stands before %s", all[i-1], all[i])
		}
	}
	names := func(pattern string) (names []string) {
		for _, a := range Actions(pattern) {
			names = append(names, a.String())
		}
		return names
	}
	if diff := cmp.Diff([]string{"sqs:DeleteMessage", "sqs:DeleteQueue"}, names("SQS:delete*")); diff != "" {
		t.Error(diff)
	}
	if got := names("sqs:?eleteQueue"); len(got) != 1 {
		t.Error(got)
	}
	if got := names("sq*:DeleteQueue"); len(got) != 1 {
		t.Error(got)
	}
	if len(names("sqs*")) == 0 || len(names("sqs")) != 0 || len(names("nothing:*")) != 0 || len(names("sqs:Nothing*")) != 0 {
		t.Error("patterns without a colon or without a match")
	}
}

// Every service decodes, every action is found by its name, and every key of an action is known.
func TestAllActions(t *testing.T) {
	db := openActions()
	for i := range db.decoded {
		s := db.service(i)
		if len(s.Keys)+len(s.Actions) == 0 {
			t.Errorf("%s is empty", s.Prefix)
		}
		for _, a := range s.Actions {
			if LookupAction(strings.ToUpper(a.String())) != a {
				t.Errorf("%s is not found", a)
			}
			for _, k := range a.Conditions {
				if LookupConditionKey(k) == nil && findKey(s.Keys, k) == nil {
					t.Errorf("%s has the unknown key %s", a, k)
				}
			}
			if a.Access.String() == "unknown" {
				t.Errorf("%s has no access level", a)
			}
		}
		for _, typ := range s.Types {
			if !strings.HasPrefix(typ.ARN, "arn:") {
				t.Errorf("%s:%s has the ARN %s", s.Prefix, typ.Name, typ.ARN)
			}
		}
	}
}

func TestLookupConditionKey(t *testing.T) {
	for name, want := range map[string]ConditionKey{
		"AWS:sourceip":                                     {"aws:SourceIp", KeyIP, false},
		"aws:PrincipalTag/team":                            {"aws:PrincipalTag/${TagKey}", KeyString, false},
		"aws:TagKeys":                                      {"aws:TagKeys", KeyString, true},
		"aws:CurrentTime":                                  {"aws:CurrentTime", KeyDate, false},
		"aws:MultiFactorAuthPresent":                       {"aws:MultiFactorAuthPresent", KeyBool, false},
		"aws:MultiFactorAuthAge":                           {"aws:MultiFactorAuthAge", KeyNumeric, false},
		"aws:SourceArn":                                    {"aws:SourceArn", KeyARN, false},
		"s3:prefix":                                        {"s3:prefix", KeyString, false},
		"s3:ExistingObjectTag/a/b":                         {"s3:ExistingObjectTag/<key>", KeyString, false},
		"token.actions.githubusercontent.com:sub":          {"token.actions.githubusercontent.com:sub", KeyString, false},
		"oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud":      {"oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud", KeyString, false},
		"cognito-identity.amazonaws.com:amr":               {"cognito-identity.amazonaws.com:amr", KeyString, true},
		"codebuild:secondarySources/x.auth.type":           {"codebuild:secondarySources/${sourceIdentifier}.auth.type", KeyString, false},
		"dynamodb:leadingkeys":                             {"dynamodb:LeadingKeys", KeyString, true},
		"token.actions.githubusercontent.com/octo-org:ref": {"token.actions.githubusercontent.com/${SubPath}:ref", KeyString, false},
	} {
		k := LookupConditionKey(name)
		if k == nil {
			t.Errorf("%s is not known", name)
		} else if diff := cmp.Diff(want, *k); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, name := range []string{"aws:Nothing", "s3:nothing", "nothing:x", "SourceIp", "", "aws:PrincipalTag/", "aws:PrincipalTag"} {
		if k := LookupConditionKey(name); k != nil {
			t.Errorf("%q is %s", name, k.Name)
		}
	}
	if n := len(GlobalKeys()); n < 45 {
		t.Errorf("%d global keys", n)
	}
}

func TestManagedPolicy(t *testing.T) {
	for _, name := range ManagedPolicies() {
		p := ManagedPolicy(name)
		if p == nil || !json.Valid(p.JSON) {
			t.Errorf("%s cannot be read", name)
			continue
		}
		if q := ManagedPolicy(p.ARN); q == nil || q.Name != name {
			t.Errorf("%s is not found", p.ARN)
		}
	}
	p := ManagedPolicy("administratoraccess")
	want := &Managed{Name: "AdministratorAccess", ARN: "arn:aws:iam::aws:policy/AdministratorAccess", Version: "v1", Date: "2015-02-06",
		JSON: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)}
	if diff := cmp.Diff(want, p, cmpopts.IgnoreUnexported(Managed{})); diff != "" {
		t.Error(diff)
	}
	if ManagedPolicy("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole") == nil {
		t.Error("the policy in another partition is not found")
	}
	for _, name := range []string{"", "Nothing", "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole", "arn:aws:iam::123456789012:policy/AdministratorAccess"} {
		if p := ManagedPolicy(name); p != nil {
			t.Errorf("%q is %s", name, p.ARN)
		}
	}
}

func FuzzReadActions(f *testing.F) {
	f.Add([]byte(embeddedActions[:2000]))
	f.Add([]byte("haechi actions 1: x\n\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00a\x00\x00\x01\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		db, err := readActions(string(data))
		if err != nil {
			return
		}
		for i := range db.decoded {
			db.service(i)
		}
	})
}

func FuzzReadManaged(f *testing.F) {
	f.Add([]byte(embeddedManaged[:2000]))
	f.Add([]byte("haechi managed policies 1: x\n\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00A\t\tv1\t2\t0\t0\t0\x03\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		db, err := readManaged(string(data))
		if err != nil {
			return
		}
		for i := range db.len() {
			_, _ = db.document(db.entry(i)) // must not panic
		}
	})
}

func BenchmarkOpenActions(b *testing.B) {
	for b.Loop() {
		if _, err := readActions(embeddedActions); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeAllActions(b *testing.B) {
	for b.Loop() {
		db, _ := readActions(embeddedActions)
		for i := range db.decoded {
			db.service(i)
		}
	}
}

func BenchmarkLookupAction(b *testing.B) {
	for b.Loop() {
		LookupAction("ec2:DescribeInstances")
	}
}

func BenchmarkActionsOfPattern(b *testing.B) {
	for b.Loop() {
		Actions("ec2:Describe*")
	}
}

func BenchmarkManagedPolicy(b *testing.B) {
	for b.Loop() {
		ManagedPolicy("ReadOnlyAccess")
	}
}
