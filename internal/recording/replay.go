package recording

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Replay answers from a recording, without a network. It may be used by several goroutines.
type Replay struct {
	answers map[Request][]Answer
	mu      sync.Mutex
	given   map[Request]int
}

// NotRecordedError says which request the recording has no answer to.
type NotRecordedError struct{ Request Request }

func (e *NotRecordedError) Error() string { return "not in the recording: " + e.Request.String() }

// RetryableError tells clients that the recording will not know the answer the next time either.
func (e *NotRecordedError) RetryableError() bool { return false }

// RoundTrip is that of http.RoundTripper. Where a request had several answers they are given in
// their order, and the last one again and again.
func (p *Replay) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	asked, _, err := ask(request)
	if err != nil {
		return nil, err
	}
	if key, _, _ := signer(request); strings.HasPrefix(key, replacedPrefix) {
		asked.As = key
	}
	p.mu.Lock()
	all := p.answers[asked]
	n := p.given[asked]
	p.given[asked] = n + 1
	p.mu.Unlock()
	if len(all) == 0 {
		return nil, &NotRecordedError{asked}
	}
	return all[min(n, len(all)-1)].response(request), nil
}

// Len is the number of different requests that can be answered.
func (p *Replay) Len() int { return len(p.answers) }

// Unasked are the requests that were recorded and that nobody made.
func (p *Replay) Unasked() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []Request
	for asked := range p.answers {
		if p.given[asked] == 0 {
			all = append(all, asked)
		}
	}
	slices.SortFunc(all, compare)
	return all
}

func (a *Answer) response(request *http.Request) *http.Response {
	content := a.Data
	if content == nil {
		content = []byte(a.Text)
	}
	r := &http.Response{
		Status:        http.StatusText(a.Status),
		StatusCode:    a.Status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        http.Header{},
		ContentLength: int64(len(content)),
		Body:          io.NopCloser(bytes.NewReader(content)),
		Request:       request,
	}
	for name, value := range a.Header {
		r.Header.Set(name, value)
	}
	return r
}
