package discover

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func looksLike(text []byte) bool { return bytes.Contains(text, []byte("Resources")) }

func found(t *testing.T, root string, paths ...string) (names []string) {
	t.Helper()
	finds, problems := Walk(context.Background(), paths, looksLike)
	for _, p := range problems {
		t.Error(p)
	}
	for _, f := range finds {
		rel, err := filepath.Rel(root, f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if f.Assembly {
			rel += " (assembly)"
		}
		names = append(names, filepath.ToSlash(rel))
	}
	sort.Strings(names)
	return names
}

func TestWalk(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"template.yaml":                 "Resources: {}",
		"values.yaml":                   "a: 1",
		"readme.md":                     "Resources",
		"a/b/c.json":                    `{"Resources": {}}`,
		"a/legacy.template":             "Resources: {}",
		"node_modules/x/template.yaml":  "Resources: {}",
		"app/cdk.out/manifest.json":     "{}",
		"app/cdk.out/cdk.out":           "{}",
		"app/cdk.out/S.template.json":   `{"Resources": {}}`,
		".aws-sam/build/template.yaml":  "Resources: {}",
		"deep/ignored/template.yaml":    "Resources: {}",
		"deep/.gitignore":               "ignored/\n",
		"app/.gitignore":                "cdk.out\n",
		"unrelated/manifest.json":       "{}",
		"unrelated/inner/template.yaml": "Resources: {}",
	})
	for link, to := range map[string]string{"a/loop": root, "a/twice.yaml": filepath.Join(root, "template.yaml"), "a/dangling.yaml": "nowhere"} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	got := found(t, root, root)
	got = slices.DeleteFunc(got, func(s string) bool { return s == "template.yaml" || s == "a/twice.yaml" })
	want := []string{"a/b/c.json", "a/legacy.template", "app/cdk.out (assembly)", "unrelated/inner/template.yaml"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNamedFilesAreAlwaysFound(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{"odd.txt": "nothing"})
	if diff := cmp.Diff([]string{"odd.txt"}, found(t, root, filepath.Join(root, "odd.txt"))); diff != "" {
		t.Error(diff)
	}
	_, problems := Walk(context.Background(), []string{filepath.Join(root, "missing")}, looksLike)
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "is the path right?") {
		t.Errorf("a missing path gives %v", problems)
	}
}

// What git ignores is decided by git itself.
func TestIgnoredAsGitDoes(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed: nothing to compare with")
	}
	root := t.TempDir()
	if out, err := exec.Command("git", "-C", root, "init", "-q").CombinedOutput(); err != nil {
		t.Fatal(string(out))
	}
	write(t, root, map[string]string{
		".gitignore":     "*.tmp.yaml\n/top.yaml\nbuild/\n!build/\n\\#odd.yaml\nsub/*/x.yaml\na/**/z.yaml\n**/gen/y.yaml\nlogs/\n!keep.tmp.yaml\nsp ace.yaml \n[ab]c.yaml\n",
		"sub/.gitignore": "!s.tmp.yaml\n/local.yaml\nother\n",
	})
	names := []string{
		"k.tmp.yaml", "keep.tmp.yaml", "sub/s.tmp.yaml", "sub/t.tmp.yaml", "top.yaml", "sub/top.yaml", "build/b.yaml", "#odd.yaml",
		"sub/1/x.yaml", "sub/1/2/x.yaml", "a/z.yaml", "a/b/c/z.yaml", "gen/y.yaml", "q/gen/y.yaml", "logs/l.yaml", "q/logs/l.yaml",
		"sub/local.yaml", "sub/1/local.yaml", "sub/other/o.yaml", "other/o.yaml", "sp ace.yaml", "ac.yaml", "cc.yaml", "fine.yaml",
	}
	files := map[string]string{}
	for _, n := range names {
		files[n] = "Resources: {}"
	}
	write(t, root, files)
	var want []string
	for _, n := range names {
		if exec.Command("git", "-C", root, "check-ignore", "-q", n).Run() != nil {
			want = append(want, n)
		}
	}
	sort.Strings(want)
	if diff := cmp.Diff(want, found(t, root, root)); diff != "" {
		t.Errorf("from the top: %s", diff)
	}
	var below []string
	for _, n := range want {
		if strings.HasPrefix(n, "sub/") {
			below = append(below, n)
		}
	}
	if diff := cmp.Diff(below, found(t, root, filepath.Join(root, "sub"))); diff != "" {
		t.Errorf("from a folder: %s", diff)
	}
}

// A .gitignore that never ends is none.
func TestEndlessIgnoreFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(dir, ".gitignore")); err != nil {
		t.Skip("no symbolic links here")
	}
	if _, err := readIgnore(filepath.Join(dir, ".gitignore")); err == nil {
		t.Error("it was read")
	}
}
