package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/finding"
	"github.com/haechi-dev/haechi/scan"
	"github.com/haechi-dev/haechi/source/snapshot"
)

// scanPaths judges templates and snapshots.
func scanPaths(ctx context.Context, paths []string, opt scan.Options) (*finding.Report, error) {
	var snapshots, others []string
	for _, path := range paths {
		if isSnapshot(path) {
			snapshots = append(snapshots, path)
		} else {
			others = append(others, path)
		}
	}
	if len(snapshots) == 0 {
		return scan.Paths(ctx, others, opt)
	}
	all := &finding.Report{}
	if len(others) > 0 {
		part, err := scan.Paths(ctx, others, opt)
		join(all, part)
		if err != nil && !errors.Is(err, scan.ErrNothingRead) {
			return all, err
		}
	}
	for _, path := range snapshots {
		kept, err := snapshot.ReadFile(path)
		if err != nil {
			var e *cloud.Error
			if !errors.As(err, &e) {
				return all, err
			}
			all.Problems = append(all.Problems, e)
			continue
		}
		part, err := scanSnapshot(ctx, path, kept, opt)
		join(all, part)
		if err != nil {
			return all, err
		}
	}
	if len(paths) > 1 {
		all.Sort()
	}
	if len(all.Sources) == 0 {
		return all, scan.ErrNothingRead
	}
	return all, nil
}

// scanSnapshot judges a snapshot as the account was judged when it was taken: rules about dates
// answer for that day, unless another is given.
func scanSnapshot(ctx context.Context, path string, kept *snapshot.Snapshot, opt scan.Options) (*finding.Report, error) {
	if opt.Today.IsZero() {
		opt.Today = kept.Taken
	}
	source := finding.Source{Path: kept.Source, Kind: "AWS", Files: []string{path}, Resources: len(kept.Graph.All())}
	r, err := scan.Graph(ctx, source, kept.Graph, opt)
	r.Coverage = kept.Coverage
	return r, err
}

// join adds what a part of a scan says.
func join(all, part *finding.Report) {
	all.Sources = append(all.Sources, part.Sources...)
	if all.Findings == nil {
		all.Findings = part.Findings // there may be millions
	} else {
		all.Findings = append(all.Findings, part.Findings...)
	}
	all.AddPasses(part.Passes)
	all.Problems = append(all.Problems, part.Problems...)
	if all.Rules == nil {
		all.Rules = part.Rules
	}
	switch {
	case all.Coverage == nil:
		all.Coverage = part.Coverage
	case part.Coverage != nil: // of two accounts, or of one at two times
		both := *all.Coverage
		both.Calls = slices.Concat(both.Calls, part.Coverage.Calls)
		both.Skipped = slices.Concat(both.Skipped, part.Coverage.Skipped)
		both.Missing = slices.Compact(slices.Sorted(slices.Values(slices.Concat(both.Missing, part.Coverage.Missing))))
		both.Partial = cmp.Or(both.Partial, part.Coverage.Partial)
		all.Coverage = &both
	}
}
