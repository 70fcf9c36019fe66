package discover

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/cloud"
)

// Find is something to read.
type Find struct {
	Path     string
	Assembly bool // a cloud assembly (cdk.out) and not a file
	Named    bool // the user named it, so that it must be readable
}

// skipped are folders that hold other people's code or copies of what is found elsewhere.
var skipped = []string{".git", "node_modules", ".aws-sam", ".terraform", ".serverless", ".venv", "venv", "site-packages", "__pycache__", ".idea", ".vscode"}

const (
	maxDepth = 64
	maxFiles = 1_000_000
)

// Walk finds templates in files and folders. A file the user named is always found; files in
// folders are found when they have an extension of a template and look like one. Problems are
// folders and files that cannot be read.
func Walk(ctx context.Context, paths []string, looksLike func(text []byte) bool) (finds []Find, problems []*cloud.Error) {
	w := walker{ctx: ctx, looksLike: looksLike, visited: map[string]bool{}, real: map[string]string{}, links: map[string]bool{}, found: map[string]bool{}}
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			w.problem(p, err)
		case !info.IsDir():
			w.add(Find{Path: p, Named: true})
		case isAssembly(p):
			w.add(Find{Path: p, Assembly: true, Named: true})
		default:
			w.root = p
			w.dir(p, "", outerIgnores(p), 0)
		}
	}
	return w.finds, w.problems
}

type walker struct {
	ctx       context.Context
	looksLike func([]byte) bool
	root      string
	visited   map[string]bool   // resolved folders and files
	real      map[string]string // where the folders lie that are being walked
	links     map[string]bool   // symbolic links among what is walked
	found     map[string]bool   // paths of finds
	buf       []byte            // of the file being looked at
	files     int
	finds     []Find
	problems  []*cloud.Error
}

func (w *walker) problem(name string, err error) {
	what := "cannot read"
	hint := ""
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		hint = "is the path right?"
	case errors.Is(err, fs.ErrPermission):
		hint = "check the permissions of the file"
	}
	w.problems = append(w.problems, &cloud.Error{Pos: cloud.Pos{Origin: &cloud.Origin{File: name}}, What: what, Hint: hint, Err: err})
}

func (w *walker) add(f Find) {
	if !w.found[f.Path] {
		w.found[f.Path] = true
		w.finds = append(w.finds, f)
	}
}

func isAssembly(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "manifest.json"))
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	for _, other := range []string{"cdk.out", "tree.json"} {
		if _, err := os.Stat(filepath.Join(dir, other)); err == nil {
			return true
		}
	}
	return false
}

func (w *walker) dir(dir, rel string, ignores []ignoreFile, depth int) {
	if w.ctx.Err() != nil || w.seen(dir) {
		return
	}
	if depth > maxDepth {
		w.problem(dir, errors.New("folders are nested too deeply"))
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.problem(dir, err)
		return
	}
	w.real[filepath.Clean(dir)] = w.resolve(dir)
	if text, err := readIgnore(filepath.Join(dir, ".gitignore")); err == nil {
		ignores = append(ignores[:len(ignores):len(ignores)], parseIgnore(rel, string(text)))
	}
	for _, e := range entries {
		w.entry(filepath.Join(dir, e.Name()), strings.TrimPrefix(rel+"/"+e.Name(), "/"), e, ignores, depth)
	}
}

func (w *walker) entry(name, rel string, e fs.DirEntry, ignores []ignoreFile, depth int) {
	isDir, regular := e.IsDir(), e.Type().IsRegular()
	if e.Type()&fs.ModeSymlink != 0 {
		w.links[name] = true
		info, err := os.Stat(name)
		if err != nil {
			return // a link that leads nowhere holds no template
		}
		isDir, regular = info.IsDir(), info.Mode().IsRegular()
	}
	switch {
	case isDir && isAssembly(name): // cdk.out is usually ignored by git, and the user scans it all the same
		if !slices.Contains(skipped, e.Name()) && !w.seen(name) {
			w.add(Find{Path: name, Assembly: true})
		}
	case isDir:
		if !slices.Contains(skipped, e.Name()) && !ignored(ignores, rel, true) {
			w.dir(name, rel, ignores, depth+1)
		}
	case regular && hasExtension(e.Name()) && !ignored(ignores, rel, false):
		w.file(name)
	}
}

func hasExtension(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml", ".json", ".template":
		return true
	}
	return false
}

// seen reports whether a folder or file was visited already under any name: symbolic links may
// lead in circles.
func (w *walker) seen(name string) bool {
	resolved := w.resolve(name)
	if w.visited[resolved] {
		return true
	}
	w.visited[resolved] = true
	return false
}

// resolve follows symbolic links. What is no link itself lies where its folder lies.
func (w *walker) resolve(name string) string {
	if dir, known := w.real[filepath.Dir(name)]; known && !w.links[name] {
		return filepath.Join(dir, filepath.Base(name))
	}
	resolved, err := filepath.EvalSymlinks(name)
	if err != nil {
		resolved = name
	}
	if abs, err := filepath.Abs(resolved); err == nil {
		resolved = abs
	}
	return resolved
}

func (w *walker) file(name string) {
	if w.files++; w.files > maxFiles || w.seen(name) {
		return
	}
	text, err := w.head(name)
	if err != nil {
		w.problem(name, err)
		return
	}
	if w.looksLike(text) {
		w.add(Find{Path: name})
	}
}

// headBytes is how much of a file is looked at to tell whether it is a template: as much as a
// template may have.
const headBytes = 1 << 20

func (w *walker) head(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if size := int(min(info.Size(), headBytes)); size > cap(w.buf) {
		w.buf = make([]byte, size)
	}
	text := w.buf[:min(info.Size(), headBytes)]
	n, err := f.ReadAt(text, 0)
	if n == len(text) {
		err = nil
	}
	return text[:n], err
}
