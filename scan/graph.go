package scan

import (
	"context"
	"fmt"
	"sync"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/rule"
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
	s := &scanner{opt: opt, byType: byType(opt.Rules), whole: true}
	if opt.Keep != nil {
		opt.Keep(source.Path, g)
	}
	// There may be millions: they are kept once. Their order is that of Sort.
	report.Findings = make([]finding.Finding, 0, s.answers(g.All()))
	var mu sync.Mutex
	var sharing finding.Sharing
	parallel(ctx, g.All(), opt.Progress, func(res *cloud.Resource) struct{} {
		var problems []*cloud.Error
		passes := map[*rule.Rule]int{}
		findings := func() []finding.Finding {
			defer guard(source.Path, &problems)
			return s.ask(g, res, source.Path, nil, passes)
		}()
		mu.Lock()
		defer mu.Unlock()
		sharing.Share(findings)
		report.Findings = append(report.Findings, findings...)
		report.AddPasses(passes)
		report.Problems = append(report.Problems, problems...)
		return struct{}{}
	})
	report.Problems = append(report.Problems, s.mistakes()...)
	report.Sort()
	if ctx.Err() != nil {
		return report, fmt.Errorf("scan: %w", context.Cause(ctx))
	}
	return report, nil
}
