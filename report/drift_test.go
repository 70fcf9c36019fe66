package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
)

// drifted differs in all ways, with names that somebody chose to do harm.
func drifted(rows int) *Drift {
	const bad = `<script>alert(1)</script> [x](javascript:1) ` + "\x1b[31m"
	at := cloud.Pos{Origin: &cloud.Origin{File: "infra/shop.yaml"}, Line: 7, Column: 26, EndLine: 7, EndColumn: 28}
	d := &Drift{Title: "Compared", Summary: "1 thing", Notes: []string{"a stack: " + bad}}
	d.Kinds = []DriftKind{
		{ID: "changed", Title: "Changed by hand", Rows: []DriftRow{{ID: "arn:aws:sqs:eu-west-1:1:jobs", Type: "AWS::SQS::Queue", Name: bad, Stack: bad, Template: "infra/shop.yaml", Pos: at,
			Changes: []DriftChange{{Path: "VisibilityTimeout", Template: "60", Live: bad, Pos: at}, {Path: "Tags", Template: "not set", Live: "[1]"}}}}},
		{ID: "undeclared", Title: "Undeclared", Rows: []DriftRow{{ID: "q", Type: "AWS::SQS::Queue", Name: "q", Stack: "shop", Template: "infra/shop.yaml"}}},
		{ID: "missing", Title: "Missing"},
	}
	unmanaged := DriftKind{ID: "unmanaged", Title: "Made by no stack"}
	for i := range rows {
		unmanaged.Rows = append(unmanaged.Rows, DriftRow{ID: fmt.Sprint("id ", i), Type: "AWS::SQS::Queue", Name: fmt.Sprint("queue ", i)})
	}
	d.Kinds = append(d.Kinds, unmanaged)
	return d
}

func TestDriftInSARIF(t *testing.T) {
	schema := validator(t, "testdata/sarif-schema-2.1.0.json")
	opt := fixed("en")
	opt.Drift = drifted(3)
	var b bytes.Buffer
	if err := SARIF(&b, &finding.Report{}, opt); err != nil {
		t.Fatal(err)
	}
	validate(t, schema, b.Bytes())
	text := b.String()
	for want, n := range map[string]int{`"ruleId": "haechi-drift-changed"`: 2, `"ruleId": "haechi-drift-undeclared"`: 1, `"ruleId": "haechi-drift-missing"`: 0, `"id": "haechi-drift-missing"`: 0,
		`"ruleId": "haechi-drift-unmanaged"`: 3, `"id": "haechi-drift-unmanaged"`: 1, `"startLine": 7`: 2, `\\[x\\](javascript`: 5} {
		if got := strings.Count(text, want); got != n {
			t.Errorf("%s stands there %d times, not %d", want, got, n)
		}
	}
	fingerprints := map[string]bool{}
	for _, k := range opt.Drift.Kinds {
		for _, row := range k.Rows {
			for _, c := range append([]DriftChange{{}}, row.Changes...) {
				fingerprints[driftFingerprint(k.ID, row.ID, row.Template, c.Path)] = true
			}
		}
	}
	if len(fingerprints) != 7 {
		t.Errorf("%d fingerprints for 7 differences", len(fingerprints))
	}
}

func TestDriftOnPage(t *testing.T) {
	opt := fixed("ko")
	opt.Drift = drifted(maxRows + 7)
	var b bytes.Buffer
	if err := HTML(&b, &finding.Report{}, opt); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for want, n := range map[string]int{"<script>alert": 0, "\x1b": 0, `<h2 id="drift">Compared</h2>`: 1, `<th scope="row">VisibilityTimeout</th>`: 1, "infra/shop.yaml:7:26": 2, "<h3>Missing": 0,
		fmt.Sprintf("<h3>Made by no stack (%d)</h3>", maxRows+7): 1, ">queue ": maxRows} {
		if got := strings.Count(text, want); got != n {
			t.Errorf("%s stands there %d times, not %d", want, got, n)
		}
	}
}
