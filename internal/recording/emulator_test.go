package recording

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/haechi-dev/haechi/internal/emulator"
)

// through serves what a RoundTripper answers, so that clients of another language can ask it.
func through(t *testing.T, transport http.RoundTripper) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RequestURI = ""
		r.Host = ""
		r.URL.Scheme, r.URL.Host = "http", "127.0.0.1"
		response, err := transport.RoundTrip(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotImplemented)
			return
		}
		defer func() { _ = response.Body.Close() }()
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.StatusCode)
		_, _ = io.Copy(w, response.Body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// What botocore understands of a whole account, it understands of the recording, too.
func TestReplayOfAnAccount(t *testing.T) {
	t.Parallel()
	server := emulator.Start(t)
	account, _ := server.Shared(t, "bad_account")
	questions := []string{
		"ap-northeast-2/lambda:list_functions", "us-east-1/lambda:list_functions", `ap-northeast-2/lambda:get_policy {"FunctionName": "dalbit-admin-api"}`,
		`ap-northeast-2/lambda:get_function {"FunctionName": "dalbit-search"}`, `ap-northeast-2/lambda:get_policy {"FunctionName": "no-such-function"}`,
		`us-east-1/iam:get_account_authorization_details {"Filter": ["User", "Role"]}`, "us-east-1/iam:get_account_password_policy", "us-east-1/sts:get_caller_identity",
		"ap-northeast-2/sqs:list_queues", "ap-northeast-2/ec2:describe_security_groups", "ap-northeast-2/s3:list_buckets", `ap-northeast-2/s3:get_bucket_policy {"Bucket": "dalbit-uploads"}`,
		`ap-northeast-2/s3:get_bucket_acl {"Bucket": "dalbit-uploads"}`, "us-east-1/cloudfront:list_distributions", "ap-northeast-2/cloudwatch:describe_alarms",
		`us-east-1/sts:assume_role {"RoleArn": "arn:aws:iam::111122223333:role/haechi-reader", "RoleSessionName": "one"}`,
	}
	recorder := NewRecorder(server.Transport(account))
	asked := emulator.Ask(t, through(t, recorder), account, questions...)
	p, text := replay(t, recorder)
	again := emulator.Ask(t, through(t, p), account, questions...)
	if diff := cmp.Diff(comparable(asked), comparable(again)); diff != "" {
		t.Errorf("the account (-) and its recording (+):\n%s", diff)
	}
	if strings.Contains(string(again), "not in the recording") {
		t.Errorf("not all was recorded: %s", again)
	}
	for _, secret := range []string{"AWS4-HMAC", "ASIA", "x-moto-account-id"} {
		if i := strings.Index(text, secret); i >= 0 {
			t.Errorf("the recording contains %q: …%s…", secret, text[max(0, i-100):min(len(text), i+100)])
		}
	}
	t.Logf("%d requests", p.Len())
}

// comparable is an answer without what a recording must change.
func comparable(answers []byte) []string {
	text := changes.ReplaceAllString(string(answers), `"$1": ""`)
	return strings.Split(text, ", ")
}

var changes = regexp.MustCompile(`"(AccessKeyId|SecretAccessKey|SessionToken|Expiration|Location)": "[^"]*"`)
