package aws_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/internal/demo"
	"github.com/haechi-dev/haechi/internal/faults"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/source/aws"
)

// judgement is a verdict and where the resource is that it is about.
type judgement struct {
	verdict rule.Verdict
	region  string
}

func judgements(t *testing.T, a *aws.Account) map[string]judgement {
	t.Helper()
	report, err := scan.Graph(context.Background(), finding.Source{Path: "aws:" + a.ID}, a.Graph, scan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]judgement{}
	for _, f := range report.Findings {
		all[f.Rule.ID+" "+f.Resource.ID+" "+f.Fingerprint.String()] = judgement{f.Verdict, f.Resource.Region}
	}
	return all
}

// operationsIn are those that were asked for in a region, or in none.
func operationsIn(a *aws.Account, region string) (names []string) {
	for _, c := range a.Coverage.Calls {
		if c.Region == region && !strings.HasPrefix(c.Operation, "sts:") {
			names = append(names, c.Operation)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Whatever one operation would have told in one region, without it nothing passes that did not, and
// nothing fails, in any region.
func TestDeniedInOneRegionIsUnknown(t *testing.T) {
	whole := read(t, context.Background())
	want := verdicts(t, whole)
	const groups = 8
	for _, region := range demo.Regions() {
		operations := operationsIn(whole, region)
		for i := range groups {
			var denied []faults.Fault
			var names []string
			for j := i; j < len(operations); j += groups {
				denied, names = append(denied, faults.Deny(operations[j]).In(region)), append(names, operations[j])
			}
			t.Run(region+" "+strings.Join(names, ","), func(t *testing.T) {
				t.Parallel()
				for key, got := range verdicts(t, read(t, context.Background(), denied...)) {
					if before := want[key]; got != before && got != rule.Unknown {
						t.Errorf("%s is %v, and was %v with all answers", key, got, before)
					}
				}
			})
		}
	}
}

// everywhere are the rules that ask about things of any region: a trail for all regions, where a
// trail writes to, functions that name a database, and what a permission lets in.
var everywhere = []string{"aws-cloudtrail-account", "aws-s3-access-log", "aws-s3-audit-lock", "aws-lambda-vpc-database", "aws-lambda-permission-match"}

// A region of which nothing was read leaves the verdicts about the other one as they were.
func TestRegionsApart(t *testing.T) {
	const lost, kept = "ap-northeast-2", "us-east-1" // what is in no region is asked for in the other
	whole := read(t, context.Background())
	var denied []faults.Fault
	for _, name := range operationsIn(whole, lost) {
		denied = append(denied, faults.Deny(name).In(lost))
	}
	before, after := judgements(t, whole), judgements(t, read(t, context.Background(), denied...))
	same := 0
	for key, was := range before {
		if id, _, _ := strings.Cut(key, " "); was.region != kept || slices.Contains(everywhere, id) {
			continue
		}
		if got, ok := after[key]; !ok || got != was {
			t.Errorf("%s is %v, and was %v when %s was read", key, got.verdict, was.verdict, lost)
		}
		same++
	}
	for key, got := range after {
		if id, _, _ := strings.Cut(key, " "); got.region == kept && !slices.Contains(everywhere, id) && before[key] != got {
			t.Errorf("%s is %v, and was not there when %s was read", key, got.verdict, lost)
		}
	}
	if same < 100 {
		t.Errorf("only %d verdicts are about %s", same, kept)
	}
}
