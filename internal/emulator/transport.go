package emulator

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Transport sends every request to the emulator, whatever host and scheme it is for, as one of the
// account. Requests keep their Host, so endpoints may be resolved as they are for AWS: S3 Control
// puts the account before the host, and no name server knows that host.
//
// Whoever has assumed a role acts in the account of the role, which the emulator knows by the
// temporary credentials: such requests are not said to be of the account.
func (s *Server) Transport(account string) http.RoundTripper {
	return Transport(s.Endpoint, account)
}

// Transport is that of a server, by way of what stands before it at another address. Each has
// connections of its own, so that closing the idle ones, as the AWS SDK does, touches nobody else.
func Transport(endpoint, account string) http.RoundTripper {
	base := &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 10 * time.Second}
	return &transport{base: base, endpoint: endpoint, account: account}
}

type transport struct {
	base     *http.Transport
	endpoint string
	account  string
}

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	endpoint, err := url.Parse(t.endpoint)
	if err != nil {
		return nil, err
	}
	sent := request.Clone(request.Context())
	if sent.Host == "" {
		sent.Host = request.URL.Host
	}
	sent.URL.Scheme, sent.URL.Host = endpoint.Scheme, endpoint.Host
	if !temporary(request) {
		sent.Header.Set("x-moto-account-id", t.account)
	}
	return t.base.RoundTrip(sent)
}

func (t *transport) CloseIdleConnections() { t.base.CloseIdleConnections() }

// temporary reports whether a request is signed with credentials of an assumed role: their key ids
// begin with ASIA (IAM user guide, "IAM identifiers").
func temporary(request *http.Request) bool {
	return strings.Contains(request.Header.Get("Authorization"), "Credential=ASIA")
}
