package cli

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"testing"

	"github.com/haechi-dev/haechi/internal/emulator"
)

// liveEmulator makes the emulator, with the bad account, what commands find when they ask AWS.
func liveEmulator(t *testing.T) (account string) {
	t.Helper()
	server := emulator.Start(t)
	account, _ = server.Shared(t, "bad_account")
	proxy := httptest.NewServer(&httputil.ReverseProxy{Transport: server.Transport(account), Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", r.In.Host, r.In.Host
	}, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }})
	t.Cleanup(proxy.Close)
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": proxy.URL, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "made-up-key-of-the-emulator", "AWS_SESSION_TOKEN": "",
		"AWS_REGION": "ap-northeast-2", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_CA_BUNDLE": "", "AWS_PROFILE": ""} {
		t.Setenv(name, value)
	}
	return account
}
