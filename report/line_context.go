package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/haechi-dev/haechi/secret"
)

// reach is how many lines a search for the surroundings of a line goes.
const reach = 200

// parent returns the key that a line without a key of its own belongs to, or the key above an
// indirect one such as Default.
func (f *file) parent(n int) (string, bool) {
	line := f.head(n)
	depth := indent(line)
	for i := n - 1; i >= max(1, n-reach); i-- {
		above := f.head(i)
		if strings.TrimSpace(above) == "" {
			continue
		}
		// A YAML list may stand at the indentation of its key.
		level := indent(above)
		if level > depth || level == depth && (!listItem.MatchString(line) || listItem.MatchString(above)) {
			continue
		}
		depth, line = level, above
		m := ownKey.FindStringSubmatch(above)
		if m == nil || indirect.MatchString(m[1]) {
			if m == nil && !opens(above) {
				return "", false
			}
			continue
		}
		return m[1], true
	}
	return "", false
}

// opens reports whether a line opens a bracket or a block text and so has something below it.
func opens(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasSuffix(line, "{") || strings.HasSuffix(line, "[") || textStart.MatchString(line)
}

// sibling finds a line of the same mapping as line n.
func (f *file) sibling(n int, re *regexp.Regexp) []string {
	depth := keyIndent(f.head(n))
	if m := re.FindStringSubmatch(f.head(n)); m != nil {
		return m
	}
	for _, step := range []int{-1, 1} {
		for i := n; i >= 1 && i <= f.len() && i > n-reach && i < n+reach; i += step {
			line := f.head(i)
			if strings.TrimSpace(line) == "" {
				continue
			}
			level := keyIndent(line)
			if level < depth || i != n && step > 0 && level == depth && listItem.MatchString(line) {
				break
			}
			if m := re.FindStringSubmatch(line); m != nil && level == depth {
				return m
			}
			if i != n && step < 0 && level == depth && listItem.MatchString(line) || i == n && step < 0 && listItem.MatchString(line) {
				break
			}
		}
	}
	return nil
}

// inPrivateKey reports whether a line lies inside a private key that began above.
func (f *file) inPrivateKey(n int) bool {
	for _, k := range f.keys {
		if n > k[0] && n <= k[1] {
			return true
		}
	}
	return false
}

// privateKeys finds the first and last lines of the private keys in a file. One without an end
// ends with the file.
func (f *file) privateKeys() [][2]int {
	var all [][2]int
	begin := []byte("-----BEGIN ")
	for at := 0; ; {
		i := bytes.Index(f.text[at:], begin)
		if i < 0 {
			return all
		}
		at += i
		first, _ := slices.BinarySearch(f.starts, at+1) // lines that begin at or before
		at += len(begin)
		if kind, is := secret.Shape(f.line(first)); !is || kind != "private-key" {
			if first == len(f.starts) {
				return all
			}
			at = f.starts[first] // one look at each line
			continue
		}
		last := f.len()
		if end := keyEnd.FindIndex(f.text[at:]); end != nil {
			last, _ = slices.BinarySearch(f.starts, at+end[0]+1)
		}
		all = append(all, [2]int{first, last})
		if last >= len(f.starts) {
			return all
		}
		at = f.starts[last]
	}
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// keyIndent is the indentation of the key, behind the dashes of list items.
func keyIndent(line string) int {
	n := indent(line)
	for strings.HasPrefix(line[n:], "- ") {
		n += 2
		n += indent(line[n:])
	}
	return n
}
