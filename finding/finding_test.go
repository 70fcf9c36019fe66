package finding_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

const roles = `id: a-rule
on: AWS::IAM::Role
each: statements(self.AssumeRolePolicyDocument)
require: item.Effect == "Deny"
severity: low
checklist: iam
title: {en: t, ko: t}
why: {en: t, ko: t}
fix: {en: t, ko: t}
tests: []
`

// findings judges a role whose trust policy is written in YAML.
func findings(t *testing.T, source, policy string) []finding.Finding {
	t.Helper()
	r, mistakes := rule.Parse("r.yaml", []byte(roles))
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	v, err := syntax.Parse(&cloud.Origin{File: source}, []byte(policy))
	if err != nil {
		t.Fatal(err)
	}
	res := &cloud.Resource{ID: "Role", Type: r.On[0], Properties: cloud.NewMap(v.Pos).Set("AssumeRolePolicyDocument", v)}
	g := cloud.NewGraph()
	if err := g.Add(res); err != nil {
		t.Fatal(err)
	}
	results, err := r.Evaluate(g, res, rule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return finding.New(r, res, source, results)
}

func prints(t *testing.T, source, policy string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, f := range findings(t, source, policy) {
		if all[f.Fingerprint.String()] {
			t.Errorf("two findings share the fingerprint %s", f.Fingerprint)
		}
		all[f.Fingerprint.String()] = true
	}
	return all
}

func TestFingerprintsOutliveFormatting(t *testing.T) {
	want := prints(t, "app/t.yaml", "Statement:\n- {Effect: Allow, Action: a}\n- {Effect: Allow, Action: b}\n- {Effect: Allow, Action: b}\n")
	for name, policy := range map[string]string{
		"json":      `{"Statement": [{"Effect": "Allow", "Action": "a"}, {"Effect": "Allow", "Action": "b"}, {"Effect": "Allow", "Action": "b"}]}`,
		"reordered": "Version: x\nStatement:\n- Action: b\n  Effect: Allow\n- Action: b\n  Effect: Allow\n\n- Action: a\n  Effect: Allow\n",
	} {
		if diff := cmp.Diff(want, prints(t, "/elsewhere/checkout/app/t.yaml", policy)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for name, policy := range map[string]string{
		"another item": "Statement:\n- {Effect: Allow, Action: c}\n",
	} {
		for print := range prints(t, "app/t.yaml", policy) {
			if want[print] {
				t.Errorf("%s has a fingerprint of the first", name)
			}
		}
	}
	for print := range prints(t, "app/other.yaml", "Statement: [{Effect: Allow, Action: a}]") {
		if want[print] {
			t.Error("another template has the same fingerprint")
		}
	}
}

func TestEvidenceHashFollowsWhatWasSeen(t *testing.T) {
	a := findings(t, "t.yaml", "Statement: [{Effect: Allow, Action: a}]")[0]
	b := findings(t, "t.yaml", "\n\nStatement: [{Action: a, Effect: Allow}]")[0]
	c := findings(t, "t.yaml", "Statement: [{Effect: Other, Action: a}]")[0]
	if a.EvidenceHash() != b.EvidenceHash() || a.EvidenceHash() == c.EvidenceHash() {
		t.Errorf("hashes %s %s %s: the first two are equal, the third is not", a.EvidenceHash(), b.EvidenceHash(), c.EvidenceHash())
	}
}

func TestOrderAndCounts(t *testing.T) {
	r := finding.Report{Findings: append(findings(t, "b.yaml", "Statement: [{Effect: Allow}]"), findings(t, "a.yaml", "Statement: [{Effect: Deny}]")...)}
	r.Sort()
	if r.Findings[0].Pos.File() != "a.yaml" {
		t.Error("findings are ordered by file")
	}
	if diff := cmp.Diff(finding.Count{Pass: 1, Fail: 1}, r.CountLine(rule.IAM)); diff != "" {
		t.Error(diff)
	}
	if len(r.Failed(rule.Low)) != 1 || len(r.Failed(rule.Medium)) != 0 {
		t.Error("failures are those at or above the severity")
	}
}

// Keys are what an item of a map is called: its value may change, and others may have the same.
func TestFingerprintsNameKeys(t *testing.T) {
	byKey := func(variables string) map[string]string {
		all := map[string]string{}
		for _, f := range environment(t, variables) {
			all[f.Path] = f.Fingerprint.String()
		}
		return all
	}
	want := byKey("{A: same, B: same}")
	for _, variables := range []string{"{B: same, A: same}", "{A: other, B: same}"} {
		if diff := cmp.Diff(want, byKey(variables)); diff != "" || len(want) != 2 {
			t.Errorf("%s (-before +after):\n%s", variables, diff)
		}
	}
}

// environment judges the variables of a function.
func environment(t *testing.T, variables string) []finding.Finding {
	t.Helper()
	source := strings.NewReplacer("AWS::IAM::Role", "AWS::Lambda::Function", "statements(self.AssumeRolePolicyDocument)",
		"self.Environment.Variables", `item.Effect == "Deny"`, `self.Environment.Variables[item] == ""`).Replace(roles)
	r, mistakes := rule.Parse("r.yaml", []byte(source))
	if len(mistakes) > 0 {
		t.Fatal(mistakes[0])
	}
	v, err := syntax.Parse(&cloud.Origin{File: "t.yaml"}, []byte("Environment: {Variables: "+variables+"}"))
	if err != nil {
		t.Fatal(err)
	}
	res := &cloud.Resource{ID: "F", Type: r.On[0], Properties: v}
	g := cloud.NewGraph()
	if err := g.Add(res); err != nil {
		t.Fatal(err)
	}
	results, err := r.Evaluate(g, res, rule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return finding.New(r, res, "t.yaml", results)
}

// A hole that only its place tells from others is what is not known there, wherever it stands.
func TestFingerprintsForgetPlaces(t *testing.T) {
	print := func(place string) string {
		hole := &cloud.Hole{Name: "condition C is not known at " + place, Reason: cloud.Because(cloud.UnknownCondition, "C"), Placed: true}
		item := cloud.NewParts(cloud.Pos{}, cloud.Part{Text: "arn:aws:s3:::"}, cloud.Part{Hole: hole})
		r := &rule.Rule{ID: "a-rule"}
		return finding.New(r, &cloud.Resource{ID: "R"}, "t.yaml", []rule.Result{{Item: item}})[0].Fingerprint.String()
	}
	if a, b := print("t.yaml:3:1"), print("t.yaml:9:1"); a != b {
		t.Errorf("%s at one place, %s at another", a, b)
	}
}
