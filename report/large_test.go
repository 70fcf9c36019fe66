package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
)

// large is a report of n failures in files of fifty resources each.
func large(n int) *finding.Report {
	rules := []*rule.Rule{urlRule, queueRule, secretRule, bucketRule, nameRule}
	report := &finding.Report{Rules: rules}
	var origin *cloud.Origin
	for i := range n {
		if i%50 == 0 {
			name := fmt.Sprintf("services/team-%d/template.yaml", i/50)
			origin = &cloud.Origin{File: name}
			report.Sources = append(report.Sources, finding.Source{Path: name, Kind: "SAM", Files: []string{name}, Resources: 50})
		}
		p := cloud.Pos{Origin: origin, Line: int32(i%50*4 + 3), Column: 7, EndLine: int32(i%50*4 + 3), EndColumn: 16}
		value := cloud.NewString(p, fmt.Sprintf("value-%d", i))
		res := &cloud.Resource{ID: fmt.Sprintf("Resource%d", i), Name: fmt.Sprintf("Resource%d", i), Type: rules[i%5].On[0], Pos: p,
			Properties: cloud.NewMap(p).Set("Name", value)}
		report.Findings = append(report.Findings, finding.New(rules[i%5], res, origin.File, []rule.Result{{
			Verdict: rule.Fail, Pos: p, Path: "Name", Evidence: []rule.Read{{Resource: res, Path: "Name", Value: value, Pos: p}},
		}})...)
	}
	return report
}

// largeFile is what every file of a large report says.
func largeFile(opt Options) Options {
	text := []byte(strings.Repeat("  Resource:\n    Type: AWS::Lambda::Function\n      Name: a value of some length\n      Other: [one, two, three]\n", 50))
	opt.ReadFile = func(string) ([]byte, error) { return text, nil }
	return opt
}

func benchmark(b *testing.B, f format) {
	r, opt := large(5000), largeFile(fixed("ko"))
	var size bytes.Buffer
	if err := f(&size, r, opt); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := f(io.Discard, r, opt); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(size.Len()), "bytes/report")
}

func BenchmarkText5000(b *testing.B)  { benchmark(b, Text) }
func BenchmarkJSON5000(b *testing.B)  { benchmark(b, JSON) }
func BenchmarkSARIF5000(b *testing.B) { benchmark(b, SARIF) }
func BenchmarkHTML5000(b *testing.B)  { benchmark(b, HTML) }
