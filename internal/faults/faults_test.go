package faults

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func signed(t *testing.T, method, url, service, body string, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261125/ap-northeast-2/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func TestRecognise(t *testing.T) {
	const form, target = "Content-Type", "X-Amz-Target"
	const urlencoded = "application/x-www-form-urlencoded; charset=utf-8"
	for _, c := range []struct {
		method, path, service, body string
		headers                     []string
		want                        string
	}{
		{"GET", "/2015-03-31/functions/?MaxItems=50", "lambda", "", nil, "lambda:ListFunctions"},
		{"GET", "/2015-03-31/functions", "lambda", "", nil, "lambda:ListFunctions"},
		{"GET", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax%3Af/policy", "lambda", "", nil, "lambda:GetPolicy"},
		{"GET", "/2015-03-31/functions/f/versions", "lambda", "", nil, "lambda:ListVersionsByFunction"},
		{"GET", "/2021-10-31/functions/f/url", "lambda", "", nil, "lambda:GetFunctionUrlConfig"},
		{"POST", "/2015-03-31/functions", "lambda", "{}", nil, "lambda:POST /2015-03-31/functions"},
		{"POST", "/", "iam", "Action=ListUsers&Version=2010-05-08", []string{form, urlencoded}, "iam:ListUsers"},
		{"GET", "/?Action=ListRoles", "iam", "", nil, "iam:ListRoles"},
		{"POST", "/", "ec2", "Action=DescribeVpcs", []string{form, urlencoded}, "ec2:DescribeVpcs"},
		{"POST", "/", "sqs", "{}", []string{target, "AmazonSQS.ListQueues"}, "sqs:ListQueues"},
		{"POST", "/", "states", "{}", []string{target, "AWSStepFunctions.ListStateMachines"}, "stepfunctions:ListStateMachines"},
		{"POST", "/", "cloudtrail", "{}", []string{target, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails"}, "cloudtrail:DescribeTrails"},
		{"POST", "/", "monitoring", "Action=DescribeAlarms", []string{form, urlencoded}, "cloudwatch:DescribeAlarms"},
		{"POST", "/service/GraniteServiceVersion20100801/operation/DescribeAlarms", "monitoring", "", nil, "cloudwatch:DescribeAlarms"},
		{"GET", "/?x-id=ListBuckets", "s3", "", nil, "s3:ListBuckets"},
		{"GET", "/bucket?policy", "s3", "", nil, "s3:GetBucketPolicy"},
		{"GET", "/bucket/?publicAccessBlock=", "s3", "", nil, "s3:GetPublicAccessBlock"},
		{"GET", "/bucket?list-type=2&prefix=a", "s3", "", nil, "s3:ListObjectsV2"},
		{"GET", "/bucket/a/b/c.txt", "s3", "", nil, "s3:GetObject"},
		{"HEAD", "/bucket", "s3", "", nil, "s3:HeadBucket"},
		{"GET", "/bucket.s3.ap-northeast-2.amazonaws.com/?acl=", "s3", "", nil, "s3:GetBucketAcl"},
		{"GET", "/s3.ap-northeast-2.amazonaws.com/?x-id=ListBuckets", "s3", "", nil, "s3:ListBuckets"},
		{"GET", "/bucket.s3.amazonaws.com/a.txt", "s3", "", nil, "s3:GetObject"},
		{"GET", "/111122223333.s3-control.us-east-1.amazonaws.com/v20180820/accesspoint", "s3", "", nil, "s3control:ListAccessPoints"},
		{"GET", "/v20180820/configuration/publicAccessBlock", "s3", "", nil, "s3control:GetPublicAccessBlock"},
		{"GET", "/restapis/a1/resources?embed=methods", "apigateway", "", nil, "apigateway:GetResources"},
		{"GET", "/v2/apis/a1/routes", "apigateway", "", nil, "apigatewayv2:GetRoutes"},
		{"GET", "/2020-05-31/distribution", "cloudfront", "", nil, "cloudfront:ListDistributions"},
		{"POST", "/", "nobody", "{}", []string{target, "Nobody_2026.DoIt"}, "nobody:DoIt"},
	} {
		host, path := "host.example", c.path
		if at := strings.Index(path, ".amazonaws.com"); at > 0 {
			host, path = path[1:at]+".amazonaws.com", path[at+len(".amazonaws.com"):]
		}
		r := signed(t, c.method, "https://"+host+path, c.service, c.body, c.headers...)
		got := recognise(r, []byte(c.body))
		if got.Name() != c.want || got.Region != "ap-northeast-2" {
			t.Errorf("%s %s of %s is %s in %s, want %s", c.method, c.path, c.service, got.Name(), got.Region, c.want)
		}
	}
}

// send asks through a proxy before an emulator that always says the same.
func send(t *testing.T, p *Proxy, said string, region ...string) (status int, body string, err error) {
	t.Helper()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, said)
	}))
	t.Cleanup(upstream.Close)
	p.upstream = upstream.URL
	r := signed(t, "GET", p.Start(t)+"/2015-03-31/functions", "lambda", "")
	if len(region) > 0 {
		r.Header.Set("Authorization", strings.ReplaceAll(r.Header.Get("Authorization"), "ap-northeast-2", region[0]))
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	return response.StatusCode, string(content), err
}

func TestWhenFaultsHappen(t *testing.T) {
	const fine = `{"Functions":[]}`
	p := New("", Fail("lambda:ListFunctions", 503).After(1).Times(2), Throttle("lambda:List*").Times(1), Deny("lambda:*").In("us-east-1"), Deny("iam:*"))
	var statuses []int
	for range 5 {
		status, _, err := send(t, p, fine)
		if err != nil {
			t.Fatal(err)
		}
		statuses = append(statuses, status)
	}
	status, body, err := send(t, p, fine, "us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	// The first is the throttling's; then the failure has had its first call, and two follow.
	if diff := cmp.Diff([]int{429, 503, 503, 200, 200}, statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if status != 403 || !strings.Contains(body, "lambda:ListFunctions") {
		t.Errorf("in the other region %d %s", status, body)
	}
	if diff := cmp.Diff(map[string]int{"lambda:ListFunctions": 6}, p.Calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	p.Reset()
	if status, _, err := send(t, p, fine, "us-east-1"); status != 200 || err != nil {
		t.Errorf("after a reset: %d, %v", status, err)
	}
}

func TestDamage(t *testing.T) {
	const said = `{"Functions":[{"FunctionName":"a"}]}`
	status, body, err := send(t, New("", Truncate("*")), said)
	if status != 200 || err != nil || body != said[:len(said)/2] {
		t.Errorf("truncated: %d %q, %v", status, body, err)
	}
	if _, body, err := send(t, New("", Cut("*")), said); err == nil || body == said {
		t.Errorf("cut: %q, %v", body, err)
	}
	if _, _, err := send(t, New("", Drop("*")), said); err == nil {
		t.Error("dropped, and yet answered")
	}
	if status, body, err := send(t, New("", Garbage("*", 200, HTML)), said); status != 200 || err != nil || body != HTML {
		t.Errorf("garbage: %d %q, %v", status, body, err)
	}
	start := time.Now()
	if _, body, err := send(t, New("", Slow("*", 50*time.Millisecond)), said); err != nil || body != said || time.Since(start) < 50*time.Millisecond {
		t.Errorf("slow: %q, %v, after %s", body, err, time.Since(start))
	}
	p := New("", Cut("*"))
	_, _, _ = send(t, p, said)
	if log := p.Log(); len(log) != 1 || log[0].Status != 0 || log[0].Region != "ap-northeast-2" {
		t.Errorf("the log: %+v", log)
	}
}

// fixed answers the same to everything, or an error.
type fixed struct {
	said string
	err  error
}

func (f fixed) RoundTrip(*http.Request) (*http.Response, error) {
	if f.err != nil {
		return nil, f.err
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(f.said))}, nil
}

// In process a client sees what it sees over a network, and the errors of what was asked.
func TestOver(t *testing.T) {
	const said = `{"Functions":[{"FunctionName":"a"},{"FunctionName":"b"}]}`
	for name, c := range map[string]struct {
		fault        Fault
		status       int
		body, failed string
	}{
		"fine":      {Fault{}, 200, said, ""},
		"pages":     {Pages("*", 1), 200, `"NextMarker"`, ""},
		"throttled": {Throttle("*"), 429, "Rate exceeded", ""},
		"cut":       {Cut("*"), 200, said[:len(said)/2], "unexpected EOF"},
		"truncated": {Truncate("*"), 200, said[:len(said)/2], ""},
		"dropped":   {Drop("*"), 0, "", "unexpected EOF"},
	} {
		p := Over(fixed{said: said}, c.fault)
		response, err := p.RoundTrip(signed(t, "GET", "https://lambda.ap-northeast-2.amazonaws.com/2015-03-31/functions", "lambda", ""))
		status, body := 0, []byte(nil)
		if err == nil {
			status = response.StatusCode
			body, err = io.ReadAll(response.Body)
		}
		failed := ""
		if err != nil {
			failed = err.Error()
		}
		if status != c.status || !strings.Contains(string(body), c.body) || failed != c.failed {
			t.Errorf("%s: %d %s, %q; want %d %s, %q", name, status, body, failed, c.status, c.body, c.failed)
		}
		if calls := p.Calls()["lambda:ListFunctions"]; calls != 1 {
			t.Errorf("%s: %d calls", name, calls)
		}
	}
	missing := errors.New("not in the recording")
	if _, err := Over(fixed{err: missing}).RoundTrip(signed(t, "GET", "https://lambda.us-east-1.amazonaws.com/", "lambda", "")); !errors.Is(err, missing) {
		t.Errorf("the error is %v", err)
	}
}

// What XML says besides its lists stays as it was.
func TestXMLPages(t *testing.T) {
	const said = `<?xml version="1.0"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>a &amp; b</Name><Contents><Key>1</Key></Contents><Contents><Key>2</Key></Contents><IsTruncated>false</IsTruncated></ListBucketResult>`
	whole, err := newXML([]byte(said), &page{Out: []string{"NextContinuationToken"}, More: []string{"IsTruncated"}, Lists: []list{{Path: []string{"Contents"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := whole.length(); n != 2 {
		t.Fatalf("%d items", n)
	}
	whole.keep(1, 2)
	whole.setToken("more")
	got, err := whole.bytes()
	if err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>a &amp; b</Name><Contents><Key>2</Key></Contents><NextContinuationToken>more</NextContinuationToken><IsTruncated>true</IsTruncated></ListBucketResult>`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The table is what the pinned botocore says.
func TestTableIsUpToDate(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("HAECHI_MOTO")
	if dir == "" {
		dir = "../../.venv"
	}
	made, err := exec.Command(dir+"/bin/python", "operations.py").Output()
	if err != nil {
		t.Fatalf("%v (`make test` installs what this needs)", err)
	}
	if string(made) != string(operationsJSON) {
		t.Error("operations.json is not what operations.py makes: run go generate ./internal/faults")
	}
	if !json.Valid(operationsJSON) {
		t.Error("operations.json is no JSON")
	}
}
