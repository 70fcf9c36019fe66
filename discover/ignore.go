package discover

import (
	"path"
	"strings"
)

// pattern is one line of a .gitignore file (https://git-scm.com/docs/gitignore).
type pattern struct {
	segments []string // split at slashes; "**" matches any number of folders
	negated  bool
	dirOnly  bool
}

// ignoreFile is a .gitignore file and the folder its patterns are relative to.
type ignoreFile struct {
	dir      string // slash-separated, relative to the root of the walk; "" for the root
	patterns []pattern
}

func parseIgnore(dir, text string) ignoreFile {
	f := ignoreFile{dir: dir}
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if trimmed := strings.TrimRight(line, " "); !strings.HasSuffix(trimmed, `\`) {
			line = trimmed
		}
		var p pattern
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '!' {
			p.negated, line = true, line[1:]
		}
		if strings.HasSuffix(line, "/") {
			p.dirOnly, line = true, strings.TrimRight(line, "/")
		}
		anchored := strings.Contains(line, "/")
		line = strings.TrimPrefix(line, "/")
		if line == "" {
			continue
		}
		p.segments = strings.Split(line, "/")
		if !anchored {
			p.segments = append([]string{"**"}, p.segments...)
		}
		f.patterns = append(f.patterns, p)
	}
	return f
}

// ignored decides for a path relative to the root of the walk. The last matching pattern of the
// innermost file wins.
func ignored(files []ignoreFile, name string, isDir bool) bool {
	for i := len(files) - 1; i >= 0; i-- {
		f := files[i]
		rel := name
		if f.dir != "" {
			if !strings.HasPrefix(name, f.dir+"/") {
				continue
			}
			rel = name[len(f.dir)+1:]
		}
		segments := strings.Split(rel, "/")
		for j := len(f.patterns) - 1; j >= 0; j-- {
			p := f.patterns[j]
			if (isDir || !p.dirOnly) && matchSegments(p.segments, segments) {
				return !p.negated
			}
		}
	}
	return false
}

func matchSegments(pattern, name []string) bool {
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			if len(pattern) == 1 {
				return len(name) > 0
			}
			for i := range name {
				if matchSegments(pattern[1:], name[i:]) {
					return true
				}
			}
			return false
		}
		if len(name) == 0 {
			return false
		}
		if ok, err := path.Match(pattern[0], name[0]); err != nil || !ok {
			return false
		}
		pattern, name = pattern[1:], name[1:]
	}
	return len(name) == 0
}
