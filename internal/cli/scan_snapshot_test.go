package cli_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/source/aws"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// plantedSecrets are those that the scripts of the account put into it.
var plantedSecrets = []string{"pg-4f9d0c7be1a24c53a6b8", "dalbit1234!", "AKIA" + "IOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "made-up-", "Dalbit!"}

// The snapshot of an account has the findings of the account, and none of its secrets.
func TestSnapshotOfAccount(t *testing.T) {
	server := emulator.Start(t)
	id, _ := server.Shared(t, "bad_account")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2"}, Services: []string{"lambda", "iam", "sqs"}, Recorded: server.Transport(id)})
	if err != nil {
		t.Fatal(err)
	}
	kept := &snapshot.Snapshot{Taken: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC), Source: "aws:" + id, Graph: a.Graph, Coverage: a.Coverage}
	name := filepath.Join(t.TempDir(), "account.haechi")
	if err := snapshot.WriteFile(name, kept); err != nil {
		t.Fatal(err)
	}
	back, err := snapshot.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	live := judge(t, kept.Source, a.Graph, kept.Taken)
	if diff := cmp.Diff(live, judge(t, kept.Source, back.Graph, back.Taken)); diff != "" {
		t.Errorf("other findings (-account +snapshot):\n%.4000s", diff)
	}
	if diff := cmp.Diff(a.Coverage, back.Coverage); diff != "" {
		t.Error(diff)
	}
	text := unpacked(t, kept)
	if text != unpacked(t, back) {
		t.Error("what was read is written differently")
	}
	for _, secret := range plantedSecrets {
		if i := strings.Index(text, secret); i >= 0 {
			t.Errorf("%s was written: %s", secret, text[max(0, i-200):min(len(text), i+100)])
		}
	}
	if !strings.Contains(text, "~masked-") {
		t.Error("no secret was masked: the account has none")
	}
	t.Logf("%d resources, %d findings", len(a.Graph.All()), len(live))
}

func judge(t *testing.T, source string, g *cloud.Graph, today time.Time) (all []string) {
	t.Helper()
	r, err := scan.Graph(context.Background(), finding.Source{Path: source}, g, scan.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		all = append(all, fmt.Sprint(f.Rule.ID, " ", f.Resource.ID, " ", f.Verdict, " ", f.Path, " ", f.Fingerprint, " ", f.EvidenceHash(), " ", f.Pos, " ", f.Reasons))
	}
	return all
}

func unpacked(t *testing.T, s *snapshot.Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	if err := snapshot.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
