package aws

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"

	"github.com/haechi-dev/haechi/cloud"
)

// counts is what the calls of a session came to.
type counts struct {
	mu      sync.Mutex
	calls   map[callKey]*cloud.Calls
	missing map[string]bool
}

type callKey struct{ region, operation string }

func newCounts() *counts {
	return &counts{calls: map[callKey]*cloud.Calls{}, missing: map[string]bool{}}
}

// counter stands around every call of a service in a region: it limits how many are on their way
// and how long one may take, and counts them.
type counter struct {
	session         *session
	service, region string
}

func (c *counter) ID() string { return "haechi" }

func (c *counter) HandleInitialize(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	select {
	case c.session.flights <- struct{}{}:
		defer func() { <-c.session.flights }()
	case <-ctx.Done():
		return middleware.InitializeOutput{}, middleware.Metadata{}, ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, metadata, err := next.HandleInitialize(limited, in)
	retried := 0
	if tried, ok := retry.GetAttemptResults(metadata); ok {
		retried = max(0, len(tried.Results)-1)
	}
	service := c.service
	if awsmiddleware.GetServiceID(ctx) == "KMS" { // others ask about their keys, too
		service = "kms"
	}
	c.session.counts.add(callKey{c.region, service + ":" + awsmiddleware.GetOperationName(ctx)}, retried, err)
	return out, metadata, err
}

func (c *counts) add(key callKey, retried int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.calls[key]
	if n == nil {
		n = &cloud.Calls{Region: key.region, Operation: key.operation}
		c.calls[key] = n
	}
	n.Made++
	n.Retried += retried
	if err == nil {
		return
	}
	f := classify(err)
	switch {
	case f.nothing:
		return
	case f.denied:
		n.Denied++
	default:
		n.Failed++
	}
	if n.Error == "" || f.why < n.Error { // the first in order, so that two runs say the same
		n.Error = f.why
	}
}

func (c *counts) deny(actions []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range actions {
		c.missing[a] = true
	}
}

// addTo adds the counts of an account to the coverage.
func (c *counts) addTo(v *cloud.Coverage, account string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	from := len(v.Calls)
	for _, n := range c.calls {
		n.Account = account
		v.Calls = append(v.Calls, *n)
	}
	slices.SortFunc(v.Calls[from:], func(a, b cloud.Calls) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Operation, b.Operation))
	})
	v.Missing = slices.Compact(slices.Sorted(slices.Values(slices.AppendSeq(v.Missing, maps.Keys(c.missing)))))
}
