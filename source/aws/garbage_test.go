package aws_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/internal/faults"
	"github.com/haechi-dev/haechi/rule"
)

// alsoCalled are the names that the faults have for some operations.
var alsoCalled = map[string][]string{
	"s3:GetPublicAccessBlock":               {"s3control:GetPublicAccessBlock"},
	"s3:ListAccessPoints":                   {"s3control:ListAccessPoints"},
	"s3:GetBucketNotificationConfiguration": {"s3:GetBucketNotification"},
}

// An answer that is a page of something on the way tells nothing, whatever its status says.
func TestGarbageIsUnknown(t *testing.T) {
	whole := read(t, context.Background())
	want := verdicts(t, whole)
	var operations []string
	retried := map[string]int{} // what the emulator cannot answer is asked again without a fault
	for _, c := range whole.Coverage.Calls {
		retried[c.Operation] += c.Retried
		if !strings.HasPrefix(c.Operation, "sts:") {
			operations = append(operations, c.Operation)
		}
	}
	slices.Sort(operations)
	operations = slices.Compact(operations)
	const groups = 6
	for name, fault := range map[string]func(string) faults.Fault{
		"a page":      func(on string) faults.Fault { return faults.Garbage(on, http.StatusOK, faults.HTML) },
		"nothing":     func(on string) faults.Fault { return faults.Garbage(on, http.StatusOK, "") },
		"half":        faults.Truncate,
		"bad gateway": func(on string) faults.Fault { return faults.Garbage(on, http.StatusBadGateway, faults.HTML) },
	} {
		for i := range groups {
			var wrong []faults.Fault
			var names []string
			for j := i; j < len(operations); j += groups {
				wrong, names = append(wrong, fault(operations[j])), append(names, operations[j])
				for _, other := range alsoCalled[operations[j]] {
					wrong = append(wrong, fault(other))
				}
			}
			t.Run(name+" "+strings.Join(names, ","), func(t *testing.T) {
				t.Parallel()
				part := read(t, context.Background(), wrong...)
				again := map[string]int{}
				for _, c := range part.Coverage.Calls {
					again[c.Operation] += c.Retried
					// Half of "there is none" says as much.
					if name != "half" && slices.Contains(names, c.Operation) && c.Failed+c.Denied < c.Made {
						t.Errorf("%s: %d of %d calls failed", c.Operation, c.Failed, c.Made)
					}
				}
				for operation, n := range again {
					if name == "a page" && n > retried[operation] {
						t.Errorf("%s: asked %d times again for what will not be better", operation, n)
					}
				}
				for key, got := range verdicts(t, part) {
					if before := want[key]; got != before && got != rule.Unknown {
						t.Errorf("%s is %v, and was %v with all answers", key, got, before)
					}
				}
			})
		}
	}
}
