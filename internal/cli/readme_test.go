package cli_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/internal/cli"
)

var update = flag.Bool("update", false, "write the picture in the README anew")

// The picture in the README is what the program prints.
func TestREADMEShowsRealOutput(t *testing.T) {
	t.Chdir("../..")
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), "## What it looks like\n\n```\n")
	old, after, foundEnd := strings.Cut(rest, "```\n")
	if !found || !foundEnd {
		t.Fatal("the README has no picture of the output")
	}
	want := picture(t)
	if *update {
		text := before + "## What it looks like\n\n```\n" + want + "```\n" + after
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, old); diff != "" {
		t.Errorf("run go test ./internal/cli -run README -update: %s", diff)
	}
}

// picture is the checklist, the two worst findings at entry points, and the sums.
func picture(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	streams := cli.Streams{Out: &out, Err: &bytes.Buffer{}, Getenv: func(string) string { return "" }}
	if code := cli.Run(context.Background(), []string{"scan", "examples/orders", "--today", "2026-11-24"}, streams); code != 1 {
		t.Fatalf("exit code %d, want 1: %s", code, out.String())
	}
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	index := func(from int, text string) int {
		i := slices.IndexFunc(lines[from:], func(l string) bool { return strings.Contains(l, text) })
		if i < 0 {
			t.Fatalf("the report has no line with %q", text)
		}
		return from + i
	}
	start := index(12, "Endpoint ──")
	end := index(start, "rule  aws-s3-public-trigger")
	all := slices.Concat(lines[:12], []string{"", "…", ""}, lines[start:end+1], []string{"", "…", ""}, lines[len(lines)-1:])
	return strings.Join(all, "\n") + "\n"
}
