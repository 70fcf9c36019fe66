// Package demo is an account to try Haechi on without one: what the emulator answered about a
// deliberately bad account is recorded, and replayed through the readers of running accounts.
//
// It owns the recording and how it is read. `make demo` makes the recording anew, after a reader
// has learnt to ask for more.
package demo

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net/http"

	"github.com/haechi-dev/haechi/internal/recording"
	"github.com/haechi-dev/haechi/source/aws"
)

//go:generate go run ./record

//go:embed account.recording
var account []byte

// Regions are those in which the account has anything.
func Regions() []string { return []string{"ap-northeast-2", "us-east-1"} }

// Answers replays what the emulator answered.
func Answers() (http.RoundTripper, error) {
	replay, err := recording.Read(bytes.NewReader(account))
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	return replay, nil
}

// Read reads the account of the demo.
func Read(ctx context.Context) (*aws.Account, error) {
	answers, err := Answers()
	if err != nil {
		return nil, err
	}
	return aws.Read(ctx, aws.Options{Regions: Regions(), Recorded: answers})
}
