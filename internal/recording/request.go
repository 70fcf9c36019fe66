package recording

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Request is a question as it is told from others: two requests that are equal get the same answer.
type Request struct {
	As      string `json:"as,omitempty"` // the role that asks, or "" for whoever began
	Service string `json:"service,omitempty"`
	Region  string `json:"region,omitempty"`
	Host    string `json:"host,omitempty"` // "" when it is an emulator's
	Method  string `json:"method"`
	Path    string `json:"path"`
	Query   string `json:"query,omitempty"`
	Target  string `json:"target,omitempty"`
	Body    string `json:"body,omitempty"`
}

// String names the request in an error.
func (r Request) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", r.Method, r.Path)
	if r.Query != "" {
		b.WriteString("?" + r.Query)
	}
	for _, part := range []struct{ before, text string }{
		{" to ", strings.Trim(r.Service+" in "+r.Region, " in")}, {" at ", r.Host}, {" as ", r.As}, {" for ", r.Target}, {" with ", r.Body},
	} {
		if len(part.text) > 300 {
			part.text = part.text[:300] + "…"
		}
		if part.text != "" {
			b.WriteString(part.before + part.text)
		}
	}
	return b.String()
}

const maxRequestBody = 1 << 20

// ask tells what a request asks and gives its body back to be sent. It keeps no header.
func ask(request *http.Request) (Request, []byte, error) {
	var body []byte
	if request.Body != nil {
		var err error
		body, err = io.ReadAll(io.LimitReader(request.Body, maxRequestBody+1))
		_ = request.Body.Close()
		if err != nil {
			return Request{}, nil, err
		}
		if len(body) > maxRequestBody {
			return Request{}, nil, fmt.Errorf("recording: the body of %s %s is over %d bytes", request.Method, request.URL.Path, maxRequestBody)
		}
	}
	_, region, service := signer(request)
	host := request.Host
	if host == "" {
		host = request.URL.Host
	}
	return Request{
		Service: service,
		Region:  region,
		Host:    place(host),
		Method:  request.Method,
		Path:    request.URL.EscapedPath(),
		Query:   plain(request.URL.Query()),
		Target:  request.Header.Get("X-Amz-Target"),
		Body:    normal(body, request.Header.Get("Content-Type")),
	}, body, nil
}

// signer reads the scope of a signature: "Credential=KEY/20261125/ap-northeast-2/lambda/aws4_request"
// (Signature Version 4, "Create a signed AWS API request").
func signer(request *http.Request) (key, region, service string) {
	_, rest, found := strings.Cut(request.Header.Get("Authorization"), "Credential=")
	if !found {
		return "", "", ""
	}
	scope, _, _ := strings.Cut(rest, ",")
	parts := strings.Split(strings.TrimSpace(scope), "/")
	if len(parts) < 5 {
		return "", "", ""
	}
	parts = parts[len(parts)-5:]
	return parts[0], parts[2], parts[3]
}

// place is the host, unless it is this machine's: the port of an emulator differs every time.
func place(host string) string {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if name == "localhost" || net.ParseIP(strings.Trim(name, "[]")) != nil {
		return ""
	}
	return strings.ToLower(name)
}

// passing are parameters that prove who asks, or differ from one run to the next, and do not change
// the answer.
var passing = []string{"rolesessionname", "webidentitytoken", "samlassertion", "tokencode", "durationseconds", "externalid", "clienttoken"}

func isPassing(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "x-amz-") || slices.Contains(passing, name)
}

// plain is a query or form in a fixed order.
func plain(values url.Values) string {
	for name := range values {
		if isPassing(name) {
			delete(values, name)
		}
	}
	return values.Encode()
}

func normal(body []byte, kind string) string {
	if len(bytes.TrimSpace(body)) == 0 {
		return ""
	}
	if strings.HasPrefix(kind, "application/x-www-form-urlencoded") {
		if form, err := url.ParseQuery(string(body)); err == nil {
			return plain(form)
		}
	}
	if text, ok := normalJSON(body); ok {
		return text
	}
	if utf8.Valid(body) && len(body) < 4<<10 {
		return string(body)
	}
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func normalJSON(body []byte) (string, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var object map[string]any
	if decoder.Decode(&object) != nil || decoder.More() {
		return "", false
	}
	for name := range object {
		if isPassing(name) {
			delete(object, name)
		}
	}
	text, err := json.Marshal(object) // in the order of the names
	return string(text), err == nil
}
