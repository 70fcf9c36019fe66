package recording

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Recorder passes requests on and keeps their answers. It may be used by several goroutines.
type Recorder struct {
	base    http.RoundTripper
	mu      sync.Mutex
	answers map[Request][]Answer
	roles   map[string]string // access keys to the names that stand for them
}

// Answer is what is kept of a response.
type Answer struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header,omitempty"`
	Text   string            `json:"text,omitempty"`
	Data   []byte            `json:"data,omitempty"` // instead of Text, when the body is no text
}

// NewRecorder records what goes through base.
func NewRecorder(base http.RoundTripper) *Recorder {
	return &Recorder{base: base, answers: map[Request][]Answer{}, roles: map[string]string{}}
}

const maxAnswerBody = 16 << 20

// RoundTrip is that of http.RoundTripper.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	asked, body, err := ask(request)
	if err != nil {
		return nil, err
	}
	key, _, _ := signer(request)
	sent := request.Clone(request.Context())
	if body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	response, err := r.base.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBody+1))
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	if len(content) > maxAnswerBody {
		return nil, fmt.Errorf("recording: the answer to %s is over %d bytes", asked, maxAnswerBody)
	}
	response.Body = io.NopCloser(bytes.NewReader(content))
	decoded, err := decode(content, response.Header.Get("Content-Encoding"))
	if err != nil {
		return nil, fmt.Errorf("recording: the answer to %s: %w", asked, err)
	}
	r.keep(asked, key, response, decoded)
	return response, nil
}

// kept are the headers that clients read from answers of AWS.
var kept = []string{"Content-Type", "X-Amzn-Errortype", "X-Amz-Bucket-Region", "Retry-After", "Etag", "Last-Modified"}

func (r *Recorder) keep(asked Request, key string, response *http.Response, content []byte) {
	a := Answer{Status: response.StatusCode, Header: map[string]string{}}
	for _, name := range kept {
		if value := response.Header.Get(name); value != "" {
			a.Header[name] = value
		}
	}
	var assumed, name string
	if text := string(content); isText(text) {
		a.Text, assumed, name = withoutCredentials(asked, text)
	} else {
		a.Data = content
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if assumed != "" {
		r.roles[assumed] = name
	}
	asked.As = r.roles[key]
	// The same answer again says nothing new; another one is given the second time.
	if all := r.answers[asked]; len(all) == 0 || !same(all[len(all)-1], a) {
		r.answers[asked] = append(all, a)
	}
}

// CloseIdleConnections is passed on.
func (r *Recorder) CloseIdleConnections() {
	if c, ok := r.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func same(a, b Answer) bool {
	return a.Status == b.Status && a.Text == b.Text && bytes.Equal(a.Data, b.Data)
}

func decode(content []byte, encoding string) ([]byte, error) {
	if !strings.EqualFold(encoding, "gzip") || len(content) == 0 {
		return content, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	content, err = io.ReadAll(io.LimitReader(z, maxAnswerBody+1))
	if err == nil && len(content) > maxAnswerBody {
		err = fmt.Errorf("over %d bytes", maxAnswerBody)
	}
	return content, err
}

// requests are those recorded, in a fixed order.
func (r *Recorder) requests() []Request {
	all := make([]Request, 0, len(r.answers))
	for asked := range r.answers {
		all = append(all, asked)
	}
	slices.SortFunc(all, compare)
	return all
}

func compare(a, b Request) int {
	for _, pair := range [][2]string{
		{a.Service, b.Service}, {a.Region, b.Region}, {a.As, b.As}, {a.Host, b.Host}, {a.Method, b.Method},
		{a.Path, b.Path}, {a.Query, b.Query}, {a.Target, b.Target}, {a.Body, b.Body},
	} {
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return 0
}
