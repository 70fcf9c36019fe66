package scan

import (
	"context"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/discover"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// Read finds and reads templates as [Paths] does and asks no rules: for other questions about what
// they declare. It returns ErrNothingRead, with the problems, when there is nothing to ask about.
func Read(ctx context.Context, paths []string, opt Options) ([]*cloudformation.Document, []*cloud.Error, error) {
	finds, problems := discover.Walk(ctx, paths, cloudformation.Sniff)
	report := &finding.Report{Problems: problems}
	documents := readAll(ctx, finds, opt, report)
	switch {
	case ctx.Err() != nil:
		return nil, report.Problems, context.Cause(ctx)
	case len(documents) == 0:
		return nil, report.Problems, ErrNothingRead
	}
	return documents, report.Problems, nil
}
