package cloudformation

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haechi-dev/haechi/cloud"
)

// corpus is the folder of real templates, which is not part of the repository.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("HAECHI_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no corpus here; HAECHI_CORPUS names it")
	}
	return dir
}

// mistaken are the templates of the corpus that nobody can read, and why.
var mistaken = map[string]string{
	"rds-sns-event-notification/template.yaml": "text after a quoted value is not YAML",
}

// templates calls visit for every file below a folder that may be a template.
func templates(t testing.TB, dir string, visit func(name, path string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".yaml", ".yml", ".json", ".template":
		default:
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil || !Sniff(text) {
			return err
		}
		name, err := filepath.Rel(dir, path)
		visit(filepath.ToSlash(name), path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCorpus: every real template is read, each mistake has a place, and so has every value.
func TestCorpus(t *testing.T) {
	for _, folder := range []string{"serverless-patterns", "sam-transform/input"} {
		read := 0
		templates(t, filepath.Join(corpus(t), filepath.FromSlash(folder)), func(name, path string) {
			doc, err := Read(path, Options{Region: "eu-west-1"})
			switch {
			case errors.Is(err, ErrNotTemplate):
				return
			case err != nil && (mistaken[name] != "" || strings.HasPrefix(name, "error_")):
				return
			case err != nil:
				t.Errorf("%s: %v", name, err)
				return
			}
			read++
			for _, p := range doc.Problems {
				if p.Pos.IsZero() {
					t.Errorf("%s: problem without a place: %v", name, p)
				}
			}
			for _, r := range doc.Graph.All() {
				if at := placeless(r.Properties); at != "" || r.Pos.IsZero() {
					t.Errorf("%s: %s%s has no place", name, r.ID, at)
				}
			}
		})
		if read == 0 {
			t.Errorf("no template was read below %s", folder)
		}
		t.Logf("%s: %d templates", folder, read)
	}
}

// placeless finds a value without a position and gives its path.
func placeless(v *cloud.Value) string {
	if v == nil {
		return ""
	}
	if v.Pos.Line == 0 {
		return "="
	}
	for _, item := range v.Items() {
		if at := placeless(item); at != "" {
			return "[]" + at
		}
	}
	for _, f := range v.Fields() {
		if at := placeless(f.Value); at != "" {
			return "." + f.Key + at
		}
	}
	return ""
}

// BenchmarkCorpus reads all templates of the corpus once.
func BenchmarkCorpus(b *testing.B) {
	var paths []string
	templates(b, filepath.Join(corpus(b), "serverless-patterns"), func(_, path string) { paths = append(paths, path) })
	for b.Loop() {
		for _, path := range paths {
			_, _ = Read(path, Options{Region: "eu-west-1"}) // TestCorpus looks at the errors
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(paths)), "µs/template")
}
