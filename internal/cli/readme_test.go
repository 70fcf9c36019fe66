package cli_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/internal/cli"
)

// The picture in the README is what the program prints: each of its lines, in this order, up to
// where … leaves some out.
func TestREADMEShowsRealOutput(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(readme), "## What it looks like")
	_, after, _ = strings.Cut(after, "```\n")
	picture, _, _ := strings.Cut(after, "```")
	if len(picture) < 500 {
		t.Fatal("the README has no picture of the output")
	}
	var out bytes.Buffer
	streams := cli.Streams{Out: &out, Err: &bytes.Buffer{}, Getenv: func(string) string { return "" }}
	if code := cli.Run(context.Background(), []string{"scan", "examples/orders", "--today", "2026-11-24"}, streams); code != 1 {
		t.Fatalf("exit code %d, want 1", code)
	}
	rest := out.String()
	for part := range strings.SplitSeq(picture, "…\n") {
		if part = strings.Trim(part, "\n"); part == "" {
			continue
		}
		i := strings.Index(rest, part)
		if i < 0 {
			t.Fatalf("the program does not print\n%s\n--- it prints\n%s", part, out.String())
		}
		rest = rest[i+len(part):]
	}
}
