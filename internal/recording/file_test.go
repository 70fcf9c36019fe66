package recording

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func pack(text string) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.Bytes()
}

const first = `{"format":"haechi recording","version":1}` + "\n"

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"empty":            {nil, "not a recording"},
		"no gzip":          {[]byte("hello"), "not a recording"},
		"something else":   {pack("hello\n"), "not a recording"},
		"another format":   {pack(`{"format":"x","version":1}`), "not a recording"},
		"newer":            {pack(`{"format":"haechi recording","version":2}`), "version 2"},
		"no JSON":          {pack(first + "x\n"), "line 2"},
		"without answers":  {pack(first + `{"method":"GET","path":"/","answers":[]}` + "\n"), "line 2: a request without an answer"},
		"status":           {pack(first + `{"method":"GET","path":"/","answers":[{"status":7}]}` + "\n"), "status 7"},
		"unknown property": {pack(first + `{"method":"GET","path":"/","answer":[{"status":200}]}` + "\n"), "answer"},
		"cut":              {pack(first + strings.Repeat(`{"method":"GET","path":"/","answers":[{"status":200}]}`+"\n", 100))[:60], "unexpected EOF"},
		"a long line":      {pack(first + strings.Repeat(" ", 2001)), "too long"},
		"a bomb":           {pack(first + strings.Repeat(`{"method":"GET","path":"/","answers":[{"status":200}]}`+"\n", 1000)), "more than 10000 bytes"},
	} {
		if _, err := read(bytes.NewReader(c.file), 10_000, 2000); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error %v does not say %q", name, err, c.says)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(first + `{"service":"s3","method":"GET","path":"/","answers":[{"status":200,"text":"x"}]}` + "\n"))
	f.Add([]byte(first + `{"method":"GET","path":"/","answers":[{"status":200,"data":"AAA="}]}`))
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Read(bytes.NewReader(pack(string(text))))
		if err == nil && p.Len() != len(p.Unasked()) {
			t.Error("a recording that nobody has asked was asked")
		}
	})
}
