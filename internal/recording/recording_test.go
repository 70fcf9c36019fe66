package recording

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	signature = "AWS4-HMAC-SHA256 Credential=%s/20261125/%s/%s/aws4_request, SignedHeaders=host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
	ownKey    = "AKIAIOSFODNN7EXAMPLE"
)

// answering is an AWS that says what the function says.
type answering func(*http.Request, string) (int, string, string)

func (a answering) RoundTrip(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		body, _ = io.ReadAll(request.Body)
	}
	status, kind, text := a(request, string(body))
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}, "X-Amzn-Requestid": {"random"}}, Body: io.NopCloser(strings.NewReader(text))}, nil
}

func request(t *testing.T, method, url, body, key, region, service string, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", fmt.Sprintf(signature, key, region, service))
	r.Header.Set("X-Amz-Security-Token", "token-of-the-caller")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func do(t *testing.T, through http.RoundTripper, r *http.Request) (int, string) {
	t.Helper()
	response, err := through.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func replay(t *testing.T, recorder *Recorder) (*Replay, string) {
	t.Helper()
	var file bytes.Buffer
	if _, err := recorder.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	return p, string(text)
}

// A request is the same however it is written, and another when it asks something else.
func TestSameQuestion(t *testing.T) {
	const seoul = "https://sqs.ap-northeast-2.amazonaws.com/"
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	base := request(t, "POST", seoul, "Action=ListQueues&MaxResults=10", ownKey, "ap-northeast-2", "sqs", form...)
	for name, c := range map[string]struct {
		other *http.Request
		same  bool
	}{
		"order of a form":  {request(t, "POST", seoul, "MaxResults=10&Action=ListQueues", "AKIAOTHER", "ap-northeast-2", "sqs", form...), true},
		"another page":     {request(t, "POST", seoul, "Action=ListQueues&MaxResults=10&NextToken=b", ownKey, "ap-northeast-2", "sqs", form...), false},
		"another region":   {request(t, "POST", "https://sqs.us-east-1.amazonaws.com/", "Action=ListQueues&MaxResults=10", ownKey, "us-east-1", "sqs", form...), false},
		"another path":     {request(t, "POST", seoul+"queue", "Action=ListQueues&MaxResults=10", ownKey, "ap-northeast-2", "sqs", form...), false},
		"another target":   {request(t, "POST", seoul, "Action=ListQueues&MaxResults=10", ownKey, "ap-northeast-2", "sqs", append(form, "X-Amz-Target", "AmazonSQS.ListQueues")...), false},
		"another user":     {request(t, "POST", seoul, "Action=ListQueues&MaxResults=10", ownKey, "ap-northeast-2", "sqs", append(form, "User-Agent", "x")...), true},
		"another method":   {request(t, "PUT", seoul, "Action=ListQueues&MaxResults=10", ownKey, "ap-northeast-2", "sqs", form...), false},
		"presigned":        {request(t, "POST", seoul+"?X-Amz-Signature=1&X-Amz-Credential=2", "Action=ListQueues&MaxResults=10", ownKey, "ap-northeast-2", "sqs", form...), true},
		"name of session":  {request(t, "POST", seoul, "Action=ListQueues&MaxResults=10&RoleSessionName=x", ownKey, "ap-northeast-2", "sqs", form...), true},
		"another endpoint": {request(t, "POST", "https://sqs.ap-northeast-2.example.com/", "Action=ListQueues&MaxResults=10", ownKey, "ap-northeast-2", "sqs", form...), false},
	} {
		a, body, err := ask(base.Clone(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		base.Body = io.NopCloser(bytes.NewReader(body))
		b, _, err := ask(c.other)
		if err != nil {
			t.Fatal(err)
		}
		if (a == b) != c.same {
			t.Errorf("%s: same is %t, want %t:\n%s\n%s", name, a == b, c.same, a, b)
		}
	}
	one, _, _ := ask(request(t, "POST", "http://127.0.0.1:4001/", `{"Limit": 5, "A": {"y": 1, "x": 2}}`, ownKey, "us-east-1", "ssm"))
	two, _, _ := ask(request(t, "POST", "http://127.0.0.1:4002/", ` {"A":{"x":2,"y":1},"Limit":5}`, ownKey, "us-east-1", "ssm"))
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("the port of an emulator or the order of JSON makes a difference:\n%s", diff)
	}
}

func TestRoundTrip(t *testing.T) {
	calls := 0
	recorder := NewRecorder(answering(func(r *http.Request, body string) (int, string, string) {
		calls++
		switch {
		case strings.Contains(r.URL.Path, "binary"):
			return 200, "application/cbor", "\xbf\x00\xff"
		case strings.Contains(r.URL.Path, "report") && calls < 3:
			return 200, "application/json", "started"
		case strings.Contains(r.URL.Path, "denied"):
			return 403, "application/json", `{"message":"no <&>"}`
		}
		return 200, "application/json", `{"asked":"` + r.URL.Path + body + `"}`
	}))
	const at = "https://lambda.ap-northeast-2.amazonaws.com"
	paths := []string{"/report", "/report", "/report", "/report", "/binary", "/denied", "/2015-03-31/functions/a%2Fb"}
	type answer struct {
		Status int
		Body   string
	}
	var first, again []answer
	for _, path := range paths {
		status, body := do(t, recorder, request(t, "GET", at+path, "", ownKey, "ap-northeast-2", "lambda"))
		first = append(first, answer{status, body})
	}
	p, _ := replay(t, recorder)
	if p.Len() != 4 {
		t.Errorf("%d requests recorded, want 4", p.Len())
	}
	if n := len(p.Unasked()); n != 4 {
		t.Errorf("%d requests unasked before any was made, want 4", n)
	}
	for _, path := range paths {
		status, body := do(t, p, request(t, "GET", at+path, "", "AKIAOTHER", "ap-northeast-2", "lambda"))
		again = append(again, answer{status, body})
	}
	// "started" twice is kept once, so the report is ready one request earlier.
	first = append(first[:1], append(first[2:4:4], first[3:]...)...)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("replayed (-recorded +replayed):\n%s", diff)
	}
	if n := len(p.Unasked()); n != 0 {
		t.Errorf("%d requests unasked after all were made", n)
	}
}

func TestNotRecorded(t *testing.T) {
	p, _ := replay(t, NewRecorder(nil))
	_, err := p.RoundTrip(request(t, "GET", "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions?Marker=7", "", ownKey, "us-east-1", "lambda"))
	var missing *NotRecordedError
	if !errors.As(err, &missing) {
		t.Fatalf("the error is %v", err)
	}
	for _, part := range []string{"not in the recording", "GET /2015-03-31/functions?Marker=7", "lambda in us-east-1"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	if missing.RetryableError() {
		t.Error("clients would ask again")
	}
}

func TestSameAnswersSameBytes(t *testing.T) {
	write := func(paths ...string) []byte {
		recorder := NewRecorder(answering(func(r *http.Request, _ string) (int, string, string) { return 200, "text/plain", r.URL.Path }))
		for _, path := range paths {
			do(t, recorder, request(t, "GET", "https://s3.amazonaws.com"+path, "", ownKey, "us-east-1", "s3"))
		}
		var b bytes.Buffer
		if _, err := recorder.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if !bytes.Equal(write("/a", "/b", "/c"), write("/c", "/a", "/b")) {
		t.Error("the order of requests shows in the file")
	}
}
