package aws

import "context"

// paginator is any of the SDK's.
type paginator[Out, Opt any] interface {
	HasMorePages() bool
	NextPage(ctx context.Context, options ...func(*Opt)) (*Out, error)
}

// drain gives every item on every page to a function.
func drain[Out, Opt, Item any](ctx context.Context, pages paginator[Out, Opt], items func(*Out) []Item, take func(*Item)) error {
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		all := items(page)
		for i := range all {
			take(&all[i])
		}
	}
	return nil
}
