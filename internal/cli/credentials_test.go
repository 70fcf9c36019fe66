package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A service that repeats what it was sent, in its errors and in its answers, gets no credentials
// into any output, error or snapshot.
func TestNoCredentialsInAnyOutput(t *testing.T) {
	const id, key, token = "AKIAQ3EGRIVALKEYID77", "s3cr3tK3yOfTheScanner/abcdefghij+1234567", "SESSIONTOKENOFTHESCANNER0123456789abcdef"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said := r.Header.Get("Authorization") + " " + r.Header.Get("X-Amz-Security-Token") + " " + key
		switch {
		case strings.Contains(string(body), "Action=GetCallerIdentity"):
			w.Header().Set("Content-Type", "text/xml")
			_, _ = io.WriteString(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/scanner</Arn><UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		case strings.TrimSuffix(r.URL.Path, "/") == "/2015-03-31/functions":
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"Functions": [{"FunctionName": "orders", "FunctionArn": "arn:aws:lambda:ap-northeast-2:111122223333:function:orders", "Runtime": "python3.8",
				"Environment": {"Variables": {"AWS_KEY": %q, "SECRET": %q, "SESSION_TOKEN": %q}}}]}`, id, key, token)
		default:
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
			w.WriteHeader(http.StatusForbidden)
			_, _ = fmt.Fprintf(w, `{"__type": "AccessDeniedException", "message": %q}`, said)
		}
	}))
	defer server.Close()
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": id, "AWS_SECRET_ACCESS_KEY": key, "AWS_SESSION_TOKEN": token,
		"AWS_REGION": "ap-northeast-2", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_CA_BUNDLE": "", "AWS_MAX_ATTEMPTS": "1"} {
		t.Setenv(name, value)
	}
	kept := filepath.Join(t.TempDir(), "account.haechi")
	for _, format := range []string{"text", "json", "sarif", "html"} {
		var out, problems bytes.Buffer
		args := []string{"scan", "aws", "--services", "lambda,iam", "--fail-on", "none", "-v", "-o", format, "--save", kept}
		if code := Run(context.Background(), args, Streams{Out: &out, Err: &problems, Getenv: os.Getenv}); code != exitOK {
			t.Fatalf("%s: exit %d\n%s", format, code, problems.String())
		}
		if !strings.Contains(out.String(), "orders") {
			t.Errorf("%s: the function is not in the report", format)
		}
		grep(t, format, out.String()+problems.String(), id, key, token)
	}
	file, err := os.Open(kept)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	grep(t, "snapshot", string(text), id, key, token)
}

func grep(t *testing.T, where, text string, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		if i := strings.Index(text, s); i >= 0 {
			t.Errorf("%s: …%s…", where, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}
