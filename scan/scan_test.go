package scan_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/scan"
)

const open = "Resources:\n  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: f, AuthType: %s}}\n"

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// verdicts of the rule about function URLs, by resource.
func verdicts(t *testing.T, dir string, opt scan.Options) (all map[string]string, problems []string) {
	t.Helper()
	report, err := scan.Paths(context.Background(), []string{dir}, opt)
	if err != nil {
		t.Fatal(err)
	}
	all = map[string]string{}
	for _, f := range report.Findings {
		if f.Rule.ID == "aws-lambda-url-auth" {
			rel, err := filepath.Rel(dir, f.Pos.File())
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.ToSlash(rel)+" "+f.Resource.ID] = f.Verdict.String()
		}
	}
	for _, p := range report.Problems {
		problems = append(problems, strings.ReplaceAll(p.Error(), dir+string(filepath.Separator), ""))
	}
	return all, problems
}

// A template that another nests is judged where its parameters have values, and only there.
func TestNestedTemplatesAreJudgedOnce(t *testing.T) {
	dir := folder(t, map[string]string{
		"parent.yaml": "Resources:\n  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Auth: NONE}}}\n",
		"child.yaml":  "Parameters: {Auth: {Type: String}}\n" + strings.Replace(open, "%s", "!Ref Auth", 1),
		"other.yaml":  strings.Replace(open, "%s", "AWS_IAM", 1),
	})
	got, problems := verdicts(t, dir, scan.Options{})
	want := map[string]string{"child.yaml Child/Url": "fail", "other.yaml Url": "pass"}
	if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

// What cannot be read costs itself only.
func TestBrokenFilesLeaveTheOthers(t *testing.T) {
	dir := folder(t, map[string]string{
		"good.yaml":   strings.Replace(open, "%s", "NONE", 1),
		"broken.yaml": "Resources:\n  A: {Type: AWS::SQS::Queue\n",
		"values.yaml": "a: 1\n",
	})
	got, problems := verdicts(t, dir, scan.Options{Parameters: map[string]string{"Nobody": "x"}})
	if diff := cmp.Diff(map[string]string{"good.yaml Url": "fail"}, got); diff != "" {
		t.Error(diff)
	}
	if len(problems) != 2 || !strings.Contains(problems[0]+problems[1], "broken.yaml:") || !strings.Contains(problems[0]+problems[1], `parameter "Nobody"`) {
		t.Errorf("problems %q", problems)
	}
}

func TestNothingToScan(t *testing.T) {
	report, err := scan.Paths(context.Background(), []string{folder(t, map[string]string{"a.txt": "x"})}, scan.Options{})
	if !errors.Is(err, scan.ErrNothingRead) || report == nil {
		t.Errorf("got %v, %v", report, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := scan.Paths(ctx, []string{folder(t, map[string]string{"a.yaml": strings.Replace(open, "%s", "NONE", 1)})}, scan.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a scan that was called off gives %v", err)
	}
}

// A rule with a mistake is told once, and the others still answer.
func TestBrokenRulesAreTold(t *testing.T) {
	parse := func(id, require string) *rule.Rule {
		r, mistakes := rule.Parse(id+".yaml", []byte("id: "+id+"\non: AWS::Lambda::Url\nrequire: "+require+
			"\nseverity: low\nchecklist: iam\ntitle: {en: t, ko: t}\nwhy: {en: t, ko: t}\nfix: {en: t, ko: t}\ntests: []\n"))
		if len(mistakes) > 0 {
			t.Fatal(mistakes[0])
		}
		return r
	}
	dir := folder(t, map[string]string{"a.yaml": strings.Replace(open, "%s", "NONE", 1), "b.yaml": strings.Replace(open, "%s", "NONE", 1)})
	report, err := scan.Paths(context.Background(), []string{dir}, scan.Options{Rules: []*rule.Rule{parse("my-good", `self.AuthType == "AWS_IAM"`), parse("my-bad", "self.Nonsense == 1")}})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 2 || len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Error(), "my-bad.yaml:3") {
		t.Errorf("%d findings, problems %v", len(report.Findings), report.Problems)
	}
}

// Passes that nobody wants to see are counted as if they were kept.
func TestPassesAreCounted(t *testing.T) {
	dir := folder(t, map[string]string{"t.yaml": "Resources:\n  A: {Type: AWS::SQS::Queue}\n  B: {Type: AWS::Lambda::Url, Properties: {AuthType: AWS_IAM, TargetFunctionArn: f}}\n"})
	kept, err := scan.Paths(t.Context(), []string{dir}, scan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	counted, err := scan.Paths(t.Context(), []string{dir}, scan.Options{CountPasses: true})
	if err != nil {
		t.Fatal(err)
	}
	if kept.Count().Pass == 0 || kept.Count() != counted.Count() {
		t.Errorf("counts are %+v and %+v", kept.Count(), counted.Count())
	}
	for _, line := range rule.Checklists() {
		if kept.CountLine(line) != counted.CountLine(line) {
			t.Errorf("%s: counts are %+v and %+v", line.ID(), kept.CountLine(line), counted.CountLine(line))
		}
	}
	for _, f := range counted.Findings {
		if f.Verdict == rule.Pass {
			t.Errorf("%s passes and is kept", f.Rule.ID)
		}
	}
}
