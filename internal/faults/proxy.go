package faults

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Proxy passes calls on to an emulator, except for what goes wrong with them, and counts them.
type Proxy struct {
	upstream string // "" to leave the address of requests as it is
	client   http.RoundTripper
	books    shelf

	mu     sync.Mutex
	faults []*armed
	calls  []Call
}

// armed is a fault and how often it was concerned.
type armed struct {
	Fault
	met int
}

// New is a proxy before the emulator at an address.
func New(upstream string, faults ...Fault) *Proxy {
	p := &Proxy{upstream: upstream, client: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 10 * time.Second, DisableCompression: true}}
	p.Add(faults...)
	return p
}

// Over makes things go wrong with what another transport answers, such as a recording: use it as a
// transport itself.
func Over(base http.RoundTripper, faults ...Fault) *Proxy {
	p := &Proxy{client: base}
	p.Add(faults...)
	return p
}

// Add lets more go wrong from now on.
func (p *Proxy) Add(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range faults {
		p.faults = append(p.faults, &armed{Fault: f})
	}
}

// Reset forgets faults and calls.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults, p.calls = nil, nil
}

// Start serves until the test ends and gives the address.
func (p *Proxy) Start(tb testing.TB) string {
	server := httptest.NewServer(p)
	tb.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		if idle, ok := p.client.(interface{ CloseIdleConnections() }); ok {
			idle.CloseIdleConnections()
		}
	})
	return server.URL
}

// Log is every call so far, in the order of their answers.
func (p *Proxy) Log() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Call(nil), p.calls...)
}

// Calls counts the calls so far: "lambda:ListFunctions".
func (p *Proxy) Calls() map[string]int {
	counts := map[string]int{}
	for _, c := range p.Log() {
		counts[c.Name()]++
	}
	return counts
}

const maxBody = 64 << 20

// ServeHTTP answers as the emulator, or what stands for it.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a, d, err := p.handle(r); err == nil {
		a.write(w, d)
	}
}

// RoundTrip answers a request in process.
func (p *Proxy) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.Clone(r.Context())
	if asked.Body == nil {
		asked.Body = http.NoBody
	}
	if asked.Host == "" {
		asked.Host = r.URL.Host
	}
	a, d, err := p.handle(asked)
	switch {
	case err != nil:
		return nil, err
	case a.err != nil:
		return nil, a.err
	case r.Context().Err() != nil:
		return nil, r.Context().Err()
	}
	return a.response(r, d)
}

// handle lets a call go right or wrong, and counts it. Its error is that of reading the request.
func (p *Proxy) handle(r *http.Request) (answer, damage, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return answer{}, intact, err // the client has gone
	}
	call := recognise(r, body)
	f := p.choose(&call)
	if f.delay > 0 {
		select {
		case <-time.After(f.delay):
		case <-r.Context().Done():
		}
	}
	a := p.ask(r, body, &call, &f)
	call.Status = a.status
	if f.damage == cut || f.damage == no {
		call.Status = 0
	}
	p.mu.Lock()
	p.calls = append(p.calls, call)
	p.mu.Unlock()
	return a, f.damage, nil
}

// choose puts together what goes wrong with a call: a delay and pages of any fault, and the answer
// or damage of the first that has one.
func (p *Proxy) choose(c *Call) (together Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		if !f.concerns(c) {
			continue
		}
		spoils := f.answer != nil || f.damage != intact
		if spoils && (together.answer != nil || together.damage != intact) {
			continue // its turn comes when the other's is over
		}
		f.met++
		if f.met <= f.after || f.times > 0 && f.met > f.after+f.times {
			continue
		}
		together.delay += f.delay
		if f.pages > 0 {
			together.pages, together.empty = f.pages, f.empty
		}
		if spoils {
			together.answer, together.damage = f.answer, f.damage
		}
	}
	return together
}

func (p *Proxy) ask(r *http.Request, body []byte, call *Call, f *Fault) answer {
	if f.answer != nil {
		status, kind, header, text := f.answer(call)
		if header == nil {
			header = http.Header{}
		}
		header.Set("Content-Type", kind)
		return answer{status: status, header: header, body: []byte(text)}
	}
	if f.pages == 0 || call.page == nil || call.wire == wireCBOR {
		return p.pass(r, r.URL.RawQuery, body)
	}
	cursor, query, body := call.page.take(r, call.wire, body)
	return p.books.turn(cursor, call, f, func() answer { return p.pass(r, query, body) })
}

// pass asks the emulator.
func (p *Proxy) pass(r *http.Request, query string, body []byte) answer {
	to, err := url.Parse(p.upstream)
	if err != nil {
		return unreachable(err)
	}
	sent := r.Clone(r.Context())
	sent.RequestURI, sent.URL.RawQuery = "", query
	if p.upstream != "" {
		sent.URL.Scheme, sent.URL.Host = to.Scheme, to.Host
	}
	sent.Host = r.Host
	sent.Body, sent.ContentLength = http.NoBody, int64(len(body))
	if len(body) > 0 {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	response, err := p.client.RoundTrip(sent)
	if err != nil {
		return unreachable(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return unreachable(err)
	}
	return answer{status: response.StatusCode, header: response.Header, body: content}
}
