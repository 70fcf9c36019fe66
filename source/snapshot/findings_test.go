package snapshot_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/secret/masked"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// corpus are folders of real templates, without those of a shape that takes long.
func corpus(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("HAECHI_CORPUS")
	if dir == "" {
		dir = "../../../shared/corpus"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpus is not there: ", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, filepath.Join(dir, e.Name()))
	}
	return all
}

// judged lists the findings of a graph with what distinguishes them.
func judged(t *testing.T, g *cloud.Graph, evidence bool) []string {
	t.Helper()
	r, err := scan.Graph(context.Background(), finding.Source{Path: "aws:111122223333"}, g, scan.Options{Today: taken})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i := range r.Findings {
		f := &r.Findings[i]
		line := fmt.Sprint(f.Rule.ID, " ", f.Resource.ID, " ", f.Verdict, " ", f.Path)
		if evidence {
			line += fmt.Sprint(" ", f.Fingerprint, " ", f.EvidenceHash(), " ", f.Pos, " ", f.Reasons)
		}
		all = append(all, line)
	}
	return all
}

// Masking changes no verdict, and what was written down has the same findings, evidence and all.
func TestSameFindings(t *testing.T) {
	graphs, findings := 0, 0
	var secrets int
	for _, dir := range append(corpus(t), "../../examples") {
		documents, _, err := scan.Read(context.Background(), []string{dir}, scan.Options{})
		if err != nil {
			continue
		}
		for n, d := range documents {
			if n%5 != 0 { // all of them take long, and are like these
				continue
			}
			g := cloud.NewGraph()
			for _, r := range d.Graph.All() {
				hidden := masked.Resource(r)
				if hidden.ID != r.ID {
					t.Errorf("%s: the ID %s looks like a secret", d.Path, r.ID)
				}
				if hidden != r {
					secrets++
				}
				if err := g.Add(hidden); err != nil {
					t.Fatal(err)
				}
			}
			for _, u := range d.Graph.Unread() {
				u.Why = masked.Reason(u.Why)
				g.Mark(u)
			}
			if diff := cmp.Diff(judged(t, d.Graph, false), judged(t, g, false)); diff != "" {
				t.Errorf("%s: masks change verdicts (-plain +masked):\n%s", d.Path, diff)
			}
			back, err := snapshot.Read("s", bytes.NewReader(write(t, &snapshot.Snapshot{Taken: taken, Graph: g})))
			if err != nil {
				t.Fatalf("%s: %v", d.Path, err)
			}
			want := judged(t, g, true)
			if diff := cmp.Diff(want, judged(t, back.Graph, true)); diff != "" {
				t.Errorf("%s: the snapshot has other findings:\n%s", d.Path, diff[:min(len(diff), 4000)])
			}
			graphs, findings = graphs+1, findings+len(want)
		}
	}
	if graphs == 0 {
		t.Fatal("nothing was compared")
	}
	t.Logf("%d graphs, %d findings, %d resources with secrets", graphs, findings, secrets)
}
