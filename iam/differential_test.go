package iam_test

import (
	"math/rand/v2"
	"testing"

	"github.com/haechi-dev/haechi/iam"
)

// Decide agrees with the naive evaluator on random requests.
func TestDecideAgainstNaive(t *testing.T) {
	n := 6_000
	if testing.Short() {
		n = 2_000
	}
	r := rand.New(rand.NewPCG(5, 6))
	counts := map[string]int{}
	for range n {
		line := randomRequest(r)
		got, want := decideLine(t, line), naiveDecide(line)
		counts[want]++
		if got.Result.String() != want {
			t.Fatalf("got %v, want %s\nmissing %q by %v\n%s", got.Result, want, got.Missing, got.By, line)
		}
	}
	for _, result := range []string{"allow", "implicit-deny", "explicit-deny"} {
		if counts[result] < n/50 {
			t.Errorf("only %d of %d are %s: the test does not say much", counts[result], n, result)
		}
	}
}

// A statement that denies never turns into access, and one that allows never takes it away.
func TestMoreStatements(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 3_000 {
		line := randomRequest(r)
		req, policies, err := iam.ParseRequest("line", []byte(line))
		if err != nil {
			t.Fatal(err)
		}
		before := iam.Decide(req, policies).Result
		with := func(text string) iam.Result {
			more := *policies
			more.Identity = append([]*iam.Document{document(t, text)}, policies.Identity...)
			return iam.Decide(req, &more).Result
		}
		if after := with(policy(denyGet)); after == iam.ResultAllow && before != iam.ResultAllow {
			t.Fatalf("a deny turned %v into %v\n%s", before, after, line)
		}
		if after := with(policy(all)); before == iam.ResultAllow && after != iam.ResultAllow {
			t.Fatalf("an allow turned %v into %v\n%s", before, after, line)
		}
	}
}

// Explain has a reason for every statement that the decision does not rest on.
func TestExplainAll(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 2_000 {
		line := randomRequest(r)
		req, policies, err := iam.ParseRequest("line", []byte(line))
		if err != nil {
			t.Fatal(err)
		}
		d := iam.Decide(req, policies)
		statements := 0
		lists := append([][]*iam.Document{policies.Identity, policies.Boundary, policies.Session, policies.Endpoint}, append(policies.SCP, policies.RCP...)...)
		if policies.Resource != nil {
			lists = append(lists, []*iam.Document{policies.Resource})
		}
		for _, docs := range lists {
			for _, doc := range docs {
				statements += len(doc.Statements)
			}
		}
		others := iam.Explain(req, policies, d)
		if len(others)+len(d.By) != statements {
			t.Fatalf("%d statements, %d decide, %d explained\n%s", statements, len(d.By), len(others), line)
		}
		for _, o := range others {
			if o.Because == "" {
				t.Fatalf("no reason for %+v\n%s", o.Place, line)
			}
		}
	}
}
