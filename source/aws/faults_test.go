package aws_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/internal/demo"
	"github.com/haechi-dev/haechi/internal/faults"
	"github.com/haechi-dev/haechi/rule"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/source/aws"
)

// faulty answers from the recording of the bad account, with things that go wrong.
func faulty(t *testing.T, f ...faults.Fault) http.RoundTripper {
	t.Helper()
	answers, err := demo.Answers()
	if err != nil {
		t.Fatal(err)
	}
	return faults.Over(answers, f...)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func read(t *testing.T, ctx context.Context, f ...faults.Fault) *aws.Account {
	t.Helper()
	a, err := aws.Read(ctx, aws.Options{Regions: demo.Regions(), Recorded: faulty(t, f...)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// verdicts judges an account by all rules.
func verdicts(t *testing.T, a *aws.Account) map[string]rule.Verdict {
	t.Helper()
	report, err := scan.Graph(context.Background(), finding.Source{Path: "aws:" + a.ID}, a.Graph, scan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]rule.Verdict{}
	for _, f := range report.Findings {
		all[f.Rule.ID+" "+f.Resource.ID+" "+f.Fingerprint.String()] = f.Verdict
	}
	return all
}

// Whatever one operation would have told, without it nothing passes that did not, and nothing fails.
func TestDeniedIsUnknown(t *testing.T) {
	whole := read(t, context.Background())
	want := verdicts(t, whole)
	var operations []string
	for _, c := range whole.Coverage.Calls {
		operations = append(operations, c.Operation)
	}
	slices.Sort(operations)
	operations = slices.DeleteFunc(slices.Compact(operations), func(name string) bool { return name == "sts:GetCallerIdentity" })
	const groups = 8 // each without every eighth operation: one reading for each operation would take minutes
	for i := range groups {
		var denied []faults.Fault
		var names []string
		for j := i; j < len(operations); j += groups {
			denied, names = append(denied, faults.Deny(operations[j])), append(names, operations[j])
		}
		t.Run(strings.Join(names, ","), func(t *testing.T) {
			t.Parallel()
			part := read(t, context.Background(), denied...)
			if len(part.Coverage.Missing) == 0 || part.Coverage.Complete() {
				t.Error("nothing is said to be denied")
			}
			for key, got := range verdicts(t, part) {
				if before := want[key]; got != before && got != rule.Unknown {
					t.Errorf("%s is %v, and was %v with all answers", key, got, before)
				}
			}
		})
	}
}

// Pages of one, throttling and errors that pass give the same account.
func TestPassingFaults(t *testing.T) {
	whole := read(t, context.Background())
	want := properties(t, whole)
	for name, f := range map[string]faults.Fault{
		"pages of one":   faults.Pages("*", 1),
		"empty pages":    faults.EmptyPages("*", 2),
		"throttling":     faults.Throttle("lambda:*").Times(3),
		"error of iam":   faults.Fail("iam:*", 500).Times(1),
		"cut connection": faults.Cut("sqs:*").Times(1),
		"dropped":        faults.Drop("lambda:GetPolicy").Times(2),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, properties(t, read(t, context.Background(), f))); diff != "" {
				t.Errorf("the account without the fault (-) and with it (+):\n%s", diff)
			}
		})
	}
}

// properties are what is known of an account; of what is not, only that it is not: which functions
// an operation that never works was tried on is chance.
func properties(t *testing.T, a *aws.Account) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range a.Graph.All() {
		for _, f := range r.Properties.Fields() {
			text, err := f.Value.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if f.Value.Is(cloud.Unknown) {
				text = []byte("?")
			}
			all[r.Type+" "+r.ID+" "+f.Key] = string(text)
		}
	}
	return all
}

// A reading that is stopped says so, and its verdicts are those of the whole one or unknown.
func TestStopped(t *testing.T) {
	want := verdicts(t, read(t, context.Background()))
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	seen := 0
	inner := faulty(t)
	var mu sync.Mutex
	a, err := aws.Read(ctx, aws.Options{Regions: demo.Regions(), Recorded: roundTrip(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		if seen++; seen == 40 {
			stop()
		}
		mu.Unlock()
		return inner.RoundTrip(r)
	})})
	if err != nil {
		t.Fatal(err)
	}
	if a.Coverage.Partial == "" {
		t.Error("the coverage does not say that the reading was stopped")
	}
	for key, got := range verdicts(t, a) {
		if got != want[key] && got != rule.Unknown {
			t.Errorf("%s is %v, and %v in the whole account", key, got, want[key])
		}
	}
}

// An account of which nothing could be read is an error, not an empty account.
func TestNothingRead(t *testing.T) {
	_, err := aws.Read(context.Background(), aws.Options{Regions: demo.Regions(), Services: []string{"lambda", "iam", "sqs"},
		Recorded: faulty(t, faults.Deny("lambda:*"), faults.Deny("iam:*"), faults.Deny("sqs:*"))})
	if !errors.Is(err, aws.ErrNothingRead) {
		t.Errorf("err = %v", err)
	}
}
