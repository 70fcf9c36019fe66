package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/finding"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type format func(io.Writer, *finding.Report, Options) error

func write(t testing.TB, f format, r *finding.Report, opt Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b, r, opt); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; run go test ./report -update and look at the change (-want +got):\n%s", name, diff)
	}
}

func TestGolden(t *testing.T) {
	verbose := fixed("en")
	verbose.Verbose = true
	color := fixed("en")
	color.Color = true
	narrow := fixed("ko")
	narrow.Width = 60
	for _, test := range []struct {
		name string
		as   format
		opt  Options
	}{
		{"orders.en.txt", Text, fixed("en")},
		{"orders.ko.txt", Text, fixed("ko")},
		{"orders.verbose.txt", Text, verbose},
		{"orders.color.txt", Text, color},
		{"orders.narrow.ko.txt", Text, narrow},
		{"orders.en.json", JSON, fixed("en")},
		{"orders.ko.json", JSON, fixed("ko")},
		{"orders.en.sarif", SARIF, fixed("en")},
		{"orders.ko.sarif", SARIF, fixed("ko")},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := write(t, test.as, orders(t), test.opt)
			golden(t, test.name, got)
			if again := write(t, test.as, orders(t), test.opt); !bytes.Equal(got, again) {
				t.Error("the same report was written differently a second time")
			}
			for _, secret := range []string{"hunter2", "sk_live", "correct-horse"} {
				if strings.Contains(string(got), secret) {
					t.Errorf("the secret %s… is in the report", secret)
				}
			}
		})
	}
}

func TestNothing(t *testing.T) {
	for _, lang := range []string{"en", "ko"} {
		golden(t, "nothing."+lang+".txt", write(t, Text, &finding.Report{}, fixed(lang)))
		passed := orders(t)
		for _, f := range passed.Findings {
			if f.Verdict.String() == "pass" {
				passed.Findings = []finding.Finding{f}
			}
		}
		passed.Problems = nil
		golden(t, "passed."+lang+".txt", write(t, Text, passed, fixed(lang)))
	}
}
