package discover

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// outerIgnores reads the .gitignore files of the folders above the root, up to the one with
// .git, and makes their patterns relative to the root. Outside a repository there are none.
func outerIgnores(root string) []ignoreFile {
	dir, err := filepath.Abs(root)
	if err != nil {
		return nil
	}
	var files []ignoreFile // innermost first
	var way []string       // from dir to the root
	for {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			slices.Reverse(files)
			return files
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		way = append([]string{filepath.Base(dir)}, way...)
		dir = parent
		if text, err := readIgnore(filepath.Join(dir, ".gitignore")); err == nil {
			files = append(files, relativeTo(way, parseIgnore("", string(text))))
		}
	}
}

// relativeTo keeps the patterns that can match below the end of the way, without the way.
func relativeTo(way []string, f ignoreFile) ignoreFile {
	var kept []pattern
	for _, p := range f.patterns {
		if rest, ok := strip(p.segments, way); ok {
			p.segments = rest
			kept = append(kept, p)
		}
	}
	return ignoreFile{patterns: kept}
}

func strip(segments, way []string) (rest []string, ok bool) {
	if segments[0] == "**" {
		return segments, true
	}
	for len(way) > 0 && len(segments) > 1 && segments[0] != "**" {
		if !matchSegments(segments[:1], way[:1]) {
			return nil, false
		}
		segments, way = segments[1:], way[1:]
	}
	return segments, len(way) == 0 || segments[0] == "**"
}

// maxIgnore bounds a .gitignore file; what is beyond it does not count.
const maxIgnore = 1 << 20

// readIgnore reads a .gitignore file. A device or a pipe is none: its reading may never end.
func readIgnore(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(f, maxIgnore))
}
