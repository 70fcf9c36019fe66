package aws_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/internal/emulator"
	"github.com/haechi-dev/haechi/source/aws"
)

// Every account of the organization is read as its own role; one that does not let us in is skipped,
// and the others are read all the same.
func TestOrganization(t *testing.T) {
	server := emulator.Start(t)
	payer := server.Account()
	var made struct{ Members map[string]string }
	if err := json.Unmarshal(server.Fixture(t, payer, "organization"), &made); err != nil {
		t.Fatal(err)
	}
	shut := made.Members["data"]
	inner := server.Transport(payer)
	opt := aws.Options{Regions: []string{"ap-northeast-2"}, Services: []string{"sqs"}, Organization: true, RoleName: "Audit", Recorded: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil && strings.HasPrefix(r.URL.Host, "sts.") {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			if strings.Contains(string(body), shut) {
				return refused(r), nil
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		return inner.RoundTrip(r)
	})}
	a, err := aws.Read(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, r := range a.Graph.OfType("AWS::SQS::Queue").Certain {
		found[r.Account+" "+r.Name] = true
	}
	want := map[string]bool{payer + " payer-orders": true, made.Members["shop"] + " orders": true}
	if !maps.Equal(found, want) {
		t.Errorf("queues %v, want %v", slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(want)))
	}
	if s := a.Coverage.Skipped; len(s) != 1 || s[0].Account != shut || !strings.Contains(s[0].Why, "AccessDenied") || a.Coverage.Complete() {
		t.Errorf("skipped %+v", s)
	}
	opt.RoleName = ""
	if _, err := aws.Read(context.Background(), opt); err == nil || !strings.Contains(err.Error(), "--role-name") {
		t.Errorf("without a role: %v", err)
	}
}

// refused is the answer of STS to who may not assume a role.
func refused(r *http.Request) *http.Response {
	const text = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>`
	return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"text/xml"}}, Body: io.NopCloser(strings.NewReader(text)), Request: r}
}
