package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The paths of the running account are those of its snapshot.
func TestPathsOfRunningAccount(t *testing.T) {
	account := liveEmulator(t)
	ask := func(args ...string) (code int, out, problems string) {
		var stdout, stderr bytes.Buffer
		code = Run(context.Background(), append([]string{"iam", "paths"}, args...), Streams{Out: &stdout, Err: &stderr, Getenv: os.Getenv})
		return code, stdout.String(), stderr.String()
	}
	kept := filepath.Join(t.TempDir(), "account.haechi")
	var ignored bytes.Buffer
	if code := Run(context.Background(), []string{"scan", "aws", "--services", "iam,lambda", "--fail-on", "none", "--save", kept}, Streams{Out: &ignored, Err: &ignored, Getenv: os.Getenv}); code != exitOK {
		t.Fatalf("exit %d: %s", code, ignored.String())
	}
	code, live, problems := ask("aws", "--services", "iam,lambda")
	wantCode, want, _ := ask(kept)
	want = strings.ReplaceAll(want, kept, "aws:"+account)
	if code != wantCode || live != want {
		t.Errorf("exit %d of the account, %d of its snapshot (%s):\n%s\n--- and\n%s", code, wantCode, problems, live, want)
	}
	if code != exitFindings || !strings.Contains(live, "reaches admin in ") || !strings.Contains(live, "iam:GetAccountAuthorizationDetails") {
		t.Errorf("exit %d: %s\n%s", code, problems, live)
	}
	if code, _, problems := ask("aws", "--services", "nothing"); code != exitError || !strings.Contains(problems, `--services "nothing" is none of`) {
		t.Errorf("exit %d: %s", code, problems)
	}
}
