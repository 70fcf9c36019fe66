package snapshot

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/secret"
	"github.com/haechi-dev/haechi/secret/masked"
)

// WriteFile writes the snapshot to a file that only its owner may read: as a whole, or not at all.
// What is no regular file, such as a pipe, is written to.
func WriteFile(name string, s *Snapshot) (err error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("cannot write the snapshot: %w", err)
		}
		return errors.Join(Write(f, s), f.Close())
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".haechi-*") // with mode 0600
	if err != nil {
		return fmt.Errorf("cannot write the snapshot %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot write the snapshot %s: %w", name, errors.Join(err, os.Remove(tmp.Name())))
		}
	}()
	if err = Write(tmp, s); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err = tmp.Sync(); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// Write writes the snapshot, compressed. The same snapshot gives the same bytes. Resources are
// written one by one, so that it takes little memory beside the graph.
func Write(w io.Writer, s *Snapshot) error {
	packed, err := gzip.NewWriterLevel(w, 5)
	if err != nil {
		return err
	}
	out := &writer{w: bufio.NewWriterSize(packed, 256<<10)}
	out.enc.origins = map[cloud.Origin]int{}
	out.all(s)
	if out.err != nil {
		return out.err
	}
	if err := out.w.Flush(); err != nil {
		return err
	}
	return packed.Close()
}

type writer struct {
	w     *bufio.Writer
	enc   encoder
	lines int
	err   error
}

func (w *writer) all(s *Snapshot) {
	w.line("", func(e *encoder) {
		e.raw(`{"format":`).string(format).raw(`,"version":`).int(Version)
		if !s.Taken.IsZero() {
			e.raw(`,"taken":`).string(s.Taken.UTC().Format(time.RFC3339Nano))
		}
		if s.Source != "" {
			e.raw(`,"source":`).text(secret.Mask("", s.Source))
		}
		e.raw(`}`)
	})
	w.coverage(s.Coverage)
	w.enc.names = maskedIDs(s.Graph)
	for _, r := range s.Graph.All() {
		w.resource(masked.Resource(r), w.enc.id(r.ID))
	}
	for _, b := range s.Graph.Bounds() {
		w.line("bound", func(e *encoder) { bound(e, b) })
	}
	for _, u := range s.Graph.Unread() {
		w.line("unread", func(e *encoder) {
			e.raw(`{"type":`).text(u.Type).raw(`,"why":`).reason(u.Why)
			if u.Names != nil {
				e.raw(`,"naming":[`)
				for i, id := range u.Names {
					e.comma(i).string(e.id(id))
				}
				e.raw(`]`)
			}
			if u.Account != "" {
				e.raw(`,"account":`).text(u.Account)
			}
			if u.Region != "" {
				e.raw(`,"region":`).text(u.Region)
			}
			e.raw(`}`)
		})
	}
	w.line("end", func(e *encoder) { e.raw(`{"lines":`).int(w.lines).raw(`}`) })
}

// maskedIDs are the new IDs of the resources whose ID has a secret in it, so that no two of them
// become one.
func maskedIDs(g *cloud.Graph) map[string]string {
	names, taken := map[string]string{}, map[string]bool{}
	for _, r := range g.All() {
		id := secret.Mask("", r.ID)
		if id == r.ID {
			continue
		}
		for taken[id] || g.Resource(id) != nil {
			id += "+"
		}
		names[r.ID], taken[id] = id, true
	}
	return names
}

// line writes {"kind": …}, after the origins that it speaks of for the first time.
func (w *writer) line(kind string, write func(*encoder)) {
	if w.err != nil {
		return
	}
	w.enc.out = w.enc.out[:0]
	write(&w.enc)
	body := w.enc.out
	for _, o := range w.enc.fresh {
		w.put("origin", origin(o))
	}
	w.enc.fresh = w.enc.fresh[:0]
	w.put(kind, body)
}

func (w *writer) put(kind string, body []byte) {
	if len(body) > maxLine-256 {
		w.err = fmt.Errorf("a resource has more than %d bytes", maxLine)
		return
	}
	if kind != "" {
		_, _ = w.w.WriteString(`{"` + kind + `":`) // Flush gives the first error of a write
	}
	_, _ = w.w.Write(body)
	if kind != "" {
		_ = w.w.WriteByte('}')
	}
	_ = w.w.WriteByte('\n')
	w.lines++
}

func origin(o cloud.Origin) []byte {
	var e encoder
	e.raw(`{`)
	n := 0
	for _, f := range []struct{ key, text string }{{"file", o.File}, {"call", o.Call}, {"account", o.Account}, {"region", o.Region}} {
		if f.text != "" {
			e.comma(n).string(f.key).raw(`:`).text(secret.Mask("", f.text))
			n++
		}
	}
	return e.raw(`}`).out
}

func (w *writer) coverage(c *cloud.Coverage) {
	if c == nil {
		return
	}
	mask := func(text string) string { return secret.Mask("", text) }
	w.line("coverage", func(e *encoder) {
		e.raw(`{`)
		if c.Partial != "" {
			e.raw(`"partial":`).text(mask(c.Partial)).raw(`,`)
		}
		e.raw(`"missing":[`)
		for i, action := range c.Missing {
			e.comma(i).text(mask(action))
		}
		e.raw(`]}`)
	})
	for i := range c.Calls {
		n := &c.Calls[i]
		w.line("calls", func(e *encoder) {
			e.raw(`{"account":`).text(mask(n.Account)).raw(`,"region":`).text(mask(n.Region)).raw(`,"operation":`).text(mask(n.Operation))
			e.raw(`,"made":`).int(n.Made).raw(`,"retried":`).int(n.Retried).raw(`,"denied":`).int(n.Denied).raw(`,"failed":`).int(n.Failed)
			if n.Error != "" {
				e.raw(`,"error":`).text(mask(n.Error))
			}
			e.raw(`}`)
		})
	}
	for _, s := range c.Skipped {
		w.line("skipped", func(e *encoder) {
			e.raw(`{"account":`).text(mask(s.Account)).raw(`,"region":`).text(mask(s.Region)).raw(`,"why":`).text(mask(s.Why)).raw(`}`)
		})
	}
}

func (w *writer) resource(r *cloud.Resource, id string) {
	w.line("resource", func(e *encoder) {
		e.raw(`{"id":`).text(id).raw(`,"type":`).text(r.Type)
		for _, f := range []struct{ key, text string }{
			{"name", r.Name}, {"title", r.Title}, {"account", r.Account}, {"region", r.Region}, {"generated", e.id(r.Generated)}, {"path", r.Path}, {"condition", r.Condition},
		} {
			if f.text != "" {
				e.raw(`,`).string(f.key).raw(`:`).text(f.text)
			}
		}
		if !r.Pos.IsZero() {
			e.raw(`,"pos":`).pos(r.Pos)
		}
		for _, f := range []struct {
			key string
			v   *cloud.Value
		}{{"arn", r.ARN}, {"properties", r.Properties}, {"attributes", r.Attributes}} {
			if f.v != nil {
				e.raw(`,`).string(f.key).raw(`:`).value(f.v, r.Pos)
			}
		}
		if len(r.Names) > 0 {
			e.raw(`,"names":[`)
			for i, name := range r.Names {
				e.comma(i).value(name, r.Pos)
			}
			e.raw(`]`)
		}
		e.raw(`}`)
	})
}

// sniffed is how a snapshot begins when it is not compressed.
var sniffed = `{"format":"` + format + `"`

// Sniff reports whether the beginning of a file is that of a snapshot, compressed or not.
func Sniff(beginning []byte) bool {
	if strings.HasPrefix(string(beginning[:min(len(beginning), len(sniffed))]), sniffed) {
		return true
	}
	if len(beginning) < 2 || beginning[0] != 0x1f || beginning[1] != 0x8b {
		return false
	}
	packed, err := gzip.NewReader(strings.NewReader(string(beginning)))
	if err != nil {
		return false
	}
	text := make([]byte, len(sniffed))
	n, _ := io.ReadFull(packed, text) // the end of what is at hand, or damage: then it is not one
	return slices.Equal(text[:n], []byte(sniffed))
}

// bound writes how far resources of a type can name others.
func bound(e *encoder, b cloud.Bound) {
	e.raw(`{"type":`).text(b.Type).raw(`,"path":`).text(b.Path)
	if b.Target != "" {
		e.raw(`,"target":`).text(b.Target)
	}
	if b.Account {
		e.raw(`,"account":true`)
	}
	e.raw(`}`)
}
