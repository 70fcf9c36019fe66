package recording

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A recording is gzip of lines of JSON: what it is, then a question with its answers on each line,
// in a fixed order.
type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
}

type entry struct {
	Request
	Answers []Answer `json:"answers"`
}

const (
	format  = "haechi recording"
	version = 1

	// Limits of what is read. The recording of an account of 400 resources has 2 MiB.
	maxRecording = 512 << 20
	maxLine      = 64 << 20
)

// WriteTo writes what was recorded so far. Two recordings of the same answers are the same bytes.
func (r *Recorder) WriteTo(w io.Writer) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	counted := &counter{w: w}
	z, err := gzip.NewWriterLevel(counted, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	lines := json.NewEncoder(z)
	lines.SetEscapeHTML(false)
	if err := lines.Encode(header{format, version}); err != nil {
		return counted.n, err
	}
	for _, asked := range r.requests() {
		if err := lines.Encode(entry{asked, r.answers[asked]}); err != nil {
			return counted.n, err
		}
	}
	err = z.Close()
	return counted.n, err
}

// Read reads a recording to be replayed.
func Read(from io.Reader) (*Replay, error) { return read(from, maxRecording, maxLine) }

func read(from io.Reader, most int64, longest int) (*Replay, error) {
	z, err := gzip.NewReader(from)
	if err != nil {
		return nil, fmt.Errorf("not a recording: %w", err)
	}
	limited := &io.LimitedReader{R: z, N: most + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(make([]byte, 0, min(longest, 64<<10)), longest)
	var h header
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &h) != nil || h.Format != format {
		return nil, errors.Join(errors.New("not a recording"), lines.Err())
	}
	if h.Version != version {
		return nil, fmt.Errorf("a recording of version %d, and this program reads version %d", h.Version, version)
	}
	p := &Replay{answers: map[Request][]Answer{}, given: map[Request]int{}}
	for n := 2; lines.Scan(); n++ {
		var e entry
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil && limited.N > 0 {
			return nil, fmt.Errorf("recording, line %d: %w", n, err)
		}
		if limited.N == 0 {
			break
		}
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("recording, line %d: %w", n, err)
		}
		p.answers[e.Request] = e.Answers
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	if limited.N == 0 {
		return nil, fmt.Errorf("a recording of more than %d bytes", most)
	}
	return p, nil
}

func (e *entry) check() error {
	if len(e.Answers) == 0 {
		return errors.New("a request without an answer")
	}
	for _, a := range e.Answers {
		if a.Status < 200 || a.Status > 599 {
			return fmt.Errorf("status %d", a.Status)
		}
	}
	return nil
}

// isText reports whether a body survives as a string of JSON.
func isText(body string) bool {
	return utf8.ValidString(body) && !strings.ContainsRune(body, 0)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
