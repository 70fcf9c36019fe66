package aws

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
)

// failure is what went wrong with a call, in words that are the same in every run.
type failure struct {
	denied      bool // the credentials do not allow the call
	unsupported bool // it will not be answered for other resources either
	nothing     bool // there is nothing of what was asked for: an answer
	unreachable bool // nobody answered
	why         string
}

// denials are the codes by which services say that the credentials do not allow a call
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
var denials = []string{"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "AuthorizationErrorException",
	"NotAuthorized", "Forbidden", "ForbiddenException", "UnauthorizedException"}

// classify says what an error means.
func classify(err error) failure {
	var api smithy.APIError
	if errors.As(err, &api) {
		code := api.ErrorCode()
		return failure{denied: slices.Contains(denials, code), nothing: missing(code) || unused(err), why: code}
	}
	var network net.Error
	var garbage *smithy.DeserializationError
	switch {
	case errors.Is(err, context.Canceled):
		return failure{why: "the reading was stopped"}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return failure{unreachable: true, why: "no answer in time"}
	case errors.As(err, &garbage):
		return failure{unsupported: true, why: "the answer cannot be read"}
	case errors.As(err, &network):
		return failure{unreachable: true, why: "no connection"}
	}
	return failure{why: strings.TrimSpace(firstLine(err.Error()))}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line[:min(len(line), 200)]
}

// missing reports whether a code says that something is not there.
func missing(code string) bool {
	return strings.Contains(code, "NotFound") || strings.HasPrefix(code, "NoSuch") || strings.HasSuffix(code, "DoesNotExist") || strings.HasSuffix(code, "NonExistentQueue")
}

// unused reports whether a service says that the account does not use it, or that nobody can ask
// what was asked.
func unused(err error) bool { return notInUse(err) || notSubscribed(err) || unlisting(err) }

// absent reports whether a call failed only because there is nothing: an answer, not a failure.
func absent(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}
