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
	return &transport{base: s.dial(), endpoint: s.Endpoint, account: account}
}

// dial is a transport of its own for each caller, so that closing idle connections, as the AWS SDK
// does, touches nobody else.
func (s *Server) dial() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 10 * time.Second}
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
