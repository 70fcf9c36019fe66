package rules_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/rules"
)

func table(t *testing.T, name string) *cloud.Value {
	t.Helper()
	all, err := rules.Facts()
	if err != nil {
		t.Fatal(err)
	}
	if all[name] == nil {
		t.Fatalf("there is no table %q", name)
	}
	return all[name]
}

func day(t *testing.T, v *cloud.Value, field string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, v.Get(field).Str())
	if err != nil {
		t.Errorf("%s: %v", field, err)
	}
	return d
}

// TestRuntimes: the dates of a runtime are days, the notice comes before the deprecation and no
// change is blocked before creation long was; a successor is itself in the table and lives longer.
func TestRuntimes(t *testing.T) {
	facts := table(t, "lambda-runtimes")
	if taken := day(t, facts, "taken"); taken.After(rules.TestDay()) {
		t.Errorf("the table was taken on %s, in the future", taken)
	}
	runtimes := facts.Get("runtimes")
	for _, f := range runtimes.Fields() {
		t.Run(f.Key, func(t *testing.T) {
			notice, deprecation := day(t, f.Value, "notice"), day(t, f.Value, "deprecation")
			create, update := day(t, f.Value, "block-create"), day(t, f.Value, "block-update")
			if got := deprecation.Sub(notice); got != 180*24*time.Hour {
				t.Errorf("notice is %s before the deprecation, want 180 days", got)
			}
			if update.Before(create) {
				t.Error("changes are blocked before new functions are")
			}
			name := f.Value.Get("successor").Str()
			if name == "" {
				return
			}
			next := runtimes.Get(name)
			if next == nil {
				t.Fatalf("successor %s is not in the table", name)
			}
			if day(t, next, "deprecation").Before(deprecation) || next.Has("successor") {
				t.Errorf("successor %s is not the newest", name)
			}
		})
	}
}

// TestUnscopable: the beginnings are written as the rules compare them, and cover what everybody
// knows.
func TestUnscopable(t *testing.T) {
	services := table(t, "iam-unscopable").Get("services")
	shape := regexp.MustCompile(`^[a-z0-9]*\$?$`)
	covered := func(action string) bool {
		service, name, _ := strings.Cut(strings.ToLower(action), ":")
		for _, start := range services.Get(service).Items() {
			if strings.HasPrefix(name+"$", start.Str()) {
				return true
			}
		}
		return false
	}
	for _, f := range services.Fields() {
		for _, start := range f.Value.Items() {
			if s, ok := start.Text(); !ok || !shape.MatchString(s) {
				t.Errorf("%s: %q is not the beginning of an action", f.Key, s)
			}
		}
	}
	for action, want := range map[string]bool{
		"xray:PutTraceSegments": true, "cloudwatch:PutMetricData": true, "ec2:DescribeInstances": true, "s3:ListAllMyBuckets": true,
		"ecr:GetAuthorizationToken": true, "ce:GetCostAndUsage": true, "s3:GetObject": false, "dynamodb:GetItem": false,
		"sqs:SendMessage": false, "ec2:Describe*": false, "xray:Put*": true, "unknown:Do": false,
	} {
		if got := covered(action); got != want {
			t.Errorf("%s needs Resource *: %v, want %v", action, got, want)
		}
	}
}
