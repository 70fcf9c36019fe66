package scan

import (
	"context"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/discover"
	"github.com/haechi-dev/haechi/source/cloudformation"
)

// Read finds and reads templates as [Paths] does and asks no rules: for other questions about what
// they declare. It returns ErrNothingRead, with the problems, when there is nothing to ask about.
func Read(ctx context.Context, paths []string, opt Options) ([]*cloudformation.Document, []*cloud.Error, error) {
	finds, problems := discover.Walk(ctx, paths, cloudformation.Sniff)
	s := &scanner{opt: opt}
	documents := map[*template]*cloudformation.Document{}
	var all []*template
	type found struct {
		documents []*cloudformation.Document
		problems  []*cloud.Error
	}
	for i, f := range parallel(ctx, finds, nil, func(f discover.Find) (out found) {
		defer guard(f.Path, &out.problems)
		out.documents, out.problems = s.read(f)
		return out
	}) {
		problems = append(problems, f.problems...)
		for _, d := range f.documents {
			t := newTemplate(d, finds[i].Named)
			documents[t] = d
			all = append(all, t)
		}
	}
	var kept []*cloudformation.Document
	for _, t := range roots(all) {
		kept = append(kept, documents[t])
		problems = append(problems, t.problems...)
	}
	switch {
	case ctx.Err() != nil:
		return nil, problems, context.Cause(ctx)
	case len(kept) == 0:
		return nil, problems, ErrNothingRead
	}
	return kept, problems, nil
}
