package cloudformation

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/source/cloudformation/syntax"
)

// loaded is a file that was parsed, or the error of trying.
type loaded struct {
	value *cloud.Value
	err   error
}

// load parses a file, once.
func (r *reader) load(path string) (*cloud.Value, error) {
	key := filepath.Clean(path)
	if l, ok := r.loaded[key]; ok {
		return l.value, l.err
	}
	var l loaded
	if len(r.loaded) >= maxFiles {
		l.err = &cloud.Error{Pos: at(path), What: fmt.Sprintf("more than %d files belong to one template", maxFiles)}
	} else if err := r.inside(path); err != nil {
		l.err = err
	} else if text, err := readFile(path); err != nil {
		l.err = err
	} else if l.value, l.err = syntax.Parse(&cloud.Origin{File: path}, text); l.err == nil {
		r.note(path)
	} else if e := new(cloud.Error); errors.Is(l.err, syntax.ErrMoreDocuments) && errors.As(l.err, &e) {
		r.report(e)
		l.err = nil
		r.note(path)
	}
	r.loaded[key] = l
	return l.value, l.err
}

// readFile reads a regular file up to the size a template may have. Anything else (a device, a
// pipe, a folder) is refused before it is opened, because opening may block for ever.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if !info.Mode().IsRegular() {
		what := "not a regular file"
		if info.IsDir() {
			what = "a folder, not a file"
		}
		return nil, &cloud.Error{Pos: at(path), What: "cannot read the template: it is " + what, Hint: "name the template file itself"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer f.Close()
	b := bytes.NewBuffer(make([]byte, 0, min(info.Size(), syntax.MaxBytes)+bytes.MinRead))
	_, err = b.ReadFrom(io.LimitReader(f, syntax.MaxBytes+1))
	text := b.Bytes()
	if err != nil {
		return nil, fileError(path, err)
	}
	if len(text) > syntax.MaxBytes {
		return nil, &cloud.Error{Pos: at(path), What: fmt.Sprintf("file has more than %d bytes, the limit", syntax.MaxBytes),
			Hint: "CloudFormation takes templates up to 1 MB"}
	}
	return text, nil
}

func fileError(path string, err error) *cloud.Error {
	hint := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		hint = "check the path"
	case errors.Is(err, fs.ErrPermission):
		hint = "check the file's permissions"
	case errors.Is(err, syscall.ELOOP):
		hint = "its symbolic links form a loop"
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return &cloud.Error{Pos: at(path), What: "cannot read the file", Err: err, Hint: hint}
}

func at(path string) cloud.Pos { return cloud.Pos{Origin: &cloud.Origin{File: path}} }

// isRemote reports whether a location names something that is not a file on this machine.
func isRemote(location string) bool {
	return strings.Contains(location, "://") || strings.HasPrefix(location, "arn:")
}

// beside gives the path of a file that a template names relative to itself.
func (s *stack) beside(location string) string {
	location = filepath.FromSlash(location)
	if filepath.IsAbs(location) {
		return location
	}
	return filepath.Join(filepath.Dir(s.path), location)
}
