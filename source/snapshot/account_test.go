package snapshot_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/source/aws"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// plantedSecrets are those that the scripts of the account put into it.
var plantedSecrets = []string{"pg-4f9d0c7be1a24c53a6b8", "dalbit1234!", "AKIA" + "IOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "made-up-", "Dalbit!"}

// The snapshot of an account has the findings of the account, and none of its secrets.
func TestAccount(t *testing.T) {
	server := emulator.Start(t)
	id := server.Account()
	server.Fixture(t, id, "bad_account")
	a, err := aws.Read(context.Background(), aws.Options{Regions: []string{"ap-northeast-2", "us-east-1"}, Recorded: server.Transport(id)})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "account.haechi")
	if err := snapshot.WriteFile(name, &snapshot.Snapshot{Taken: taken, Source: "aws:" + id, Graph: a.Graph, Coverage: a.Coverage}); err != nil {
		t.Fatal(err)
	}
	back, err := snapshot.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tell(a.Graph), tell(back.Graph)); diff != "" {
		t.Errorf("another graph (-account +snapshot):\n%s", diff[:min(len(diff), 4000)])
	}
	live := judged(t, a.Graph, true)
	if diff := cmp.Diff(live, judged(t, back.Graph, true)); diff != "" {
		t.Errorf("other findings (-account +snapshot):\n%s", diff[:min(len(diff), 4000)])
	}
	if diff := cmp.Diff(a.Coverage, back.Coverage); diff != "" {
		t.Error(diff)
	}
	text := unpack(t, write(t, &snapshot.Snapshot{Taken: taken, Graph: a.Graph, Coverage: a.Coverage}))
	for _, secret := range plantedSecrets {
		if strings.Contains(text, secret) {
			i := strings.Index(text, secret)
			t.Errorf("%s was written: %s", secret, text[max(0, i-200):min(len(text), i+100)])
		}
	}
	if !bytes.Contains([]byte(text), []byte("~masked-")) {
		t.Error("no secret was masked: the account has none")
	}
	t.Logf("%d resources, %d findings", len(a.Graph.All()), len(live))
}
