package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// answer is what is told to the client.
type answer struct {
	status int
	header http.Header
	body   []byte
	err    error // of whoever was asked; status and body say it to clients over a network
}

func unreachable(err error) answer {
	return answer{http.StatusBadGateway, http.Header{"Content-Type": {"text/plain"}}, fmt.Appendf(nil, "faults: the emulator does not answer: %v", err), err}
}

// write answers over a network.
func (a *answer) write(w http.ResponseWriter, d damage) {
	body := a.body
	switch d {
	case no:
		panic(http.ErrAbortHandler)
	case short:
		body = body[:len(body)/2]
	}
	for name, values := range a.header {
		if name != "Content-Length" && name != "Transfer-Encoding" && name != "Connection" {
			w.Header()[name] = values
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	if d == cut {
		_, _ = w.Write(body[:len(body)/2])
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body)
}

// response answers in process, where a client that is cut off sees the same errors.
func (a *answer) response(r *http.Request, d damage) (*http.Response, error) {
	length, body := len(a.body), io.Reader(bytes.NewReader(a.body))
	switch d {
	case no:
		return nil, io.ErrUnexpectedEOF
	case cut:
		body = io.MultiReader(bytes.NewReader(a.body[:length/2]), broken{})
	case short:
		length /= 2
		body = bytes.NewReader(a.body[:length])
	}
	header := a.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Length", strconv.Itoa(length))
	return &http.Response{
		Status:        strconv.Itoa(a.status) + " " + http.StatusText(a.status),
		StatusCode:    a.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		ContentLength: int64(length),
		Body:          io.NopCloser(body),
		Request:       r,
	}, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
