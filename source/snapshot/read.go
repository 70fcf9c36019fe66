package snapshot

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/haechi-dev/haechi/cloud"
)

// ReadFile reads a snapshot from a file. The error is a *cloud.Error.
func ReadFile(name string) (*Snapshot, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &cloud.Error{What: "cannot read the snapshot", Err: err}
	}
	defer func() { _ = f.Close() }() // it was only read
	return Read(name, f)
}

// Read reads a snapshot, compressed or not. The name is that of the file in errors, which are
// *cloud.Error. Lines and fields that this version does not know are left out.
func Read(name string, from io.Reader) (*Snapshot, error) {
	packed := &counter{r: from}
	buffered := bufio.NewReaderSize(packed, 64<<10)
	r := &reader{name: name, packed: packed, text: buffered,
		decoder: decoder{texts: map[string]string{}}, snapshot: &Snapshot{Graph: cloud.NewGraph()}}
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		text, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, r.foreign()
		}
		r.text, r.compressed = bufio.NewReaderSize(text, 256<<10), true
	}
	if err := r.all(); err != nil {
		return nil, err
	}
	return r.snapshot, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (n int, err error) {
	n, err = c.r.Read(p)
	c.n += int64(n)
	return n, err
}

type reader struct {
	name       string
	packed     *counter
	text       *bufio.Reader
	compressed bool
	size       int64 // of the text so far
	lines      int
	nodes      int
	long       []byte // a line that does not fit the buffer
	ended      bool
	decoder
	snapshot *Snapshot
}

func (r *reader) all() error {
	for {
		line, err := r.line()
		switch {
		case err == io.EOF && r.lines == 0:
			return r.foreign()
		case err == io.EOF && !r.ended:
			return r.damaged("it ends too early")
		case err == io.EOF:
			return nil
		case err != nil && r.lines == 0:
			return r.foreign()
		case errors.Is(err, io.ErrUnexpectedEOF):
			return r.damaged("it ends too early")
		case err != nil:
			return r.damaged(err.Error())
		case r.ended:
			return r.damaged("something follows its end")
		}
		if r.lines == 0 && !bytes.HasPrefix(line, []byte(sniffed)) {
			return r.foreign()
		}
		v, twice, err := cloud.ParseJSON(nil, line, cloud.JSONLimits{Bytes: maxLine, Depth: 5 * maxDepth, Nodes: maxNodes - r.nodes})
		if err != nil {
			var e *cloud.Error
			if errors.As(err, &e) {
				return r.damaged(e.What)
			}
			return r.damaged(err.Error())
		}
		if len(twice) > 0 {
			return r.damaged(fmt.Sprintf("the key %q stands twice", twice[0].Key))
		}
		r.nodes += nodesAtLeast(line)
		if err := r.take(v); err != nil {
			return err
		}
		r.lines++
	}
}

// line returns the next line, which is valid until the one after.
func (r *reader) line() ([]byte, error) {
	part, err := r.text.ReadSlice('\n')
	r.size += int64(len(part))
	if err == bufio.ErrBufferFull {
		r.long = append(r.long[:0], part...)
		for err == bufio.ErrBufferFull {
			part, err = r.text.ReadSlice('\n')
			r.size += int64(len(part))
			r.long = append(r.long, part...)
			if len(r.long) > maxLine {
				return nil, fmt.Errorf("a line has more than %d bytes", maxLine)
			}
			if bomb := r.bounded(); bomb != nil {
				return nil, bomb
			}
		}
		part = r.long
	}
	if err == nil || err == io.EOF {
		if bomb := r.bounded(); bomb != nil {
			return nil, bomb
		}
	}
	if err == io.EOF && len(part) > 0 {
		err = nil // a last line without end is whole, or no JSON
	}
	return bytes.TrimSuffix(part, []byte("\n")), err
}

// bounded refuses what was made to fill the memory.
func (r *reader) bounded() error {
	switch {
	case r.size > maxText:
		return fmt.Errorf("it has more than %d bytes", int64(maxText))
	case r.lines >= maxLines:
		return fmt.Errorf("it has more than %d lines", maxLines)
	case r.compressed && r.size > minText && r.size > maxRatio*r.packed.n:
		return fmt.Errorf("it becomes more than %d times as large as the file", maxRatio)
	}
	return nil
}

// nodesAtLeast estimates the values of a line: each but the first is separated from another.
func nodesAtLeast(line []byte) int {
	return 1 + bytes.Count(line, []byte{','}) + bytes.Count(line, []byte{':'})
}

func (r *reader) foreign() error {
	return &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: r.name}}, What: "not a snapshot of haechi", Hint: "haechi scan aws --save FILE writes one"}
}

func (r *reader) damaged(why string) error {
	return &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: r.name}, Line: int32(r.lines + 1), Column: 1},
		What: "the snapshot is damaged: " + why, Hint: "copy it again, or write it anew with haechi scan aws --save FILE"}
}

// take reads a line.
func (r *reader) take(v *cloud.Value) error {
	if r.lines == 0 {
		return r.header(v)
	}
	if v.Len() != 1 {
		return r.damaged("a line is an object with one key")
	}
	f := v.Fields()[0]
	switch f.Key {
	case "origin":
		r.origin(f.Value)
	case "resource":
		if res := r.resource(f.Value); r.err == "" {
			if err := r.snapshot.Graph.Add(res); err != nil {
				return r.damaged(fmt.Sprintf("two resources have the ID %q", res.ID))
			}
		}
	case "bound":
		r.bound(f.Value)
	case "unread":
		r.unread(f.Value)
	case "coverage", "calls", "skipped":
		r.coverage(f.Key, f.Value)
	case "end":
		if n, ok := f.Value.Get("lines").Int(); !ok || int(n) != r.lines {
			return r.damaged("lines are missing")
		}
		r.ended = true
	}
	if r.err != "" {
		return r.damaged(r.err)
	}
	return nil
}

func (r *reader) header(v *cloud.Value) error {
	version, ok := v.Get("version").Int()
	switch {
	case v.Get("format").Str() != format || !ok || version < 1:
		return r.foreign()
	case version > Version:
		return &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: r.name}}, What: fmt.Sprintf("the snapshot has version %d of the format, and this haechi reads up to %d", version, Version), Hint: "use the haechi that wrote it, or a newer one"}
	}
	if taken := v.Get("taken"); taken != nil {
		t, err := time.Parse(time.RFC3339Nano, taken.Str())
		if err != nil {
			return r.damaged("taken is not a time such as 2026-11-24T09:00:00Z")
		}
		r.snapshot.Taken = t.UTC()
	}
	if r.snapshot.Source = r.optional(v.Get("source")); r.err != "" {
		return r.damaged(r.err)
	}
	return nil
}

func (r *reader) unread(v *cloud.Value) {
	m := cloud.Unread{Type: r.str(v.Get("type")), Why: r.reason(v.Get("why")), Account: r.optional(v.Get("account")), Region: r.optional(v.Get("region"))}
	if naming := v.Get("naming"); naming != nil {
		m.Names = []string{}
		for _, id := range r.list(naming) {
			m.Names = append(m.Names, r.str(id))
		}
	}
	r.snapshot.Graph.Mark(m)
}

func (r *reader) bound(v *cloud.Value) {
	r.snapshot.Graph.Bind(cloud.Bound{Type: r.str(v.Get("type")), Path: r.str(v.Get("path")), Target: r.optional(v.Get("target")), Account: r.flag(v.Get("account"))})
}

func (r *reader) coverage(kind string, v *cloud.Value) {
	if r.snapshot.Coverage == nil {
		r.snapshot.Coverage = &cloud.Coverage{}
	}
	c := r.snapshot.Coverage
	switch kind {
	case "coverage":
		c.Partial = r.optional(v.Get("partial"))
		for _, action := range r.list(v.Get("missing")) {
			c.Missing = append(c.Missing, r.str(action))
		}
	case "skipped":
		c.Skipped = append(c.Skipped, cloud.Skipped{Account: r.str(v.Get("account")), Region: r.str(v.Get("region")), Why: r.str(v.Get("why"))})
	case "calls":
		n := cloud.Calls{Account: r.str(v.Get("account")), Region: r.str(v.Get("region")), Operation: r.str(v.Get("operation")), Error: r.optional(v.Get("error"))}
		for key, to := range map[string]*int{"made": &n.Made, "retried": &n.Retried, "denied": &n.Denied, "failed": &n.Failed} {
			*to = r.count(v.Get(key))
		}
		c.Calls = append(c.Calls, n)
	}
}
