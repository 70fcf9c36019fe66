package entry_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/haechi-dev/haechi/cloud"
	"github.com/haechi-dev/haechi/diagram"
	"github.com/haechi-dev/haechi/entry"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// orders is the example, found as if from the root of the repository.
func orders(t *testing.T) []entry.Named {
	t.Helper()
	t.Chdir("..")
	const name = "examples/orders/template.yaml"
	return []entry.Named{{Source: name, Result: entry.Find(load(t, name))}}
}

func TestGolden(t *testing.T) {
	all := orders(t)
	for name, write := range map[string]func(io.Writer) error{
		"orders.en.txt":  func(w io.Writer) error { return entry.Text(w, all, words(t, "en"), false) },
		"orders.ko.txt":  func(w io.Writer) error { return entry.Text(w, all, words(t, "ko"), false) },
		"orders.en.json": func(w io.Writer) error { return entry.JSON(w, all, words(t, "en")) },
		"orders.en.svg":  func(w io.Writer) error { return diagram.SVG(w, picture(t, all, "en", entry.PictureOptions{})) },
		"orders.ko.dot": func(w io.Writer) error {
			return diagram.DOT(w, picture(t, all, "ko", entry.PictureOptions{Reached: true, Focus: "GetOrder"}))
		},
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("entry", "testdata", "golden", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s differs; run go test ./entry -update and look at the change (-want +got):\n%s", name, diff)
		}
	}
}

func words(t testing.TB, lang string) *entry.Words {
	t.Helper()
	w, err := entry.InLanguage(lang, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func picture(t testing.TB, all []entry.Named, lang string, opt entry.PictureOptions) *diagram.Picture {
	t.Helper()
	p, err := entry.Picture(all, words(t, lang), opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A listing that was not read closes nothing.
func TestUnreadPermissionsCloseNothing(t *testing.T) {
	g := template(t, url)
	g.MarkUnread("AWS::Lambda::Permission", cloud.Because(cloud.NotRead, "lambda:GetPolicy", "eu-west-1", "denied"))
	r := entry.Find(g)
	if len(r.Ways) != 1 || r.Ways[0].State() != entry.Perhaps || len(r.Unread) != 1 {
		t.Errorf("%+v", r.Ways)
	}
}

func TestFocusOnNothing(t *testing.T) {
	if _, err := entry.Picture(orders(t), words(t, "en"), entry.PictureOptions{Focus: "Nobody"}); err == nil {
		t.Error("a focus on nothing is no mistake")
	}
}
