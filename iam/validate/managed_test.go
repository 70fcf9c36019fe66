package validate

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/iam"
)

var update = flag.Bool("update", false, "write the golden files")

// The policies that AWS manages work, so what is an error in one of them is a mistake of ours or
// of AWS's. The golden file lists those that were looked at and found to be AWS's: actions and
// services that were taken out of service, names with a letter wrong, conditions on keys that the
// reference does not have. (AWS says of two codes itself that its policies have such mistakes.)
// The number of all other findings is kept to see what a change of a check does.
func TestManagedPolicies(t *testing.T) {
	var b strings.Builder
	counts := map[string]int{}
	for _, name := range iam.ManagedPolicies() {
		p := iam.ManagedPolicy(name)
		findings, err := JSON(name, p.JSON, Options{Type: Identity})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Kind == Error {
				fmt.Fprintf(&b, "%s %s %s\n", name, f.Code, f.Message)
			} else {
				counts[string(f.Kind)+" "+f.Code]++
			}
		}
	}
	for _, c := range Checks() {
		if n := counts[string(c.Kind)+" "+c.Code]; n > 0 {
			fmt.Fprintf(&b, "%s %s: %d\n", c.Kind, c.Code, n)
		}
	}
	golden(t, "testdata/managed.txt", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is out of date (go test ./iam/validate -update):\n%s", file, diff)
	}
}
