package scan

import (
	"context"
	"fmt"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
)

// Graph judges a graph that was read elsewhere: a running account or its snapshot. The source says
// what it is in the report; its path is part of the fingerprints, so it must be the same in the
// next scan. The report is never nil.
func Graph(ctx context.Context, source finding.Source, g *cloud.Graph, opt Options) (*finding.Report, error) {
	report := &finding.Report{Sources: []finding.Source{source}}
	if err := opt.complete(); err != nil {
		return report, err
	}
	report.Rules = opt.Rules
	s := &scanner{opt: opt, byType: byType(opt.Rules)}
	if opt.Keep != nil {
		opt.Keep(source.Path, g)
	}
	type judged struct {
		findings []finding.Finding
		problems []*cloud.Error
	}
	parts := parallel(ctx, g.All(), opt.Progress, func(res *cloud.Resource) (out judged) {
		defer guard(source.Path, &out.problems)
		out.findings = s.ask(g, res, source.Path, nil)
		return out
	})
	n := 0
	for i := range parts {
		n += len(parts[i].findings)
	}
	report.Findings = make([]finding.Finding, 0, n) // there may be millions
	for i := range parts {
		report.Findings = append(report.Findings, parts[i].findings...)
		report.Problems = append(report.Problems, parts[i].problems...)
		parts[i] = judged{}
	}
	report.Problems = append(report.Problems, s.mistakes()...)
	report.Sort()
	if ctx.Err() != nil {
		return report, fmt.Errorf("scan: %w", context.Cause(ctx))
	}
	return report, nil
}
