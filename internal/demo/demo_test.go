package demo_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/haechi-dev/haechi/internal/demo"
	"github.com/haechi-dev/haechi/internal/recording"
	"github.com/haechi-dev/haechi/source/aws"
)

// The recording has an answer to everything that the readers ask.
func TestUpToDate(t *testing.T) {
	answers, err := demo.Answers()
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	missing := map[string]bool{}
	a, err := aws.Read(context.Background(), aws.Options{Regions: demo.Regions(), Recorded: roundTrip(func(r *http.Request) (*http.Response, error) {
		answer, err := answers.RoundTrip(r)
		var unknown *recording.NotRecordedError
		if errors.As(err, &unknown) {
			mu.Lock()
			missing[unknown.Error()] = true
			mu.Unlock()
		}
		return answer, err
	})})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(a.Graph.All()); n < 150 {
		t.Errorf("%d resources, want at least 150", n)
	}
	for what := range missing {
		t.Errorf("%s (run make demo)", what)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
