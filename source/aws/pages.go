package aws

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
)

var errSamePage = errors.New("the same page came twice")

// pages gives every page of an operation for which the SDK has no paginator to a function.
func pages[T any](ask func(token *string) (page []T, next *string, err error), take func(item *T)) error {
	var token *string
	for {
		items, next, err := ask(token)
		if err != nil {
			return err
		}
		for i := range items {
			take(&items[i])
		}
		switch {
		case aws.ToString(next) == "":
			return nil
		case token != nil && *next == *token:
			return errSamePage
		}
		token = next
	}
}
