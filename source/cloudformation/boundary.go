package cloudformation

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// A template may name files beside it, and what they hold ends up in reports. A stranger's
// template must not get a machine's other files printed, so all files of a template have to lie in
// the repository it lies in, or below the working directory, or, outside both, below the folder
// above its own.

// boundary is the resolved folder that the files of a root template must lie in.
func boundary(template string) string {
	dir := filepath.Dir(resolved(template))
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	if cwd, err := os.Getwd(); err == nil && within(resolved(cwd), dir) {
		return resolved(cwd)
	}
	return filepath.Dir(dir)
}

// inside refuses a file that lies outside the boundary of the first file that was read, which is
// looked for when there is a second.
func (r *reader) inside(path string) *cloud.Error {
	if r.first == "" {
		r.first = path
		return nil
	}
	if r.boundary == "" {
		r.boundary = boundary(r.first)
	}
	if within(r.boundary, resolved(path)) {
		return nil
	}
	return &cloud.Error{Pos: at(path), What: "cannot read the file: it lies outside the repository or folder of the template",
		Hint: "run haechi in a folder that holds both"}
}

// resolved follows symbolic links as far as the path exists.
func resolved(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// within reports whether path is dir or lies below it.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
