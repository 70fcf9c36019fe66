package report

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// maxSource is the size up to which a file is read for the lines around a finding.
const maxSource = 16 << 20

// maxLine is how many bytes of a line are looked at.
const maxLine = 1 << 20

// files keeps the files that findings point into, each read once.
type files struct {
	read  func(name string) ([]byte, error)
	known map[string]*file
}

// file is a file in lines. Lines are cut out when they are asked for.
type file struct {
	text   []byte
	starts []int // of each line
	keys   [][2]int
	last   struct {
		number int
		text   string
	}
	hidden map[int][]span // what of a line must not be shown, as far as asked for
}

// lines returns the file, or nil when it cannot be read.
func (f *files) lines(name string) *file {
	if known, ok := f.known[name]; ok {
		return known
	}
	f.known[name] = nil
	text, err := f.read(name)
	if err != nil || len(text) > maxSource {
		return nil
	}
	one := &file{text: bytes.TrimPrefix(text, []byte("\ufeff")), hidden: map[int][]span{}}
	one.starts = append(one.starts, 0)
	for i, c := range one.text {
		if c == '\n' {
			one.starts = append(one.starts, i+1)
		}
	}
	one.keys = one.privateKeys()
	f.known[name] = one
	return one
}

// line returns a line by its number from 1, without its end; "" beyond the end.
func (f *file) line(n int) string {
	if f.last.number == n {
		return f.last.text // frames ask for a line several times, and it may be long
	}
	text := f.upTo(n, maxLine)
	f.last.number, f.last.text = n, text
	return text
}

// head returns the beginning of a line: enough to see its key.
func (f *file) head(n int) string { return f.upTo(n, 1<<10) }

func (f *file) upTo(n, limit int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	from, to := f.starts[n-1], len(f.text)
	if n < len(f.starts) {
		to = f.starts[n] - 1
	}
	if to > from && f.text[to-1] == '\r' {
		to--
	}
	return strings.ToValidUTF8(string(f.text[from:min(to, from+limit)]), string(utf8.RuneError))
}

func (f *file) len() int {
	if n := len(f.starts); n > 0 && f.starts[n-1] == len(f.text) {
		return n - 1
	}
	return len(f.starts)
}
